"""The bytes of a page as a tree: decoded as browsers do, refused when they are something else."""

import codecs
import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from portevoix.curate.sources.parsed import FeedProblem

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
SAID = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
SEARCHED = 4_096
# What browsers read under these names (encoding.spec.whatwg.org, "names and labels").
WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
         "shift_jis": "cp932", "iso8859-9": "cp1254", "utf-16": "cp1252", "utf-16-le": "cp1252",
         "utf-16-be": "cp1252", "utf-8": "cp1252", "utf-7": "cp1252"}  # fmt: skip
FEED = re.compile(r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:rss|feed|rdf:RDF|opml)\b", re.S | re.I)
# A character reference or a control byte that no text of a page holds.
BINARY = re.compile(r"[\x00-\x08\x0e-\x1a]")


def page_of(body: bytes, content_type: str, url: str) -> HtmlElement:
    """Return the tree of a page, or refuse what is empty, a feed, or no page at all."""
    text = decoded(body, content_type)
    start = text[:SEARCHED].lstrip()
    if not start:
        raise FeedProblem("empty")
    if FEED.match(start):
        raise FeedProblem("not_a_page", "a feed", (url,))
    if not _may_be_page(start, content_type):
        raise FeedProblem("not_a_page", content_type[:80])
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.LxmlError, ValueError) as error:
        raise FeedProblem("not_a_page", str(error)[:80]) from error


def decoded(body: bytes, content_type: str) -> str:
    """Decode a page: its mark, then UTF-8 where it holds, then what header and page declare."""
    for mark, name in MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace").removeprefix("\ufeff")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # A cut letter or a strange one does not make UTF-8 anything else; many of them do.
    if not broken or len(text) - len(text.encode("ascii", "ignore")) > 2 * broken:
        return text
    return body.decode(_declared(body, content_type), "replace")


def _declared(body: bytes, content_type: str) -> str:
    said, within = SAID.search(content_type), DECLARED.search(body[:SEARCHED])
    names = [said.group(1)] if said else []
    if within:
        names.append(within.group(1).decode("ascii", "replace"))
    for name in names:
        try:
            found = codecs.lookup(name).name
            "".encode(found)
        except (LookupError, ValueError):
            continue
        return WIDER.get(found, found)
    return "cp1252"


def _may_be_page(start: str, content_type: str) -> bool:
    if BINARY.search(start):
        return False
    return "<" in start and (start.startswith("<") or "html" in content_type.lower())
