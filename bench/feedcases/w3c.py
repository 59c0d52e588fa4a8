"""The cases of the W3C feed validator, and what a reader (not a validator) owes to each.

A case is a document and a line, `Expect: Name{element:e,parent:p}` or `!Name`: what the validator
has to say of it. What a document says is read here by the letter of the standards, with a strict
XML parser; a reader has it as expected when

- *feed*: well-formed and with the root of a feed: title, address and language of the feed, the
  number of entries, and of each its title, address, identity, author, date, categories, are those
  that the document states. The field that the case itself calls wrong is not compared, nor is an
  invalid date or an address that is not of the web; what is not stated is not compared.
- *broken*: not well-formed: the reader says so (a refusal, a warning) or gives a part: a title
  or an entry.
- *other*: well-formed and no feed (OpenSearch, AtomPub, XRDS, HTML): the reader refuses it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bench.feedcases.archives import files_of
from bench.feedcases.judging import differences
from bench.feedcases.said import URL, Piece, Said, folded, person, words

ATOM = ("{http://www.w3.org/2005/Atom}", "{http://purl.org/atom/ns#}")
DC, LANG = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
RSS_ROOTS = frozenset({"rss", "RDF", "rdf", "Channel", "channel"})
EXPECTED = re.compile(r"Expect:\s*(!?)(\w+)(?:\{([^}]*)\})?")
RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? (?:[A-Z]{1,3}|[+-]\d{4})"
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(?:Z|[+-]\d\d:\d\d)")
# What a complaint of the validator makes unsure for a reader.
UNSURE = {
    "title": {"title", "item title"},
    "media:title": {"title", "item title"},
    "link": {"link", "item link"},
    "href": {"link", "item link"},
    "url": {"link", "item link"},
    "guid": {"item guid", "item link"},
    "id": {"item guid"},
    "language": {"language"},
    "dc:language": {"language"},
    "xml:lang": {"language"},
    "xml:base": {"link", "item link"},
    "author": {"item author"},
    "name": {"item author"},
    "email": {"item author"},
    "term": {"item categories"},
    "category": {"item categories"},
    "item": {"count"},
    "entry": {"count"},
    "published": {"item published"},
    "pubDate": {"item published"},
    "dc:date": {"item published", "item updated"},
    "updated": {"item updated"},
    "dc:creator": {"item author"},
}


@dataclass(frozen=True, slots=True)
class Case:
    """One document, its kind (feed, broken, other), what it states and what is unsure of it."""

    name: str
    body: bytes
    kind: str
    states: Said
    unsure: frozenset[str]

    def verdict(self, found: Said) -> list[str]:
        """Name what the reader got wrong; an empty list is a case as expected."""
        if found.crashed:
            return ["crashed"]
        if self.kind == "other":
            return [] if found.refused else ["taken for a feed"]
        if self.kind == "broken":
            is_told = found.refused or found.warned
            return [] if is_told or found.title or found.pieces else ["nothing"]
        if found.refused and not (self.states.title or self.states.pieces):
            return []
        if found.refused:
            return ["refused"]
        wrong = differences(self.states, found, self.unsure)
        return [name for name in wrong if name not in self.unsure]


def w3c_cases(archive: Path) -> Iterator[Case]:
    """Every XML document of the suite."""
    for name, body in files_of(archive):
        if name.endswith(".xml"):
            yield _case(name, body)


def _case(name: str, body: bytes) -> Case:
    declared = EXPECTED.findall(body.decode("latin-1"))
    unsure = frozenset(
        field
        for is_fine, _, where in declared
        for element in re.findall(r"(?:element|parent):([\w:]+)", where)
        for field in ([] if is_fine else UNSURE.get(element, ()))
    )
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - a published suite, no stranger
    except (ElementTree.ParseError, ValueError, LookupError):
        return Case(name, body, "broken", Said(), unsure)
    local = _local(root)
    if local == "feed":
        return Case(name, body, "feed", _atom(root), unsure)
    if local in RSS_ROOTS and (local != "channel" or root.tag == "channel"):
        return Case(name, body, "feed", _rss(root), unsure)
    kind = "broken" if local == "entry" else "other"
    return Case(name, body, kind, Said(), unsure)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _atom(root: Element) -> Said:
    space = root.tag.rpartition("feed")[0]
    base = _base(root, URL)
    return Said(
        _text(root, f"{space}title"),
        _alternate(root, space, base),
        root.get(LANG, "").casefold(),
        tuple(_entry(entry, space, base) for entry in root.findall(f"{space}entry")),
    )


def _entry(entry: Element, space: str, above: str) -> Piece:
    base = _base(entry, above)
    authors = [author.findtext(f"{space}name") or "" for author in entry.findall(f"{space}author")]
    return Piece(
        _text(entry, f"{space}title"),
        _alternate(entry, space, base),
        words(entry.findtext(f"{space}id")),
        words(" ".join(authors)),
        _moment(entry.findtext(f"{space}published") or entry.findtext(f"{space}issued")),
        _moment(entry.findtext(f"{space}updated") or entry.findtext(f"{space}modified")),
        folded(one.get("term") for one in entry.findall(f"{space}category")),
    )


def _base(element: Element, above: str) -> str:
    return urljoin(above, element.get(BASE, ""))


def _alternate(element: Element, space: str, base: str) -> str:
    links = element.findall(f"{space}link")
    relations = {"alternate", "http://www.iana.org/assignments/relation/alternate"}
    alternates = [link for link in links if link.get("rel", "alternate") in relations]
    stated = {_web(link.get("href"), _base(link, base)) for link in alternates}
    # Of several, a reader may choose.
    return stated.pop() if len(stated) == 1 else ""


def _web(address: str | None, base: str) -> str:
    try:
        joined = urljoin(base, (address or "").strip()) if address else ""
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) and " " not in joined else ""


def _rss(root: Element) -> Said:
    channel = root if _local(root).lower() == "channel" else _first(root, "channel")
    if channel is None:
        return Said()
    space = channel.tag.rpartition("}")[0] + "}" if "}" in channel.tag else ""
    items = list(root.iter(f"{space}item"))
    link = _web(channel.findtext(f"{space}link"), URL)
    return Said(
        _text(channel, f"{space}title"),
        link,
        words(channel.findtext(f"{space}language")).casefold(),
        tuple(_item(item, space, link or URL) for item in items),
    )


def _first(root: Element, name: str) -> Element | None:
    return next((one for one in root if _local(one) == name), None)


def _item(item: Element, space: str, base: str) -> Piece:
    guid = item.find(f"{space}guid")
    known = words(guid.text if guid is not None else item.get(f"{RDF}about"))
    link = _web(item.findtext(f"{space}link"), base)
    is_link = guid is not None and guid.get("isPermaLink", "true") == "true"
    return Piece(
        _text(item, f"{space}title"),
        link or (_web(known, URL) if is_link and known.startswith("http") else ""),
        known,
        words(person(item.findtext(f"{DC}creator") or "")),
        _moment(item.findtext(f"{space}pubDate")),
        None,
        folded(one.text for one in item.findall(f"{space}category")),
    )


def _text(parent: Element, name: str) -> str:
    element = parent.find(name)
    if element is None:
        return ""
    if element.get("mode") == "base64" or element.get("type") == "application/octet-stream":
        return ""
    return words(" ".join(words(text) for text in element.itertext()))


def _moment(text: str | None) -> datetime | None:
    said = (text or "").strip()
    try:
        if RFC_3339.fullmatch(said):
            moment = datetime.fromisoformat(said)
        elif RFC_822.fullmatch(said):
            moment = parsedate_to_datetime(said)
        else:
            return None
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(microsecond=0) if moment.tzinfo else None
