"""When a share may leave: the person's own hours, in her own zone, whatever clocks do twice a year.

A local time that does not exist is shifted by the gap, and said; of two, the first.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEK = 7
EVENING = time(18, 30)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A moment, in UTC, and whether a clock change moved it from what was asked."""

    at: datetime
    is_shifted: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours in which a person is content to be published: weekdays (Monday 0), from, until."""

    weekdays: frozenset[int] = frozenset(range(5))
    starts: time = time(9)
    ends: time = time(18)

    def __post_init__(self) -> None:
        if not self.starts < self.ends:
            raise ValueError("hours must start before they end")
        if not self.weekdays <= frozenset(range(WEEK)):
            raise ValueError("a weekday is 0 to 6")


def local_moment(local: datetime, zone: tzinfo) -> Chosen:
    """Turn a wall-clock time without zone into a moment; the first one, where there are two."""
    first = local.replace(tzinfo=zone, fold=0)
    moment = first.astimezone(UTC)
    # A time that does not exist comes back from UTC as another: fold 0 counts with the offset that
    # was valid before the gap, so it comes back later by the gap.
    is_shifted = moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None, fold=0)
    return Chosen(moment, is_shifted)


def is_within(hours: Hours, at: datetime, zone: tzinfo) -> bool:
    """Say whether a moment falls in a person's hours."""
    local = at.astimezone(zone)
    return local.weekday() in hours.weekdays and hours.starts <= local.time() < hours.ends


def next_slot(hours: Hours, at: datetime, zone: tzinfo) -> datetime | None:
    """Return the first moment from `at` on within a person's hours; None if she has no day."""
    if is_within(hours, at, zone):
        return at
    today = at.astimezone(zone).date()
    for ahead in range(WEEK + 1):
        day = today + timedelta(days=ahead)
        start = _start_on(day, hours, zone)
        if day.weekday() in hours.weekdays and start >= at:
            return start
    return None


def tonight(at: datetime, zone: tzinfo) -> datetime:
    """Return half past six this evening, or tomorrow's where it has passed."""
    today = at.astimezone(zone).date()
    evening = local_moment(datetime.combine(today, EVENING), zone).at
    if evening > at:
        return evening
    return local_moment(datetime.combine(today + timedelta(days=1), EVENING), zone).at


def _start_on(day: date, hours: Hours, zone: tzinfo) -> datetime:
    return local_moment(datetime.combine(day, hours.starts), zone).at
