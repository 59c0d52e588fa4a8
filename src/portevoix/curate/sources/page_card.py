"""What a page says of itself, in bounded plain text: the value that crosses from the child."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from portevoix.curate.sources.loose import whole_text
from portevoix.curate.sources.parsed import (
    MOST_DISCOVERED,
    OpeningFacts,
    bounded_opening,
    bounded_text,
    moment_of,
    spell_opening,
)
from portevoix.lib.html import plain_text

KINDS = frozenset({"page", "article", "video", "audio", "opening"})
# Each field of a card, and the bound it lives under.
BOUNDS = {
    "url": "url", "title": "title", "summary": "summary", "site_name": "author",
    "author": "author", "image_url": "image_url", "language": "language", "oembed_url": "url",
}  # fmt: skip
WORDS = frozenset({"title", "summary", "site_name", "author"})
TAG = re.compile(r"<(?=[A-Za-z/!?])")
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Card:
    """What one page says of itself; texts without markup, addresses absolute or empty."""

    url: str
    title: str
    summary: str = ""
    site_name: str = ""
    author: str = ""
    image_url: str = ""
    published_at: datetime | None = None
    language: str = ""
    kind: str = "page"
    oembed_url: str = ""
    feeds: tuple[str, ...] = ()
    opening: OpeningFacts | None = None


def bounded_card(draft: Mapping[str, Any]) -> Card:
    """Build a card from loose values: cut, cleaned of markup, or emptied."""
    texts = {name: _bounded(name, draft.get(name)) for name in BOUNDS}
    feeds = draft.get("feeds")
    several = feeds[:MOST_DISCOVERED] if isinstance(feeds, list | tuple) else ()
    kind = draft.get("kind")
    return Card(
        **texts,
        published_at=moment_of(draft.get("published_at")),
        kind=kind if isinstance(kind, str) and kind in KINDS else "page",
        feeds=tuple(filter(None, (bounded_text("url", feed) for feed in several))),
        opening=bounded_opening(draft.get("opening")),
    )


def card_as_json(card: Card) -> dict[str, Any]:
    """Spell a card for the crossing between processes."""
    spelt = asdict(card)
    spelt["published_at"] = card.published_at and card.published_at.isoformat()
    spell_opening(spelt)
    return spelt


def words_of(markup: str, most: int) -> str:
    """Return the words of some markup, even escaped several times over, without any tag."""
    markup = whole_text(markup)
    for _ in range(ROUNDS):
        words = plain_text(markup, most)
        if words == markup:
            break
        markup = words
    return TAG.sub("", markup)


def _bounded(name: str, value: object) -> str:
    if name in WORDS and isinstance(value, str):
        value = words_of(value, 20_000)
    return bounded_text(BOUNDS[name], value)
