"""When a source is read again, and when it is believed to have moved, failed or gone.

Figures are ours: polite (four reads an hour at most), and no source is forgotten (one a day).
Statuses follow RFC 9110; 410 is final by its own definition, 404 is not.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import sqrt
from urllib.parse import urlsplit
from zlib import crc32

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
UNKNOWN_RHYTHM = timedelta(hours=1)
# A source of one item a day is read every four hours; chosen on the entries of real feeds, where
# news wait less than for as many readings at fixed times (bench.fetching).
CALM = timedelta(minutes=42)
MOST_MOMENTS = 20
MOVES_TO_BELIEVE = 3
FAILURES_TO_BREAK = 10
# A clock set back, or a moment written by a faulty one: due at once rather than never.
FARTHEST = LONGEST * 1.25
# Longer than a fetch and a parse may last together.
LEASE = timedelta(minutes=2)
PERMANENT = frozenset({301, 308})
# Successes that carry the whole feed.
WITH_BODY = frozenset({200, 203, 226})
# What often mends itself: somebody is only called when it lasts.
PASSING = frozenset(
    {"asked_to_wait", "connection", "dns", "empty", "no_entries", "protocol", "server", "too_slow"}
)
PROBLEM_OF_STATUS = {
    401: "forbidden",
    403: "forbidden",
    404: "missing",
    410: "gone",
    429: "asked_to_wait",
    451: "forbidden",
}


@dataclass(frozen=True, slots=True)
class FetchState:
    """What is remembered of a source between two reads; `published` are its latest moments."""

    url: str
    etag: str = ""
    modified: str = ""
    failures: int = 0
    failing_since: datetime | None = None
    problem: str = ""
    moved_to: str = ""
    moved_times: int = 0
    published: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed: its status and the address it named."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """How a read went: a status, or the code of a failed fetch or of an unreadable body."""

    status: int | None = None
    error: str = ""
    etag: str = ""
    modified: str = ""
    retry_after: str = ""
    redirects: tuple[Hop, ...] = ()
    published: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchDecision:
    """What to do: the state to keep, when to read again (never, if gone), an address to adopt."""

    state: FetchState
    next_fetch_at: datetime | None
    adopt_url: str = ""
    is_gone: bool = False
    is_broken: bool = False


def decide_fetch(state: FetchState, outcome: FetchOutcome, at: datetime) -> FetchDecision:
    """Decide from one read what is remembered and when the next is: pure, and never in the past."""
    problem = problem_of(outcome)
    if problem == "gone":
        return FetchDecision(_failed(state, problem, at), None, is_gone=True)
    if problem:
        failed = _failed(state, problem, at)
        pause = max(back_off(failed.failures), waiting_time(outcome.retry_after, at))
        is_broken = failed.failures >= FAILURES_TO_BREAK
        return FetchDecision(failed, at + _spread(pause, state.url), is_broken=is_broken)
    return _succeeded(state, outcome, at)


def conditional_headers(state: FetchState) -> dict[str, str]:
    """Return the headers that let a server answer 304."""
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
    return {name: value for name, value in headers.items() if value}


def problem_of(outcome: FetchOutcome) -> str:
    """Return the stable code of what went wrong, or an empty string for 200 and 304."""
    if outcome.error:
        return outcome.error
    status = outcome.status or 0
    if status in WITH_BODY or status == 304:
        return ""
    if status == 503 and outcome.retry_after:
        return "asked_to_wait"
    return PROBLEM_OF_STATUS.get(status, "server" if status >= 500 else "http")


def rhythm(published: tuple[datetime, ...], at: datetime) -> timedelta:
    """Return the pause before the next reading: 15 min to 24 h, longer as silence lasts.

    For as many readings in all, news of all sources are found soonest when each is read as the
    square root of its rate. `CALM` sets how many that is.
    """
    past = sorted((moment for moment in published if moment <= at), reverse=True)[:MOST_MOMENTS]
    if len(past) < 2:
        return UNKNOWN_RHYTHM
    # Time observed by events seen: the silence since the latest counts as time without any.
    gap = (at - past[-1]) / (len(past) - 1)
    return _within(timedelta(seconds=sqrt(gap.total_seconds() * CALM.total_seconds())))


def back_off(failures: int) -> timedelta:
    """Return the pause after some failures in a row: 15 minutes doubled each time, up to 24 h."""
    doublings = min(max(failures - 1, 0), 10)
    return min(SHORTEST * (1 << doublings), LONGEST)


def waiting_time(retry_after: str, at: datetime) -> timedelta:
    """Read Retry-After, in seconds or as a date; nonsense and the past are zero, 24 h the most."""
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), LONGEST.total_seconds()))
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max(aware - at, timedelta()), LONGEST)
    except (ValueError, OverflowError):
        return timedelta()


def permanent_target(url: str, redirects: tuple[Hop, ...]) -> str:
    """Return where a chain says the source now lives, up to its first temporary step.

    A move that would lose https on the way is not believed.
    """
    target = ""
    for hop in redirects:
        if hop.status not in PERMANENT:
            break
        target = hop.url
    is_downgrade = urlsplit(url).scheme == "https" and not target.startswith("https:")
    return "" if is_downgrade or target == url else target


def _succeeded(state: FetchState, outcome: FetchOutcome, at: datetime) -> FetchDecision:
    is_new = outcome.status != 304
    target = permanent_target(state.url, outcome.redirects)
    times = state.moved_times + 1 if target and target == state.moved_to else int(bool(target))
    is_believed = times >= MOVES_TO_BELIEVE
    published = tuple(dict.fromkeys((*outcome.published, *state.published)))
    kept = replace(
        state,
        url=target if is_believed else state.url,
        etag=outcome.etag if is_new else outcome.etag or state.etag,
        modified=outcome.modified if is_new else outcome.modified or state.modified,
        failures=0,
        failing_since=None,
        problem="",
        moved_to="" if is_believed else target,
        moved_times=0 if is_believed else times,
        published=tuple(sorted(published, reverse=True)[:MOST_MOMENTS]),
    )
    pause = max(rhythm(published, at), waiting_time(outcome.retry_after, at))
    next_at = at + _spread(pause, state.url)
    return FetchDecision(kept, next_at, adopt_url=target if is_believed else "")


def _failed(state: FetchState, problem: str, at: datetime) -> FetchState:
    return replace(
        state,
        failures=state.failures + 1,
        failing_since=state.failing_since or at,
        problem=problem,
    )


def _spread(pause: timedelta, url: str) -> timedelta:
    # Sources added together would be read together for ever: up to a tenth more, by address.
    return min(pause * (1 + crc32(url.encode()) % 1000 / 10_000), LONGEST)


def _within(pause: timedelta) -> timedelta:
    return min(max(pause, SHORTEST), LONGEST)
