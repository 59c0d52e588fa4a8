"""When things happened: eight weeks at least, up to the midnight before the demo is loaded.

Everything is drawn from the day alone: the same day makes the same story.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portevoix.lib.periods import Period, month_before, month_of, months_between

FRIDAY = 4
# Hours (UTC) in which people here publish and share.
FIRST_HOUR, HOURS = 6, 10


@dataclass(frozen=True, slots=True)
class Calendar:
    """Two whole months and what has passed of the third, up to a midnight (UTC)."""

    ends_at: datetime

    @property
    def starts_at(self) -> datetime:
        """The first moment."""
        return self.months[0].start

    @property
    def months(self) -> list[Period]:
        """The months it touches, the oldest first."""
        current = month_of((self.ends_at - timedelta(seconds=1)).date())
        first = month_before(month_before(current))
        return [*months_between(first, current), current]

    def moment(self, share: float) -> datetime:
        """The moment at some share (0 to 1) of it."""
        return self.starts_at + (self.ends_at - self.starts_at) * share

    def working_moments(self, month: Period, draw: random.Random, count: int) -> list[datetime]:
        """Moments of a month in working hours, at least a day before it ends."""
        end = min(month.end_on - timedelta(days=1), self.ends_at.date())
        days = [day for day in _days(month.first_on, end) if day.weekday() <= FRIDAY]
        return [in_hours(day, draw) for day in _spread(days, draw, count)]


def in_hours(day: date, draw: random.Random) -> datetime:
    """A moment in the working hours of a day."""
    midnight = month_of(day).start + timedelta(days=day.day - 1)
    return midnight + timedelta(hours=FIRST_HOUR, seconds=draw.randrange(HOURS * 3600))


def next_working_day(day: date) -> date:
    """The first working day after a day."""
    following = day + timedelta(days=1)
    return following if following.weekday() <= FRIDAY else next_working_day(following)


def _days(first: date, end: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((end - first).days)]


def _spread(days: Sequence[date], draw: random.Random, count: int) -> list[date]:
    """Days spread evenly with a little chance."""
    if not days:
        return []
    step = len(days) / max(count, 1)
    return [days[min(int((place + draw.random()) * step), len(days) - 1)] for place in range(count)]
