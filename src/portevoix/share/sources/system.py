"""What a recruiting system is to us: how it signs what it sends, and what it tells by it.

Nothing of a candidate leaves these files but the system's own reference of the application, the
step, its moment, and the codes of ours that stand somewhere in what was sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from portevoix.share.rules.referrals import Step, Told, codes_in

# A signed moment further in the future is a clock that is wrong, or a forgery.
AHEAD = timedelta(minutes=5)
# Systems send again what we did not take, for a day or so; what is older is a replay.
BEHIND = timedelta(days=2)
DEEPEST = 12
LONGEST_REFERENCE = 200
# How the stages of interviews are called where a system has only their names.
INTERVIEWS = ("interview", "entretien", "phone screen", "onsite", "on-site", "face to face")
HIRES = ("hired", "hire", "embauch", "recruté")


class Refused(Exception):
    """What was sent is not taken; `reason` is a key for a sentence."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


class Forged(Refused):
    """The signature is missing or is not theirs: nothing of it is believed."""


class Stale(Refused):
    """It is signed, but long ago or in the future: a replay or a wrong clock."""


class Unreadable(Refused):
    """It is theirs, and does not have the shape that their documentation gives."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it came: headers in lower case, and the body untouched."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class RecruitingSystem(Protocol):
    """One recruiting system."""

    key: str
    name: str
    # What it can tell by itself; the rest comes by file or by key.
    tells: frozenset[Step]

    def verify(self, sent: Sent, secret: str, at: datetime) -> None:
        """Accept what it signed with this secret, raise `Forged` or `Stale` for anything else."""

    def read(self, sent: Sent) -> tuple[Told, ...]:
        """The steps that it tells, none for other news, or raise `Unreadable`."""


def check_digest(given: str, message: bytes, secret: str) -> None:
    """Compare a signature in hexadecimal with HMAC-SHA-256, in constant time."""
    made = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(made.encode(), given.strip().lower().encode()):
        raise Forged("forged")


def check_moment(moment: datetime | None, at: datetime) -> None:
    """Refuse what was signed more than two days ago or more than five minutes ahead."""
    if moment is None or moment > at + AHEAD or moment < at - BEHIND:
        raise Stale("stale")


def mapping_of(sent: Sent) -> dict[str, Any]:
    """The body as a JSON object."""
    try:
        read = json.loads(sent.body)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable("not_json") from wrong
    if not isinstance(read, dict):
        raise Unreadable("not_an_object")
    return read


def part(holder: object, *names: str) -> Any:
    """What stands at a path of names, or None."""
    for name in names:
        holder = holder.get(name) if isinstance(holder, dict) else None
    return holder


def reference_at(holder: object, *names: str) -> str:
    """The reference that stands at a path; raises `Unreadable` and names the path if none does."""
    found = part(holder, *names)
    is_one = isinstance(found, str | int) and not isinstance(found, bool)
    text = str(found).strip() if is_one else ""
    if not text or len(text) > LONGEST_REFERENCE:
        raise Unreadable("no_reference", ".".join(names))
    return text


def moment_of(value: object) -> datetime | None:
    """A moment in ISO 8601 or in milliseconds since 1970, with a zone; None for anything else."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


def codes_of(holder: object) -> tuple[str, ...]:
    """Our codes, wherever they stand in what was sent."""
    return codes_in(_texts(holder, DEEPEST))


def stage_named(name: object) -> Step | None:
    """The step that the free name of a stage betrays, in English or French; None for others."""
    words = str(name or "").casefold()
    # First, for an "entretien d'embauche" is no hire.
    if any(word in words for word in INTERVIEWS):
        return Step.INTERVIEW
    return Step.HIRE if any(word in words for word in HIRES) else None


def _texts(holder: object, depth: int) -> Iterator[str]:
    if isinstance(holder, str):
        yield holder
    elif depth and isinstance(holder, dict):
        for value in holder.values():
            yield from _texts(value, depth - 1)
    elif depth and isinstance(holder, list):
        for value in holder:
            yield from _texts(value, depth - 1)
