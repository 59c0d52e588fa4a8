"""Matching at the level of expertise: which items of the watch come first for one person, and why.

A score adds what she declared (and colleagues endorsed), what resembles the items she answered,
saved or shared, the rate of their topics, sources and authors, and freshness; what resembles what
she declined is taken away. Only her own doings count. The same inputs give the same list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portevoix.curate.rules.affinity import affinity_of, offered_places
from portevoix.curate.rules.indexing import ItemIndex
from portevoix.curate.rules.profiles import TODAY, Profile, Settings
from portevoix.curate.rules.ranking import chosen_places
from portevoix.curate.rules.reasons import Reason, explored, reason_of


@dataclass(frozen=True, slots=True)
class Ranked:
    """One item of a person's list, with its score and the reason that she can read."""

    key: str
    score: float
    reason: Reason


def rank(
    index: ItemIndex,
    profile: Profile,
    *,
    at: datetime,
    seed: str,
    settings: Settings = TODAY,
) -> tuple[Ranked, ...]:
    """The items for this person, best first; what she declined or closed is never among them.

    `seed` decides the discoveries: one per person and day keeps her page still all day.
    """
    affinity = affinity_of(index, profile, at=at, settings=settings)
    offered = offered_places(index, profile)
    chosen = chosen_places(index, affinity, offered, seed=seed, settings=settings)
    return tuple(
        Ranked(
            key=index.items[choice.place].key,
            score=round(float(affinity.scores[choice.place]), 6),
            reason=explored(index.items[choice.place])
            if choice.is_explored
            else reason_of(index, affinity, profile, choice.place, settings.weights),
        )
        for choice in chosen
    )


def relevance(
    index: ItemIndex, profile: Profile, *, at: datetime, settings: Settings = TODAY
) -> Mapping[str, float]:
    """The score of every item that may be offered, before diversity and discovery."""
    affinity = affinity_of(index, profile, at=at, settings=settings)
    return {
        index.items[place].key: float(affinity.scores[place])
        for place in offered_places(index, profile).tolist()
    }
