"""What is known of the items of the watch beside their words, as arrays in the order of the index.

Made once with the index, so that ranking one person's page never walks through the items.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import nan

import numpy as np
from numpy.typing import NDArray

from portevoix.curate.rules.profiles import ItemText
from portevoix.curate.rules.terms import Places, Vector


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """One name for each item, as `numbers` into `names`."""

    names: Mapping[str, int]
    numbers: Places

    def values(self, by_name: Mapping[str, float]) -> Vector:
        """For each item the value of its name, 0 when it has none."""
        table = np.zeros(len(self.names))
        for name in by_name.keys() & self.names.keys():
            table[self.names[name]] = by_name[name]
        return np.asarray(table[self.numbers])

    def among(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """For each item whether its name is one of these."""
        return self.values(dict.fromkeys(names, 1.0)) > 0


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """The facts of the items, one place for each; `published` in seconds, nan when undated.

    `about`: for each topic the items that are about it, and how much; `topic_weights`: how much in
    all. `leading`: the strongest topic. `key_order`: the place of each key in their order.
    `digests` stand for the keys wherever something is drawn.
    """

    keys: tuple[str, ...]
    about: Mapping[str, tuple[Places, Vector]]
    topic_weights: Vector
    leading: Labels
    sources: Labels
    authors: Labels
    languages: Labels
    published: Vector
    key_order: Places
    digests: NDArray[np.uint64]

    def share_about(self, topic: str) -> tuple[Places, Vector]:
        """The items about a topic, and how much each is."""
        return self.about.get(topic, _NONE)


_NONE = (np.zeros(0, dtype=np.intp), np.zeros(0))


def facts_of(items: Sequence[ItemText]) -> Facts:
    """The facts of these items, in their order."""
    about = _about(items)
    weights = np.zeros(len(items))
    for places, scores in about.values():
        weights[places] += scores
    order = np.empty(len(items), dtype=np.intp)
    by_key = sorted(range(len(items)), key=lambda place: items[place].key)
    order[np.array(by_key, dtype=np.intp)] = np.arange(len(items))
    moments = [item.published_at.timestamp() if item.published_at else nan for item in items]
    return Facts(
        keys=tuple(item.key for item in items),
        about=about,
        topic_weights=weights,
        leading=_labels(_leading(item) for item in items),
        sources=_labels(item.source for item in items),
        authors=_labels(item.author for item in items),
        languages=_labels(item.language for item in items),
        published=np.array(moments, dtype=np.float64),
        key_order=order,
        digests=np.array([digest(item.key) for item in items], dtype=np.uint64),
    )


def digest(text: str) -> int:
    """64 bits that stand for a text, the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _about(items: Sequence[ItemText]) -> dict[str, tuple[Places, Vector]]:
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for place, item in enumerate(items):
        for key, score in item.topics:
            found[key][place] = score
    return {
        key: (np.fromiter(scores, dtype=np.intp), np.fromiter(scores.values(), dtype=np.float64))
        for key, scores in found.items()
    }


def _leading(item: ItemText) -> str:
    return min(item.topics, key=lambda one: (-one[1], one[0]), default=("", 0.0))[0]


def _labels(names: Iterable[str]) -> Labels:
    numbers: dict[str, int] = {}
    each = [numbers.setdefault(name, len(numbers)) for name in names]
    return Labels(numbers, np.array(each, dtype=np.intp))
