"""Which topic each written term means; terms that mean none may become topics of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portevoix.people.rules.importing.rows import PersonRow
from portevoix.people.rules.terms import folded, slug_of

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The topic of each folded term, topics to add (slug, name), and terms that remain unknown."""

    meanings: Mapping[str, str]
    additions: tuple[tuple[str, str], ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()

    def slugs_of(self, terms: Iterable[str]) -> tuple[str, ...]:
        """The topics that these terms mean, each once."""
        found = (self.meanings.get(folded(term)) for term in terms)
        return tuple(dict.fromkeys(slug for slug in found if slug))


def vocabulary_of(
    rows: Iterable[PersonRow], topics: Mapping[str, str], *, adds_topics: bool
) -> Vocabulary:
    """Find what each term of the rows means; those above 80 signs never become topics."""
    counts = Counter(term for row in rows for term in row.expertise)
    meanings = dict(topics)
    additions: dict[str, str] = {}
    unknown: dict[str, int] = {}
    for term, times in counts.most_common():
        word = folded(term)
        if word in meanings:
            continue
        slug = slug_of(term)
        if not adds_topics or not slug or len(term) > LONGEST_NAME:
            unknown[term] = times
            continue
        meanings[word] = slug
        if slug not in topics.values():
            additions.setdefault(slug, term)
    return Vocabulary(meanings, tuple(additions.items()), tuple(unknown.items()))
