"""What is known before an import, and what it was asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

StayKey = tuple[str, date | None]  # a team's name in lower case, and the first day


@dataclass(frozen=True, slots=True)
class Known:
    """One person who is here already, or was."""

    pk: int
    reference: str
    email: str
    name: str
    job: str
    language: str
    joined_on: date | None
    left_on: date | None
    country: str = ""
    team: str = ""
    is_administrator: bool = False
    has_chosen_topics: bool = False
    topics: frozenset[str] = frozenset()
    stays: Mapping[StayKey, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """Everybody known, the topic behind each term (folded), and the marks of the erased."""

    people: tuple[Known, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wishes:
    """The day of the import, whether who is absent leaves, whether unknown terms become topics."""

    day: date
    is_complete: bool = False
    adds_topics: bool = False
