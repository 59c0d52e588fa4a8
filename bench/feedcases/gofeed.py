"""The cases of gofeed: a document and, beside it, the JSON that gofeed makes of it.

`parser/` expects each format's own names, `translator/` and `extensions/` the common ones; both are
brought to the neutral form here, in one place, before any reader is asked.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.feedcases.archives import files_of
from bench.feedcases.said import Piece, Said, address, folded, person, words


@dataclass(frozen=True, slots=True)
class Case:
    """One document and what is expected of it."""

    name: str
    body: bytes
    expected: Said


def gofeed_cases(archive: Path) -> Iterator[Case]:
    """Every document of the suite that has an expected JSON beside it."""
    files = dict(files_of(archive))
    for name, body in sorted(files.items()):
        stem, _, kind = name.rpartition(".")
        beside = f"{stem}.json" if kind == "xml" else f"{stem}_expected.json"
        if beside in files and kind in {"xml", "json"}:
            yield Case(name, body, _expected(json.loads(files[beside])))


def _expected(said: dict[str, Any]) -> Said:
    drafts = said.get("items") or said.get("entries") or []
    link = said.get("link") or said.get("home_page_url") or _alternate(said.get("links"))
    return Said(
        words(said.get("title")),
        address(link),
        words(said.get("language")).casefold(),
        tuple(map(_piece, drafts)),
    )


def _piece(said: dict[str, Any]) -> Piece:
    guid = said.get("guid") or said.get("id")
    return Piece(
        words(said.get("title")),
        address(said.get("link") or said.get("url") or _alternate(said.get("links"))),
        words(guid.get("value") if isinstance(guid, dict) else guid),
        _author(said),
        _moment(_either(said, "publishedParsed", "pubDateParsed", "date_published")),
        _moment(_either(said, "updatedParsed", "date_modified")),
        folded(map(_term, said.get("categories") or said.get("tags") or [])),
        tuple(filter(None, map(address, _images(said)))),
        tuple(filter(None, map(words, _texts(said)))),
    )


def _either(said: dict[str, Any], *names: str) -> object:
    return next(filter(None, map(said.get, names)), None)


def _alternate(links: object) -> object:
    if not isinstance(links, list):
        return ""
    stated = [link for link in links if isinstance(link, dict) and link.get("href")]
    alternate = [link["href"] for link in stated if link.get("rel", "alternate") == "alternate"]
    return next(iter(alternate), "")


def _author(said: dict[str, Any]) -> str:
    one = said.get("author")
    several = said.get("authors") or ([one] if one else [])
    return words(" ".join(map(_name, several)))


def _name(author: object) -> str:
    if isinstance(author, dict):
        return str(author.get("name") or author.get("email") or "")
    return person(str(author))


def _term(category: object) -> object:
    if isinstance(category, dict):
        return category.get("term") or category.get("value")
    return category


def _images(said: dict[str, Any]) -> list[object]:
    image = said.get("image")
    found = [image.get("url") if isinstance(image, dict) else image]
    for one in said.get("enclosures") or []:
        if str(one.get("type", "")).startswith("image/"):
            found.append(one.get("url"))
    return found


def _texts(said: dict[str, Any]) -> list[object]:
    content = said.get("content")
    value = content.get("value") if isinstance(content, dict) else content
    plain = said.get("content_text") or said.get("content_html")
    return [said.get("description"), said.get("summary"), value, plain]


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(microsecond=0)
