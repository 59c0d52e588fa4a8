"""When two articles tell one story, and which of them leads it.

Two titles tell one story when they say the same words, or most of them and every number, within
three days. What is repeated every day under one title, and what is too short to tell, must be
confirmed by the summary. Better two stories too many than one hidden: a doubt folds nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from portevoix.lib.text import is_ordinal, stems, title_signature

NEARBY = timedelta(days=3)
# Settled on the real feeds of tests/curate/test_folding.py, where no pair is folded wrongly.
SAME_WORDS = 0.6  # shared part of the words of both titles
ALIKE_WORDS = 0.4  # the same, where the summaries agree
FEWEST_SHARED = 5  # words, numbers aside: three or four are a name and a subject
FEWEST_ALIKE = 4
TELLING_TITLE = 3  # words, numbers aside, below which a title is a heading
SAME_SUMMARY = 0.4  # shared part of the words of both summaries
SUMMARY_WORDS = 60  # what comes later is each paper's own


@dataclass(frozen=True, slots=True)
class Telling:
    """One article as folding sees it; `is_for_all`: nobody is kept from its audience.

    `words` and `summary` are stems; `trust` is that of its source.
    """

    key: int
    words: frozenset[str]
    summary: frozenset[str]
    language: str
    source: int
    published_at: datetime
    trust: int = 0
    is_for_all: bool = True


@dataclass(frozen=True, slots=True)
class Fold:
    """One article goes under a lead, with all that were folded under it."""

    key: int
    lead: int


def words_told(title: str, summary: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a title and of a summary, as `Telling` wants them."""
    return title_signature(title), frozenset(stems(summary)[:SUMMARY_WORDS])


def tells_same(one: Telling, other: Telling) -> bool:
    """Whether two articles tell one story; of one source, only one that was published twice."""
    if not _may_meet(one, other):
        return False
    if one.words == other.words:
        is_heading = _telling(one.words) < TELLING_TITLE or one.source == other.source
        return not is_heading or _agree(one, other)
    if one.source == other.source or any(map(is_ordinal, one.words ^ other.words)):
        return False
    common = one.words & other.words
    shared, part = _telling(common), len(common) / len(one.words | other.words)
    if shared >= FEWEST_SHARED and part >= SAME_WORDS:
        return True
    return shared >= FEWEST_ALIKE and part >= ALIKE_WORDS and _agree(one, other)


def folds(fresh: Iterable[Telling], leads: Iterable[Telling]) -> list[Fold]:
    """How articles just found join the stories there are, in the order in which to do it.

    The first published leads, of two at once the one of the more trusted source. What only some
    people are offered leads nobody: the others would lose the story.
    """
    leading = _Leading([*leads])
    done = []
    for telling in sorted(fresh, key=_precedence):
        same = [lead for lead in leading.like(telling) if tells_same(telling, lead)]
        first = min(same, key=_precedence, default=None)
        if first is None or not (first.is_for_all or telling.is_for_all):
            leading.add(telling)
            continue
        lead, under = sorted((first, telling), key=_precedence)
        done.append(Fold(under.key, lead.key))
        if lead is telling:
            leading.drop(under)
            leading.add(telling)
    return done


def _precedence(telling: Telling) -> tuple[bool, datetime, int, int]:
    return not telling.is_for_all, telling.published_at, -telling.trust, telling.key


def _may_meet(one: Telling, other: Telling) -> bool:
    is_near = abs(one.published_at - other.published_at) <= NEARBY
    return is_near and (one.language == other.language or not (one.language and other.language))


def _telling(words: frozenset[str]) -> int:
    return sum(not is_ordinal(word) for word in words)


def _agree(one: Telling, other: Telling) -> bool:
    either = len(one.summary | other.summary)
    return bool(either) and len(one.summary & other.summary) >= SAME_SUMMARY * either


class _Leading:
    """The leads by their words: only those that share one of the rarest may be alike.

    Prefix filtering (Chaudhuri and others 2006) at the lowest part that `tells_same` accepts.
    """

    def __init__(self, leads: Sequence[Telling]) -> None:
        self._seen_in = Counter(word for lead in leads for word in lead.words)
        self._by_word: defaultdict[str, dict[int, Telling]] = defaultdict(dict)
        for lead in leads:
            self.add(lead)

    def add(self, telling: Telling) -> None:
        for word in telling.words:
            self._by_word[word][telling.key] = telling

    def drop(self, telling: Telling) -> None:
        for word in telling.words:
            self._by_word[word].pop(telling.key, None)

    def like(self, telling: Telling) -> list[Telling]:
        rarest = sorted(telling.words, key=lambda word: (self._seen_in[word], word))
        prefix = rarest[: len(rarest) - ceil(ALIKE_WORDS * len(rarest)) + 1]
        found = {key: lead for word in prefix for key, lead in self._by_word[word].items()}
        return list(found.values())
