"""Planning: another moment for a share, apart from colleagues', and one's own hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from portevoix.ledger.actions import record
from portevoix.people.models import Person
from portevoix.share.actions import refusals
from portevoix.share.actions.stepping import publication_of, step
from portevoix.share.models import OwnHours, Share
from portevoix.share.queries.planning import free_moment, saying_of
from portevoix.share.rules import outbox
from portevoix.share.rules.outbox import IllegalStep, Reason
from portevoix.share.rules.timing import WEEK

# What is asked about these may stand on the network.
MAY_BE_OUT = frozenset({Reason.NONE, Reason.NO_EVIDENCE})


@transaction.atomic
def move_share(*, share: Share, to: datetime, by: Person, at: datetime) -> Share:
    """Choose another moment for what has not begun to leave; a colleague's may move it further."""
    if share.person_id != by.pk:
        raise refusals.NotYourShare
    if to < at:
        raise refusals.MomentPassed
    if share.state == Share.State.ASK_PERSON and share.problem in MAY_BE_OUT:
        raise refusals.MayBeOut
    if share.state == Share.State.CLAIMED:
        raise refusals.AlreadyLeaving
    try:
        moved = outbox.move(publication_of(share), to)
    except IllegalStep as refused:
        raise refusals.AlreadyLeaving from refused
    if not step(share, moved, claim="", claimed_until=None, moved_from=None):
        raise refusals.AlreadyLeaving
    keep_apart(share=share)
    details: dict[str, object] = {"network": share.network, "version": share.words_version}
    record("share.moved", actor=by.ref, subject=str(share.outbox_id), at=at, details=details)
    return share


def keep_apart(*, share: Share) -> None:
    """Move a planned share to an hour in which no colleague says nearly the same there.

    The moment she chose stays written beside it, so that she is told. Part of other actions.
    """
    saying = saying_of(share)
    if saying is None or share.state != Share.State.SCHEDULED:
        return
    moment = free_moment(saying, share.scheduled_for)
    if moment == share.scheduled_for:
        return
    chosen = share.moved_from or share.scheduled_for
    step(share, outbox.move(publication_of(share), moment), moved_from=chosen)


@transaction.atomic
def choose_hours(
    *, weekdays: Iterable[int], starts: time, ends: time, by: Person, at: datetime
) -> OwnHours:
    """Keep the hours in which she is content to be published: for her eyes and her moments only."""
    days = sorted(set(weekdays) & set(range(WEEK)))
    if not days or starts >= ends:
        raise refusals.HoursEmpty
    columns = {"weekdays": "".join(map(str, days)), "starts": starts, "ends": ends}
    hours, _is_new = OwnHours.objects.update_or_create(person=by, defaults=columns)
    record("hours.chosen", actor=by.ref, subject=by.ref, at=at)
    return hours
