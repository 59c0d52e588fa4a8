"""Feeds, job boards and openings on pages, read out of our own process."""

from dataclasses import asdict

from portevoix.curate.sources.parsed import (
    FeedLimits,
    FeedProblem,
    ParsedFeed,
    feed_from_json,
)
from portevoix.curate.sources.process import read_in_child

# A board says all its openings at once, each with all its words.
BOARD_LIMITS = FeedLimits(body_bytes=20 * 1024 * 1024, entries=3_000, seconds=30.0, cpu_seconds=15)


def parse_feed(
    body: bytes, content_type: str, url: str, *, limits: FeedLimits | None = None
) -> ParsedFeed:
    """Parse a whole feed in a child process within bounds, or raise the `FeedProblem` met."""
    return _parsed({"kind": "feed", "content_type": content_type, "url": url}, body, limits)


def parse_postings(
    body: bytes, content_type: str, url: str, *, limits: FeedLimits | None = None
) -> ParsedFeed:
    """Parse the openings that a page describes in schema.org's terms, one entry each."""
    return _parsed({"kind": "postings", "content_type": content_type, "url": url}, body, limits)


def parse_board(
    key: str, body: bytes, content_type: str, url: str, *, limits: FeedLimits | None = None
) -> ParsedFeed:
    """Parse what the job board of that key answered; one that changed shape is a problem."""
    job = {"kind": "board", "board": key, "content_type": content_type, "url": url}
    return _parsed(job, body, limits or BOARD_LIMITS)


def _parsed(job: dict[str, str], body: bytes, limits: FeedLimits | None) -> ParsedFeed:
    bounds = limits or FeedLimits()
    if not body.strip():
        raise FeedProblem("empty")
    if len(body) > bounds.body_bytes:
        raise FeedProblem("too_big", str(len(body)))
    bounded = {
        **job,
        "content_type": job["content_type"][:200],
        "url": job["url"][:4_000],
        "limits": asdict(bounds),
    }
    return feed_from_json(read_in_child(bounded, body, bounds), bounds)
