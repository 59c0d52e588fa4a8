"""Whose proposals are offered at once: trust is earned by what was accepted, given, and lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many accepted proposals earn trust, and how many declined in a row lose it."""

    trusted_after: int = 5
    lost_after: int = 2


@dataclass(frozen=True, slots=True)
class Decided:
    """One proposal was accepted or declined, at a moment."""

    is_accepted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """A manager gave trust or took it back, at a moment."""

    is_given: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a person is trusted, and what counts: accepted towards trust, declined in a row.

    `is_given`: by a manager's word, not by what was accepted.
    """

    is_trusted: bool = False
    is_given: bool = False
    accepted: int = 0
    declined: int = 0


def standing(decisions: Iterable[Decided], numbers: Numbers, word: Word | None = None) -> Standing:
    """The standing of a person after decisions, in whatever order, and a manager's word.

    The word wins over all that was decided up to its moment; what is decided later can still earn
    what it took, or lose what it gave. Losing begins the count again.
    """
    is_given = word is not None and word.is_given
    now = Standing(is_trusted=is_given, is_given=is_given)
    for one in sorted(decisions, key=lambda decided: decided.at):
        if word is None or one.at > word.at:
            now = _after(now, one, numbers)
    return now


def _after(now: Standing, one: Decided, numbers: Numbers) -> Standing:
    if one.is_accepted:
        accepted = now.accepted + 1
        is_trusted = now.is_trusted or accepted >= numbers.trusted_after
        return Standing(is_trusted, now.is_given, accepted)
    declined = now.declined + 1
    if declined >= numbers.lost_after:
        return Standing(declined=declined)
    return Standing(now.is_trusted, now.is_given, now.accepted, declined)
