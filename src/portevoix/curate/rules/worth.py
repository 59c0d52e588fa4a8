"""What is worth sharing this week: where it meets what people here declare to know.

Only what people declare, which their colleagues see, is counted: never what they answered, read or
shared. The weights are ours, set by hand, and written on the page that shows the list.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p, prod

# Half of the worth is gone after so many days: a week's list leads with what is new.
HALF_LIFE_DAYS = 5.0
# What a story told by several sources gains, and what the trust in its source adds or takes.
FOR_EACH_TELLER = 0.5
FOR_TRUST = 0.2
# A list of the week is for everybody: not one source's, not one topic's.
PER_SOURCE = 2
PER_TOPIC = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """One story of the week; `topics` are (key, score from 0 to 1), the strongest first.

    `readers`: how many declare one of its topics; `tellers`: how many sources tell it, itself
    included; `trust`: of its source, -1 to 1; `age_days`: since it was published.
    """

    key: int
    source: int
    topics: tuple[tuple[str, float], ...]
    readers: int
    tellers: int = 1
    trust: int = 0
    age_days: float = 0.0

    @property
    def leading(self) -> str:
        """Its strongest topic; nothing when it has none."""
        return self.topics[0][0] if self.topics else ""


def worth(candidate: Candidate) -> float:
    """How much it deserves a place: zero for what nobody here knows, halved every five days."""
    strength = 1.0 - prod(1.0 - score for _key, score in candidate.topics)
    told = 1.0 + FOR_EACH_TELLER * log1p(candidate.tellers - 1)
    trusted = 1.0 + FOR_TRUST * candidate.trust
    fresh = 0.5 ** (max(candidate.age_days, 0.0) / HALF_LIFE_DAYS)
    return float(log1p(candidate.readers) * strength * told * trusted * fresh)


def worthiest(candidates: Iterable[Candidate], most: int) -> tuple[Candidate, ...]:
    """The best, at most two of a source and three of a topic; equal ones in the order of keys."""
    ranked = sorted(candidates, key=lambda one: (-worth(one), one.key))
    return tuple(_varied([one for one in ranked if worth(one) > 0], most))


def _varied(ranked: Sequence[Candidate], most: int) -> Iterable[Candidate]:
    sources: Counter[int] = Counter()
    topics: Counter[str] = Counter()
    for one in ranked:
        if most and sources[one.source] < PER_SOURCE and topics[one.leading] < PER_TOPIC:
            sources[one.source] += 1
            topics[one.leading] += 1
            most -= 1
            yield one
