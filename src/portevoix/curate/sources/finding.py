"""Finding what an address offers: a feed, a job board, a list of feeds, or a page that has some."""

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

from portevoix.curate.rules.fetching import WITH_BODY, FetchOutcome, problem_of
from portevoix.curate.sources.boards.board import Board
from portevoix.curate.sources.boards.registry import board_of
from portevoix.curate.sources.likely_feeds import likely_feeds
from portevoix.curate.sources.opml import read_opml
from portevoix.curate.sources.page_card import Card
from portevoix.curate.sources.parsed import FeedProblem, ParsedFeed
from portevoix.curate.sources.pasted import card_of
from portevoix.curate.sources.visits import PAGE, Carry, read, visit
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse

ACCEPTED = "application/atom+xml, application/rss+xml, application/feed+json, text/html, */*;q=0.5"
# What a page declares beyond these is listed by nobody.
MOST_DECLARED = 6
# So many are asked at once: whoever waits for the answer waits twice a fetch, or thrice.
AT_ONCE = 4
EXAMPLES = 3
SEARCHED, MOST_LINKS = 500_000, 2_000
LINK = re.compile(rb"""(?:href|src)\s*=\s*["'](https?://[^"'\s<>]{4,300})["']""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that could be read, and what it held just now; no board: a feed."""

    url: str
    board: str = ""
    title: str = ""
    language: str = ""
    count: int = 0
    latest: datetime | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What an address offers; `listed` is how many feeds a list (OPML) holds.

    Without any of it `problem` says why, in the codes of fetching and parsing.
    """

    url: str
    offers: tuple[Offer, ...] = ()
    card: Card | None = None
    listed: int = 0
    problem: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    url: str
    board: str = ""


def find(url: str, carry: Carry) -> Finding:
    """Look at an address, and at what it points to; never raises for what the outside is."""
    board = board_of(url)
    if board:
        return _finding_of(url, lambda: Finding(url, (_offer(_at(board), carry),)))
    return _finding_of(url, lambda: _looked_at(url, carry))


def _finding_of(url: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except (FetchFailed, FeedProblem) as problem:
        return Finding(url, problem=problem.code, detail=problem.detail)


def _looked_at(url: str, carry: Carry) -> Finding:
    response = carry(FetchRequest(url, headers={"accept": ACCEPTED}))
    _refuse_status(response)
    try:
        return Finding(url, (_offer_of(_Place(url), read(response)),))
    except FeedProblem as problem:
        if problem.code == "html":
            return _found_on_page(url, response, problem.feeds, carry)
        listed = len(read_opml(response.body).feeds)
        if not listed:
            raise
        return Finding(url, listed=listed)


def _found_on_page(
    url: str, response: FetchResponse, declared: tuple[str, ...], carry: Carry
) -> Finding:
    places = [_Place(feed) for feed in declared[:MOST_DECLARED]]
    offers = [*_own_openings(url, response), *_read_each(_boards_of(response), carry)]
    offers += _read_each(places, carry)
    if not offers:
        likely = [_Place(feed) for feed in likely_feeds(response.url) if feed not in declared]
        offers = [offer for offer in _read_each(likely, carry) if offer.count]
    # Several addresses of one feed are one feed.
    once = {(offer.title, offer.examples): offer for offer in reversed(offers)}
    card = _card(response, carry)
    problem = "" if once else "no_feed_found"
    return Finding(url, tuple(reversed(once.values())), card, problem=problem)


def _own_openings(url: str, response: FetchResponse) -> list[Offer]:
    try:
        return [_offer_of(_Place(url, PAGE), read(response, PAGE))]
    except FeedProblem:
        return []


def _boards_of(response: FetchResponse) -> list[_Place]:
    """The job boards that a page links to or embeds."""
    links = LINK.findall(response.body[:SEARCHED])[:MOST_LINKS]
    found = {_at(board): None for link in links if (board := board_of(_text(link)))}
    return list(found)[:MOST_DECLARED]


def _read_each(places: Iterable[_Place], carry: Carry) -> list[Offer]:
    with ThreadPoolExecutor(AT_ONCE) as readers:
        found = list(readers.map(lambda place: _offer_or_none(place, carry), places))
    return [offer for offer in found if offer]


def _offer_or_none(place: _Place, carry: Carry) -> Offer | None:
    try:
        return _offer(place, carry)
    except (FetchFailed, FeedProblem):
        return None


def _offer(place: _Place, carry: Carry) -> Offer:
    seen = visit(FetchRequest(place.url), carry, board=place.board)
    _refuse_status(seen.response)
    if seen.feed is None:
        raise FeedProblem("empty")
    return _offer_of(place, seen.feed)


def _offer_of(place: _Place, feed: ParsedFeed) -> Offer:
    moments = [entry.published_at for entry in feed.entries if entry.published_at]
    return Offer(
        url=place.url,
        board=place.board,
        title=feed.title,
        language=feed.language,
        count=len(feed.entries),
        latest=max(moments, default=None),
        examples=tuple(entry.title for entry in feed.entries[:EXAMPLES]),
    )


def _card(response: FetchResponse, carry: Carry) -> Card | None:
    try:
        card = card_of(response, carry)
    except FeedProblem:
        return None
    # No page of ours asks another server for its pictures.
    return replace(card, image_url="")


def _refuse_status(response: FetchResponse) -> None:
    if response.status not in WITH_BODY:
        problem = problem_of(FetchOutcome(status=response.status)) or "http"
        raise FeedProblem(problem, str(response.status))


def _at(found: tuple[Board, str]) -> _Place:
    board, address = found
    return _Place(address, board.key)


def _text(link: bytes) -> str:
    return unescape(link.decode("utf-8", "replace"))
