"""What a feed says, in one neutral form, whoever read it: ours, feedparser, or what a case expects.

Texts are compared as words: markup taken off, entities resolved, spaces made one. Addresses are
compared absolute, moments in UTC to the second, languages and categories without case.
"""

import calendar
import html
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from portevoix.curate.sources.parsed import Entry, FeedLimits, FeedProblem
from portevoix.curate.sources.reading import read_feed

URL = "https://cases.example/folder/feed.xml"
TAG = re.compile(r"<[!/?]?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
PICTURE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry; where a reader offers several values for a field, any of them may be right."""

    title: str = ""
    link: str = ""
    guid: str = ""
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    categories: frozenset[str] = frozenset()
    images: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One feed; `refused` when the reader said that it is none, `warned` that it is malformed."""

    title: str = ""
    link: str = ""
    language: str = ""
    pieces: tuple[Piece, ...] = ()
    refused: str = ""
    warned: bool = False
    crashed: str = field(default="", compare=False)


def words(text: object) -> str:
    """Return the words of some markup or text, the same however often it is asked."""
    said = str(text or "")
    for _ in range(4):
        bare = html.unescape(TAG.sub(" ", said))
        if bare == said:
            break
        said = bare
    return " ".join(said.replace("\ufeff", "").split())


def address(value: object) -> str:
    """Return an address made absolute as a reader at `URL` makes it."""
    text = str(value or "").strip()
    try:
        return urljoin(URL, text) if text else ""
    except ValueError:
        return text


def person(text: str) -> str:
    """Return the name in "name (mail)" or "mail (name)"; the mail where there is no name."""
    parts = [part.strip() for part in text.replace("(", "|").replace(")", "|").split("|")]
    named = [part for part in parts if part and "@" not in part]
    return " ".join(named or parts).strip()


def folded(names: Iterable[object]) -> frozenset[str]:
    """Return distinct names without case."""
    return frozenset(filter(None, (words(name).casefold() for name in names)))


def ours(body: bytes) -> Said:
    """Read a case as the product does, in this process."""
    try:
        feed = read_feed(body, "", URL, FeedLimits())
    except FeedProblem as problem:
        return Said(refused=problem.code)
    except Exception as error:
        return Said(refused="crashed", crashed=f"{type(error).__name__}: {error}")
    pieces = tuple(map(_piece_of_entry, feed.entries))
    return Said(words(feed.title), feed.site_url, feed.language.casefold(), pieces)


def _piece_of_entry(entry: Entry) -> Piece:
    return Piece(
        words(entry.title),
        entry.url,
        words(entry.guid),
        words(entry.author),
        _whole(entry.published_at),
        _whole(entry.updated_at),
        folded(entry.categories),
        (entry.image_url,),
        (words(entry.summary),),
    )


def feedparsers(body: bytes) -> Said:
    """Read a case with feedparser as it comes, with the address of the case as its base."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            said = feedparser.parse(BytesIO(body), response_headers={"content-location": URL})
        except Exception as error:
            return Said(refused="crashed", crashed=f"{type(error).__name__}: {error}")
    if not said.get("version") and not said.get("entries"):
        return Said(refused="unreadable")
    feed = said.feed
    pieces = tuple(map(_piece_of_mapping, said.entries))
    return Said(
        words(feed.get("title")),
        address(feed.get("link")),
        words(feed.get("language")).casefold(),
        pieces,
        warned=_is_warned(said),
    )


def _is_warned(said: Any) -> bool:
    # It also warns of every document that comes without a content type, as cases do.
    about = said.get("bozo_exception")
    return bool(said.get("bozo")) and not isinstance(about, feedparser.NonXMLContentType)


def _piece_of_mapping(said: Any) -> Piece:
    contents = [one.get("value") for one in said.get("content", ())]
    texts = [said.get("summary"), *contents]
    several = [f"{one.get('name', '')} {one.get('email', '')}" for one in said.get("authors", ())]
    return Piece(
        words(said.get("title")),
        address(said.get("link")),
        words(said.get("id")),
        words(" ".join([said.get("author") or "", *several])),
        _moment(dict.get(said, "published_parsed") or dict.get(said, "created_parsed")),
        _moment(dict.get(said, "updated_parsed")),
        folded(tag.get("term") for tag in said.get("tags", ())),
        tuple(map(address, _pictures(said, texts))),
        tuple(map(words, texts)),
    )


def _pictures(said: Mapping[str, Any], texts: Iterable[object]) -> list[object]:
    # Every place where feedparser may leave a picture: whoever uses it looks there.
    media = [one.get("url") for one in said.get("media_thumbnail", ())]
    media += [one.get("url") for one in said.get("media_content", ())]
    media += [one.get("href") for one in said.get("enclosures", ())]
    image = said.get("image")
    media.append(image.get("href") if isinstance(image, dict) else None)
    return media + [found for text in texts for found in PICTURE.findall(str(text or ""))]


def _whole(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(microsecond=0)


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (OverflowError, ValueError, TypeError, OSError):
        return None
