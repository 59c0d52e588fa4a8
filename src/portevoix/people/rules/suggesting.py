"""Which topics to suggest to somebody who declares nothing yet: what her job names, then her team.

Only what colleagues see anyhow is used: her job, and what others declare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portevoix.lib.text import stems

# What says how high one stands, and not what one does.
_RANKS = frozenset(
    stems(
        "responsable chargé chargée directeur directrice chef cheffe adjoint adjointe assistant"
        " assistante head lead senior junior officer"
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One topic as suggesting reads it: its names, its other words, and how many declare it."""

    key: str
    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    in_team: int = 0
    in_house: int = 0


def suggested(job: str, candidates: Sequence[Candidate], most: int) -> tuple[str, ...]:
    """At most so many topics: those the job names outright, those of the team, then what is near.

    A topic that nothing speaks for is not suggested.
    """
    named = named_by(job, candidates)
    ranks = {
        one.key: (int(named.get(one.key, 0)), one.in_team, named.get(one.key, 0.0), one.in_house)
        for one in candidates
    }
    ordered = sorted(
        (key for key, rank in ranks.items() if any(rank)),
        key=lambda key: (*(-part for part in ranks[key]), key),
    )
    return tuple(ordered[:most])


def named_by(job: str, candidates: Sequence[Candidate]) -> dict[str, float]:
    """How much each topic is named by a job, for those that are.

    A whole term counts as many as it has words; a single word of a name counts less, the more
    topics have it in theirs: "data scientist" is data science before it is any other data.
    """
    said = set(stems(job)) - _RANKS
    in_names = {one.key: _words_of(one.names) for one in candidates}
    shared = Counter(word for words in in_names.values() for word in words)
    named = {}
    for one in candidates:
        whole = max((_whole(term, said) for term in (*one.names, *one.words)), default=0)
        parts = sum(1 / (shared[word] + 1) for word in sorted(in_names[one.key] & said))
        named[one.key] = whole + parts
    return {key: worth for key, worth in named.items() if worth}


def _words_of(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in stems(name)}


def _whole(term: str, said: set[str]) -> int:
    words = set(stems(term))
    return len(words) if words and words <= said else 0
