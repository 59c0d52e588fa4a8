"""JSON Feed 1.0 and 1.1 (jsonfeed.org): read leniently, refused when it does not say what it is."""

import json
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin

from portevoix.curate.sources.parsed import (
    Entry,
    FeedLimits,
    FeedProblem,
    ParsedFeed,
    bounded_entry,
    bounded_feed,
    each_once,
)
from portevoix.lib.html import plain_text

VERSIONS = frozenset({"1", "1.0", "1.1"})


def read_json_feed(body: bytes, url: str, limits: FeedLimits) -> ParsedFeed:
    """Read a JSON Feed, or refuse as unreadable what is JSON of another kind or no JSON."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FeedProblem("unreadable", "not JSON") from error
    if not isinstance(said, dict) or not _says_what_it_is(said):
        raise FeedProblem("unreadable", "JSON of another kind")
    items = said.get("items")
    drafts = items[: limits.entries] if isinstance(items, list) else []
    base = _text(said, "feed_url") or url
    entries = [_entry(draft, base, said) for draft in drafts if isinstance(draft, dict)]
    site = {**said, "site_url": _address(said, "home_page_url", base), "kind": "json"}
    return bounded_feed(site, each_once(entries))


def _says_what_it_is(said: dict[str, Any]) -> bool:
    version = str(said.get("version"))
    # Some write the bare number: the items of the standard then tell.
    is_bare = version in VERSIONS and isinstance(said.get("items"), list)
    return is_bare or "jsonfeed.org/version" in version


def _entry(said: dict[str, Any], base: str, feed: dict[str, Any]) -> Entry:
    url = _address(said, "url", base) or _address(said, "external_url", base)
    words = _text(said, "summary") or _text(said, "content_text")
    summary = words or plain_text(_text(said, "content_html"), 2_000)
    title = plain_text(_text(said, "title"), 300) or summary[:100]
    guid = _text(said, "id") or url or sha256(f"{title}\n{summary}".encode()).hexdigest()
    return bounded_entry(
        {
            "guid": guid,
            "url": url or (guid if guid.startswith("http") else ""),
            "title": title,
            "summary": summary,
            "author": _authors(said) or _authors(feed),
            "image_url": _address(said, "image", base) or _address(said, "banner_image", base),
            "published_at": _text(said, "date_published"),
            "updated_at": _text(said, "date_modified"),
            "categories": said.get("tags"),
            "language": _text(said, "language"),
        }
    )


def _authors(said: dict[str, Any]) -> str:
    several = said.get("authors")
    authors = several if isinstance(several, list) else [said.get("author")]
    names = (_text(author, "name") for author in authors if isinstance(author, dict))
    return ", ".join(filter(None, names))


def _address(said: dict[str, Any], name: str, base: str) -> str:
    given = _text(said, name)
    try:
        return urljoin(base, given) if given else ""
    except ValueError:
        return ""


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    # The standard wants text; numbers as identifiers are common enough to be kept.
    return str(value).strip() if isinstance(value, str | int) else ""
