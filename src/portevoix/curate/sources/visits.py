"""One visit to a source: asked for through whoever carries requests, and read by what it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from portevoix.curate.rules.fetching import WITH_BODY
from portevoix.curate.sources.boards.registry import BOARDS
from portevoix.curate.sources.feeds import parse_board, parse_feed, parse_postings
from portevoix.curate.sources.parsed import Entry, FeedLimits, ParsedFeed
from portevoix.web.fetch import FetchRequest, FetchResponse

Carry = Callable[[FetchRequest], FetchResponse]
# The board of a page that describes its openings itself.
PAGE = "page"
MOST_PAGES = 10
# Openings are small, and one that is cut off would seem to be filled.
OF_A_BOARD = FeedLimits(entries=5_000)
ACCEPTED = {
    "": "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5",
    PAGE: "text/html, application/xhtml+xml, */*;q=0.5",
}
DATA = "application/json, application/xml;q=0.9, */*;q=0.5"
_KEYS = frozenset(board.key for board in BOARDS) | {PAGE}


@dataclass(frozen=True, slots=True)
class Visit:
    """What was answered first and what was read; `is_whole`: nothing more stands there."""

    response: FetchResponse
    feed: ParsedFeed | None = None
    is_whole: bool = False
    pages: int = 1


def is_board(key: str) -> bool:
    """Whether a key names a job board that is read here."""
    return key in _KEYS


def visit(request: FetchRequest, carry: Carry, *, board: str = "") -> Visit:
    """Ask once, or page after page of a long board: ten at most, all on one host.

    Raises whatever the carrying or the parsing raises; a page that is refused is the answer.
    """
    headers = {"accept": ACCEPTED.get(board, DATA), **request.headers}
    response = carry(replace(request, headers=headers))
    if response.status not in WITH_BODY:
        return Visit(response)
    return _with_the_rest(response, read(response, board), carry, board)


def read(response: FetchResponse, board: str = "") -> ParsedFeed:
    """Read an answer as a feed, a page of openings or the board of a key."""
    given = (response.body, response.header("content-type"), response.url)
    if not board:
        return parse_feed(*given)
    if board == PAGE:
        return parse_postings(*given, limits=OF_A_BOARD)
    return parse_board(board, *given, limits=OF_A_BOARD)


def _with_the_rest(first: FetchResponse, feed: ParsedFeed, carry: Carry, board: str) -> Visit:
    entries: dict[str, Entry] = {entry.guid: entry for entry in feed.entries}
    seen, address = {first.url}, feed.next_address
    for _page in range(MOST_PAGES - 1):
        if not _is_next(address, first.url, seen) or len(entries) >= OF_A_BOARD.entries:
            break
        seen.add(address)
        response = carry(FetchRequest(address, headers={"accept": DATA}))
        if response.status not in WITH_BODY:
            return Visit(response)
        more = read(response, board)
        entries = {entry.guid: entry for entry in more.entries} | entries
        address = more.next_address
    whole = replace(feed, entries=tuple(entries.values()), next_address=address)
    is_cut = len(entries) >= OF_A_BOARD.entries
    return Visit(first, whole, not address and not is_cut, len(seen))


def _is_next(address: str, of: str, seen: set[str]) -> bool:
    # A board never sends its reader to another host.
    is_same = urlsplit(address).hostname == urlsplit(of).hostname
    return bool(address) and is_same and address not in seen
