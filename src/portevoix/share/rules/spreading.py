"""Spreading colleagues: no two near-identical posts in the same hour on the same network."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from portevoix.share.rules.timing import Hours, is_within, next_slot

APART = timedelta(hours=1)


def spread(
    asked: datetime, taken: Sequence[datetime], zone: tzinfo, hours: Hours | None = None
) -> datetime:
    """Return the first moment from `asked` on that is an hour away from every one of `taken`.

    A moment asked for within the person's hours stays within them.
    """
    hours = hours or Hours()
    keeps_hours = is_within(hours, asked, zone)
    moment = asked
    for other in sorted(taken):
        if abs(other - moment) < APART:
            moment = other + APART
        if keeps_hours:
            moment = next_slot(hours, moment, zone) or moment
    return moment
