"""Today's items of one person: the watch ranked for her by what she knows and answered."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connections
from django.db.models import Count, Q, QuerySet, Sum

from portevoix.curate.engines.embeddings import Embeddings, EmbeddingsProblem, supplied
from portevoix.curate.engines.index_cache import IndexCache
from portevoix.curate.models import Answer, Audience, Item, ItemTopic, Saved, Source
from portevoix.curate.queries.folded import whole_stories
from portevoix.curate.queries.learning import LATEST_READ, read_before
from portevoix.curate.rules.indexing import ItemIndex
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

log = logging.getLogger(__name__)
# What is older is no news; what is more than this many is beyond anybody's five minutes.
NEWS = timedelta(days=30)
MOST_CANDIDATES = 10_000
# Up to so many, an index is built while the page waits, and is never behind.
FEW_CANDIDATES = 300
A_DAY = 7
# Beyond so many, all are read rather than those of some keys: databases bound what one may list.
MOST_BY_KEY = 500
DECLINED = (Answer.Kind.LESS, Answer.Kind.NOT_MY_FIELD)
# What was declined or expired since the index was built leaves its place to these.
SPARE = 3


@dataclass(frozen=True, slots=True)
class RankedItem:
    """One item offered to one person, and why."""

    item: Item
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Done:
    """What she did with items: what she said of each, and which she saved, shared and read."""

    said: dict[int, str]
    kept: frozenset[int]
    shared: frozenset[int]
    read: frozenset[int]

    @property
    def closed(self) -> set[int]:
        declined = {key for key, kind in self.said.items() if kind in DECLINED}
        return declined.union(self.shared)


def todays_items(
    person: Person, *, at: datetime, shared: frozenset[int] = frozenset(), most: int = A_DAY
) -> list[RankedItem]:
    """The few items of today for her, best first: an edition that stays still all her day.

    What she answers today changes her editions from tomorrow on; what she shared is not offered
    again, nor, from tomorrow on, what she declined or is remembered to have read.
    """
    morning = _morning(person, at)
    index = current_index(at)
    profile = profile_of(person, before=morning, shared=shared, index=index)
    ranked = rank(
        index,
        replace(profile, closed=profile.closed | _not_for(person, at), trusted=_trusted()),
        at=morning,
        seed=f"{person.ref}{morning.date()}",
        settings=Settings(limit=most + SPARE),
    )
    keys = [int(one.key) for one in ranked]
    offered = Item.objects.visible_to(person).offered().current(at).meant_for(person, at)
    items = offered.select_related("source").in_bulk(keys)
    found = [one for one in ranked if int(one.key) in items]
    return [RankedItem(items[int(one.key)], one.reason) for one in found[:most]]


def profile_of(
    person: Person,
    *,
    before: datetime,
    shared: frozenset[int] = frozenset(),
    index: ItemIndex | None = None,
) -> Profile:
    """What she declares, and answered, saved or read before a moment, as matching reads it.

    Items that the index holds are taken from it rather than read again.
    """
    known = Expertise.objects.filter(person=person).order_by("topic__slug")
    told = known.values_list(
        "topic__slug",
        "topic__name_en",
        "topic__name_fr",
        "topic__keywords",
        Count("endorsements"),
    )
    declared = [
        KnownTopic(key=slug, terms=(english, french, *keywords), endorsements=confirmed)
        for slug, english, french, keywords, confirmed in told
    ]
    read = read_before(person, before)
    done = _done(person, before, shared, frozenset(read[:LATEST_READ]))
    return Profile(
        declared=tuple(declared),
        answers=tuple(_answers_of(done, index)),
        closed=frozenset(map(str, whole_stories(done.closed.union(read)))),
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


def _trusted() -> tuple[tuple[str, float], ...]:
    said = Source.objects.exclude(trust=Source.Trust.USUAL).order_by("pk")
    return tuple((str(pk), float(trust)) for pk, trust in said.values_list("pk", "trust"))


def _not_for(person: Person, at: datetime) -> frozenset[str]:
    # The index is everybody's: what is for others only is closed to her.
    if not Audience.objects.exists():
        return frozenset()
    hers = Audience.objects.all().with_in_it(person, at).values("pk")
    others = list(Audience.objects.exclude(pk__in=hers).values_list("pk", flat=True))
    is_of_source = Q(audience=None, source__audience__in=others)
    found = Item.objects.offered().filter(_is_news(at), Q(audience__in=others) | is_of_source)
    return frozenset(str(key) for key in found.values_list("pk", flat=True))


def _done(person: Person, before: datetime, shared: frozenset[int], read: frozenset[int]) -> _Done:
    own_answers = Answer.objects.visible_to(person).filter(at__lt=before)
    own_saved = Saved.objects.visible_to(person).filter(at__lt=before)
    said = dict(own_answers.values_list("item_id", "kind"))
    return _Done(said, frozenset(own_saved.values_list("item_id", flat=True)), shared, read)


def _answers_of(done: _Done, index: ItemIndex | None) -> list[Answered]:
    answers = []
    for text in _texts_of({*done.said, *done.kept, *done.shared, *done.read}, index):
        key = int(text.key)
        signals = [Signal(done.said[key])] if key in done.said else []
        signals += [Signal.SAVED] if key in done.kept else []
        signals += [Signal.SHARED] if key in done.shared else []
        # What she said of it tells more than that she read it.
        signals += [Signal.READ] if key in done.read and not signals else []
        answers += [Answered(text, signal) for signal in signals]
    return answers


def _texts_of(keys: set[int], index: ItemIndex | None) -> list[ItemText]:
    places = index.places if index else {}
    at_hand = [index.items[places[str(key)]] for key in keys if index and str(key) in places]
    others = Item.objects.filter(pk__in={key for key in keys if str(key) not in places})
    return sorted([*at_hand, *item_texts(others)], key=lambda text: int(text.key))


def _meanings() -> Embeddings | None:
    try:
        return supplied()
    except EmbeddingsProblem as problem:
        log.error("%s Items are compared by the words of the watch instead.", problem)
        return None


# Each thread closes its own connections, and only those.
_watch = IndexCache(leave=connections.close_all, meanings=_meanings)
settle = _watch.settle
forget = _watch.forget


def _is_news(at: datetime) -> Q:
    # What was found lately is news here, even where its source publishes rarely.
    return Q(published_at__gt=at - NEWS) | Q(found_at__gt=at - NEWS)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What may be offered at a moment, as the index reads it."""

    at: datetime

    def rows(self) -> QuerySet[Item]:
        # Openings have a page of their own: they are applied for, not read.
        articles = Item.objects.offered().articles().current(self.at).one_a_story()
        return articles.filter(_is_news(self.at)).newest_first()[:MOST_CANDIDATES]

    def version(self) -> object:
        told = self.rows().aggregate(Count("pk"), Sum("pk"), Sum("revision"))
        return tuple(told.values())

    def revisions(self) -> Mapping[str, int]:
        return {str(key): revision for key, revision in self.rows().values_list("pk", "revision")}

    def texts(self, keys: Collection[str]) -> list[ItemText]:
        if len(keys) > MOST_BY_KEY:
            return [text for text in item_texts(self.rows()) if text.key in keys]
        return item_texts(Item.objects.filter(pk__in=keys))


def current_index(at: datetime) -> ItemIndex:
    """The index that a page of this moment is ranked with: everybody's."""
    trusted = _watch.recent(at)
    if trusted is not None and len(trusted.items) > FEW_CANDIDATES:
        return trusted
    candidates = _Candidates(at)
    if _watch.held <= FEW_CANDIDATES:
        few = list(candidates.rows()[: FEW_CANDIDATES + 1])
        if len(few) <= FEW_CANDIDATES:
            return _watch.exact(tuple(item_texts(few)))
    return _watch.latest(candidates, at)
