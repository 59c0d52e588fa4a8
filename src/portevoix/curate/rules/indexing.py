"""The items of the watch as vectors: built once, then shared by everybody who is ranked.

A text is its stems and their neighbours two by two, logarithmic counts times inverse document
frequency, of length one (Salton and Buckley 1988). Half of a similarity is the cosine of these; the
other half is the cosine of their latent components (Deerwester et al. 1990), where an article on
Docker and one on Kubernetes meet without a shared word.

A text that resembles everything (a conference report, a list of links) is near to everybody: a
`hub`. Every similarity is therefore divided by what both texts get from their usual neighbours, as
in cross-domain local scaling (Zelnik-Manor and Perona 2004; Conneau et al. 2018).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh

from portevoix.curate.rules.profiles import ItemText, TopicWords
from portevoix.curate.rules.topics import topics_of
from portevoix.lib.text import near_same_groups, pairs, stems, title_signature

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

# Settled on half A of bench/matching, where values around these stay well above both peers.
TITLE_WEIGHT = 3.0
TAG_WEIGHT = 3.0
COMPONENTS = 60
LATENT_SHARE = 0.5
NEIGHBOURS = 1 / 16  # part of the references that is a text's usual neighbourhood
REFERENCES = 512  # neighbourhoods are read on at most so many items
HUB_FLOOR = 0.05  # a text without neighbours must not win by a single shared word


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts as vectors: `words` (texts x terms), `latent` (texts x components), `hubs`."""

    words: csr_array
    latent: Matrix
    hubs: Vector


@dataclass(frozen=True, slots=True, eq=False)
class ItemIndex:
    """The items of the watch, ready to be compared with any text; never changed once built.

    `twins`: for each item, the places of those that tell the same story.
    """

    items: tuple[ItemText, ...]
    places: Mapping[str, int]
    vocabulary: Mapping[str, int]
    rarity: Vector
    texts: Texts
    terms_by_item: csr_array
    components: Matrix
    references: NDArray[np.intp]
    twins: tuple[frozenset[int], ...]


def index_of(
    items: Iterable[ItemText],
    *,
    topics: Sequence[TopicWords] = (),
    components: int = COMPONENTS,
) -> ItemIndex:
    """Build the index; with `topics`, items that carry none get theirs by their words.

    Of two items with one key the first is kept. `components=0` leaves the latent half out: faster
    to build, a little less good.
    """
    kept = tuple({item.key: item for item in reversed(tuple(items))}.values())[::-1]
    kept = tuple(_with_topics(item, topics) for item in kept)
    counts = [_counts(item) for item in kept]
    vocabulary, rarity = _columns(counts)
    words = _unit_rows(counts, vocabulary, rarity)
    directions = _directions(words, components)
    latent = _unit(words @ directions)
    references = np.unique(np.linspace(0, max(len(kept) - 1, 0), REFERENCES).astype(np.intp))
    index = ItemIndex(
        items=kept,
        places=MappingProxyType({item.key: place for place, item in enumerate(kept)}),
        vocabulary=MappingProxyType(vocabulary),
        rarity=rarity,
        texts=Texts(words, latent, np.zeros(len(kept))),
        terms_by_item=csr_array(words.T),
        components=directions,
        references=references[: len(kept)],
        twins=near_same_groups([title_signature(item.title) for item in kept]),
    )
    return replace(index, texts=Texts(words, latent, _hubs(index)))


def texts_of(index: ItemIndex, items: Sequence[ItemText]) -> Texts:
    """Any items as vectors of this index: those of the watch as they are, others projected."""
    if all(item.key in index.places for item in items):
        rows = np.array([index.places[item.key] for item in items], dtype=np.intp)
        texts = index.texts
        return Texts(csr_array(texts.words[rows]), texts.latent[rows], texts.hubs[rows])
    words = _unit_rows([_counts(item) for item in items], index.vocabulary, index.rarity)
    latent = _unit(words @ index.components)
    likeness = _likeness(index, words, latent)[:, index.references]
    return Texts(words, latent, _neighbourhood(likeness, len(index.references)))


def kinship(index: ItemIndex, texts: Texts) -> Matrix:
    """How near each text is to each item, against what is usual for both (texts x items).

    Zero: nothing in common; one: as near as their neighbours are.
    """
    usual = np.sqrt(np.outer(texts.hubs, index.texts.hubs)) + HUB_FLOOR
    near = _likeness(index, texts.words, texts.latent) / usual
    return np.asarray(near, dtype=np.float64)


def likeness_among(index: ItemIndex, places: NDArray[np.intp]) -> Matrix:
    """How alike some items are, each with each, between 0 and 1."""
    words = index.texts.words[places]
    latent = index.texts.latent[places]
    return _mixed((words @ words.T).toarray(), latent @ latent.T, latent.shape[1])


def _with_topics(item: ItemText, topics: Sequence[TopicWords]) -> ItemText:
    if item.topics or not topics:
        return item
    return replace(item, topics=topics_of(item, topics))


def _counts(item: ItemText) -> dict[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    for words, weight in (
        (stems(item.title), TITLE_WEIGHT),
        *((stems(tag), TAG_WEIGHT) for tag in item.tags),
        (stems(item.summary), 1.0),
    ):
        for term in chain(words, pairs(words)):
            counts[term] += weight
    return dict(counts)


def _columns(counts: Sequence[Mapping[str, float]]) -> tuple[dict[str, int], Vector]:
    seen_in = Counter(chain.from_iterable(counts))
    # Sorted: the same items give the same columns, whatever the process.
    kept = sorted(seen_in)
    spread = np.array([seen_in[term] for term in kept], dtype=np.float64)
    return {term: column for column, term in enumerate(kept)}, _rarity(spread, len(counts))


def _rarity(seen_in: Vector, total: int) -> Vector:
    return np.asarray(np.log1p((total - seen_in + 0.5) / (seen_in + 0.5)))


def _unit_rows(
    counts: Sequence[Mapping[str, float]], vocabulary: Mapping[str, int], rarity: Vector
) -> csr_array:
    # The last place stands for terms that have no column: they are as rare as can be.
    rarities = np.append(rarity, rarity.max(initial=0.0) or 1.0)
    columns: list[NDArray[np.intp]] = []
    values: list[Vector] = []
    for row in counts:
        where = np.array([vocabulary.get(term, -1) for term in row], dtype=np.intp)
        weighed = (1.0 + np.log(np.array(list(row.values())))) * rarities[where]
        values.append((weighed / (np.linalg.norm(weighed) or 1.0))[where >= 0])
        columns.append(where[where >= 0])
    ends = np.cumsum([0, *map(len, columns)])
    return csr_array(
        (
            np.concatenate([np.zeros(0), *values]),
            np.concatenate([np.zeros(0, dtype=np.intp), *columns]),
            ends,
        ),
        shape=(len(counts), len(vocabulary)),
    )


def _directions(words: csr_array, components: int) -> Matrix:
    # ARPACK wants fewer components than texts; few texts have no latent structure.
    count = words.shape[0]
    wanted = min(components, count // 4)
    if wanted < 2 or not words.nnz:
        return np.zeros((words.shape[1], 0))
    terms = csr_array(words.T)
    # The products of texts by texts, never written out: their eigenvectors are the left side of
    # the singular value decomposition of `words`, and give its right side.
    products = LinearOperator(
        (count, count), matvec=lambda texts: words @ (terms @ texts), dtype=np.float64
    )
    _values, left = eigsh(products, k=wanted, v0=np.ones(count))
    return np.ascontiguousarray(_unit((terms @ left).T).T)


def _unit(rows: Matrix) -> Matrix:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1.0))


def _likeness(index: ItemIndex, words: csr_array, latent: Matrix) -> Matrix:
    by_words = (words @ index.terms_by_item).toarray()
    return _mixed(by_words, latent @ index.texts.latent.T, latent.shape[1])


def _mixed(by_words: Matrix, by_latent: Matrix, components: int) -> Matrix:
    if not components:
        return by_words
    latent = np.clip(by_latent, 0.0, 1.0)
    return (1.0 - LATENT_SHARE) * by_words + LATENT_SHARE * latent


def _hubs(index: ItemIndex) -> Vector:
    texts = index.texts
    rows = index.references
    by_reference = _likeness(index, csr_array(texts.words[rows]), texts.latent[rows])
    # An item is not its own neighbour.
    by_reference[np.arange(len(rows)), rows] = 0.0
    return _neighbourhood(by_reference.T, len(rows))


def _neighbourhood(likeness: Matrix, references: int) -> Vector:
    size = min(references, max(3, round(references * NEIGHBOURS)))
    if not size:
        return np.zeros(len(likeness))
    nearest = np.partition(likeness, references - size, axis=1)[:, references - size :]
    return np.asarray(nearest.mean(axis=1))
