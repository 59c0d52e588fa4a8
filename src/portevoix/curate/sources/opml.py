"""Lists of feeds (OPML): read within bounds whatever wrote them, and written for other readers."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any
from xml.etree import ElementTree

from portevoix.curate.rules.folders import clean_folder, levels_of
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem, bounded_text
from portevoix.curate.sources.process import read_in_child
from portevoix.lib.html import plain_line

MOST_FEEDS = 5_000
LONGEST_ADDRESS = 1_000


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One feed of a list; `folder` is empty at the top, levels are parted by " / "."""

    url: str
    title: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class OpmlProblem:
    """One thing of a list that was left out: a stable code and what it concerned."""

    code: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class OpmlOutcome:
    """What a list gave: its feeds, each address once, and what was left out."""

    feeds: tuple[OpmlFeed, ...]
    problems: tuple[OpmlProblem, ...]


def read_opml(body: bytes, *, limits: FeedLimits | None = None) -> OpmlOutcome:
    """Read a list in the child process; a list that cannot be read is a problem, not an error."""
    bounds = limits or FeedLimits()
    if not body.strip():
        return OpmlOutcome((), (OpmlProblem("empty"),))
    if len(body) > bounds.body_bytes:
        return OpmlOutcome((), (OpmlProblem("too_big"),))
    try:
        said = read_in_child({"kind": "outlines", "limits": asdict(bounds)}, body, bounds)
    except FeedProblem as problem:
        return OpmlOutcome((), (OpmlProblem(problem.code, problem.detail),))
    return _outcome(said)


def write_opml(feeds: Iterable[OpmlFeed], title: str = "Portevoix") -> bytes:
    """Write a list as OPML 2.0, an outline a level, in the order of folders then of titles."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    top = ElementTree.SubElement(root, "body")
    places: dict[tuple[str, ...], ElementTree.Element] = {(): top}
    for feed in sorted(feeds, key=_place):
        place = _folder(places, levels_of(feed.folder))
        _outline(place, {"type": "rss", "text": feed.title or feed.url, "xmlUrl": feed.url})
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _place(feed: OpmlFeed) -> tuple[tuple[str, ...], str, str]:
    return levels_of(feed.folder), feed.title, feed.url


def _folder(
    places: dict[tuple[str, ...], ElementTree.Element], levels: tuple[str, ...]
) -> ElementTree.Element:
    if levels not in places:
        above = _folder(places, levels[:-1])
        places[levels] = _outline(above, {"text": levels[-1]})
    return places[levels]


def _outcome(said: dict[str, Any]) -> OpmlOutcome:
    feeds: dict[str, OpmlFeed] = {}
    problems: list[OpmlProblem] = []
    for draft in said["feeds"][:MOST_FEEDS]:
        feed = _feed(draft)
        if not feed.url or len(feed.url) > LONGEST_ADDRESS:
            problems.append(OpmlProblem("address", plain_line(str(draft.get("url")), 200)))
        elif feed.url in feeds:
            problems.append(OpmlProblem("twice", feed.url))
        else:
            feeds[feed.url] = feed
    if len(said["feeds"]) > MOST_FEEDS:
        problems.append(OpmlProblem("too_many", str(len(said["feeds"]))))
    if said["others"]:
        problems.append(OpmlProblem("not_feeds", str(said["others"])))
    if not feeds and not problems:
        problems.append(OpmlProblem("no_feeds"))
    return OpmlOutcome(tuple(feeds.values()), tuple(problems))


def _feed(draft: dict[str, Any]) -> OpmlFeed:
    address = str(draft.get("url", "")).strip()
    # Some readers write feed://host/path or feed:https://host/path.
    if address.lower().startswith("feed:"):
        rest = address[5:]
        address = f"http:{rest}" if rest.startswith("//") else rest
    feed = OpmlFeed(
        bounded_text("url", address),
        plain_line(str(draft.get("title", "")), 200),
        clean_folder(plain_line(str(draft.get("folder", "")), 400)),
    )
    return feed if feed.title else replace(feed, title=plain_line(feed.url, 200))


def _outline(parent: ElementTree.Element, attributes: dict[str, str]) -> ElementTree.Element:
    clean = {name: plain_line(value, 2_000) for name, value in attributes.items()}
    return ElementTree.SubElement(parent, "outline", clean)
