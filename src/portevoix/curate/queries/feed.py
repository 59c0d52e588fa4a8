"""Today's items of one person: the watch ranked for her by what she knows and answered."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from portevoix.curate.models import Answer, Item, ItemTopic, Saved
from portevoix.curate.rules.indexing import ItemIndex, index_of
from portevoix.curate.rules.matching import rank
from portevoix.curate.rules.profiles import (
    Answered,
    ItemText,
    KnownTopic,
    Profile,
    Settings,
    Signal,
)
from portevoix.curate.rules.reasons import Reason
from portevoix.people.models import Expertise, Person

# What is older is no news; what is more than this many is beyond anybody's five minutes.
NEWS = timedelta(days=30)
MOST_CANDIDATES = 3000
A_DAY = 7


@dataclass(frozen=True, slots=True)
class RankedItem:
    """One item offered to one person, and why."""

    item: Item
    reason: Reason


def todays_items(
    person: Person, *, at: datetime, shared: frozenset[int] = frozenset(), most: int = A_DAY
) -> list[RankedItem]:
    """The few items of today for her, best first: an edition that stays still all her day.

    What she answers today changes her editions from tomorrow on; what she shared is not offered
    again, nor, from tomorrow on, what she declined.
    """
    morning = _morning(person, at)
    index = _current_index(at)
    ranked = rank(
        index,
        profile_of(person, before=morning, shared=shared),
        at=morning,
        seed=f"{person.ref}{morning.date()}",
        settings=Settings(limit=most),
    )
    keys = [int(one.key) for one in ranked]
    items = Item.objects.visible_to(person).offered().select_related("source").in_bulk(keys)
    return [RankedItem(items[int(one.key)], one.reason) for one in ranked if int(one.key) in items]


def profile_of(
    person: Person, *, before: datetime, shared: frozenset[int] = frozenset()
) -> Profile:
    """What she declares, and answered or saved before a moment, as matching reads it."""
    expertise = Expertise.objects.filter(person=person).select_related("topic")
    declared = [
        KnownTopic(
            key=one.topic.slug,
            terms=(one.topic.name_en, one.topic.name_fr, *one.topic.keywords),
            endorsements=one.endorsements.count(),
        )
        for one in expertise.prefetch_related("endorsements").order_by("topic__slug")
    ]
    return Profile(
        declared=tuple(declared),
        answers=tuple(_answers_of(person, before, shared)),
        closed=frozenset(str(key) for key in shared),
    )


def item_texts(items: Iterable[Item]) -> list[ItemText]:
    """Items as matching reads them, with their topics."""
    rows = list(items)
    topics: dict[int, list[tuple[str, float]]] = {}
    about = ItemTopic.objects.filter(item__in=[row.pk for row in rows])
    for item_id, slug, score in about.values_list("item_id", "topic__slug", "score"):
        topics.setdefault(item_id, []).append((slug, score))
    return [_text_of(row, tuple(sorted(topics.get(row.pk, [])))) for row in rows]


def _text_of(row: Item, topics: tuple[tuple[str, float], ...]) -> ItemText:
    return ItemText(
        key=str(row.pk),
        title=row.title,
        summary=row.summary,
        topics=topics,
        language=row.language,
        source=str(row.source_id),
        author=row.author,
        published_at=row.published_at,
    )


def _morning(person: Person, at: datetime) -> datetime:
    return at.astimezone(person.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _answers_of(person: Person, before: datetime, shared: frozenset[int]) -> list[Answered]:
    own_answers = Answer.objects.visible_to(person).filter(at__lt=before)
    own_saved = Saved.objects.visible_to(person).filter(at__lt=before)
    said = dict(own_answers.values_list("item_id", "kind"))
    kept = set(own_saved.values_list("item_id", flat=True))
    items = Item.objects.filter(pk__in={*said, *kept, *shared}).order_by("pk")
    answers = []
    for text in item_texts(items):
        key = int(text.key)
        signals = [Signal(said[key])] if key in said else []
        signals += [Signal.SAVED] if key in kept else []
        signals += [Signal.SHARED] if key in shared else []
        answers += [Answered(text, signal) for signal in signals]
    return answers


class _Kept:
    """The latest index of this process; building it takes longer than ranking with it."""

    lock = threading.Lock()
    version: tuple[object, ...] = ()
    index: ItemIndex | None = None


def _current_index(at: datetime) -> ItemIndex:
    fresh = Item.objects.offered().current(at).filter(published_at__gt=at - NEWS)
    candidates = fresh.newest_first()[:MOST_CANDIDATES]
    version = tuple(candidates.aggregate(Count("pk"), Sum("pk"), Sum("revision")).values())
    with _Kept.lock:
        if _Kept.index is None or _Kept.version != version:
            _Kept.index = index_of(item_texts(candidates))
            _Kept.version = version
        return _Kept.index
