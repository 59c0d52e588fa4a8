"""Everybody's best items at once: what coverage, the studio's week and digests are made from.

It orders items as `matching.relevance` does, for what people declare: topics with their convictions
(endorsements raise them), freshness, interest that wears off, the languages they read, and what is
closed to them, declined items among it. Scores agree within 1e-9; equal ones are ordered by key.

What it leaves out, so that 100,000 people take a second: what answers teach beyond what they
decline (likeness to liked and disliked items, the rates of topics, sources and authors), refused
topics, and the choice that `matching.rank` makes among the best: diversity, one item per story, few
of one source, discoveries. A person's own page never reads this.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import numpy as np
from numpy.typing import NDArray

from portevoix.curate.rules.affinity import freshness
from portevoix.curate.rules.blends import (
    MOST_ITEMS,
    NOTHING,
    Declared,
    Layer,
    Marks,
    Subjects,
    items_of,
    layers_of,
    marked,
    scores_of,
    spread,
    starts_of,
)
from portevoix.curate.rules.crowds import Circle, Crowd
from portevoix.curate.rules.facts import Facts, facts_of
from portevoix.curate.rules.profiles import TODAY, ItemText, Settings
from portevoix.curate.rules.terms import Places, Vector

MOST = 30
# What fits a processor's cache; the arrays let other threads work.
AT_ONCE = 512
# Blocks go to the threads; a larger one repeats less work, and takes more memory.
A_BLOCK = 25_000
THREADS = 2


@dataclass(frozen=True, slots=True)
class Best:
    """One item among the best of one person; `is_known`: it lies in her field, more or less."""

    key: str
    score: float
    is_known: bool


@dataclass(frozen=True, slots=True, eq=False)
class Everyone:
    """The best items of everybody at one moment; never changed once made.

    `marks` (people x most): best first, -1 when there are no more; `alone`: the mark of each item
    for one whose field it is not; `keys`: of each item, in their order.
    """

    crowd: Crowd
    keys: Sequence[str]
    at: datetime
    settings: Settings
    marks: Marks
    alone: Marks

    @classmethod
    def refresh(
        cls,
        crowd: Crowd,
        facts: Facts,
        *,
        at: datetime,
        most: int = MOST,
        settings: Settings = TODAY,
    ) -> Self:
        """The `most` best items of each of these people; ValueError past 16 million items."""
        if len(facts.keys) > MOST_ITEMS:
            raise ValueError(f"{len(facts.keys)} items are too many: {MOST_ITEMS} at most.")
        watch = _Watch.of(crowd, facts, at, settings)
        marks = np.full((len(crowd.people), most), NOTHING, dtype=np.int64)
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda group: _fill(marks, watch, group), _groups(crowd)))
        return cls(crowd, watch.keys, at, settings, marks, watch.alone_marks())

    def best_of(self, person: int) -> tuple[Best, ...]:
        """The best items of one person, best first; KeyError for who is not in the crowd."""
        row = int(np.searchsorted(self.crowd.people, person))
        if row == len(self.crowd.people) or self.crowd.people[row] != person:
            raise KeyError(person)
        marks = self.marks[row][self.marks[row] != NOTHING]
        items = items_of(marks)
        scores = scores_of(marks, _highest(self.settings))
        is_known = marks > self.alone[items]
        return tuple(
            Best(self.keys[item], score, known)
            for item, score, known in zip(
                items.tolist(), scores.tolist(), is_known.tolist(), strict=True
            )
        )

    def readers(self) -> Places:
        """For each of `keys`, how many people have it among their best, and in their field."""
        here = self.marks[self.marks != NOTHING]
        items = items_of(here)
        return np.bincount(items[here > self.alone[items]], minlength=len(self.keys))

    def readers_of(self, key: str) -> int:
        """How many people have one item among their best, and in their field; or KeyError."""
        if key not in self.keys:
            raise KeyError(key)
        return int(self.readers()[self.keys.index(key)])

    def with_item(self, item: ItemText) -> Self:
        """The same with one item more, worth what it was at that moment; ValueError if it is there.

        Of equal scores it comes last.
        """
        if item.key in self.keys:
            raise ValueError(f"The item {item.key} is there already.")
        watch = _Watch.of(self.crowd, facts_of([item]), self.at, self.settings)
        new = watch.marks_of_first(number=len(self.keys))
        for place, closed in self.crowd.closed.items():
            if item.key in closed:
                new[place] = NOTHING
        alone = marked(watch.alone, np.array([len(self.keys)]), _highest(self.settings))
        return replace(
            self,
            keys=(*self.keys, item.key),
            marks=_inserted(self.marks, new),
            alone=np.concatenate([self.alone, alone]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Watch:
    """What the items are worth, in the order of their keys; `about`: (items, topics, shares)."""

    crowd: Crowd
    facts: Facts
    most: float
    keys: tuple[str, ...]
    worth: Vector
    alone: Vector
    about: tuple[Places, Places, Vector]
    places: Places

    @classmethod
    def of(cls, crowd: Crowd, facts: Facts, at: datetime, settings: Settings) -> "_Watch":
        places = np.argsort(facts.key_order)
        weigh = settings.weights
        fresh = freshness(facts, at, settings.half_life_days)[places]
        return cls(
            crowd=crowd,
            facts=facts,
            most=_highest(settings),
            keys=tuple(facts.keys[place] for place in places.tolist()),
            worth=weigh.topics * (1.0 - weigh.stale * (1.0 - fresh)),
            alone=weigh.fresh * fresh,
            about=_about(crowd, facts),
            places=places,
        )

    def circle(self, circle: Circle) -> Subjects:
        """The items that a circle may be offered."""
        is_offered = self._offered(circle)
        items, topics, shares = self.about
        kept = is_offered[items]
        return Subjects(
            items=items[kept],
            topics=topics[kept],
            shares=shares[kept],
            starts=starts_of(items[kept], len(self.keys)),
            worth=self.worth,
            alone=np.where(is_offered, self.alone, np.nan),
        )

    def alone_marks(self) -> Marks:
        """The mark of each item for one whose field it is not."""
        return marked(self.alone, np.arange(len(self.keys)), self.most)

    def marks_of_first(self, number: int) -> Marks:
        """The marks of the first item for everybody, as an item of another number."""
        missing = np.ones(len(self.crowd.people))
        for topic, share in zip(self.about[1].tolist(), self.about[2].tolist(), strict=True):
            knows = self.crowd.topics == topic
            missing[self.crowd.owners[knows]] *= 1.0 - self.crowd.convictions[knows] * share
        scores = self.worth[0] * (1.0 - missing) + self.alone[0]
        marks = marked(scores, np.full(len(scores), number), self.most)
        is_offered = [bool(self._offered(circle)[0]) for circle in self.crowd.circles]
        return np.where(np.array(is_offered, dtype=np.bool_)[self.crowd.circle_of], marks, NOTHING)

    def _offered(self, circle: Circle) -> NDArray[np.bool_]:
        is_offered = np.array([key not in circle.closed for key in self.keys], dtype=np.bool_)
        if circle.languages:
            is_read = self.facts.languages.among({*circle.languages, ""})
            is_offered &= is_read[self.places]
        return is_offered


def _highest(settings: Settings) -> float:
    return settings.weights.topics + settings.weights.fresh


def _about(crowd: Crowd, facts: Facts) -> tuple[Places, Places, Vector]:
    """What items are about of all that somebody knows: items, topics and shares, in that order."""
    found = [facts.share_about(name) for name in crowd.names]
    places = np.concatenate([np.zeros(0, np.intp), *(places for places, _shares in found)])
    shares = np.concatenate([np.zeros(0), *(shares for _places, shares in found)])
    topics = np.repeat(np.arange(len(found)), [len(places) for places, _shares in found])
    items = facts.key_order[places]
    order = np.lexsort((topics, items))
    return items[order], topics[order], np.minimum(1.0, shares[order])


def _groups(crowd: Crowd) -> Iterator[tuple[Places, Circle, int]]:
    """People who are offered the same, and how many items more are closed to one of them."""
    closed = np.zeros(len(crowd.people), dtype=np.intp)
    for place, keys in crowd.closed.items():
        # In powers of two: few groups, and none looks much deeper than it must.
        closed[place] = 1 << (len(keys) - 1).bit_length()
    codes = crowd.circle_of * (1 + int(closed.max(initial=0))) + closed
    for code in np.unique(codes):
        people = np.flatnonzero(codes == code)
        first = people[0]
        for start in range(0, len(people), A_BLOCK):
            block = people[start : start + A_BLOCK]
            yield block, crowd.circles[crowd.circle_of[first]], int(closed[first])


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Some people, their layers, and the topics of every item that a mark of a layer stands for."""

    declared: Declared
    unknown: int
    layers: list[Layer]
    topics: list[NDArray[np.int32]]
    closed: dict[int, Places]
    items: int

    @classmethod
    def of(cls, watch: _Watch, people: Places, circle: Circle, depth: int) -> "_Group":
        declared, subjects = _declared(watch.crowd, people), watch.circle(circle)
        layers = layers_of(declared, subjects, depth=depth, most=watch.most)
        topics = _padded(subjects, unknown=len(watch.crowd.names))
        return cls(
            declared=declared,
            unknown=len(watch.crowd.names),
            layers=layers,
            topics=[topics[items_of(layer.marks)] for layer in layers],
            closed=_closed(watch, people),
            items=len(watch.keys),
        )

    def pieces(self) -> list[Places]:
        """Its people in pieces, those with like numbers of blends together."""
        blends = sum(np.diff(layer.starts) for layer in self.layers)
        order = np.argsort(blends, kind="stable")
        return [order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE)]

    def best(self, people: Places, most: int) -> Marks:
        """The best marks of some of its people, best first."""
        known = self._known(people)
        found = np.concatenate(
            [
                self._theirs(layer, topics, people, known)
                for layer, topics in zip(self.layers, self.topics, strict=True)
            ],
            axis=1,
        )
        self._close(found, people)
        width = found.shape[1]
        if width > most:
            found = np.partition(found, width - most, axis=1)[:, width - most :]
        return np.sort(found, axis=1)[:, ::-1]

    def _theirs(
        self, layer: Layer, topics: NDArray[np.int32], people: Places, known: NDArray[np.int8]
    ) -> Marks:
        rows = layer.of(people)
        marks = layer.marks[rows]
        # An item counts once, in the blend of all its topics that she knows.
        if layer.size < topics.shape[-1]:
            firsts = (np.arange(len(people), dtype=np.int32) * known.shape[1])[:, None, None]
            about = topics[rows]
            count = sum(known.ravel()[about[..., one] + firsts] for one in range(about.shape[-1]))
            marks[count != layer.size] = NOTHING
        return marks.reshape(len(people), -1)

    def _known(self, people: Places) -> NDArray[np.int8]:
        starts = self.declared.starts
        owners, at = spread(starts[people], starts[people + 1] - starts[people])
        known = np.zeros((len(people), self.unknown + 1), dtype=np.int8)
        known[owners, self.declared.topics[at]] = 1
        return known

    def _close(self, marks: Marks, people: Places) -> None:
        if not self.closed:
            return
        is_closed = np.zeros((len(people), self.items), dtype=np.bool_)
        for row, person in enumerate(people.tolist()):
            is_closed[row, self.closed[person]] = True
        rows = np.arange(len(people))[:, None]
        marks[is_closed[rows, items_of(marks)]] = NOTHING


def _fill(marks: Marks, watch: _Watch, group: tuple[Places, Circle, int]) -> None:
    """Choose what goes into the rows of some people."""
    people, circle, closed = group
    most = marks.shape[1]
    found = _Group.of(watch, people, circle, most + closed)
    for piece in found.pieces():
        best = found.best(piece, most)
        marks[people[piece], : best.shape[1]] = best


def _closed(watch: _Watch, people: Places) -> dict[int, Places]:
    """By place among these people, the items that are closed to one."""
    if not watch.crowd.closed:
        return {}
    numbers = {key: number for number, key in enumerate(watch.keys)}
    gone = [watch.crowd.closed.get(person, frozenset()) for person in people.tolist()]
    return {
        place: np.array([numbers[key] for key in keys if key in numbers], dtype=np.intp)
        for place, keys in enumerate(gone)
        if keys
    }


def _declared(crowd: Crowd, people: Places) -> Declared:
    starts = starts_of(crowd.owners, len(crowd.people))
    owners, at = spread(starts[people], starts[people + 1] - starts[people])
    return Declared(
        owners=owners,
        topics=crowd.topics[at],
        convictions=crowd.convictions[at],
        starts=starts_of(owners, len(people)),
    )


def _padded(subjects: Subjects, unknown: int) -> NDArray[np.int32]:
    """The topics of each item, filled up with one that nobody knows."""
    lengths = np.diff(subjects.starts)
    padded = np.full((len(lengths), int(lengths.max(initial=0))), unknown, dtype=np.int32)
    padded[subjects.items, np.arange(len(subjects.items)) - subjects.starts[subjects.items]] = (
        subjects.topics
    )
    return padded


def _inserted(marks: Marks, new: Marks) -> Marks:
    """Rows of marks, each with one more in its place; what is worth least falls out."""
    marks = marks.copy()
    rows = np.flatnonzero(new > marks[:, -1]) if marks.shape[1] else np.zeros(0, np.intp)
    marks[rows, -1] = new[rows]
    marks[rows] = np.sort(marks[rows], axis=1)[:, ::-1]
    return marks
