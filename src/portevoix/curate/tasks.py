"""What the background worker does for the watch: each task is a question to the rows."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from portevoix.curate.actions.folding import fold_items
from portevoix.curate.actions.must_read import count_confirmations
from portevoix.curate.actions.pictures import claim_picture, forget_old_pictures, keep_picture
from portevoix.curate.actions.reading import ReadOutcome, claim_source, keep_read, state_of
from portevoix.curate.actions.reading_record import erase_readings
from portevoix.curate.actions.searching import write_words
from portevoix.curate.engines.lanes import Lanes, in_turn
from portevoix.curate.engines.pictures import PictureRefused, drop_others, small_copy, store
from portevoix.curate.models import Item, Source
from portevoix.curate.queries.due import next_item_without_picture, next_source, pictures_shown
from portevoix.curate.queries.learning import people_to_forget_readings_of
from portevoix.curate.queries.must_read import must_reads_to_count
from portevoix.curate.rules.fetching import (
    WITH_BODY,
    FetchOutcome,
    FetchState,
    Hop,
    conditional_headers,
    decide_fetch,
)
from portevoix.curate.sources import demonstration
from portevoix.curate.sources.parsed import FeedProblem
from portevoix.curate.sources.visits import Visit, visit
from portevoix.govern.queries import safeguard
from portevoix.people.queries import is_demo
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from portevoix.web.leaving import carry

log = logging.getLogger(__name__)
# Seconds that a round waits for its readers before it is asked again; slow ones go on alone.
PATIENCE = 2.0
# A copy is stored a moment before its item names it.
JUST_STORED = timedelta(hours=1)
PICTURES = "image/webp, image/jpeg, image/png, image/gif;q=0.8"


def read_due_sources() -> int:
    """Set idle readers to read what is due; says how many reads ended since asked before."""
    return _reading.set_to_work(PATIENCE)


def keep_pictures() -> int:
    """Copy the pictures of the news of the month; says how many were tried since asked before."""
    return _picturing.set_to_work(PATIENCE)


def drop_old_pictures() -> int:
    """Delete the copies that no item shows any more; says how many."""
    at = timezone.now()
    forget_old_pictures(at=at)
    return drop_others(pictures_shown(), before=(at - JUST_STORED).timestamp())


def write_search_words() -> int:
    """Write what a search looks in for every item that is new or changed; says how many."""
    return sum(iter(lambda: write_words(at=timezone.now()), 0))


def fold_stories() -> int:
    """Fold what several sources tell into one story; says how many items were compared."""
    return sum(iter(lambda: fold_items(at=timezone.now()), 0))


def count_must_reads() -> int:
    """Count what had been confirmed by midnight (UTC), once a day; says how many were counted."""
    at, least = timezone.now(), safeguard("group_minimum")
    rows = list(must_reads_to_count(at))
    return sum(count_confirmations(must_read=row, least=least, at=at) for row in rows)


def forget_readings() -> int:
    """Erase what people read and no longer want remembered; says how many readings went."""
    people = list(people_to_forget_readings_of())
    return sum(erase_readings(of=person, at=timezone.now()) for person in people)


def _read_next(lane: int) -> bool:
    with in_turn():
        source = next_source(timezone.now(), lane)
        is_ours = source is not None and claim_source(source=source, at=timezone.now())
    if source and is_ours:
        _read(source, state_of(source))
    return source is not None


def _read(source: Source, state: FetchState) -> None:
    try:
        connection.close()  # held by nobody while a server makes us wait
        outcome = _fetched(source.board, state, timezone.now())
        with in_turn():
            keep_read(source=source, outcome=outcome, at=timezone.now())
    except Exception:
        # One bad source never stops another; its lease runs out and it is read again.
        log.exception("reading source %s", source.pk)


def _fetched(board: str, state: FetchState, at: datetime) -> ReadOutcome:
    request = FetchRequest(state.url, headers=conditional_headers(state))
    try:
        visited = visit(request, _carried, board=board)
    except FetchFailed as failure:
        decision = decide_fetch(state, FetchOutcome(error=failure.code), at)
        return ReadOutcome(decision, detail=failure.detail)
    except FeedProblem as problem:
        decision = decide_fetch(state, FetchOutcome(error=problem.code), at)
        pointed = next(iter(problem.feeds), "")
        return ReadOutcome(decision, detail=problem.detail, pointed_feed=pointed)
    decision = decide_fetch(state, _answered(visited), at)
    detail = str(visited.response.status)
    return ReadOutcome(decision, visited.feed, detail=detail, is_whole=visited.is_whole)


def _carried(request: FetchRequest) -> FetchResponse:
    if demonstration.answers(request) and is_demo():
        return demonstration.carry(request)
    return carry(request)


def _answered(visited: Visit) -> FetchOutcome:
    response, entries = visited.response, visited.feed.entries if visited.feed else ()
    return FetchOutcome(
        status=response.status,
        etag=response.header("etag") if visited.pages == 1 else "",
        modified=response.header("last-modified") if visited.pages == 1 else "",
        retry_after=response.header("retry-after"),
        redirects=tuple(Hop(hop.status, hop.url) for hop in response.redirects),
        published=tuple(entry.published_at for entry in entries if entry.published_at),
    )


def _picture_next(lane: int) -> bool:
    item = next_item_without_picture(timezone.now(), lane)
    if item is None:
        return False
    if claim_picture(item=item, at=timezone.now()):
        _picture(item)
    return True


def _picture(item: Item) -> None:
    try:
        connection.close()
        response = carry(FetchRequest(item.image_url, headers={"accept": PICTURES}))
        if response.status in WITH_BODY:
            name = store(small_copy(response.body))
            with in_turn():
                keep_picture(item=item, name=name, at=timezone.now())
    except (FetchFailed, PictureRefused) as refusal:
        log.info("no picture for item %s: %s", item.pk, refusal)
    except Exception:
        log.exception("keeping the picture of item %s", item.pk)


_reading = Lanes(8, _read_next)
_picturing = Lanes(4, _picture_next)
