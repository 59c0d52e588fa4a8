"""How long words are on each network, how they meet their link, and how close they are to others'.

Lengths are counted as each network counts: weighted code points (twitter-text 3, config v3),
graphemes (UAX 29), or code points with every link at 23.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

import regex

from portevoix.share.rules import weighted_text
from portevoix.share.rules.weighted_text import LINK_LENGTH as LINK_LENGTH

SHINGLE = 3
NEAR_COPY = 0.6
# Shorter texts meet by chance ("We are hiring in Lyon").
FEWEST_SHINGLES = 5

_LINK = regex.compile(r"https?://[^\s<>\"]+", regex.IGNORECASE)
_TRAILING = ".,;:!?'\"«»)]}…"
_GRAPHEME = regex.compile(r"\X")
_MENTION = regex.compile(r"(?<![\w/])@([\w]+)@[\w.-]+\w", regex.IGNORECASE)
_WORD = regex.compile(r"[\p{L}\p{N}]+")


class Counting(StrEnum):
    """The ways networks count."""

    WEIGHTED = "weighted"
    GRAPHEMES = "graphemes"
    FIXED_LINKS = "fixed_links"
    CODE_POINTS = "code_points"


@dataclass(frozen=True, slots=True)
class Room:
    """How a text fits: `over` is how much too long it is, 0 when it fits; without limit, always."""

    length: int
    maximum: int

    @property
    def over(self) -> int:
        return max(self.length - self.maximum, 0) if self.maximum else 0

    @property
    def left(self) -> int:
        return max(self.maximum - self.length, 0)


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near a text is to another one, from 0 to 1; it warns its author and blocks nothing."""

    similarity: float
    is_near_copy: bool


def room_in(text: str, counting: Counting, maximum: int, link_cost: int = LINK_LENGTH) -> Room:
    """Say how a text fits a network."""
    return Room(length_of(text, counting, link_cost), maximum)


def length_of(text: str, counting: Counting, link_cost: int = LINK_LENGTH) -> int:
    """Count a text as a network does; `link_cost` is what a server that sets its own asks."""
    if counting is Counting.WEIGHTED:
        return weighted_length(text)
    if counting is Counting.GRAPHEMES:
        return grapheme_length(text)
    if counting is Counting.FIXED_LINKS:
        return fediverse_length(text, link_cost)
    return len(text)


def weighted_length(text: str) -> int:
    """Count as X does: NFC, links at 23, an emoji at 2, light code points at 1, others at 2."""
    return weighted_text.weighted_length(text)


def grapheme_length(text: str) -> int:
    """Count the characters that a reader sees (UAX 29 extended grapheme clusters)."""
    return len(_GRAPHEME.findall(text))


def fediverse_length(text: str, link_cost: int = LINK_LENGTH) -> int:
    """Count as Mastodon does: graphemes, links at 23, a remote mention without its server."""
    links = links_in(text)
    rest = _MENTION.sub(r"@\1", _without(text, links))
    return len(links) * link_cost + grapheme_length(rest)


def links_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the links of a text, those that say their protocol."""
    return tuple(_trimmed(text, *found.span()) for found in _LINK.finditer(text))


def with_link(words: str, link: str) -> str:
    """Put the link after the words, on its own line, unless they hold it already."""
    words = words.strip()
    if not link or link in words:
        return words
    return f"{words}\n\n{link}" if words else link


def own_words(text: str, link: str) -> str:
    """Take the link back out of a composed text."""
    return text.replace(link, "").strip() if link else text.strip()


def closeness(text: str, other: str) -> Closeness:
    """Compare two texts by their runs of three words (Broder 1997), links and case set aside."""
    mine, theirs = _shingles(text), _shingles(other)
    if not mine or not theirs:
        return Closeness(0.0, False)
    shorter = min(mine.total(), theirs.total())
    similarity = (mine & theirs).total() / shorter
    return Closeness(similarity, similarity >= NEAR_COPY and shorter >= FEWEST_SHINGLES)


def nearest(text: str, others: tuple[str, ...]) -> Closeness:
    """Compare a text with several and keep the nearest."""
    every = (closeness(text, other) for other in others)
    return max(every, key=lambda found: found.similarity, default=Closeness(0.0, False))


def marks_of(text: str) -> frozenset[int]:
    """The runs of three words of a text, each as a signed number of 64 bits, to look them up."""
    runs = (" ".join(run).encode() for run in _shingles(text))
    digests = (blake2b(run, digest_size=8).digest() for run in runs)
    return frozenset(int.from_bytes(digest, signed=True) for digest in digests)


def is_near_copy(shared: int, mine: int, theirs: int) -> bool:
    """Whether so many shared runs of three words make two texts near copies."""
    shorter = min(mine, theirs)
    return shorter >= FEWEST_SHINGLES and shared >= NEAR_COPY * shorter


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    plain = _without(text, links_in(text)).casefold()
    words = _WORD.findall(unicodedata.normalize("NFKC", plain))
    size = min(SHINGLE, len(words))
    if not size:
        return Counter()
    return Counter(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in _TRAILING:
        # A closing bracket belongs to the link when the link opened it.
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return start, end


def _without(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    kept, position = [], 0
    for start, end in spans:
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]])
