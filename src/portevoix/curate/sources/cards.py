"""Pasted addresses: what a page says of itself, read out of our own process."""

from dataclasses import asdict, replace
from typing import Any

from portevoix.curate.sources.page_card import Card, bounded_card
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem
from portevoix.curate.sources.process import read_in_child

LONGEST_OEMBED = 200_000


def read_card(
    body: bytes, content_type: str, url: str, *, limits: FeedLimits | None = None
) -> Card:
    """Read the card of a page in a child process within bounds, or raise the problem met."""
    bounds = limits or FeedLimits()
    if not body.strip():
        raise FeedProblem("empty")
    if len(body) > bounds.body_bytes:
        raise FeedProblem("too_big", str(len(body)))
    job = {
        "kind": "card",
        "content_type": content_type[:200],
        "url": url[:4_000],
        "limits": asdict(bounds),
    }
    return bounded_card(read_in_child(job, body, bounds))


def with_oembed(card: Card, body: bytes, *, limits: FeedLimits | None = None) -> Card:
    """Complete a card with an oEmbed answer; a video's own words go before those of its page."""
    bounds = limits or FeedLimits()
    if not body.strip():
        raise FeedProblem("empty")
    if len(body) > LONGEST_OEMBED:
        raise FeedProblem("too_big", str(len(body)))
    job = {"kind": "oembed", "content_type": "", "url": card.url, "limits": asdict(bounds)}
    said = bounded_card(read_in_child(job, body, bounds))
    if said.kind == "video":
        return replace(card, kind="video", **_words(said, over=card))
    return replace(card, **_words(card, over=said))


def _words(first: Card, over: Card) -> dict[str, Any]:
    names = ("title", "author", "image_url", "site_name")
    return {name: getattr(first, name) or getattr(over, name) for name in names}
