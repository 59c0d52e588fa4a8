"""What a search finds: the same items in the same order, whatever the database.

The database says which items hold what is sought; the most recent of them are then ranked by
`rules.searching`, so that no database has a ranking of its own. No search is written anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from portevoix.curate.engines.search import Holds
from portevoix.curate.models import Item
from portevoix.curate.models.item import ItemQuerySet
from portevoix.curate.rules.searching import Piece, Sought, marked, relevance, snippet, sought_in
from portevoix.people.models import Person

# The most recent of those found, among which the best are put first: 25 pages are beyond anybody.
MOST_FOUND = 500
# Beside the states of items: what was offered until its time was over.
EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What else is asked of the items found; what is empty asks nothing.

    `kind` and `state` as items name them, `topic` by its slug; published after `since`.
    """

    kind: str = ""
    language: str = ""
    topic: str = ""
    source: str = ""
    state: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One item found, with the words that were sought marked in its title and its summary."""

    item: Item
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


def found_items(person: Person, text: str, at: datetime, wishes: Wishes | None = None) -> list[int]:
    """The keys of what a person may be offered and a text asks for, best first, a story once.

    Relevance first, then freshness; of more than 500, the most recent. Nothing asked finds nothing.
    """
    asked = wishes or Wishes()
    if not sought_in(text) and asked == Wishes():
        return []
    offered = Item.objects.visible_to(person).offered().meant_for(person, at)
    return _one_a_story(_ranked(offered.current(at), sought_in(text), asked))


def watched_items(
    person: Person, text: str, at: datetime, wishes: Wishes | None = None
) -> list[int]:
    """The keys of what a programme manager looks for in the whole watch, each item by itself."""
    asked = wishes or Wishes()
    everything = Item.objects.visible_to(person)
    rows = everything.expired(at) if asked.state == EXPIRED else everything.current(at)
    return [key for key, _story in _ranked(rows, sought_in(text), asked)]


def hits_of(keys: Sequence[int], text: str, person: Person) -> list[Hit]:
    """The items of one page of what was found, in order, with what was sought marked."""
    sought = sought_in(text)
    visible = Item.objects.visible_to(person).select_related("source")
    items = visible.in_bulk(list(keys))
    return [_hit(items[key], sought) for key in keys if key in items]


def _hit(item: Item, sought: Sought) -> Hit:
    return Hit(item, marked(item.title, sought), snippet(item.summary, sought))


def _ranked(items: ItemQuerySet, sought: Sought, wishes: Wishes) -> list[tuple[int, int]]:
    """The keys of items with those of their stories, best first."""
    found = items.filter(_wished(wishes), *map(Holds, sought.wanted))
    for part in sought.unwanted:
        found = found.exclude(Holds(part))
    rows = found.newest_first().values_list("pk", "story", "words")[:MOST_FOUND]
    scored = [(relevance(sought, words), pk, story or pk) for pk, story, words in rows]
    # Sorting keeps the order of equals: the newest first.
    scored.sort(key=lambda row: -row[0])
    return [(pk, story) for _score, pk, story in scored]


def _wished(wishes: Wishes) -> Q:
    asked = Q()
    if wishes.kind:
        asked &= Q(kind=wishes.kind)
    if wishes.language:
        asked &= Q(language=wishes.language)
    if wishes.topic:
        asked &= Q(topics__slug=wishes.topic)
    if wishes.source:
        asked &= Q(source=wishes.source)
    if wishes.state and wishes.state != EXPIRED:
        asked &= Q(state=wishes.state)
    if wishes.since:
        asked &= Q(published_at__gt=wishes.since)
    return asked


def _one_a_story(rows: Sequence[tuple[int, int]]) -> list[int]:
    best: dict[int, int] = {}
    for key, story in rows:
        best.setdefault(story, key)
    return list(best.values())
