"""The publication outbox: what may follow what, so that nothing is published twice nor lost.

`scheduled -> claimed -> sending -> sent | unknown -> (reconcile) -> sent | scheduled | ask_person
-> sent | scheduled | cancelled`. Nothing goes back to `scheduled` from `sending` or `unknown`
without evidence that it did not happen. Every function refuses a step that does not exist.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

LATE = timedelta(minutes=60)
AGE_LIMIT = timedelta(hours=24)
BACK_OFF_FIRST = timedelta(seconds=30)
BACK_OFF_MOST = timedelta(hours=1)
# A request may still be travelling when its caller gave up: absence proves nothing before this.
# Three times the longest fetch, and the time a busy server keeps a request waiting.
SETTLING = timedelta(minutes=2)
# Most unknown attempts did happen: a first look soon tells the person so.
FIRST_LOOK = timedelta(seconds=10)
MOST_LOOKS = 6


class State(StrEnum):
    """Where one publication stands."""

    SCHEDULED = "scheduled"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    ASK_PERSON = "ask_person"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What one attempt taught us."""

    PUBLISHED = "published"
    NOT_SENT = "not_sent"
    REFUSED = "refused"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of an outcome
    SUSPENDED = "suspended"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"


class Finding(StrEnum):
    """What looking at the network after an unknown attempt taught us."""

    FOUND = "found"
    ABSENT = "absent"
    INCONCLUSIVE = "inconclusive"


class Answer(StrEnum):
    """What the person says when asked."""

    PUBLISHED = "published"
    TRY_AGAIN = "try_again"
    DROP = "drop"


class Reason(StrEnum):
    """Why the person is asked; one sentence each in the interface."""

    NONE = ""
    LATE = "late"
    TOO_OLD = "too_old"
    REFUSED = "refused"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a reason
    SUSPENDED = "suspended"
    NO_EVIDENCE = "no_evidence"
    CONSENT = "consent"
    CHARTER = "charter"
    ACCOUNT = "account"
    LINK = "link"
    YOUR_TURN = "your_turn"
    CAMPAIGN = "campaign"


class IllegalStep(Exception):
    """The machine has no such step from that state."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One text to publish once: `due_at` is what the person chose, `next_at` when to look again."""

    state: State
    due_at: datetime
    next_at: datetime
    attempts: int = 0
    looks: int = 0
    sending_at: datetime | None = None
    reason: Reason = Reason.NONE


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of one call; `retry_after` is the network's own word, where it gave one."""

    outcome: Outcome
    retry_after: timedelta | None = None


ASKED_FOR = {
    Outcome.REFUSED: Reason.REFUSED,
    Outcome.TOKEN_EXPIRED: Reason.TOKEN_EXPIRED,
    Outcome.SUSPENDED: Reason.SUSPENDED,
}


def scheduled(due_at: datetime) -> Publication:
    """Begin: one publication that waits for its moment."""
    return Publication(State.SCHEDULED, due_at=due_at, next_at=due_at)


def is_due(publication: Publication, at: datetime) -> bool:
    """Say whether a worker has something to do with it now: send it, or look for evidence."""
    waits = publication.state in {State.SCHEDULED, State.UNKNOWN}
    return waits and publication.next_at <= at


def claim(publication: Publication, at: datetime) -> Publication:
    """Take a due publication; over 60 minutes late, or tried for 24 h, it is asked about instead.

    Late is measured from `next_at` (what we promised last), age from `due_at` (what was chosen).
    """
    _only_from(publication, State.SCHEDULED)
    if publication.next_at > at:
        raise IllegalStep("its time has not come")
    if publication.attempts and at - publication.due_at > AGE_LIMIT:
        return _asked(publication, Reason.TOO_OLD, at)
    if at - publication.next_at > LATE:
        return _asked(publication, Reason.LATE, at)
    return replace(publication, state=State.CLAIMED)


def begin_sending(publication: Publication, at: datetime) -> Publication:
    """Commit to the call: from here on only evidence tells whether it happened."""
    _only_from(publication, State.CLAIMED)
    return replace(
        publication,
        state=State.SENDING,
        attempts=publication.attempts + 1,
        looks=0,
        sending_at=at,
    )


def release(publication: Publication, at: datetime, wait: timedelta) -> Publication:
    """Give a claim back unsent, because of an empty bucket or an open breaker.

    Waiting is no new promise: what would be over 60 minutes late by then is asked about now.
    """
    _only_from(publication, State.CLAIMED)
    if not publication.attempts and at + wait - publication.due_at > LATE:
        return _asked(publication, Reason.LATE, at)
    return replace(publication, state=State.SCHEDULED, next_at=at + wait)


def keep_back(publication: Publication) -> Publication:
    """Give a claim back unsent and as it was: in a freeze its lateness goes on counting."""
    _only_from(publication, State.CLAIMED)
    return replace(publication, state=State.SCHEDULED)


def move(publication: Publication, to: datetime) -> Publication:
    """Choose another moment for what has not begun to leave; refuses what may already be out."""
    if publication.state not in {State.SCHEDULED, State.CLAIMED, State.ASK_PERSON}:
        raise IllegalStep(f"cannot move what is {publication.state}")
    return scheduled(to)


def hold(publication: Publication, reason: Reason, at: datetime) -> Publication:
    """Ask the person instead of sending what a last check stopped; nothing has left."""
    _only_from(publication, State.CLAIMED)
    return _asked(publication, reason, at)


def after_attempt(
    publication: Publication, attempt: Attempt, at: datetime, draw: float
) -> Publication:
    """Follow an attempt; `draw` in [0, 1) is the jitter's random number."""
    _only_from(publication, State.SENDING)
    if attempt.outcome is Outcome.PUBLISHED:
        return _sent(publication, at)
    if attempt.outcome is Outcome.NOT_SENT:
        return _again(publication, attempt.retry_after, at, draw)
    if attempt.outcome in ASKED_FOR:
        return _asked(publication, ASKED_FOR[attempt.outcome], at)
    # A duplicate says that such a text exists, not that it is ours: it is looked for like the rest.
    return replace(publication, state=State.UNKNOWN, next_at=at + FIRST_LOOK)


def after_restart(publication: Publication, at: datetime) -> Publication:
    """Recover what a dead worker held: a claim had sent nothing, a sending may have."""
    if publication.state is State.CLAIMED:
        return replace(publication, state=State.SCHEDULED)
    if publication.state is State.SENDING:
        return replace(publication, state=State.UNKNOWN, next_at=at + FIRST_LOOK)
    return publication


def after_looking(
    publication: Publication, finding: Finding, at: datetime, draw: float
) -> Publication:
    """Follow a look at the network: absence counts once the attempt has had time to settle."""
    _only_from(publication, State.UNKNOWN)
    if finding is Finding.FOUND:
        return _sent(publication, at)
    if finding is Finding.ABSENT and at >= _settled_at(publication, at):
        return _again(publication, None, at, draw)
    looked = replace(publication, looks=publication.looks + 1)
    if looked.looks >= MOST_LOOKS or at - publication.due_at > AGE_LIMIT:
        return _asked(looked, Reason.NO_EVIDENCE, at)
    wait = max(back_off(looked.looks, draw), _settled_at(publication, at) - at)
    return replace(looked, next_at=at + wait)


def after_answer(publication: Publication, answer: Answer, at: datetime) -> Publication:
    """Follow the person's word: she alone may say that it was published, or that it was not."""
    _only_from(publication, State.ASK_PERSON)
    if answer is Answer.PUBLISHED:
        return _sent(publication, at)
    if answer is Answer.DROP:
        return replace(publication, state=State.CANCELLED, reason=Reason.NONE)
    # Her answer is a new choice of moment: age and lateness count from it.
    return scheduled(at)


def cancel(publication: Publication) -> Publication:
    """Cancel what has not begun to leave; refuses what may already be out."""
    if publication.state not in {State.SCHEDULED, State.CLAIMED, State.ASK_PERSON}:
        raise IllegalStep(f"cannot cancel what is {publication.state}")
    return replace(publication, state=State.CANCELLED, reason=Reason.NONE)


def back_off(attempts: int, draw: float) -> timedelta:
    """Wait between 0 and 30 s doubled at each attempt, at most 1 h (full jitter, Brooker 2015)."""
    doubled = BACK_OFF_FIRST * (1 << min(max(attempts - 1, 0), 16))
    return min(doubled, BACK_OFF_MOST) * draw


def _again(
    publication: Publication, retry_after: timedelta | None, at: datetime, draw: float
) -> Publication:
    wait = back_off(publication.attempts, draw)
    if retry_after is not None:
        # The network's word is a floor; the jitter on top keeps workers from returning together.
        wait += max(retry_after, timedelta())
    if at + wait - publication.due_at > AGE_LIMIT:
        return _asked(publication, Reason.TOO_OLD, at)
    return replace(publication, state=State.SCHEDULED, sending_at=None, next_at=at + wait)


def _sent(publication: Publication, at: datetime) -> Publication:
    return replace(publication, state=State.SENT, next_at=at, reason=Reason.NONE)


def _asked(publication: Publication, reason: Reason, at: datetime) -> Publication:
    return replace(publication, state=State.ASK_PERSON, reason=reason, next_at=at)


def _settled_at(publication: Publication, at: datetime) -> datetime:
    return (publication.sending_at or at) + SETTLING


def _only_from(publication: Publication, state: State) -> None:
    if publication.state is not state:
        raise IllegalStep(f"{publication.state} is not {state}")
