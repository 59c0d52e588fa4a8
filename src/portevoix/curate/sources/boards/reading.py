"""The reading of any board's answer: sound jobs become entries, a changed shape is said."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

from lxml import etree

from portevoix.curate.sources.boards.board import Board, Job
from portevoix.curate.sources.loose import joined_text, text_at, words_at
from portevoix.curate.sources.pages import looks_like_page
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

DEEPEST = 12


class Malformed(Exception):
    """A job without what makes an opening: `field` is missing."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read_board(board: Board, body: bytes, url: str, limits: FeedLimits) -> ParsedFeed:
    """Read what a board answered; no jobs is no fault, another shape is `changed_shape`."""
    said = _said(board, body)
    jobs = _jobs(board, said)
    if len(jobs) > limits.entries:
        # Whoever reads takes what is not there for filled: half a list would close openings.
        raise FeedProblem("too_big", f"{len(jobs)} jobs")
    entries, missing = _entries(board, jobs, said, url)
    if missing.total() * 2 > len(jobs):
        field, count = missing.most_common(1)[0]
        raise FeedProblem("changed_shape", f"{field} is missing in {count} of {len(jobs)}")
    site = {
        "title": next((entry.author for entry in entries if entry.author), board.name),
        "site_url": url,
        "kind": board.key,
        "next_address": board.next_address(said, url) if jobs else "",
    }
    return bounded_feed(site, each_once(_joined(entries)))


def _entries(
    board: Board, jobs: list[Any], said: Any, url: str
) -> tuple[list[Entry], Counter[str]]:
    entries: list[Entry] = []
    missing: Counter[str] = Counter()
    for job in jobs:
        try:
            entry = _entry(board, job, said, url)
        except Malformed as problem:
            missing[problem.field] += 1
            continue
        if entry:
            entries.append(entry)
    return entries, missing


def _entry(board: Board, job: Any, said: Any, url: str) -> Entry | None:
    if not isinstance(job, dict):
        raise Malformed(board.required["title"])
    for field in board.always:
        if field not in job:
            raise Malformed(field)
    draft = {name: _required(job, field) for name, field in board.required.items()}
    draft["title"] = words_at(draft, "title", most=300)
    facts = board.facts(job, said, url)
    if facts is None:
        return None
    opening = facts.pop("opening")
    entry = bounded_entry({**draft, "author": opening.get("employer"), **facts, "opening": opening})
    # An address that is none, or a text that is only control characters.
    for name in ("guid", "title", "url"):
        if not getattr(entry, name):
            raise Malformed(board.required.get(name, "url"))
    return entry


def _joined(entries: list[Entry]) -> list[Entry]:
    """Join the rows of one job: several systems repeat it for each of its places."""
    kept: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        known = kept.setdefault((entry.guid, entry.url), entry)
        assert known.opening is not None
        assert entry.opening is not None
        both: dict[str, Any] = {
            name: bounded_text(name, joined_text(getattr(known.opening, name), said, by=" · "))
            for name in ("place", "country")
            if (said := getattr(entry.opening, name)) not in getattr(known.opening, name)
        }
        kept[entry.guid, entry.url] = replace(known, opening=replace(known.opening, **both))
    return list(kept.values())


def _required(job: Job, field: str) -> str:
    found = text_at(job, field)
    if not found:
        raise Malformed(field)
    return found


def _jobs(board: Board, said: Any) -> list[Any]:
    jobs = board.jobs_in(said)
    if jobs is None:
        raise FeedProblem("changed_shape", f"{board.jobs_at or 'a list'} is missing")
    if not isinstance(jobs, list):
        raise FeedProblem("changed_shape", f"{board.jobs_at or 'the answer'} is not a list")
    return jobs


def _said(board: Board, body: bytes) -> Any:
    if looks_like_page(body):
        raise FeedProblem("html", "a page, not data")
    if board.form == "xml":
        return _xml(body)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FeedProblem("unreadable", "not JSON") from error


def _xml(body: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedProblem("unreadable", "not XML") from error
    return {str(root.tag): _plain(root, 0)}


def _plain(element: etree._Element, depth: int) -> Any:
    """Return XML as JSON would say it: names of children, each the list of its values."""
    children = [one for one in element if isinstance(one.tag, str)]
    if not children or depth > DEEPEST:
        return (element.text or "").strip()
    found: dict[str, list[Any]] = {}
    for child in children:
        found.setdefault(str(child.tag), []).append(_plain(child, depth + 1))
    return found
