from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from portevoix.curate.actions.reading import Brought, ReadOutcome, keep_read, state_of
from portevoix.curate.models import Item, Opening, Source
from portevoix.curate.queries.stories import preview_of
from portevoix.curate.rules.fetching import FetchOutcome, decide_fetch
from portevoix.curate.sources.parsed import Entry, OpeningFacts, ParsedFeed
from tests.curate.world import source

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def job(key: str, title: str = "Engineer", url: str = "", **more: object) -> Entry:
    facts = OpeningFacts(**{"employer": "Atelier", "place": "Lille", **more})  # type: ignore[arg-type]
    return Entry(key, url or f"https://jobs.example/{key}", title, opening=facts)


def board(**more: object) -> Source:
    return source(kind="board", board="lever", **more)


def read(row: Source, at: datetime, *jobs: Entry, is_whole: bool = True) -> Brought:
    row.refresh_from_db()
    feed = ParsedFeed("Jobs", "", "https://jobs.example/", jobs, "lever")
    decision = decide_fetch(state_of(row), FetchOutcome(status=200), at)
    return keep_read(source=row, outcome=ReadOutcome(decision, feed, is_whole=is_whole), at=at)


def fail(row: Source, at: datetime, error: str) -> None:
    row.refresh_from_db()
    decision = decide_fetch(state_of(row), FetchOutcome(error=error), at)
    keep_read(source=row, outcome=ReadOutcome(decision), at=at)


def ends(*, at: datetime) -> Mapping[str, bool]:
    current = set(Item.objects.current(at).values_list("guid", flat=True))
    return {guid: guid in current for guid in Item.objects.values_list("guid", flat=True)}


def test_an_opening_is_an_item_with_what_its_board_says(at: datetime) -> None:
    until = at + 10 * DAY
    read(board(), at, job("1", contract="CDI", salary="x" * 200, valid_through=until))
    kept = Opening.objects.select_related("item").get()
    assert (kept.item.kind, kept.item.expires_at) == (Item.Kind.OPENING, until)
    assert (kept.employer, kept.place, kept.contract) == ("Atelier", "Lille", "CDI")
    assert (len(kept.salary), kept.is_remote) == (160, None)
    assert not Item.objects.articles().exists()


def test_openings_of_one_name_are_as_many_as_there_are(at: datetime) -> None:
    row = board()
    assert read(row, at, job("1"), job("2")) == Brought(added=2)
    assert read(row, at + DAY, job("1"), job("2"), job("3")) == Brought(added=1)


def test_openings_of_one_page_are_told_apart(at: datetime) -> None:
    page = "https://jobs.example/careers"
    row, jobs = board(), [job("1", url=page), job("2", url=f"{page}#two"), job("3", url=page)]
    assert read(row, at, *jobs).added == 3
    assert read(row, at + DAY, *jobs) == Brought()
    assert set(Item.objects.values_list("url", flat=True)) == {page}


def test_an_old_opening_that_stands_there_is_news(at: datetime) -> None:
    row = board(latest_success_at=at)
    past, facts = at - 300 * DAY, OpeningFacts()
    old = Entry("1", "https://jobs.example/1", "Old", published_at=past, opening=facts)
    article = Entry("2", "https://jobs.example/2", "Old too", published_at=past)
    assert read(row, at, old, article).added == 1


def test_an_opening_that_is_listed_no_more_is_closed_and_may_come_back(at: datetime) -> None:
    row = board()
    read(row, at, job("1"), job("2"))
    assert read(row, at + DAY, job("1")).closed == 1
    assert ends(at=at + DAY) == {"1": True, "2": False}
    assert Item.objects.get(guid="2").expires_at == at + DAY
    assert Item.objects.get(guid="2").revision == 1
    assert read(row, at + 2 * DAY, job("1")) == Brought()
    assert Item.objects.get(guid="2").expires_at == at + DAY
    assert read(row, at + 3 * DAY, job("1"), job("2")).changed == 1
    assert ends(at=at + 3 * DAY) == {"1": True, "2": True}


def test_a_board_without_any_opening_closes_all_of_them(at: datetime) -> None:
    row = board()
    read(row, at, job("1"), job("2"))
    assert read(row, at + DAY).closed == 2


@pytest.mark.parametrize("error", ["changed_shape", "connection", "html", "no_entries"])
def test_a_board_that_cannot_be_read_closes_nothing(at: datetime, error: str) -> None:
    row = board()
    read(row, at, job("1"))
    fail(row, at + DAY, error)
    row.refresh_from_db()
    assert (row.problem, row.failing_since) == (error, at + DAY)
    assert ends(at=at + 2 * DAY) == {"1": True}


def test_half_a_board_closes_nothing(at: datetime) -> None:
    row = board()
    read(row, at, job("1"), job("2"))
    assert read(row, at + DAY, job("3"), is_whole=False) == Brought(added=1)
    assert ends(at=at + DAY) == {"1": True, "2": True, "3": True}


def test_an_entry_that_lost_its_name_is_still_listed(at: datetime) -> None:
    row = board()
    read(row, at, job("1"))
    assert read(row, at + DAY, Entry("1", "https://jobs.example/1", "")).closed == 0


def test_only_openings_are_closed_by_their_absence(at: datetime) -> None:
    row = source()
    read(row, at, Entry("1", "https://a.example/1", "An article"))
    assert read(row, at + DAY).closed == 0
    assert Item.objects.get().expires_at is None


def test_what_changes_of_an_opening_is_kept(at: datetime) -> None:
    row, later = board(), at + 30 * DAY
    read(row, at, job("1", valid_through=at + DAY), job("2"))
    assert read(row, at + DAY, job("1", valid_through=later), job("2", place="Paris")).changed == 1
    assert Item.objects.get(guid="1").expires_at == later
    assert Opening.objects.get(item__guid="1").valid_through == later
    assert Opening.objects.get(item__guid="2").place == "Paris"


def test_an_end_that_was_decided_here_is_not_taken_from_an_article(at: datetime) -> None:
    row = source()
    read(row, at, Entry("1", "https://a.example/1", "An article"))
    Item.objects.update(expires_at=at + DAY)
    read(row, at, Entry("1", "https://a.example/1", "An edited article"))
    assert Item.objects.get().expires_at == at + DAY


def test_a_story_says_that_it_is_an_opening_and_that_it_is_ours(at: datetime) -> None:
    read(board(is_ours=True), at, job("1"))
    read(source(), at, Entry("2", "https://a.example/2", "An article"))
    pieces = Item.objects.select_related("source").order_by("guid")
    marks = [preview_of(piece)["marks"] for piece in pieces]
    assert marks == [["Our own channel", "Opening", "Lille"], []]
