"""RSS (0.9 to 2.0), RDF and Atom read from a tree, with the vocabularies that feeds mix in.

What is looked for where, and in which order, stands in the tables below.
"""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from html import unescape
from itertools import chain, islice
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from portevoix.curate.sources.moments import moment_in
from portevoix.curate.sources.parsed import (
    Entry,
    FeedLimits,
    ParsedFeed,
    bounded_entry,
    bounded_feed,
    bounded_text,
    each_once,
)
from portevoix.curate.sources.trees import NotATree, inner_markup
from portevoix.lib.html import plain_line, plain_text

TITLES = ("title", "atom:title", "dc:title", "media:title", "itunes:title")
WORDS = (
    "description", "atom:summary", "dc:description", "itunes:summary", "media:description",
)  # fmt: skip
CONTENTS = ("content:encoded", "atom:content", "html:body", "html:div", "encoded", "fulltext")
NAMES = ("dc:creator", "dc:author", "author", "itunes:author", "atom:author", "media:credit")
PUBLISHED = (
    "pubdate", "atom:published", "atom:issued", "dcterms:issued", "dc:date", "dcterms:created",
    "atom:created", "published", "date",
)  # fmt: skip
UPDATED = ("atom:updated", "atom:modified", "dcterms:modified", "dc:date", "updated", "modified")
LANGUAGES = ("language", "dc:language")
TERMS = ("category", "dc:subject", "media:category")
KEYWORDS = ("itunes:keywords", "media:keywords")
PICTURE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
SIGNED = re.compile(r"\S+@\S+ \(([^()@]+)\)|([^()@]+) \(\S+@\S+\)")
PICTURES_SEARCHED = 20_000
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)", re.IGNORECASE)
TAG = re.compile(r"</?([a-zA-Z][\w:-]*)[^<>]*>")
# Registered relations may be spelt as addresses (RFC 4287).
REGISTERED = "http://www.iana.org/assignments/relation/"
LONGEST_TITLE = 10_000
# Tags that a title may hold; any other sign of one is meant to be read.
TITLE_TAGS = frozenset(
    "a abbr acronym b big br cite code del div em font h1 h2 h3 h4 h5 h6 i img ins kbd li p pre q"
    " s samp small span strike strong sub sup tt u ul var".split()
)
# A summary is in the first part of a long text, nearly always.
FIRST_PART = 40_000
TITLE_FROM_TEXT = 100


def read_tree(root: Element, url: str, limits: FeedLimits) -> ParsedFeed:
    """Read the feed that a tree holds; refuse one that has no root of a feed."""
    channel = _channel(root)
    atom = channel.tag == "atom:feed"
    above = _based(root, url)
    base = above if channel is root else _based(channel, above)
    site = _address(channel, base)
    language = _first(channel, LANGUAGES) or _spoken(channel) or _spoken(root)
    # RSS: addresses are relative to the site; Atom, or where it is said: to what is said.
    within = base if atom or base != url else site or url
    drafts = channel.findall("atom:entry") if atom else root.iter("item")
    kept = islice(drafts, limits.entries)
    entries = [_entry(draft, _based(draft, within), language) for draft in kept]
    said = {
        "title": _title(channel),
        "language": language,
        "site_url": site,
        "kind": "atom" if atom else "rss",
    }
    return bounded_feed(said, each_once(entries))


def _channel(root: Element) -> Element:
    if root.tag in {"atom:feed", "channel"}:
        return root
    if root.tag in {"rss", "rdf:rdf"}:
        found = root.find("channel")
        return root if found is None else found
    raise NotATree(f"<{root.tag}> is no feed")


def _entry(said: Element, base: str, language: str) -> Entry:
    words = _markup_of(said, WORDS)
    content = _markup_of(said, CONTENTS)
    summary = _opening(words) or _opening(content)
    title = _title(said) or plain_line(summary, TITLE_FROM_TEXT)
    known = _first(said, ("guid", "atom:id")) or said.get("rdf:about", "").strip()
    url = _address(said, base) or _named_or_enclosed(said, known, base)
    updated = _moment(said, UPDATED)
    published = _moment(said, PUBLISHED) or updated
    return bounded_entry(
        {
            "guid": known or url or _derived_guid(title, summary, published),
            "url": url,
            "title": title,
            "summary": summary,
            "author": _authors(said),
            "image_url": _image(said, content + words, base),
            "published_at": published,
            "updated_at": updated,
            "categories": list(_categories(said)),
            "language": _first(said, LANGUAGES) or _spoken(said) or language,
        }
    )


def _derived_guid(title: str, summary: str, published: datetime | None) -> str:
    # Without identity or address, the words are the identity: an edit makes another entry.
    return sha256(f"{title}\n{summary}\n{published}".encode()).hexdigest()


def _opening(markup: str) -> str:
    short = plain_text(markup[:FIRST_PART], 2_000)
    if len(markup) <= FIRST_PART or len(short) > 1_000:
        return short
    return plain_text(markup, 2_000)


def _title(said: Element) -> str:
    for name in TITLES:
        for element in said.findall(name):
            if title := _line(element, 300):
                return title
    return ""


def _line(element: Element, most: int) -> str:
    kind = element.get("type", "").lower()
    markup = _markup(element)
    is_markup = len(element) or kind in {"html", "xhtml", "text/html", "application/xhtml+xml"}
    if is_markup or _looks_like_markup(markup):
        return plain_text(markup, most)
    return plain_line(unescape(markup), most)


def _looks_like_markup(text: str) -> bool:
    tags = {name.lower() for name in TAG.findall(text[:LONGEST_TITLE])}
    return bool(tags) and tags <= TITLE_TAGS


def _markup_of(said: Element, names: tuple[str, ...]) -> str:
    for name in names:
        # What is said of a picture or a film may stand within its group.
        for element in said.iter(name) if name.startswith("media:") else said.findall(name):
            if markup := _markup(element).strip():
                return _escaped_if_plain(element, markup)
    return ""


def _escaped_if_plain(element: Element, markup: str) -> str:
    is_plain = element.get("type", "").lower() in {"text", "text/plain"}
    if not element.tag.startswith("atom:") or not is_plain or len(element):
        return markup
    return markup.replace("&", "&amp;").replace("<", "&lt;")


def _markup(element: Element) -> str:
    if len(element):
        return inner_markup(element)
    text = element.text or ""
    kind = element.get("type", "")
    is_packed = "/" in kind and not kind.startswith("text/") and element.tag.startswith("atom:")
    return _unpacked(text) if is_packed or element.get("mode") == "base64" else text


def _unpacked(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode()
    except ValueError:
        return text


def _address(said: Element, base: str) -> str:
    """Return where an entry or a feed says that it can be read."""
    # The latest of several, as other readers take it.
    for element in reversed(said.findall("link")):
        text = (element.text or "").strip() or element.get("rdf:resource") or element.get("href")
        if found := _web(element, text, base):
            return found
    links = [link for link in said.findall("atom:link") if _is_alternate(link)]
    # Pages before other things; among pages the first.
    links.sort(key=lambda link: "html" not in link.get("type", "html"))
    return next(filter(None, (_web(link, link.get("href"), base) for link in links)), "")


def _is_alternate(link: Element) -> bool:
    return link.get("rel", "").strip().lower().removeprefix(REGISTERED) in {"alternate", ""}


def _web(element: Element, address: str | None, base: str) -> str:
    return bounded_text("url", _joined(_based(element, base), (address or "").strip()))


def _named_or_enclosed(said: Element, known: str, base: str) -> str:
    guid = said.find("guid")
    is_link = guid is None or guid.get("ispermalink", "true").strip().lower() != "false"
    named = [known] if is_link or known.startswith("http") else []
    enclosed = [_joined(base, address) for address, _ in _enclosures(said)]
    return next(filter(None, (bounded_text("url", one) for one in named + enclosed)), "")


def _enclosures(said: Element) -> Iterator[tuple[str, str]]:
    for element in said.findall("enclosure"):
        yield (element.get("url") or element.findtext("url") or "").strip(), element.get("type", "")
    for link in said.findall("atom:link"):
        if link.get("rel", "").lower() == "enclosure":
            yield link.get("href", "").strip(), link.get("type", "")


def _authors(said: Element) -> str:
    for name in NAMES:
        names = [_author(element) for element in said.findall(name)]
        if found := ", ".join(dict.fromkeys(filter(None, names))):
            return found
    return ""


def _author(element: Element) -> str:
    for part in ("atom:name", "name", "atom:email", "email"):
        if said := (element.findtext(part) or "").strip():
            return plain_text(said, 160)
    # RSS: "mail (name)" or "name (mail)"; a name is what a reader wants, a mail nobody's business.
    said = plain_text(_markup(element), 160)
    named = SIGNED.fullmatch(said)
    return (named.group(1) or named.group(2)).strip() if named else said


def _categories(said: Element) -> Iterator[str]:
    for name in TERMS:
        for element in said.iter(name):
            yield plain_text(_markup(element), 80)
    for element in said.findall("atom:category"):
        yield from (plain_text(element.get(part, ""), 80) for part in ("label", "term"))
    for name in KEYWORDS:
        for element in said.findall(name):
            yield from (plain_text(word, 80) for word in (element.text or "")[:2_000].split(","))


def _image(said: Element, markup: str, base: str) -> str:
    content = said.find("atom:content")
    within = base if content is None else _based(content, base)
    addresses = chain(
        (_joined(base, one) for one in _images(said)),
        (_joined(within, unescape(one)) for one in PICTURE.findall(markup[:PICTURES_SEARCHED])),
    )
    return next(filter(None, (bounded_text("image_url", one) for one in addresses)), "")


def _images(said: Element) -> Iterator[str]:
    yield from (one.get("url", "") for one in said.iter("media:thumbnail"))
    yield from (one.get("url", "") for one in said.iter("media:content") if _is_picture(one))
    for address, kind in _enclosures(said):
        if kind.startswith("image/") or (not kind and PICTURE_NAME.search(address)):
            yield address
    yield from (one.get("href", "") for one in said.findall("itunes:image"))
    for element in said.findall("image"):
        yield element.findtext("url") or element.get("rdf:resource") or element.text or ""


def _is_picture(media: Element) -> bool:
    kind = media.get("medium", "") + media.get("type", "")
    return kind.startswith("image") or not kind


def _moment(said: Element, names: tuple[str, ...]) -> datetime | None:
    for name in names:
        for element in said.findall(name):
            if found := moment_in(element.text or ""):
                return found
    return None


def _first(said: Element, names: tuple[str, ...]) -> str:
    for name in names:
        for element in said.findall(name):
            text = "".join(element.itertext()) if len(element) else element.text or ""
            if text := text.strip():
                return text
    return ""


def _spoken(said: Element) -> str:
    own = [said, *said.findall("atom:content"), *said.findall("atom:summary")]
    return next(filter(None, (one.get("xml:lang", "").strip() for one in own)), "")


def _based(element: Element, above: str) -> str:
    return _joined(above, element.get("xml:base", "").strip()) or above


def _joined(base: str, address: str) -> str:
    if not address:
        return ""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
