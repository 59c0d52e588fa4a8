"""Pages mistaken for feeds: recognised, and searched for the feeds they point to."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from portevoix.curate.sources.parsed import MOST_DISCOVERED, bounded_text

SEARCHED = 300_000
FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "text/xml",
    }
)
# What may stand before the first element: declarations, comments, processing instructions.
PROLOGUE = re.compile(rb"\s*(?:<\?[^>]*>|<!--.*?-->|<!doctype(?!\s+html)[^>]*>)", re.I | re.S)
# Content systems declare their own interface for machines as if it were another form of the page.
NOT_FEEDS = re.compile(r"/wp-json/|/oembed\b")
PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.I)


def looks_like_page(body: bytes) -> bool:
    """Say whether the first element is that of an HTML page."""
    head = body[:SEARCHED]
    position = 0
    while found := PROLOGUE.match(head, position):
        position = found.end()
    return PAGE.match(head, position) is not None


def names_feed(relation: str, kind: str, address: str) -> bool:
    """Say whether a link of a page leads to a feed of it."""
    is_other_form = "alternate" in relation.lower().split()
    is_feed = kind.partition(";")[0].strip().lower() in FEED_TYPES
    return bool(address) and is_other_form and is_feed and not NOT_FEEDS.search(address)


def discovered_feeds(body: bytes, url: str) -> tuple[str, ...]:
    """Return the absolute addresses of the feeds a page declares, in its order."""
    search = _Search(url)
    try:
        search.feed(body[:SEARCHED].decode("utf-8", "replace"))
    except AssertionError:
        # The standard parser gives up so on some malformed declarations.
        return tuple(search.found)
    return tuple(search.found)


class _Search(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._base = url
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base":
            self._base = _joined(self._base, given.get("href", ""))
        if tag != "link" or len(self.found) >= MOST_DISCOVERED:
            return
        address = bounded_text("url", _joined(self._base, given.get("href", "")))
        if names_feed(given.get("rel", ""), given.get("type", ""), address):
            self.found[address] = None


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
