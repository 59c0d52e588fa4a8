"""Which topics an item is about, by the terms of each topic, with a score between 0 and 1."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from portevoix.curate.rules.profiles import ItemText, TopicWords
from portevoix.lib.text import folded, stem, surface_words

# The chance that an item is about a topic when one of its terms stands there: terms are combined
# as independent witnesses (noisy-or). Ours, set by hand: a title is chosen, a summary mentions.
IN_TITLE = 0.7
IN_TAGS = 0.7
IN_SUMMARY = 0.35
AGAIN_IN_SUMMARY = 0.55
LEAST_SCORE = 0.3
MOST_TOPICS = 5
# Shorter terms (go, R, IA) are also everyday words: they must be written as the topic writes them.
SHORT_TERM = 3


@dataclass(frozen=True, slots=True)
class _Words:
    written: tuple[str, ...]
    stems: tuple[str, ...]
    known: frozenset[str]


@lru_cache(maxsize=20_000)
def _term(term: str) -> _Words:
    return _words(term)


def _words(text: str) -> _Words:
    written = surface_words(text)
    stemmed = tuple(map(stem, written))
    return _Words(written, stemmed, frozenset(stemmed))


def topics_of(
    item: ItemText, topics: Iterable[TopicWords], *, least: float = LEAST_SCORE
) -> tuple[tuple[str, float], ...]:
    """The topics whose terms the item holds, strongest first, at most five, none under `least`."""
    fields = _fields(item)
    scored = ((topic.key, _score(fields, topic.terms)) for topic in topics)
    kept = sorted((-score, key) for key, score in scored if score >= least)
    return tuple((key, -score) for score, key in kept[:MOST_TOPICS])


def matched_terms(item: ItemText, terms: Iterable[str]) -> tuple[str, ...]:
    """The terms that truly stand in the item, the strongest first, as the item writes them."""
    fields = _fields(item)
    found: dict[str, tuple[float, str]] = {}
    for term in terms:
        chance = _chance(fields, term)
        if chance:
            as_written = _as_written(fields, _term(term))
            found.setdefault(folded(as_written), (-chance, as_written))
    return tuple(written for _chance_, written in sorted(found.values()))


def _fields(item: ItemText) -> Mapping[str, _Words]:
    return {
        "title": _words(item.title),
        "tags": _words(" / ".join(item.tags)),
        "summary": _words(item.summary),
    }


def _score(fields: Mapping[str, _Words], terms: Iterable[str]) -> float:
    # Two spellings of one term are one witness.
    chances: dict[tuple[str, ...], float] = {}
    for term in terms:
        chances[_term(term).stems] = max(_chance(fields, term), chances.get(_term(term).stems, 0.0))
    against = 1.0
    for chance in chances.values():
        against *= 1.0 - chance
    return round(1.0 - against, 3)


def _chance(fields: Mapping[str, _Words], term: str) -> float:
    sought = _term(term)
    if not sought.written:
        return 0.0
    mentions = len(_places(fields["summary"], sought))
    best = (0.0, IN_SUMMARY, IN_SUMMARY, AGAIN_IN_SUMMARY)[min(mentions, 3)]
    if _places(fields["tags"], sought):
        best = max(best, IN_TAGS)
    if _places(fields["title"], sought):
        best = max(best, IN_TITLE)
    return best


def _places(text: _Words, sought: _Words) -> list[int]:
    size = len(sought.stems)
    if not sought.known <= text.known:
        return []
    first = sought.stems[0]
    return [
        place
        for place, word in enumerate(text.stems)
        if word == first
        and text.stems[place : place + size] == sought.stems
        and _is_written_so(text.written[place : place + size], sought.written)
    ]


def _is_written_so(found: tuple[str, ...], sought: tuple[str, ...]) -> bool:
    if len(sought) > 1 or len(sought[0]) > SHORT_TERM:
        return True
    return found[0] in {sought[0], sought[0].upper()}


def _as_written(fields: Mapping[str, _Words], sought: _Words) -> str:
    size = len(sought.stems)
    spellings: Counter[str] = Counter()
    for text in fields.values():
        for place in _places(text, sought):
            spellings[" ".join(text.written[place : place + size])] += 1
    return max(spellings, key=lambda spelling: spellings[spelling])
