"""How long a dated version of a network's interface lives, and when to say that it ends."""

from datetime import date, timedelta

# LinkedIn keeps a version for about twelve months after its month.
LIVES_MONTHS = 12
ALARM_BEFORE = timedelta(days=60)


def version_ends_on(version: str) -> date:
    """The first day on which a version `YYYYMM` may no longer answer; ValueError if it is none."""
    if len(version) != 6 or not version.isdecimal():
        raise ValueError("a version is a year and a month, as 202610")
    return date(int(version[:4]) + LIVES_MONTHS // 12, int(version[4:]), 1)


def is_version_ending(version: str, on: date) -> bool:
    """Say whether a version ends within 60 days, or has ended."""
    return on >= version_ends_on(version) - ALARM_BEFORE
