"""When a purpose is complete enough to be used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Completeness:
    """What the register holds on one purpose."""

    has_basis: bool
    has_retention: bool
    has_notices: bool
    can_watch: bool
    has_assessment: bool
    council_is_settled: bool


def missing_of(known: Completeness) -> tuple[str, ...]:
    """What is still missing, in the order of the form; a watching purpose needs more."""
    needs = [
        ("basis", known.has_basis),
        ("retention", known.has_retention),
        ("notice", known.has_notices),
    ]
    if known.can_watch:
        needs += [("assessment", known.has_assessment), ("council", known.council_is_settled)]
    return tuple(name for name, is_there in needs if not is_there)
