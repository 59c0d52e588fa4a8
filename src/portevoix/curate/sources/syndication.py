"""RSS, RDF and Atom through feedparser, reduced to bounded plain values."""

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from portevoix.curate.sources.parsed import (
    Entry,
    FeedLimits,
    FeedProblem,
    ParsedFeed,
    bounded_entry,
    bounded_feed,
    bounded_text,
    each_once,
)
from portevoix.curate.sources.trees import NotATree, tree_of
from portevoix.curate.sources.wellformed import read_tree
from portevoix.lib.html import plain_line, plain_text

PICTURE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
PICTURES_SEARCHED = 20_000
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
AS_XML = "application/xml"
AS_UTF_8 = "application/xml; charset=utf-8"
TITLE_FROM_TEXT = 100


def read_syndication(body: bytes, content_type: str, url: str, limits: FeedLimits) -> ParsedFeed:
    """Read an XML feed however malformed; refuse as unreadable what feedparser does not name."""
    try:
        return read_tree(tree_of(body, content_type), url, limits)
    except NotATree:
        return _read_loosely(body, content_type, url, limits)


def _read_loosely(body: bytes, content_type: str, url: str, limits: FeedLimits) -> ParsedFeed:
    text, kind = _certain_encoding(body, content_type)
    # Wrapped: feedparser takes bare bytes for a file name to open. Markup is stripped by us.
    said = feedparser.parse(
        BytesIO(text),
        response_headers={"content-location": url, "content-type": kind},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    version = said.get("version", "")
    if not version and not said.get("entries"):
        raise FeedProblem("unreadable", "no feed in it")
    feed = said.feed
    if not said.entries and not _text(feed, "title"):
        raise FeedProblem("no_entries")
    base = _text(feed, "link") or url
    language = _text(feed, "language")
    drafts = said.entries[: limits.entries]
    entries = [_entry(draft, _joined(url, base), language) for draft in drafts]
    site = {
        "title": _words(feed, "title", 300),
        "language": language,
        "site_url": _joined(url, _text(feed, "link")),
        "kind": re.sub(r"\d.*", "", version or "rss"),
    }
    return bounded_feed(site, each_once(entries))


def _certain_encoding(body: bytes, content_type: str) -> tuple[bytes, str]:
    """Trust a mark or the bytes before declarations: what reads as UTF-8 with accents is UTF-8."""
    if body[:2] in UTF_16_MARKS:
        return body.decode("utf-16", "replace").encode(), AS_UTF_8
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            return body, content_type or AS_XML
        return body, AS_UTF_8
    return body, content_type or AS_XML


def _entry(said: Any, base: str, language: str) -> Entry:
    markup = _markup(said)
    summary = _words(said, "summary", 2_000) or plain_text(markup, 2_000)
    title = _words(said, "title", 300) or plain_line(summary, TITLE_FROM_TEXT)
    url = _link(said, base)
    published = _moment(said, "published_parsed") or _moment(said, "created_parsed")
    known = _text(said, "id") or url
    return bounded_entry(
        {
            "guid": known or _derived_guid(title, summary, published),
            "url": url,
            "title": title,
            "summary": summary,
            "author": plain_text(_text(said, "author"), 160),
            "image_url": _image(said, markup, base),
            "published_at": published,
            "updated_at": _moment(said, "updated_parsed"),
            "categories": [plain_text(_text(tag, "term"), 80) for tag in _list(said, "tags")],
            "language": _language(said) or language,
        }
    )


def _derived_guid(title: str, summary: str, published: datetime | None) -> str:
    # Without identity or address, the words are the identity: an edit makes another entry.
    return sha256(f"{title}\n{summary}\n{published}".encode()).hexdigest()


def _link(said: Any, base: str) -> str:
    named = [_text(said, "link"), _text(said, "id")]
    enclosed = [_text(one, "href") for one in _list(said, "enclosures")]
    for address in filter(None, named[:1]):
        if joined := bounded_text("url", _joined(base, address)):
            return joined
    return next(filter(None, (bounded_text("url", one) for one in named[1:] + enclosed)), "")


def _image(said: Any, markup: str, base: str) -> str:
    found = (bounded_text("image_url", _joined(base, one)) for one in _images(said, markup))
    return next(filter(None, found), "")


def _images(said: Any, markup: str) -> Iterator[str]:
    for thumbnail in _list(said, "media_thumbnail"):
        yield _text(thumbnail, "url")
    for media in _list(said, "media_content"):
        kind = _text(media, "medium") + _text(media, "type")
        if kind.startswith("image") or not kind:
            yield _text(media, "url")
    for enclosure in _list(said, "enclosures"):
        if _text(enclosure, "type").startswith("image/"):
            yield _text(enclosure, "href")
    image = dict.get(said, "image")
    yield _text(image, "href")
    for picture in PICTURE.finditer(markup[:PICTURES_SEARCHED]):
        yield unescape(picture.group(1))


def _markup(said: Any) -> str:
    parts = [_text(one, "value") for one in _list(said, "content")]
    return max([*parts, _text(said, "summary")], key=len)


def _words(said: Any, name: str, most: int) -> str:
    detail = dict.get(said, f"{name}_detail")
    text = _text(said, name)
    if isinstance(detail, dict) and _text(detail, "type") == "text/plain":
        return plain_line(unescape(text), most)
    return plain_text(text, most)


def _language(said: Any) -> str:
    details = [*_list(said, "content"), dict.get(said, "summary_detail")]
    return next(filter(None, (_text(detail, "language") for detail in details)), "")


def _moment(said: Any, name: str) -> datetime | None:
    # dict.get: the feedparser mapping answers one date for another, with a warning.
    value = dict.get(said, name)
    if not value:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC)
    except (OverflowError, ValueError, TypeError, OSError):
        return None


def _text(said: Any, name: str) -> str:
    if not isinstance(said, dict):
        return ""
    value = said.get(name) if name in {"id", "author", "link"} else dict.get(said, name)
    return value.strip() if isinstance(value, str) else ""


def _list(said: Any, name: str) -> list[Any]:
    value = said.get(name) if isinstance(said, dict) else None
    return value if isinstance(value, list) else []


def _joined(base: str, address: str) -> str:
    if not address:
        return ""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
