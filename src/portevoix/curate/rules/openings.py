"""How far a job to fill lies in what one person declares to know: it sorts openings, for her alone.

Nothing else counts: not what she reads, shares or refers, and not what anybody says of her but the
colleagues who confirmed what she declares. No opening is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portevoix.curate.rules.affinity import conviction
from portevoix.curate.rules.profiles import KnownTopic

MOST_NAMED = 3
# What an opening is about stands in its title, or in several of its words: offers all speak of
# training, pay, experience and supervision, and mean nothing by it. Settled on real offers, of
# which one word said once would make seven in ten seem technical (bench.relaying).
LEAST_SCORE = 0.6


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an opening fits, from 0 (not, or not known) to 1, and the topics that say why."""

    score: float = 0.0
    topics: tuple[str, ...] = ()


def fit_of(about: Mapping[str, float], known: Iterable[KnownTopic]) -> Fit:
    """What is known of an opening's topics, as independent witnesses, the strongest named first.

    `about` gives each topic of the opening its score, from 0 to 1.
    """
    shares = {
        topic.key: conviction(topic) * min(1.0, about[topic.key])
        for topic in known
        if about.get(topic.key, 0.0) >= LEAST_SCORE
    }
    missing = 1.0
    for share in shares.values():
        missing *= 1.0 - share
    named = sorted(shares, key=lambda key: (-shares[key], key))
    return Fit(round(1.0 - missing, 6), tuple(named[:MOST_NAMED]))
