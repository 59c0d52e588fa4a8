"""Half-open stretches of the calendar: whole months and weeks, in a time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first_on` to `end_on` (excluded), as lived in one time zone."""

    first_on: date
    end_on: date
    zone: tzinfo = UTC

    @property
    def start(self) -> datetime:
        """The first moment, in UTC."""
        return _midnight(self.first_on, self.zone)

    @property
    def end(self) -> datetime:
        """The moment it is over (excluded), in UTC."""
        return _midnight(self.end_on, self.zone)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end_on - self.first_on).days

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def month_of(day: date, zone: tzinfo = UTC) -> Period:
    """The calendar month that holds a day."""
    first = day.replace(day=1)
    return Period(first, _first_of_next(first), zone)


def week_of(day: date, zone: tzinfo = UTC) -> Period:
    """The week from Monday that holds a day (ISO 8601)."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=7), zone)


def day_of(day: date, zone: tzinfo = UTC) -> Period:
    """One day."""
    return Period(day, day + timedelta(days=1), zone)


def month_before(month: Period) -> Period:
    """The month before a month."""
    return month_of(month.first_on - timedelta(days=1), month.zone)


def month_after(month: Period) -> Period:
    """The month after a month."""
    return month_of(month.end_on, month.zone)


def months_between(first: Period, end: Period) -> Iterator[Period]:
    """The months from one month to another, which is left out."""
    month = first
    while month.first_on < end.first_on:
        yield month
        month = month_after(month)


def latest_weeks(day: date, count: int, zone: tzinfo = UTC) -> list[Period]:
    """So many weeks up to the one that holds a day, the oldest first."""
    weeks = [week_of(day - timedelta(weeks=back), zone) for back in range(count)]
    return weeks[::-1]


def day_in(moment: datetime, zone: tzinfo = UTC) -> date:
    """The day on the calendar of a zone at some moment."""
    return moment.astimezone(zone).date()


def _first_of_next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    # A midnight that a clock change skips or repeats is read as its first occurrence (PEP 495).
    return datetime.combine(day, time(), zone).astimezone(UTC)
