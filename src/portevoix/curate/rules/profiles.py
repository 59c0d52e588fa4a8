"""What matching is about: texts of items, what a person knows, what she answered, how it counts.

These are the values that travel into `matching.rank`; keys are opaque, and belong to the caller.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ItemText:
    """One item as matching sees it; `topics` are (topic key, score from 0 to 1)."""

    key: str
    title: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    topics: tuple[tuple[str, float], ...] = ()
    language: str = ""
    source: str = ""
    author: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TopicWords:
    """One topic and the terms that betray it: its names in both languages and its keywords."""

    key: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownTopic:
    """A topic that the person declares to know; `strength` from 0 to 1.

    Each colleague who endorses it counts a little; `terms` only serve to tell the reason.
    """

    key: str
    terms: tuple[str, ...] = ()
    strength: float = 0.8
    endorsements: int = 0


class Signal(StrEnum):
    """What the person did with one item."""

    MORE = "more"
    SAVED = "saved"
    SHARED = "shared"
    WROTE = "wrote"
    READ = "read"
    LESS = "less"
    NOT_MY_FIELD = "not_my_field"


# How much each signal counts against "more"; below zero: the item is declined, and never returns.
SIGNAL_WEIGHTS = {
    Signal.MORE: 1.0,
    Signal.SAVED: 1.2,
    Signal.SHARED: 1.5,
    Signal.WROTE: 1.5,
    Signal.READ: 0.3,
    Signal.LESS: -1.0,
    Signal.NOT_MY_FIELD: -1.5,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One signal of this person on one item, which may have left the watch since."""

    item: ItemText
    signal: Signal

    @property
    def weight(self) -> float:
        """How much it counts, below zero when she declined."""
        return SIGNAL_WEIGHTS[self.signal]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one person, from herself only.

    `closed` are the keys that never return (read to the end, hidden, shared...); what she declined
    is closed by itself. `refused_topics` are "not my field" said of topics rather than of items.
    `languages`: those she reads; empty reads all, and an item of unknown language is always kept.
    `trusted`: how much the house expects of some sources, from -1 to 1; the others are 0.
    """

    declared: tuple[KnownTopic, ...] = ()
    answers: tuple[Answered, ...] = ()
    refused_topics: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    trusted: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of a score counts.

    Every part lies between 0 and 1, but rates and trust between -1 and 1.

    `stale` is the part of an interest that wears off with age.
    """

    topics: float = 1.0
    taste: float = 1.0
    distaste: float = 0.8
    rates: float = 0.4
    fresh: float = 0.2
    trust: float = 0.1
    stale: float = 0.5


@dataclass(frozen=True, slots=True)
class Settings:
    """How a selection is made; `mmr` is the share of relevance against diversity (0 to 1).

    `per_source` items at most of one source for each `window` of places, as long as there are
    others; every `explore_every`-th place goes to something she never asked for (0: none).
    """

    limit: int = 30
    mmr: float = 0.7
    per_source: int = 2
    window: int = 10
    explore_every: int = 6
    half_life_days: float = 7.0
    weights: Weights = field(default_factory=Weights)


TODAY = Settings()
