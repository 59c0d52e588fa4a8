"""How long somebody waits after sign-ins that failed: nothing at first, then ever longer."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
# Failures are forgotten this long after the latest one.
MEMORY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Failures:
    """How often it failed, and when it failed latest."""

    count: int
    latest_at: datetime


def wait_after(count: int) -> timedelta:
    """Zero below five failures, then 15 s doubled by each further one, at most 15 minutes."""
    if count < FREE_FAILURES:
        return timedelta()
    # The exponent is bounded: a very large count must not overflow a timedelta.
    doublings = min(count - FREE_FAILURES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def wait_left(failures: Failures | None, at: datetime) -> timedelta:
    """What remains of the wait; never negative."""
    if failures is None:
        return timedelta()
    return max(failures.latest_at + wait_after(failures.count) - at, timedelta())


def truncated_address(address: str) -> str:
    """The network of an address: 24 bits of IPv4, 48 of IPv6; empty if it is not an address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    length = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, length), strict=False))
