"""What the short link asks, answered from this process's memory whenever it can be."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DatabaseError

from portevoix.share.models import DailySalt, Link

# A link that is switched off stops within this many seconds in every process.
MEMORY_SECONDS = 30.0
# While the database is down, a remembered link is not asked for again sooner than this.
RETRY_SECONDS = 5.0
MOST_REMEMBERED = 20_000
_CODE = re.compile(r"[0-9A-Za-z]{1,16}")


@dataclass(frozen=True, slots=True)
class KnownLink:
    """Where a link leads, whether and when it stops, and when its post went out."""

    target_url: str
    is_disabled: bool
    published_at: datetime | None
    expires_at: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        """Whether it leads nowhere any more: switched off, or past its date."""
        return self.is_disabled or (self.expires_at is not None and self.expires_at <= at)


class _Memory:
    """What this process remembers of links and salts."""

    lock = threading.Lock()
    # Of each code: until when it is fresh, and the link.
    links: dict[str, tuple[float, KnownLink]] = {}
    # Codes that lead nowhere, until when; apart, so that guessing pushes no link out.
    unknown: dict[str, float] = {}
    salts: dict[date, bytes] = {}


def is_code(text: str) -> bool:
    """Whether a text could be the code of a link at all; nothing else reaches the database."""
    return _CODE.fullmatch(text) is not None


def remembered(code: str) -> tuple[KnownLink | None, bool]:
    """What this process remembers of a code, and whether that is fresh; asks nobody."""
    found = _Memory.links.get(code)
    if found:
        return found[1], time.monotonic() < found[0]
    return None, time.monotonic() < _Memory.unknown.get(code, 0.0)


def remember_longer(code: str) -> None:
    """Keep what is remembered of a code a little longer: the database does not answer."""
    found = _Memory.links.get(code)
    if found:
        _remember(code, found[1], RETRY_SECONDS)


def known_link(code: str) -> KnownLink | None:
    """The link of a code, at most 30 seconds old, older while the database is down; or None."""
    known, is_fresh = remembered(code)
    if is_fresh or not is_code(code):
        return known
    try:
        row = Link.objects.select_related("share").filter(code=code).first()
    except DatabaseError:
        if known is None:
            raise
        remember_longer(code)
        return known
    found = _known(row) if row else None
    _remember(code, found, MEMORY_SECONDS)
    return found


def has_salt(day: date) -> bool:
    """Whether this process remembers the salt of a day."""
    return day in _Memory.salts


def salt_of(day: date) -> bytes | None:
    """The salt of a day, once a worker has made it; without it nobody is told apart.

    That of the next day is remembered with it; those of past days go with their day.
    """
    if min(_Memory.salts, default=day) < day:
        _Memory.salts = {known: salt for known, salt in _Memory.salts.items() if known >= day}
    if day not in _Memory.salts:
        try:
            rows = list(DailySalt.objects.filter(day__in=(day, day + timedelta(days=1))))
        except DatabaseError:
            return None
        _Memory.salts = {row.day: bytes(row.salt) for row in rows}
    return _Memory.salts.get(day)


def forget_remembered() -> None:
    """Forget everything this process remembers."""
    with _Memory.lock:
        _Memory.links, _Memory.unknown, _Memory.salts = {}, {}, {}


def _known(row: Link) -> KnownLink:
    published_at = row.share.sent_at if row.share else None
    return KnownLink(row.target_url, row.disabled_at is not None, published_at)


def _remember(code: str, known: KnownLink | None, seconds: float) -> None:
    until = time.monotonic() + seconds
    with _Memory.lock:
        if known is None:
            _Memory.links.pop(code, None)
            _make_room(_Memory.unknown)
            _Memory.unknown[code] = until
            return
        _make_room(_Memory.links)
        _Memory.links[code] = (until, known)


def _make_room(memory: dict[str, Any]) -> None:
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
