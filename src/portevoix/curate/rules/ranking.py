"""Choosing among relevant items: diverse, no story twice, few of one source, a little unknown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from portevoix.curate.rules.affinity import Affinity
from portevoix.curate.rules.facts import digest
from portevoix.curate.rules.indexing import ItemIndex, Small, likeness_among
from portevoix.curate.rules.profiles import Settings
from portevoix.curate.rules.terms import Places, Vector

POOL = 120  # the choice is made among so many of the best, or four times what is asked
POOL_PER_SOURCE = 8
# What may be explored: barely known, and nothing like what she declined.
UNKNOWN = 0.2


@dataclass(frozen=True, slots=True)
class Choice:
    """One place of the list: which item, and whether it is there to be discovered."""

    place: int
    is_explored: bool = False


def draws(index: ItemIndex, seed: str) -> Vector:
    """For each item a number between 0 and 1 that only depends on the seed and the item's key."""
    mixed = index.facts.digests ^ np.uint64(digest(seed))
    # The finaliser of splitmix64 (Steele, Lea and Flood 2014): every bit depends on every bit.
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) / np.float64(2**64)


def chosen_places(
    index: ItemIndex,
    affinity: Affinity,
    offered: Places,
    *,
    seed: str,
    settings: Settings,
) -> Iterator[Choice]:
    """The places of the list in order, by maximal marginal relevance (Carbonell, Goldstein 1998).

    Discovery needs something known to depart from: nobody is offered it at a cold start.
    """
    order = _one_per_story(index, _sorted(index, offered, affinity.scores))
    pool = _pool(index, order, max(POOL, 4 * settings.limit))
    unknown = _unknown(index, affinity, order, seed) if settings.explore_every else []
    choosing = _Choosing(index, settings, pool, affinity.scores)
    for position in range(min(settings.limit, len(order))):
        is_turn = bool(unknown) and (position + 1) % settings.explore_every == 0
        found = choosing.first_allowed(unknown) if is_turn else None
        place = choosing.best() if found is None else found
        choosing.take(place)
        yield Choice(place, is_explored=found is not None)


def _sorted(index: ItemIndex, places: Places, scores: Vector) -> Places:
    return places[np.lexsort((index.facts.key_order[places], -scores[places]))]


def _one_per_story(index: ItemIndex, order: Places) -> Places:
    told: set[int] = set()
    is_told_before = np.zeros(len(order), dtype=np.bool_)
    for position in np.flatnonzero(index.has_twin[order]).tolist():
        place = int(order[position])
        if told.isdisjoint(index.twins[place]):
            told.add(place)
        else:
            is_told_before[position] = True
    return order[~is_told_before]


def _pool(index: ItemIndex, order: Places, size: int) -> list[int]:
    sources = index.facts.sources.numbers[order]
    by_source = np.argsort(sources, kind="stable")
    first = np.searchsorted(sources[by_source], sources[by_source])
    # How many of the same source come before.
    before = np.empty(len(order), dtype=np.intp)
    before[by_source] = np.arange(len(order)) - first
    is_spare = before >= POOL_PER_SOURCE
    pool: list[int] = np.concatenate([order[~is_spare], order[is_spare]])[:size].tolist()
    return pool


def _unknown(index: ItemIndex, affinity: Affinity, order: Places, seed: str) -> list[int]:
    if not (affinity.likes or affinity.topics.any()):
        return []
    strange = order[
        (affinity.topics[order] < UNKNOWN)
        & (affinity.distaste[order] < UNKNOWN)
        & (affinity.rates[order] <= 0)
    ]
    chance = draws(index, seed) + affinity.fresh - affinity.taste
    found: list[int] = _sorted(index, strange, chance).tolist()
    return found


@dataclass(slots=True)
class _Choosing:
    index: ItemIndex
    settings: Settings
    pool: list[int]
    scores: Vector
    by_source: Counter[str] = field(default_factory=Counter)
    taken: set[int] = field(default_factory=set)
    likeness: Vector = field(init=False)
    among: Small = field(init=False)
    relevance: Vector = field(init=False)

    def __post_init__(self) -> None:
        places = np.array(self.pool, dtype=np.intp)
        scores = self.scores[places]
        spread = float(np.ptp(scores)) if len(scores) else 0.0
        self.relevance = (scores - scores.min(initial=np.inf)) / (spread or 1.0)
        self.among = likeness_among(self.index, places)
        self.likeness = np.zeros(len(places))

    def best(self) -> int:
        share = self.settings.mmr
        value = share * self.relevance - (1.0 - share) * self.likeness
        order: list[int] = [self.pool[row] for row in np.argsort(-value, kind="stable")]
        found = self.first_allowed(order)
        if found is not None:
            return found
        # Every source has had its share; the pool is larger than the list, so somebody is left.
        return next(place for place in order if place not in self.taken)

    def first_allowed(self, order: Sequence[int]) -> int | None:
        windows = len(self.taken) // self.settings.window + 1
        most = self.settings.per_source * windows
        for place in order:
            source = self.index.items[place].source
            if place not in self.taken and (not source or self.by_source[source] < most):
                return place
        return None

    def take(self, place: int) -> None:
        self.taken.add(place)
        self.by_source[self.index.items[place].source] += 1
        if place in self.pool:
            row = self.pool.index(place)
            self.likeness = np.maximum(self.likeness, self.among[row])
