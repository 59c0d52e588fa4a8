"""Choosing among relevant items: diverse, no story twice, few of one source, a little unknown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from portevoix.curate.rules.affinity import Affinity
from portevoix.curate.rules.indexing import ItemIndex, Vector, likeness_among
from portevoix.curate.rules.profiles import Settings

POOL = 120  # the choice is made among so many of the best, or four times what is asked
POOL_PER_SOURCE = 8
# What may be explored: barely known, and nothing like what she declined.
UNKNOWN = 0.2


@dataclass(frozen=True, slots=True)
class Choice:
    """One place of the list: which item, and whether it is there to be discovered."""

    place: int
    is_explored: bool = False


def draw(seed: str, key: str) -> float:
    """A number between 0 and 1 that only depends on the seed and the key."""
    digest = blake2b(f"{seed}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def chosen_places(
    index: ItemIndex,
    affinity: Affinity,
    offered: NDArray[np.intp],
    *,
    seed: str,
    settings: Settings,
) -> Iterator[Choice]:
    """The places of the list in order, by maximal marginal relevance (Carbonell, Goldstein 1998).

    Discovery needs something known to depart from: nobody is offered it at a cold start.
    """
    by_score = sorted(offered.tolist(), key=lambda one: (-affinity.scores[one], _key(index, one)))
    order = list(_one_per_story(index, by_score))
    pool = _pool(index, order, max(POOL, 4 * settings.limit))
    unknown = _unknown(index, affinity, order, seed) if settings.explore_every else []
    choosing = _Choosing(index, settings, pool, affinity.scores)
    for position in range(min(settings.limit, len(order))):
        is_turn = bool(unknown) and (position + 1) % settings.explore_every == 0
        found = choosing.first_allowed(unknown) if is_turn else None
        place = choosing.best() if found is None else found
        choosing.take(place)
        yield Choice(place, is_explored=found is not None)


def _key(index: ItemIndex, place: int) -> str:
    return index.items[place].key


def _one_per_story(index: ItemIndex, order: Sequence[int]) -> Iterator[int]:
    told: set[int] = set()
    for place in order:
        if told.isdisjoint(index.twins[place]):
            told.add(place)
            yield place


def _pool(index: ItemIndex, order: Sequence[int], size: int) -> list[int]:
    taken: Counter[str] = Counter()
    pool: list[int] = []
    spare: list[int] = []
    for place in order:
        source = index.items[place].source
        taken[source] += 1
        (pool if taken[source] <= POOL_PER_SOURCE else spare).append(place)
    return [*pool, *spare][:size]


def _unknown(index: ItemIndex, affinity: Affinity, order: Sequence[int], seed: str) -> list[int]:
    if not (affinity.likes or affinity.topics.any()):
        return []
    strange = [
        place
        for place in order
        if affinity.topics[place] < UNKNOWN
        and affinity.distaste[place] < UNKNOWN
        and affinity.rates[place] <= 0
    ]
    return sorted(
        strange,
        key=lambda place: (
            -draw(seed, _key(index, place)) - affinity.fresh[place] + affinity.taste[place],
            _key(index, place),
        ),
    )


@dataclass(slots=True)
class _Choosing:
    index: ItemIndex
    settings: Settings
    pool: list[int]
    scores: Vector
    by_source: Counter[str] = field(default_factory=Counter)
    taken: set[int] = field(default_factory=set)
    likeness: Vector = field(init=False)
    among: NDArray[np.float64] = field(init=False)
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
