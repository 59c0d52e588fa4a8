"""Where a campaign stands on a day, what it may be called in an address, whom it asks first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

LONGEST_SLUG = 60
_NEVER = datetime.min.replace(tzinfo=UTC)


class Phase(StrEnum):
    """Where a campaign stands, as people say it."""

    DRAFT = "draft"
    TO_COME = "to_come"
    RUNNING = "running"
    ENDED = "ended"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody a campaign is for, with what was asked of her in the past year."""

    key: int
    asks: int = 0
    latest_at: datetime | None = None


def phase_of(state: str, starts_on: date, ends_on: date, day: date) -> Phase:
    """Where it stands on a day: its state as decided, and where it runs, its days (half-open)."""
    if state != "running":
        return Phase(state)
    if day < starts_on:
        return Phase.TO_COME
    return Phase.RUNNING if day < ends_on else Phase.ENDED


def slug_of(name: str, taken: Iterable[str]) -> str:
    """What the name becomes in an address and in UTM tags, with a number if it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_SLUG - 5].strip("-") or "campaign"
    known, number, slug = set(taken), 1, stem
    while slug in known:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def in_fair_order(guests: Iterable[Guest]) -> list[Guest]:
    """Who is asked first: whoever was asked least this year, then whoever waited longest.

    Nothing else counts: not who says yes, not who is heard most.
    """
    return sorted(guests, key=lambda one: (one.asks, one.latest_at or _NEVER, one.key))


def hashtags_of(text: str) -> tuple[str, ...]:
    """The hashtags somebody typed, each once, each with its sign."""
    words = re.findall(r"\w+", text, re.UNICODE)
    return tuple(dict.fromkeys(f"#{word}" for word in words if not word.isdigit()))


def lines_of(text: str) -> tuple[str, ...]:
    """One thing a line, without empty ones nor the dashes people put before them."""
    kept = (line.strip().lstrip("-*•–").strip() for line in text.splitlines())
    return tuple(line for line in kept if line)
