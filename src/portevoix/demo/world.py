"""What the story needs to remember while it is told, and the acts it is made of."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from portevoix.curate.models import Item
from portevoix.demo.calendar import Calendar
from portevoix.demo.texts import Article, Colleague, Feed, Said, colleagues, feeds, words_for_any
from portevoix.people.models import Person
from portevoix.share.models import Share

HOUSE = "Atelier Nord"
WEBSITE = "https://atelier-nord.example/"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did at a moment."""

    at: datetime
    do: Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Published:
    """One article, where and when it appeared."""

    feed: Feed
    article: Article
    at: datetime
    url: str


@dataclass(slots=True)
class World:
    """The texts, the calendar, the chance, and whoever and whatever exists by now."""

    calendar: Calendar
    draw: random.Random
    colleagues: list[Colleague] = field(default_factory=colleagues)
    feeds: list[Feed] = field(default_factory=feeds)
    words: list[Said] = field(default_factory=words_for_any)
    people: dict[str, Person] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)

    def colleague(self, key: str) -> Colleague:
        """Somebody by her key."""
        return next(one for one in self.colleagues if one.key == key)

    def uuid(self) -> UUID:
        """A number that the same day draws again."""
        return UUID(int=self.draw.getrandbits(128), version=4)


def world_of(ends_at: datetime) -> World:
    """The beginning of the story that ends at a midnight."""
    return World(Calendar(ends_at), random.Random(ends_at.date().toordinal()))
