"""The funnel of referrals by opening: only sums over enough referrers, the rest together or not.

Each step of an application is one referrer's, at one opening: openings share no step, so that no
two lines of one step can be subtracted. There is no total: it would tell of what is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from portevoix.measure.rules.release import Cell, releasable
from portevoix.share.rules.referrals import WAY, Step

# All openings that have no line of their own.
OTHERS = ""


@dataclass(frozen=True, slots=True)
class StepOf:
    """One step of an application that came by one referrer's link, at one opening."""

    referrer: Hashable
    opening: str
    step: Step


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """How many came to a step at an opening, or at all others (no name); None is withheld."""

    opening: str
    step: Step
    count: int | None


def funnel_of(steps: Iterable[StepOf], minimum: int) -> tuple[FunnelLine, ...]:
    """The lines that may be shown, and for each step one line for all other openings.

    An opening has a line where at least `minimum` different people referred; which openings have
    none, and whether anybody referred there, is not told apart.
    """
    by_step: defaultdict[Step, list[StepOf]] = defaultdict(list)
    for one in steps:
        by_step[one.step].append(one)
    return tuple(line for step in WAY for line in _lines(step, by_step[step], minimum))


def _lines(step: Step, told: list[StepOf], minimum: int) -> Iterable[FunnelLine]:
    referrers: defaultdict[str, set[Hashable]] = defaultdict(set)
    for one in told:
        referrers[one.opening].add((one.opening, one.referrer))
    cells = [Cell(opening, frozenset(people)) for opening, people in sorted(referrers.items())]
    everyone = {pair for people in referrers.values() for pair in people}
    shown = releasable(cells, everyone, minimum)
    for opening in sorted(shown):
        yield FunnelLine(opening, step, sum(one.opening == opening for one in told))
    rest = [one for one in told if one.opening not in shown]
    people = frozenset(one.referrer for one in rest)
    is_shown = bool(releasable([Cell(OTHERS, people)], people, minimum))
    yield FunnelLine(OTHERS, step, len(rest) if is_shown else None)
