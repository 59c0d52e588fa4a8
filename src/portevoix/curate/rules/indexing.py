"""The items of the watch as vectors: built once, then shared by everybody who is ranked.

Half of a similarity is the cosine of the terms of two texts; the other half is the cosine of their
latent components (Deerwester et al. 1990), where an article on Docker and one on Kubernetes meet
without a shared word.

A text that resembles everything (a conference report, a list of links) is near to everybody: a
`hub`. Every similarity is therefore divided by what both texts get from their usual neighbours, as
in cross-domain local scaling (Zelnik-Manor and Perona 2004; Conneau et al. 2018).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

from portevoix.curate.rules.facts import Facts, facts_of
from portevoix.curate.rules.profiles import ItemText, TopicWords
from portevoix.curate.rules.terms import (
    Matrix,
    Places,
    Rows,
    Vector,
    Vocabulary,
    counted,
    projected,
)
from portevoix.curate.rules.topics import topics_of
from portevoix.lib.text import near_same_groups, title_signature

# Settled on half A of bench/matching, where values around these stay well above both peers.
# A watch of many fields has more of them to tell apart: one for so many items, between two bounds.
COMPONENTS, MOST_COMPONENTS = 60, 120
ITEMS_A_COMPONENT = 16
LATENT_SHARE = 0.5
NEIGHBOURS = 1 / 16  # part of the references that is a text's usual neighbourhood
REFERENCES = 512  # neighbourhoods are read on at most so many items
HUB_FLOOR = 0.05  # a text without neighbours must not win by a single shared word
# So many of the commonest terms are compared as a table: they make up most of the products.
COMMON = 64

Small = NDArray[np.float32]

signature = lru_cache(maxsize=16_384)(title_signature)


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Some texts as vectors: `latent` (texts x components), `hubs`, and their terms in two parts.

    `common` (texts x common terms) and `rare` (texts x terms): no term is in both.
    """

    rare: csr_array
    common: Small
    latent: Small
    hubs: Small


class Meanings(Protocol):
    """A way of comparing texts that share no word: vectors of length one, or nil."""

    def vectors(self, items: Sequence[ItemText], words: csr_array) -> Small:
        """One row for each text; `words` are theirs, by the vocabulary of the index."""


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """The ordinary way: `directions` (terms x components) found in the watch itself."""

    directions: Matrix

    def vectors(self, items: Sequence[ItemText], words: csr_array) -> Small:
        """The components of some texts; `items` are not needed here."""
        return _unit(words @ self.directions).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class ItemIndex:
    """The items of the watch, ready to be compared with any text; never changed once built.

    `common`: the columns of the commonest terms; `rare_by_item`: the rest (terms x items); `twins`:
    for each item, the places of those that tell the same story; `changes`: how many items came and
    went since its terms and components were read.
    """

    items: tuple[ItemText, ...]
    places: Mapping[str, int]
    facts: Facts
    terms: Vocabulary
    texts: Texts
    common: Places
    rare_by_item: csr_array
    components: Matrix
    meanings: Meanings
    references: Places
    twins: tuple[frozenset[int], ...]
    has_twin: NDArray[np.bool_]
    changes: int = 0

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The column of each stem."""
        return self.terms.words

    @property
    def rarity(self) -> Vector:
        """How telling each column is."""
        return self.terms.rarity


def index_of(
    items: Iterable[ItemText],
    *,
    topics: Sequence[TopicWords] = (),
    components: int | None = None,
    meanings: Meanings | None = None,
) -> ItemIndex:
    """Build the index; with `topics`, items that carry none get theirs by their words.

    Of two items with one key the first is kept. `components=0` leaves the latent half out: faster
    to build, a little less good. `meanings` take the place of the latent half.
    """
    kept = tuple({item.key: item for item in reversed(tuple(items))}.values())[::-1]
    kept = tuple(_with_topics(item, topics) for item in kept)
    terms, rows = counted(kept)
    terms_by_item = csr_array(rows.words.T)
    wanted = _components(len(kept)) if components is None else components
    latent, directions = _latent(rows, terms_by_item, 0 if meanings else wanted)
    common = _commonest(terms_by_item)
    rare, table = _parted(rows.words, common)
    small = meanings.vectors(kept, rows.words) if meanings else latent.astype(np.float32)
    twins = near_same_groups([signature(item.title) for item in kept])
    texts = Texts(rare, table, small, np.zeros(len(kept), dtype=np.float32))
    index = ItemIndex(
        items=kept,
        places=MappingProxyType({item.key: place for place, item in enumerate(kept)}),
        facts=facts_of(kept),
        terms=terms,
        texts=texts,
        common=common,
        rare_by_item=rare_by_item(texts),
        components=directions,
        meanings=meanings or Components(directions),
        references=references_among(len(kept)),
        twins=twins,
        has_twin=np.array(list(map(bool, twins)), dtype=np.bool_),
    )
    return replace(index, texts=replace(index.texts, hubs=_hubs(index)))


def texts_of(index: ItemIndex, items: Sequence[ItemText]) -> Texts:
    """Any items as vectors of this index: those of the watch as they are, others projected."""
    is_strange = np.array([item.key not in index.places for item in items], dtype=np.bool_)
    own = _own(index, [index.places[item.key] for item in items if item.key in index.places])
    if not is_strange.any():
        return own
    others = projected_texts(index, [item for item in items if item.key not in index.places])
    back = np.argsort(np.argsort(is_strange, kind="stable"))
    return texts_at(joined(own, others), back)


def kinship(index: ItemIndex, texts: Texts) -> Small:
    """How near each text is to each item, against what is usual for both (texts x items).

    Zero: nothing in common; one: as near as their neighbours are.
    """
    usual = np.outer(np.sqrt(texts.hubs), np.sqrt(index.texts.hubs))
    usual += HUB_FLOOR
    near = _likeness(index, texts)
    near /= usual
    return near


def rare_by_item(texts: Texts) -> csr_array:
    """The rare terms of some texts, by term."""
    return csr_array(texts.rare.T)


def references_among(count: int) -> Places:
    """The places, of so many, that neighbourhoods are read on: spread evenly."""
    return np.unique(np.linspace(0, max(count - 1, 0), REFERENCES).astype(np.intp))[:count]


def likeness_among(index: ItemIndex, places: Places) -> Small:
    """How alike some items are, each with each, between 0 and 1."""
    some = texts_at(index.texts, places)
    by_words = (some.rare @ some.rare.T).toarray() + some.common @ some.common.T
    return _mixed(by_words, some.latent @ some.latent.T, some.latent.shape[1])


def texts_at(texts: Texts, places: Places) -> Texts:
    """Some of these texts, in the order of the places."""
    rare = csr_array(texts.rare[places])
    return Texts(rare, texts.common[places], texts.latent[places], texts.hubs[places])


def joined(texts: Texts, others: Texts) -> Texts:
    """These texts and then the others."""
    return Texts(
        csr_array(vstack([texts.rare, others.rare], format="csr")),
        np.concatenate([texts.common, others.common]),
        np.concatenate([texts.latent, others.latent]),
        np.concatenate([texts.hubs, others.hubs]),
    )


def projected_texts(index: ItemIndex, items: Sequence[ItemText]) -> Texts:
    """Any items as vectors of this index, by the terms that it knows."""
    words = projected(items, index.terms).words
    rare, common = _parted(words, index.common)
    latent = index.meanings.vectors(items, words)
    texts = Texts(rare, common, latent, np.zeros(len(items), dtype=np.float32))
    likeness = _likeness(index, texts)[:, index.references]
    return replace(texts, hubs=_neighbourhood(likeness, len(index.references)))


def _hubs(index: ItemIndex) -> Small:
    rows = index.references
    by_reference = _likeness(index, texts_at(index.texts, rows))
    # An item is not its own neighbour.
    by_reference[np.arange(len(rows)), rows] = 0.0
    return _neighbourhood(by_reference.T, len(rows))


def _with_topics(item: ItemText, topics: Sequence[TopicWords]) -> ItemText:
    if item.topics or not topics:
        return item
    return replace(item, topics=topics_of(item, topics))


def _own(index: ItemIndex, places: Sequence[int]) -> Texts:
    return texts_at(index.texts, np.array(places, dtype=np.intp))


def _latent(rows: Rows, terms: csr_array, components: int) -> tuple[Matrix, Matrix]:
    """The latent components of the items, and the directions that give those of any text."""
    # ARPACK wants fewer components than texts; few texts have no latent structure.
    words = rows.words
    count = words.shape[0]
    wanted = min(components, count // 4)
    if wanted < 2 or not words.nnz:
        return np.zeros((count, 0)), np.zeros((words.shape[1], 0))
    # The products of texts by texts, never written out: their eigenvectors are the left side of
    # the singular value decomposition of `words`, and give its right side.
    products = LinearOperator(
        (count, count),
        matvec=lambda texts: words @ (terms @ texts) + rows.unseen * texts,
        dtype=np.float64,
    )
    try:
        values, left = eigsh(products, k=wanted, v0=np.ones(count))
    except ArpackError:
        # A handful of texts that say the same have fewer directions than were asked for.
        return np.zeros((count, 0)), np.zeros((words.shape[1], 0))
    spread = np.sqrt(np.maximum(values, 0.0))
    directions = (terms @ left) / np.where(spread > 0, spread, 1.0)
    return _unit(left * spread), np.ascontiguousarray(directions)


def _components(items: int) -> int:
    return min(MOST_COMPONENTS, max(COMPONENTS, items // ITEMS_A_COMPONENT))


def _commonest(terms_by_item: csr_array) -> Places:
    by_term = np.diff(terms_by_item.indptr)
    return np.sort(np.argsort(-by_term, kind="stable")[:COMMON])


def _parted(words: csr_array, common: Places) -> tuple[csr_array, Small]:
    # Single precision to compare with: half the memory to walk through for each page.
    is_common = np.zeros(words.shape[1], dtype=np.bool_)
    is_common[common] = True
    table = np.ascontiguousarray(words[:, common].toarray(), dtype=np.float32)
    rare = words.astype(np.float32)
    rare.data[is_common[rare.indices]] = 0.0
    rare.eliminate_zeros()
    return rare, table


def _unit(rows: Matrix) -> Matrix:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1.0))


def _likeness(index: ItemIndex, texts: Texts) -> Small:
    by_words = (texts.rare @ index.rare_by_item).toarray()
    by_words += texts.common @ index.texts.common.T
    return _mixed(by_words, texts.latent @ index.texts.latent.T, texts.latent.shape[1])


def _mixed(by_words: Small, by_latent: Small, components: int) -> Small:
    if not components:
        return by_words
    np.clip(by_latent, 0.0, 1.0, out=by_latent)
    by_latent *= LATENT_SHARE
    by_words *= 1.0 - LATENT_SHARE
    by_words += by_latent
    return by_words


def _neighbourhood(likeness: Small, references: int) -> Small:
    size = min(references, max(3, round(references * NEIGHBOURS)))
    if not size:
        return np.zeros(len(likeness), dtype=np.float32)
    nearest = np.partition(likeness, references - size, axis=1)[:, references - size :]
    return np.asarray(nearest.mean(axis=1), dtype=np.float32)
