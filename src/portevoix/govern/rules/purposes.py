"""When a purpose is complete enough to be used, and when a change makes another promise of it."""

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


@dataclass(frozen=True, slots=True)
class Promise:
    """What people were told of a purpose: its basis, its retention (days) and both notices."""

    basis: str
    retention_days: int | None
    notice_en: str
    notice_fr: str


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


def is_another_promise(told: Promise, now: Promise) -> bool:
    """Whether what people were told no longer holds; keeping data for less long breaks nothing."""
    words_told = (told.basis, told.notice_en, told.notice_fr)
    if words_told != (now.basis, now.notice_en, now.notice_fr):
        return True
    if told.retention_days is None or now.retention_days is None:
        return told.retention_days != now.retention_days
    return now.retention_days > told.retention_days
