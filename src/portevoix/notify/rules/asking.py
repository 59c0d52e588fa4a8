"""Whether one more thing may be asked of a person: her budget first, then breathing space.

An ask is a question the organisation puts to somebody who did not ask for it. How many she takes
a month is hers to say, none included; what she refused for ever is never asked; between two asks
lie seven days, after a refusal fourteen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

USUAL_BUDGET = 2
MOST_BUDGET = 8
# Nudges at most weekly.
APART = timedelta(days=7)
# Somebody who has just said no is left alone.
COOLING = timedelta(days=14)
# "Later" brings the same question back to her page, once more and never by mail.
PUT_OFF = timedelta(days=7)


class Hindrance(StrEnum):
    """Why nothing is asked of her now."""

    NEVER = "never"
    KIND = "kind"
    ALREADY = "already"
    SPENT = "spent"
    COOLING = "cooling"
    TOO_SOON = "too_soon"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person said of being asked, and what was asked of her lately.

    `asked` counts the calendar month of her zone; the moments are those of her latest ask and of
    her latest refusal.
    """

    budget: int = USUAL_BUDGET
    is_over: bool = False
    refused: frozenset[str] = frozenset()
    asked: int = 0
    latest_at: datetime | None = None
    refused_at: datetime | None = None


def hindrance(kind: str, standing: Standing, at: datetime) -> Hindrance | None:
    """What keeps one more ask of a kind from her; None: she may be asked."""
    if standing.is_over:
        return Hindrance.NEVER
    if kind in standing.refused:
        return Hindrance.KIND
    if standing.asked >= standing.budget:
        return Hindrance.SPENT
    if standing.refused_at and at < standing.refused_at + COOLING:
        return Hindrance.COOLING
    if standing.latest_at and at < standing.latest_at + APART:
        return Hindrance.TOO_SOON
    return None
