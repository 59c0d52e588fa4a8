"""Dates as feeds write them: RFC 822, W3CDTF (ISO 8601) and the commonest mistakes of both."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

LONGEST = 64
PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
# A space for the T, slashes for dashes, one figure for two, no colon in the zone, no seconds.
LOOSE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d*)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def moment_in(text: str) -> datetime | None:
    """Read a moment in UTC; a text without a zone is taken as UTC, one without sense is none."""
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        return None
    for read in (_standard, _loose, _mail):
        try:
            if found := read(said):
                return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def _standard(said: str) -> datetime | None:
    if not said[:4].isdecimal():
        return None
    if partial := PARTIAL.fullmatch(said):
        year, month, day = (int(part or 1) for part in partial.groups())
        return datetime(year, month, day, tzinfo=UTC)
    return datetime.fromisoformat(said)


def _loose(said: str) -> datetime | None:
    found = LOOSE.fullmatch(said)
    if not found:
        return None
    *figures, zone = found.groups()
    year, month, day, hour, minute, second = (int(figure or 0) for figure in figures)
    naive = datetime(year, month, day, hour % 24, minute, min(second, 59), tzinfo=_zone(zone or ""))
    return naive + timedelta(days=hour // 24)


def _zone(said: str) -> timezone:
    digits = said[1:].replace(":", "")
    if not digits.isdecimal():
        return UTC
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if said[0] == "-" else offset)


def _mail(said: str) -> datetime | None:
    parts = parsedate_tz(said)
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    naive = datetime(year, month, day, hour % 24, minute, min(second, 59), tzinfo=UTC)
    return naive + timedelta(days=hour // 24, seconds=-(parts[9] or 0))
