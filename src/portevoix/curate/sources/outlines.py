"""OPML outlines through listparser, in the child process."""

import re
from typing import Any

import listparser

from portevoix.curate.sources.parsed import FeedProblem

DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
OUTLINE = re.compile(rb"<(?:\w+:)?(?:opml|outline|rdf)\b", re.IGNORECASE)


def read_outlines(body: bytes) -> dict[str, Any]:
    """Return the feeds a subscription list names, or refuse as unreadable what is no list."""
    text = _decoded(body)
    if not OUTLINE.search(text.encode()):
        raise FeedProblem("unreadable", "not a list of feeds")
    said = listparser.parse(text.encode("utf-8", "replace"))
    return {
        "feeds": [
            {"url": feed["url"], "title": feed["title"], "folder": _folder(feed)}
            for feed in said.feeds
        ],
        "others": len(said.lists) + len(said.opportunities),
    }


def _decoded(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    declared = DECLARED.search(body[:500])
    names = ["utf-8-sig", declared.group(1).decode() if declared else "", "windows-1252"]
    for name in filter(None, names):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8", "replace")


def _folder(feed: Any) -> str:
    paths = feed.get("categories") or [[]]
    return " / ".join(name for name in paths[0] if name)
