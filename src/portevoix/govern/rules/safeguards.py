"""The safeguards there are, their defaults and how far each may be moved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """A safeguard's default value and the closed range it may be set within."""

    default: int
    least: int
    most: int


SAFEGUARDS: dict[str, Bounds] = {
    # People in a group whose figures may be shown; upwards only.
    "group_minimum": Bounds(default=5, least=5, most=1000),
    # Local hours between which we may write to somebody.
    "day_starts_hour": Bounds(default=9, least=7, most=12),
    "day_ends_hour": Bounds(default=18, least=13, most=20),
    # Months that aggregated clicks are kept.
    "click_months": Bounds(default=25, least=1, most=25),
}


def is_allowed(key: str, value: int) -> bool:
    """Whether a safeguard may take this value."""
    bounds = SAFEGUARDS.get(key)
    return bounds is not None and bounds.least <= value <= bounds.most
