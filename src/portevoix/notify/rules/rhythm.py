"""When a letter is due: a person's own days and hour, in her zone, once a period.

A period is a day for who chose several days, a week from Monday (ISO 8601) for who chose one. The
calendar day of the latest period is remembered, so that neither another choice, nor another zone,
nor a clock that goes back makes two letters of one period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count

WORKDAYS = frozenset(range(5))
# Zones are 26 hours apart at most: a latest day beyond this was told by a clock that jumped.
FARTHEST_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On which workdays (Monday 0) a person wants a letter, and from which hour of her day."""

    weekdays: frozenset[int]
    hour: int

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= WORKDAYS:
            raise ValueError("a rhythm has a day, from Monday to Friday")
        if not 0 <= self.hour <= 23:
            raise ValueError("an hour is 0 to 23")

    @property
    def is_weekly(self) -> bool:
        """Whether its period is the week."""
        return len(self.weekdays) == 1


@dataclass(frozen=True, slots=True)
class Hours:
    """Between which hours of her day anybody may be written to; the end is excluded."""

    starts: int
    ends: int

    def __post_init__(self) -> None:
        if not 0 <= self.starts < self.ends <= 23:
            raise ValueError("hours start before they end")


@dataclass(frozen=True, slots=True)
class Slot:
    """The one stretch of time in which the letter of a period may leave."""

    period: str
    on: date
    opens_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Whether a moment is in it."""
        return self.opens_at <= at < self.closes_at


# For who asked for a digest and did not say when: once a week, on Tuesday morning.
USUAL = Rhythm(frozenset({1}), 9)


def due_slot(
    rhythm: Rhythm, hours: Hours, zone: tzinfo, latest_on: date | None, at: datetime
) -> Slot | None:
    """The slot whose letter is due now: today's, open, and of a period that had none yet."""
    today = at.astimezone(zone).date()
    if today.weekday() not in rhythm.weekdays or _had_its_letter(rhythm, today, latest_on):
        return None
    slot = _slot_on(today, rhythm, hours, zone)
    return slot if slot.is_open(at) else None


def next_slot(
    rhythm: Rhythm, hours: Hours, zone: tzinfo, latest_on: date | None, at: datetime
) -> Slot:
    """The first slot that is not over at a moment, of a period that had no letter yet."""
    today = at.astimezone(zone).date()
    known = _believed(latest_on, today)
    days = (today + timedelta(days=ahead) for ahead in count())
    slots = (
        _slot_on(day, rhythm, hours, zone)
        for day in days
        if day.weekday() in rhythm.weekdays and not _had_its_letter(rhythm, day, known)
    )
    return next(slot for slot in slots if slot.closes_at > at)


def _believed(latest_on: date | None, today: date) -> date | None:
    if latest_on is None or latest_on > today + FARTHEST_AHEAD:
        return None
    return latest_on


def _had_its_letter(rhythm: Rhythm, day: date, latest_on: date | None) -> bool:
    known = _believed(latest_on, day)
    if known is None:
        return False
    if rhythm.is_weekly:
        return day.isocalendar()[:2] <= known.isocalendar()[:2]
    return day <= known


def _slot_on(day: date, rhythm: Rhythm, hours: Hours, zone: tzinfo) -> Slot:
    hour = min(max(rhythm.hour, hours.starts), hours.ends - 1)
    week = day.isocalendar()
    period = f"{week.year}-W{week.week:02}" if rhythm.is_weekly else day.isoformat()
    return Slot(period, day, _moment(day, hour, zone), _moment(day, hours.ends, zone))


def _moment(day: date, hour: int, zone: tzinfo) -> datetime:
    # An hour that a clock change skips is shifted by the gap; of two, the first (PEP 495).
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
