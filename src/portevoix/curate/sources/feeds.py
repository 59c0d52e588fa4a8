"""Feeds of every kind (RSS, Atom, RDF, JSON Feed), read out of our own process."""

from dataclasses import asdict

from portevoix.curate.sources.parsed import (
    FeedLimits,
    FeedProblem,
    ParsedFeed,
    feed_from_json,
)
from portevoix.curate.sources.process import read_in_child


def parse_feed(
    body: bytes, content_type: str, url: str, *, limits: FeedLimits | None = None
) -> ParsedFeed:
    """Parse a whole feed in a child process within bounds, or raise the `FeedProblem` met."""
    bounds = limits or FeedLimits()
    if not body.strip():
        raise FeedProblem("empty")
    if len(body) > bounds.body_bytes:
        raise FeedProblem("too_big", str(len(body)))
    job = {
        "kind": "feed",
        "content_type": content_type[:200],
        "url": url[:4_000],
        "limits": asdict(bounds),
    }
    return feed_from_json(read_in_child(job, body, bounds), bounds)
