"""A record of reading in order: months, the topics in each, and what comes first in all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# A table of these opens in a spreadsheet, which takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing that was read or saved on a day; `topic` is what it is most about, or empty."""

    key: int
    on: date
    topic: str = ""


@dataclass(frozen=True, slots=True)
class TopicOfMonth:
    """What was noted of one topic in a month, the latest first."""

    topic: str
    noted: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a record: the topics with most in them first, what has none at the end."""

    first_on: date
    topics: tuple[TopicOfMonth, ...]

    @property
    def count(self) -> int:
        """How much was noted in it."""
        return sum(len(topic.noted) for topic in self.topics)


def by_month(noted: Iterable[Noted]) -> tuple[Month, ...]:
    """The record by month, the latest first; months without anything are left out."""
    months: dict[date, list[Noted]] = {}
    for one in noted:
        months.setdefault(one.on.replace(day=1), []).append(one)
    return tuple(Month(first, _by_topic(months[first])) for first in sorted(months, reverse=True))


def most_noted(noted: Iterable[Noted], most: int) -> tuple[tuple[str, int], ...]:
    """The topics with most in them and how much, at most so many; what has none is left out."""
    counts = Counter(one.topic for one in noted if one.topic)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most])


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _by_topic(noted: Sequence[Noted]) -> tuple[TopicOfMonth, ...]:
    topics: dict[str, list[Noted]] = {}
    for one in sorted(noted, key=lambda one: (one.on, one.key), reverse=True):
        topics.setdefault(one.topic, []).append(one)
    ordered = sorted(topics.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0]))
    return tuple(TopicOfMonth(topic, tuple(found)) for topic, found in ordered)
