"""The child process that reads feeds, pages, boards: no Django, no secrets, little memory or time.

Protocol: on its input a line of JSON (job, length) then the bytes; on its output a line of JSON.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from portevoix.curate.sources.boards.reading import read_board
from portevoix.curate.sources.boards.registry import board_named
from portevoix.curate.sources.json_feed import read_json_feed
from portevoix.curate.sources.oembed import read_oembed
from portevoix.curate.sources.outlines import read_outlines
from portevoix.curate.sources.page_card import card_as_json
from portevoix.curate.sources.page_reading import read_page, read_postings
from portevoix.curate.sources.pages import discovered_feeds, looks_like_page
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem, ParsedFeed, feed_as_json
from portevoix.curate.sources.syndication import read_syndication

BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
NUL_FREE_XML = bytes.maketrans(b"\0", b" ")


def read_feed(body: bytes, content_type: str, url: str, limits: FeedLimits) -> ParsedFeed:
    """Read one feed of any kind in this very process; refuse pages, emptiness and other things."""
    start = body.removeprefix(BYTE_ORDER_MARKS[0]).lstrip()
    if not start:
        raise FeedProblem("empty")
    if start[:1] in (b"{", b"[") or (
        body[:2] in BYTE_ORDER_MARKS and body[2:4].strip(b"\0") == b"{"
    ):
        feed = read_json_feed(body.lstrip(), url, limits)
    elif looks_like_page(start):
        raise FeedProblem("html", "a page, not a feed", discovered_feeds(start, url))
    else:
        feed = read_syndication(_without_nul(body), content_type, url, limits)
    if not (feed.entries or feed.title or feed.site_url or feed.language):
        raise FeedProblem("no_entries")
    return feed


def serve(given: BinaryIO, answered: BinaryIO) -> None:
    """Answer jobs until the input ends, or until memory fails once."""
    while line := given.readline(100_000):
        job = json.loads(line)
        answer = _answer(job, given.read(int(job["length"])))
        answered.write(json.dumps(answer).encode() + b"\n")
        answered.flush()
        if answer.get("problem") == "memory":
            return


def _answer(job: dict[str, Any], body: bytes) -> dict[str, Any]:
    limits = FeedLimits(**job["limits"])
    try:
        _bound(limits)
        return READERS[job["kind"]](job, body, limits)
    except FeedProblem as problem:
        return {"problem": problem.code, "detail": problem.detail, "feeds": problem.feeds}
    except MemoryError:
        return {"problem": "memory"}
    except RecursionError:
        return {"problem": "unreadable", "detail": "nested too deep"}
    except Exception as error:
        # A parser of the wild raises anything; the feed is at fault, the process goes on.
        return {"problem": "unreadable", "detail": f"{type(error).__name__}: {error}"[:200]}


def _feed(job: dict[str, Any], body: bytes, limits: FeedLimits) -> dict[str, Any]:
    return feed_as_json(read_feed(body, job["content_type"], job["url"], limits))


def _postings(job: dict[str, Any], body: bytes, limits: FeedLimits) -> dict[str, Any]:
    return feed_as_json(read_postings(body, job["content_type"], job["url"], limits))


def _board(job: dict[str, Any], body: bytes, limits: FeedLimits) -> dict[str, Any]:
    return feed_as_json(read_board(board_named(job["board"]), body, job["url"], limits))


def _card(job: dict[str, Any], body: bytes, _: FeedLimits) -> dict[str, Any]:
    return card_as_json(read_page(body, job["content_type"], job["url"]))


READERS: dict[str, Callable[[dict[str, Any], bytes, FeedLimits], dict[str, Any]]] = {
    "feed": _feed,
    "outlines": lambda _, body, __: read_outlines(body),
    "card": _card,
    "oembed": lambda _, body, __: read_oembed(body),
    "postings": _postings,
    "board": _board,
}


def _bound(limits: FeedLimits) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds
    _, hardest = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hardest))
    _, hardest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, hardest))


def _without_nul(body: bytes) -> bytes:
    # In UTF-16 every other byte is NUL; elsewhere it only breaks parsers.
    return (
        body if body[:2] in BYTE_ORDER_MARKS or b"\0" in body[:4] else body.translate(NUL_FREE_XML)
    )


def main() -> None:
    """Serve the parent on the standard streams, unable to write any file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answered = sys.stdout.buffer
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, answered)


if __name__ == "__main__":
    main()
