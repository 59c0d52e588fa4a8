"""How fast a network is called, and when it is left alone: token buckets and a circuit breaker.

Every server of a network has a bucket and a breaker, every account a bucket of its own. A bucket
fills steadily up to its burst and each call takes one out; a server that fails five times in a row
is left alone, then tried by one call at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# In a row: one ambiguous answer is the network's habit, five are a server in trouble.
FAILURES_TO_SHUT = 5
SHUT_FIRST = timedelta(seconds=30)
SHUT_MOST = timedelta(minutes=10)
# Longer than a call lasts: if whoever tries a server again dies, another may.
PROBE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls at once, and one more `each` so long."""

    burst: int
    each: timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """What is left in a bucket, as counted at a moment, and how its server has answered."""

    tokens: float
    counted_at: datetime
    failures: int = 0
    shut_until: datetime | None = None


DAY = timedelta(days=1)
# One server serves everybody here: never more than ten calls a second.
OF_SERVER = Rate(50, timedelta(milliseconds=100))
# As the networks document them (docs/run/publication.md); a network that is not here is unknown.
OF_ACCOUNT: Mapping[str, Rate] = {
    "linkedin": Rate(10, DAY / 150),
    "threads": Rate(10, DAY / 250),
    "mastodon": Rate(20, timedelta(hours=3) / 300),
    "bluesky": Rate(20, timedelta(hours=1) / 1_600),
}
UNKNOWN_ACCOUNT = Rate(10, timedelta(minutes=2))


def account_rate(network: str) -> Rate:
    """How often one account of a network may publish."""
    return OF_ACCOUNT.get(network, UNKNOWN_ACCOUNT)


def full(rate: Rate, at: datetime) -> Pace:
    """Begin: nobody has called yet."""
    return Pace(float(rate.burst), at)


def wait_for(pace: Pace, rate: Rate, at: datetime) -> timedelta:
    """How long until a call may go; zero: now."""
    waits = [timedelta()]
    if pace.shut_until:
        waits.append(pace.shut_until - at)
    if pace.counted_at > at:
        waits.append(pace.counted_at - at)
    missing = 1 - _filled(pace, rate, at)
    if missing > 0:
        waits.append(rate.each * missing)
    return max(waits)


def taken(pace: Pace, rate: Rate, at: datetime) -> Pace:
    """Take one call out of the bucket; the first one to a server that was left alone tries it."""
    left = replace(pace, tokens=_filled(pace, rate, at) - 1, counted_at=max(at, pace.counted_at))
    if pace.failures < FAILURES_TO_SHUT:
        return left
    return replace(left, shut_until=at + PROBE)


def after_answer(pace: Pace) -> Pace:
    """Any answer that a server gives on purpose, a refusal too, ends its trouble."""
    return replace(pace, failures=0, shut_until=None)


def after_trouble(pace: Pace, at: datetime, draw: float) -> Pace:
    """Count a call that failed or stayed without a clear answer; `draw` in [0, 1) spreads tries."""
    failures = pace.failures + 1
    if failures < FAILURES_TO_SHUT:
        return replace(pace, failures=failures)
    doubled = SHUT_FIRST * (1 << min(failures - FAILURES_TO_SHUT, 8))
    wait = min(doubled, SHUT_MOST) * (1 + draw) / 2
    return replace(pace, failures=failures, shut_until=at + wait)


def told_to_wait(pace: Pace, wait: timedelta, at: datetime) -> Pace:
    """Empty the bucket until the moment that the network named: nothing else goes before."""
    return replace(pace, tokens=1.0, counted_at=max(pace.counted_at, at + wait))


def _filled(pace: Pace, rate: Rate, at: datetime) -> float:
    since = max(at - pace.counted_at, timedelta())
    return min(pace.tokens + since / rate.each, float(rate.burst))
