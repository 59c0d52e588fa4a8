"""How a connection to a network stands, and when its owner is told that it ends."""

import math
from datetime import datetime, timedelta
from enum import StrEnum

# LinkedIn's tokens live 60 days: from day 50 on she is told, quietly, where she looks anyway.
TOLD_BEFORE = timedelta(days=10)
_DAY = timedelta(days=1)


class Standing(StrEnum):
    """What an account can do, as its owner reads it."""

    ENDED = "ended"
    SUSPENDED = "suspended"
    ENDING = "ending"
    READY = "ready"

    @property
    def rank(self) -> int:
        """What needs her comes first."""
        return list(Standing).index(self)


def standing_of(state: str, ends_at: datetime | None, at: datetime) -> Standing:
    """Say how an account stands; `ends_at` None: its tokens do not end by themselves."""
    if state == "suspended":
        return Standing.SUSPENDED
    if state == "expired" or (ends_at is not None and ends_at <= at):
        return Standing.ENDED
    if ends_at is not None and is_ending(ends_at, at):
        return Standing.ENDING
    return Standing.READY


def is_ending(ends_at: datetime, at: datetime) -> bool:
    """Say whether a connection ends within ten days."""
    return ends_at - at <= TOLD_BEFORE


def days_left(ends_at: datetime, at: datetime) -> int:
    """Whole days until a connection ends, begun ones counted; 0 when it has."""
    return max(math.ceil((ends_at - at) / _DAY), 0)
