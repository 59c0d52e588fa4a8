"""What the short link asks, answered from this process's memory whenever it can be."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError

from portevoix.share.models import DailySalt, Link

# A link that is switched off stops within this many seconds in every process.
MEMORY_SECONDS = 30.0
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class KnownLink:
    """Where a link leads, whether it was switched off, and when its post went out."""

    target_url: str
    is_disabled: bool
    published_at: datetime | None


class _Memory:
    """What this process remembers of links and salts."""

    lock = threading.Lock()
    links: dict[str, tuple[float, KnownLink]] = {}
    salts: dict[date, bytes] = {}


def known_link(code: str) -> KnownLink | None:
    """The link of a code, at most 30 seconds old, older while the database is down; or None."""
    now = time.monotonic()
    remembered = _Memory.links.get(code)
    if remembered and now - remembered[0] < MEMORY_SECONDS:
        return remembered[1]
    try:
        row = Link.objects.select_related("share").filter(code=code).first()
    except DatabaseError:
        if remembered is None:
            raise
        return remembered[1]
    if row is None:
        return None
    known = KnownLink(row.target_url, row.disabled_at is not None, _published_at(row))
    _remember(code, now, known)
    return known


def salt_of(day: date) -> bytes | None:
    """The salt of a day, once a worker has made it; without it nobody is told apart."""
    if day not in _Memory.salts:
        try:
            row = DailySalt.objects.filter(day=day).first()
        except DatabaseError:
            return None
        if row is None:
            return None
        # The memory of yesterday's salt goes with the day.
        _Memory.salts = {day: bytes(row.salt)}
    return _Memory.salts[day]


def forget_remembered() -> None:
    """Forget everything this process remembers."""
    with _Memory.lock:
        _Memory.links, _Memory.salts = {}, {}


def _published_at(link: Link) -> datetime | None:
    return link.share.sent_at if link.share else None


def _remember(code: str, now: float, known: KnownLink) -> None:
    with _Memory.lock:
        if len(_Memory.links) >= MOST_REMEMBERED:
            _Memory.links = {}
        _Memory.links[code] = (now, known)
