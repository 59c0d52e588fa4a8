"""An index brought up to date with a few changes, at a small part of the price of a new one.

What the new items say is read with the words and the components of the index as it was: words that
it never met only lengthen their text. The farther the watch moves on, the coarser that becomes;
`has_moved_far` says when to build anew.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from portevoix.curate.rules.facts import facts_of
from portevoix.curate.rules.indexing import (
    ItemIndex,
    Texts,
    joined,
    projected_texts,
    rare_by_item,
    references_among,
    signature,
    texts_at,
)
from portevoix.curate.rules.profiles import ItemText
from portevoix.curate.rules.terms import Places
from portevoix.lib.text import near_same

# One change for sixteen items: the words and components of the others still tell them apart.
FAR = 1 / 16


def has_moved_far(index: ItemIndex, items: Sequence[ItemText]) -> bool:
    """Whether more of these items are new to the words of the index than they can bear."""
    new = int(np.sum(_places_before(index, items) < 0))
    gone = len(index.items) + new - len(items)
    return index.changes + new + gone > FAR * len(items)


def renewed(index: ItemIndex, items: Sequence[ItemText]) -> ItemIndex:
    """The index of these items, no two of one key, made from one that holds most of them."""
    items = tuple(items)
    before = _places_before(index, items)
    texts = _texts(index, items, before)
    twins = _twins(index, items, before)
    new = int(np.sum(before < 0))
    return replace(
        index,
        items=items,
        places=MappingProxyType({item.key: place for place, item in enumerate(items)}),
        facts=facts_of(items),
        texts=texts,
        rare_by_item=rare_by_item(texts),
        references=references_among(len(items)),
        twins=twins,
        has_twin=np.array(list(map(bool, twins)), dtype=np.bool_),
        changes=index.changes + 2 * new + len(index.items) - len(items),
    )


def _places_before(index: ItemIndex, items: Sequence[ItemText]) -> Places:
    """The place that each item has in the index, -1 where it is new or has changed."""
    places = [index.places.get(item.key, -1) for item in items]
    return np.array(
        [
            place if place >= 0 and index.items[place] == item else -1
            for place, item in zip(places, items, strict=True)
        ],
        dtype=np.intp,
    )


def _texts(index: ItemIndex, items: Sequence[ItemText], before: Places) -> Texts:
    is_new = before < 0
    held = texts_at(index.texts, before[~is_new])
    new = projected_texts(index, [items[place] for place in np.flatnonzero(is_new).tolist()])
    return texts_at(joined(held, new), np.argsort(np.argsort(is_new, kind="stable")))


def _twins(
    index: ItemIndex, items: Sequence[ItemText], before: Places
) -> tuple[frozenset[int], ...]:
    now = {place: new for new, place in enumerate(before.tolist()) if place >= 0}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for place in np.flatnonzero(index.has_twin).tolist():
        if place in now:
            found[now[place]] |= {now[other] for other in index.twins[place] if other in now}
    signatures = [signature(item.title) for item in items]
    for new in np.flatnonzero(before < 0).tolist():
        for other, theirs in enumerate(signatures):
            if other != new and near_same(signatures[new], theirs):
                found[new].add(other)
                found[other].add(new)
    return tuple(frozenset(found.get(place, ())) for place in range(len(items)))
