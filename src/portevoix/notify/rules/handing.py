"""What becomes of a letter handed to a server: only what surely did not leave goes again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# An address that was refused so often in a row is not written to any more.
MOST_REFUSALS = 3
BACK_OFF_FIRST = timedelta(minutes=2)
BACK_OFF_MOST = timedelta(hours=1)


class Outcome(StrEnum):
    """What one attempt taught us."""

    SENT = "sent"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


class Problem(StrEnum):
    """What stood in the way; one sentence each for whoever looks after the server."""

    NONE = ""
    CONNECTION = "connection"
    TLS = "tls"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    ADDRESS = "address"
    CONTENT = "content"
    BUSY = "busy"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Handed:
    """The answer to one letter, with the server's own words."""

    outcome: Outcome
    problem: Problem = Problem.NONE
    detail: str = ""

    @property
    def blames_address(self) -> bool:
        """Whether the address itself was refused for good."""
        return self.outcome is Outcome.REFUSED and self.problem is Problem.ADDRESS


SENT = Handed(Outcome.SENT)


def next_try(attempts: int, at: datetime, closes_at: datetime) -> datetime | None:
    """When to hand over again what was not sent: 2 minutes doubled up to 1 h; None: too late."""
    wait = min(BACK_OFF_FIRST * (1 << min(max(attempts - 1, 0), 10)), BACK_OFF_MOST)
    return at + wait if at + wait < closes_at else None
