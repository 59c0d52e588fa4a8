"""Texts as vectors of their terms: stems and their neighbours two by two, weighed by rarity.

Logarithmic counts times inverse document frequency, of length one (Salton and Buckley 1988). A word
has a column as soon as one text holds it, a pair of neighbours when two texts do: a pair met once
brings no two texts together, and only counts in the length of its text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from portevoix.curate.rules.profiles import ItemText
from portevoix.lib.text import stems

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Places = NDArray[np.intp]
Codes = NDArray[np.int64]

# Settled on half A of bench/matching, where values around these stay well above both peers.
TITLE_WEIGHT = 3.0
TAG_WEIGHT = 3.0

# The watch is read again each time it changes, and most of its texts have not.
_stems = lru_cache(maxsize=16_384)(stems)
# A word is coded by its number, a pair by both: words come first, and no pair meets a word.
_PAIR = 1 << 31


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The terms that have a column: `codes` in order, `rarity` of each, `words` by stem."""

    words: Mapping[str, int]
    codes: Codes
    rarity: Vector


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Texts as rows of length one; `unseen`: the part of each square that no column shows."""

    words: csr_array
    unseen: Vector


def counted(items: Sequence[ItemText]) -> tuple[Vocabulary, Rows]:
    """The vocabulary of these items, and their rows."""
    words: dict[str, int] = {}
    codes, counts = _counts(items, words)
    seen_in = np.bincount(counts.indices, minlength=len(codes)).astype(np.float64)
    rarity = np.log1p((len(items) - seen_in + 0.5) / (seen_in + 0.5))
    kept = (codes < _PAIR) | (seen_in > 1)
    vocabulary = Vocabulary(MappingProxyType(words), codes[kept], rarity[kept])
    columns = np.where(kept, np.cumsum(kept) - 1, -1)
    return vocabulary, _rows(counts, columns, rarity, len(vocabulary.codes))


def projected(items: Sequence[ItemText], vocabulary: Vocabulary) -> Rows:
    """Any items as rows of a vocabulary that is not theirs."""
    codes, counts = _counts(items, dict(vocabulary.words))
    size = len(vocabulary.codes)
    if not size:
        return _rows(counts, np.full(len(codes), -1), np.ones(len(codes)), 0)
    near = np.minimum(np.searchsorted(vocabulary.codes, codes), size - 1)
    columns = np.where(vocabulary.codes[near] == codes, near, -1)
    # What has no column is as rare as can be.
    rarest = vocabulary.rarity.max()
    rarity = np.where(columns >= 0, vocabulary.rarity[near], rarest)
    return _rows(counts, columns, rarity, size)


def _counts(items: Sequence[ItemText], numbers: dict[str, int]) -> tuple[Codes, csr_array]:
    """The codes of the terms of these items, in order, and how much each item holds of each.

    `numbers` are those of the words; words that have none are given the next ones.
    """
    words: list[int] = []
    lengths: list[int] = []
    weights: list[float] = []
    owners: list[int] = []
    for owner, item in enumerate(items):
        for text, weight in _fields(item):
            found = [numbers.setdefault(word, len(numbers)) for word in _stems(text)]
            words += found
            lengths.append(len(found))
            weights.append(weight)
            owners.append(owner)
    field = np.repeat(np.arange(len(lengths)), lengths)
    codes, field = _with_pairs(np.array(words, dtype=np.int64), field)
    distinct, columns = np.unique(codes, return_inverse=True)
    entries = (np.array(weights)[field], (np.array(owners, dtype=np.intp)[field], columns))
    return distinct, csr_array(entries, shape=(len(items), len(distinct)))


def _fields(item: ItemText) -> Iterator[tuple[str, float]]:
    yield item.title, TITLE_WEIGHT
    yield from ((tag, TAG_WEIGHT) for tag in item.tags)
    yield item.summary, 1.0


def _with_pairs(words: Codes, field: Places) -> tuple[Codes, Places]:
    is_followed = field[:-1] == field[1:]
    pairs = ((words[:-1] + 1) * _PAIR + words[1:])[is_followed]
    return np.concatenate([words, pairs]), np.concatenate([field, field[:-1][is_followed]])


def _rows(counts: csr_array, columns: Places, rarity: Vector, size: int) -> Rows:
    owners = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    values = (1.0 + np.log(counts.data)) * rarity[counts.indices]
    squares = np.bincount(owners, values**2, minlength=counts.shape[0])
    values /= np.sqrt(squares)[owners]
    where = columns[counts.indices]
    is_kept = where >= 0
    hidden = np.where(is_kept, 0.0, values**2)
    unseen = np.bincount(owners, hidden, minlength=counts.shape[0]).astype(np.float64)
    kept_by = np.bincount(owners[is_kept], minlength=counts.shape[0])
    starts = np.concatenate([[0], np.cumsum(kept_by)])
    words = csr_array((values[is_kept], where[is_kept], starts), shape=(counts.shape[0], size))
    return Rows(words, unseen)
