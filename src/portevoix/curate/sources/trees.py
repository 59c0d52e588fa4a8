"""XML from outside as a tree: decoded once, mended where mending is certain, names made short.

Declarations of entities are refused, so that nothing grows and nothing is fetched; whoever calls
gives such documents to a reader that never expands them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.entities import html5
from itertools import pairwise
from typing import Any, cast
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from portevoix.curate.sources.parsed import FeedProblem

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
LATIN = frozenset({"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"})
DECLARATION = re.compile(r"\s*<\?xml\b[^>]*?\?>", re.IGNORECASE)
DECLARED = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
CHARSET = re.compile(r"\bcharset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# A section of plain characters, or an ampersand that XML does not know.
AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)(\w{1,32};)?",
    re.DOTALL,
)
PIECE = 65_536
# Of an element, a hundred bytes: a tree stays under 64 MB. No feed that we know has a tenth.
MOST_ELEMENTS = 200_000
SPACES = {
    "http://www.w3.org/2005/atom": "atom:",
    "http://purl.org/atom/ns#": "atom:",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/net/rss1.1#": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "html:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/xml/1998/namespace": "xml:",
}
ENTRIES = frozenset({"item", "entry"})
FEED_ROOTS = {"feed": "atom:", "rss": "", "channel": ""}


class NotATree(Exception):
    """The bytes are no XML that can be read strictly, even mended."""


def tree_of(body: bytes, content_type: str = "") -> Element:
    """Return the root of a document, its names short and in lower case, or refuse it."""
    text = FORBIDDEN.sub("", decoded(body, content_type))
    text = DECLARATION.sub("", text[max(text.find("<"), 0) :], count=1)
    if "<!ENTITY" in text or "<!entity" in text:
        raise NotATree("entities are declared")
    try:
        root = _grown(text)
    except ElementTree.ParseError:
        root = _mended(text)
    _shorten(root)
    return root


def decoded(body: bytes, content_type: str = "") -> str:
    """Decode by mark, then by evidence, then by what is declared; never fails."""
    if body[:2] in UTF_16_MARKS:
        return body.decode("utf-16", "replace")
    # What reads as UTF-8 is UTF-8, but for what switches alphabets by escapes.
    certain = ["utf-8-sig"] if b"\0" not in body[:4] and b"\x1b" not in body else []
    inside, outside = DECLARED.search(body[:500]), CHARSET.search(content_type)
    # A server says the same of all its files; the document knows better.
    declared = [inside.group(1).decode() if inside else "", outside.group(1) if outside else ""]
    for name in (*certain, *map(_as_written, filter(None, declared))):
        try:
            return body.decode(name)
        except (UnicodeError, LookupError):
            continue
    return body.decode("windows-1252", "replace")


def _as_written(name: str) -> str:
    # As browsers do: whoever says Latin-1 types the quotation marks of Windows.
    return "windows-1252" if name.lower() in LATIN else name


def _grown(text: str) -> Element:
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("start", "end"))
    root: Element | None = None
    count = 0
    unclosed: list[Element] = []
    for place in range(0, max(len(text), 1), PIECE):
        parser.feed(text[place : place + PIECE])
        for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if event == "end":
                unclosed.pop()
                continue
            root = element if root is None else root
            unclosed.append(element)
            count += 1
        if count > MOST_ELEMENTS:
            raise FeedProblem("memory", f"more than {MOST_ELEMENTS} elements")
    _close(parser, unclosed)
    assert root is not None
    return root


def _close(parser: ElementTree.XMLPullParser[Any], unclosed: Sequence[Element]) -> None:
    try:
        parser.close()
    except ElementTree.ParseError:
        # Cut short on the way: what came whole is kept, the entry that was being said is not.
        for parent, child in pairwise(unclosed):
            if _local(child) in ENTRIES:
                return parent.remove(child)
        if not unclosed or not any(_local(one) in ENTRIES for one in unclosed[0].iter()):
            raise


def _mended(text: str) -> Element:
    if text.rfind("<![CDATA[") > text.rfind("]]>"):
        raise NotATree("a section that never ends")
    try:
        return _grown(AMPERSAND.sub(_known, text))
    except ElementTree.ParseError as error:
        raise NotATree(str(error)) from error


def _known(found: re.Match[str]) -> str:
    whole = found.group(0)
    if whole.startswith("<"):
        return whole
    character = html5.get(found.group(1) or "")
    if character is None:
        return "&amp;" + whole[1:]
    return "".join(f"&#{ord(one)};" for one in character)


def _shorten(root: Element) -> None:
    tags, attributes = _Shortened(_spaces_of(root)), _Shortened({"": ""})
    for element in root.iter():
        element.tag = tags[element.tag]
        if element.attrib:
            element.attrib = {attributes[name]: one for name, one in element.attrib.items()}


def _spaces_of(root: Element) -> dict[str, str]:
    # Whatever a feed calls the language of its own tags, it is that of a feed.
    own = [root] if _local(root) in FEED_ROOTS else list(root)
    known = {}
    for element in own:
        if _local(element) in FEED_ROOTS:
            known[_space(element.tag)] = FEED_ROOTS[_local(element)]
            break
    return {"": "", **known}


class _Shortened(dict[str, str]):
    def __init__(self, own: dict[str, str]) -> None:
        self._spaces = SPACES | own

    def __missing__(self, tag: str) -> str:
        prefix = self._spaces.get(_space(tag), "other:")
        self[tag] = short = prefix + tag.rpartition("}")[2].lower()
        return short


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _space(tag: str) -> str:
    return _plain(tag[1:].rpartition("}")[0])


def _plain(space: str) -> str:
    return space.strip().lower().rstrip("/")


def inner_markup(element: Element) -> str:
    """Return what an element holds as HTML, whatever language its tags were said to be of."""
    for inner in element.iter():
        if inner is not element:
            inner.tag = inner.tag.rpartition(":")[2]
            inner.attrib = {name: value for name, value in inner.attrib.items() if ":" not in name}
    parts = [ElementTree.tostring(child, "unicode", "html") for child in element]
    return _escaped(element.text or "") + "".join(parts)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
