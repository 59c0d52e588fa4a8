"""The best items of every blend of topics that somebody knows, found once for all who know it.

A blend is some topics, each known with some conviction. What an item is worth to a person depends
on her only by the blend of its topics that she knows. So an item among her best is among the best
of that blend, judged by these topics alone: whatever comes before it there is worth at least as
much to her. A few short lists then hold her best items, however many the watch has.

A mark is a score and an item in one integer that sorts as both: better first, then by key.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portevoix.curate.rules.terms import Places, Vector

Marks = NDArray[np.int64]
NOTHING = -1
# 24 bits for the item, 38 for the score: a unit is cut in 2.7e11 parts.
_ITEM_BITS = 24
_ITEM = (1 << _ITEM_BITS) - 1
_SCORE = 1 << 38
MOST_ITEMS = _ITEM


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """What people know, by person and topic: the place of the person, the topic, how surely.

    `starts`: where each person's begin, and the end of the latest.
    """

    owners: Places
    topics: Places
    convictions: Vector
    starts: Places


@dataclass(frozen=True, slots=True, eq=False)
class Subjects:
    """What items are about, by item and topic; `worth` of a whole interest, and `alone` of none.

    `items`, `topics`, `shares`: one place for each topic of an item; `starts` as above; `worth`
    and `alone`: one place for each item, NaN where it is not offered.
    """

    items: Places
    topics: Places
    shares: Vector
    starts: Places
    worth: Vector
    alone: Vector


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """All blends of `size` topics: the marks of the best items of each (blends x items).

    The first row holds nothing. `starts`, `blends`: the rows of each person.
    """

    size: int
    marks: Marks
    starts: Places
    blends: Places

    def of(self, people: Places) -> Places:
        """The rows of some people (people x most rows of one), filled up with the empty row."""
        lengths = self.starts[people + 1] - self.starts[people]
        found = np.zeros((len(people), int(lengths.max(initial=0))), dtype=np.intp)
        owners, at = spread(self.starts[people], lengths)
        found[owners, at - self.starts[people][owners]] = self.blends[at]
        return found


def marked(scores: Vector, items: Places, most: float) -> Marks:
    """The marks of some items; `most` is the highest score there can be."""
    whole = np.rint(scores * (_SCORE / most)).astype(np.int64)
    return np.asarray((whole << _ITEM_BITS) | (_ITEM - items))


def items_of(marks: Marks) -> Places:
    """The items of some marks."""
    return np.asarray(_ITEM - (marks & _ITEM))


def scores_of(marks: Marks, most: float) -> Vector:
    """The scores of some marks."""
    return np.asarray((marks >> _ITEM_BITS) * (most / _SCORE))


def starts_of(owners: Places, count: int) -> Places:
    """Where each of so many owners begins in a rising list of owners, and the end."""
    return np.searchsorted(owners, np.arange(count + 1)).astype(np.intp)


def spread(starts: Places, lengths: Places) -> tuple[Places, Places]:
    """Every place of some stretches, each with the number of its stretch."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return owners, np.arange(len(owners)) + (starts - before)[owners]


def layers_of(declared: Declared, subjects: Subjects, *, depth: int, most: float) -> list[Layer]:
    """The layers of these people: blends of no topic, then of one, until nobody has any.

    `depth`: how many items at most of each blend.
    """
    building = _Building.of(declared, subjects)
    layers = [_of_nothing(declared, subjects, depth, most)]
    people, items = building.first_people(), building.first_items()
    while True:
        people, items, count = _in_common(people, items)
        if not count:
            return layers
        marks = _best(building.marks(items, most), items.blends, count, depth)
        starts = starts_of(people.owners, len(declared.starts) - 1)
        layers.append(Layer(len(layers), marks, starts, people.blends + 1))
        items = building.next_items(items)
        people = building.next_people(people, items)


@dataclass(frozen=True, slots=True, eq=False)
class _People:
    """Who has which blend; `at`: the place of its last topic among her declarations."""

    blends: Places
    owners: Places
    at: Places


@dataclass(frozen=True, slots=True, eq=False)
class _Items:
    """Which item is about which blend; `missing`: how far it still is from her field."""

    blends: Places
    items: Places
    at: Places
    missing: Vector


@dataclass(frozen=True, slots=True, eq=False)
class _Building:
    """Declarations as columns: a topic at one of the convictions that are met."""

    declared: Declared
    subjects: Subjects
    columns: Places
    met: Places
    met_starts: Places
    levels: Vector

    @classmethod
    def of(cls, declared: Declared, subjects: Subjects) -> "_Building":
        levels, level = np.unique(declared.convictions, return_inverse=True)
        columns = declared.topics * len(levels) + level
        met = np.unique(columns)
        topics = 1 + max(declared.topics.max(initial=0), subjects.topics.max(initial=0))
        starts = starts_of(met // max(1, len(levels)), int(topics))
        return cls(declared, subjects, columns, met, starts, levels)

    @property
    def width(self) -> int:
        return int(self.columns.max(initial=0)) + 1

    def first_people(self) -> _People:
        at = np.arange(len(self.columns))
        return _People(self.columns, self.declared.owners, at)

    def next_people(self, people: _People, items: _Items) -> _People:
        if not len(items.blends):
            people = _People(people.blends[:0], people.owners[:0], people.at[:0])
        ends = self.declared.starts[self.declared.owners[people.at] + 1]
        before, at = spread(people.at + 1, ends - people.at - 1)
        blends = people.blends[before] * self.width + self.columns[at]
        return _People(blends, people.owners[before], at)

    def first_items(self) -> _Items:
        count = len(self.subjects.alone)
        whole = _Items(np.zeros(count, np.intp), np.arange(count), np.arange(count), np.ones(count))
        return self._with_topic(whole, self.subjects.starts[:-1], self.subjects.starts[1:])

    def next_items(self, items: _Items) -> _Items:
        return self._with_topic(items, items.at + 1, self.subjects.starts[items.items + 1])

    def _with_topic(self, items: _Items, starts: Places, ends: Places) -> _Items:
        before, at = spread(starts, ends - starts)
        topics = self.subjects.topics[at]
        by_topic = self.met_starts[topics]
        again, column = spread(by_topic, self.met_starts[topics + 1] - by_topic)
        before, at, columns = before[again], at[again], self.met[column]
        convictions = self.levels[columns % len(self.levels)] if len(columns) else np.zeros(0)
        missing = items.missing[before] * (1.0 - convictions * self.subjects.shares[at])
        return _Items(items.blends[before] * self.width + columns, items.items[before], at, missing)

    def marks(self, items: _Items, most: float) -> Marks:
        worth, alone = self.subjects.worth[items.items], self.subjects.alone[items.items]
        return marked(worth * (1.0 - items.missing) + alone, items.items, most)


def _of_nothing(declared: Declared, subjects: Subjects, depth: int, most: float) -> Layer:
    offered = np.flatnonzero(~np.isnan(subjects.alone))
    marks = marked(subjects.alone[offered], offered, most)
    people = len(declared.starts) - 1
    best = _best(marks, np.zeros(len(offered), np.intp), 1, depth)
    return Layer(0, best, np.arange(people + 1), np.ones(people, np.intp))


def _in_common(people: _People, items: _Items) -> tuple[_People, _Items, int]:
    """What both some person and some item have, the blends numbered anew, and how many."""
    is_known = np.isin(people.blends, items.blends)
    is_met = np.isin(items.blends, people.blends[is_known])
    codes, blends = np.unique(items.blends[is_met], return_inverse=True)
    numbers = np.searchsorted(codes, people.blends[is_known])
    return (
        _People(numbers, people.owners[is_known], people.at[is_known]),
        _Items(blends, items.items[is_met], items.at[is_met], items.missing[is_met]),
        len(codes),
    )


def _best(marks: Marks, blends: Places, count: int, depth: int) -> Marks:
    """The best marks of each blend after an empty row, better first, `depth` at most of each."""
    order = np.lexsort((-marks, blends))
    marks, blends = marks[order], blends[order]
    ranks = np.arange(len(marks)) - starts_of(blends, count)[blends]
    is_kept = ranks < depth
    width = int(ranks[is_kept].max(initial=-1)) + 1
    best = np.full((count + 1, width), NOTHING, dtype=np.int64)
    best[blends[is_kept] + 1, ranks[is_kept]] = marks[is_kept]
    return best
