"""Moving a share from one state of the outbox to the next, with its row held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portevoix.share.models import Share
from portevoix.share.rules import outbox
from portevoix.share.rules.outbox import Publication

# Longer than any call may last: a worker that has not come back by then is dead.
LEASE = timedelta(minutes=2)


def publication_of(share: Share) -> Publication:
    """The share as the rules of the outbox see it."""
    return Publication(
        state=outbox.State(share.state),
        due_at=share.scheduled_for,
        next_at=share.next_try_at,
        attempts=share.attempts,
        looks=share.looks,
        sending_at=share.sending_at,
        reason=_reason_of(share.problem),
    )


def columns_of(publication: Publication) -> dict[str, Any]:
    """The columns that hold a publication."""
    return {
        "state": publication.state.value,
        "scheduled_for": publication.due_at,
        "next_try_at": publication.next_at,
        "attempts": publication.attempts,
        "looks": publication.looks,
        "sending_at": publication.sending_at,
        "problem": publication.reason.value,
    }


def step(share: Share, publication: Publication, **others: Any) -> bool:
    """Write the next state if nobody moved the row meanwhile; says whether it was written."""
    columns = columns_of(publication) | others
    unmoved = Share.objects.filter(pk=share.pk, state=share.state, claim=share.claim)
    if unmoved.update(**columns) != 1:
        return False
    for name, value in columns.items():
        setattr(share, name, value)
    return True


def _reason_of(problem: str) -> outbox.Reason:
    known = {reason.value for reason in outbox.Reason}
    return outbox.Reason(problem) if problem in known else outbox.Reason.NONE
