"""The figures of clicks: what counts as a visit, between which bounds, and when a month closes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portevoix.lib.intervals import Estimate, counted, unknown
from portevoix.lib.periods import Period, day_in, month_after, month_of, months_between

# Robots are told from people within 48 hours of a click; a day more lets every worker catch up.
CLOSES_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Tally:
    """Clicks without doubles, by what they look like."""

    humans: int = 0
    unknowns: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.humans + other.humans, self.unknowns + other.unknowns)


def total(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    return sum(tallies, Tally())


def visits(tally: Tally | None, as_of: datetime | None) -> Estimate:
    """Visits by people: at least those that are surely people, at most those that may be.

    Unknown without a link of our own (no tally) and before anything was counted (no `as_of`).
    """
    if tally is None or as_of is None:
        return unknown("own_link", as_of)
    return counted(tally.humans, tally.humans + tally.unknowns, "own_link", as_of)


def closes_at(month: Period) -> datetime:
    """When the figures of a month are closed, never to change again."""
    return month.end + CLOSES_AFTER


def closable_months(first: datetime, at: datetime) -> list[Period]:
    """The months since some first moment whose closing has come, the oldest first."""
    months = months_between(month_of(day_in(first)), month_after(month_of(day_in(at))))
    return [month for month in months if closes_at(month) <= at]
