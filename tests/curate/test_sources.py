from __future__ import annotations

import ast
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portevoix.curate.actions.sources import (
    AddressRefused,
    BoardUnknown,
    Find,
    NothingFails,
    NothingPointedTo,
    SourceKnown,
    SourceWishes,
    add_finds,
    add_source,
    adopt_list,
    change_source,
    follow_pointed_feed,
    hasten_failing,
    hasten_source,
    pause_source,
    remove_source,
    resume_source,
)
from portevoix.curate.models import Item, Source
from portevoix.curate.queries.due import next_source
from portevoix.curate.rules import fetching
from portevoix.curate.sources import parsed as curate_sources
from portevoix.curate.sources.opml import OpmlFeed, OpmlProblem, read_opml
from portevoix.curate.views.wording import (
    LEFT_OUT,
    LIST_TROUBLES,
    TROUBLES,
    left_out_in_words,
    tone_of_trouble,
)
from portevoix.ledger.models import Entry
from portevoix.web import fetch
from tests.conftest import Cast
from tests.curate.world import item, source, topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("parsers")]

PROBLEMS = {"FeedProblem", "FetchFailed", "FetchRefused", "InflateError", "_marked"}
LIST = """<opml version="2.0"><body>
<outline text="Press"><outline type="rss" text="One" xmlUrl="https://one.example/feed"/></outline>
<outline type="rss" text="Two" xmlUrl="https://two.example/feed?rss_id=5"/>
<outline type="rss" text="Two again" xmlUrl="https://two.example/feed?rss_id=5"/>
<outline type="rss" text="Odd" xmlUrl="gopher://old.example/"/></body></opml>"""


def acts() -> list[str]:
    return list(Entry.objects.in_order().values_list("act", flat=True))


def test_a_source_is_read_at_once(cast: Cast, at: datetime) -> None:
    added = add_source(url="blog.example/feed#top", by=cast.lea, at=at)
    assert (added.url, added.name) == ("https://blog.example/feed", "blog.example")
    assert list(Source.objects.due(at)) == [added]
    assert added.is_being_read
    assert acts() == ["source.added"]


@pytest.mark.parametrize(
    "address",
    [
        *("", "hello", "ftp://a.example/", "javascript:alert(1)", "https://"),
        *("http://u:p@a.example/", "https://a.example/" + "x" * 1000),
    ],
)
def test_what_is_no_address_is_refused(cast: Cast, at: datetime, address: str) -> None:
    with pytest.raises(AddressRefused):
        add_source(url=address, by=cast.lea, at=at)
    assert acts() == []


def test_an_address_keeps_every_parameter(cast: Cast, at: datetime) -> None:
    url = "https://a.example/feed?rss_id=5&utm_source=x"
    assert add_source(url=url, by=cast.lea, at=at).url == url


def test_a_source_is_there_once(cast: Cast, at: datetime) -> None:
    add_source(url="https://a.example/feed", name="The A", by=cast.lea, at=at)
    with pytest.raises(SourceKnown) as refusal:
        add_source(url="https://A.example/feed", by=cast.lea, at=at)
    assert "The A" in str(refusal.value)


def test_a_list_twice_adds_nothing(cast: Cast, at: datetime) -> None:
    feeds = [OpmlFeed(f"https://site{n}.example/feed", f"Site {n}", "Press") for n in range(600)]
    first = adopt_list(feeds=[*feeds, OpmlFeed("nonsense", "")], by=cast.lea, at=at)
    again = adopt_list(feeds=feeds, by=cast.lea, at=at)
    assert (first.added, first.known, first.refused) == (600, 0, ("nonsense",))
    assert (again.added, again.known, again.refused) == (0, 600, ())
    assert Source.objects.filter(folder="Press").count() == 600


def test_hundreds_of_dead_sources_do_not_make_a_new_one_wait(cast: Cast, at: datetime) -> None:
    feeds = [OpmlFeed(f"https://dead{n}.example/", "") for n in range(600)]
    adopt_list(feeds=feeds, by=cast.lea, at=at - timedelta(minutes=1))
    new = add_source(url="https://alive.example/feed", by=cast.lea, at=at)
    assert next_source(at, lane=1) == new
    assert next_source(at, lane=0) != new
    Source.objects.filter(pk=new.pk).update(next_fetch_at=at - timedelta(hours=1))
    assert next_source(at, lane=0) == new


def test_a_paused_or_gone_source_is_not_due(cast: Cast, at: datetime) -> None:
    paused = pause_source(source=source(), by=cast.lea, at=at)
    source(state=Source.State.GONE)
    assert next_source(at, lane=0) is None
    resume_source(source=paused, by=cast.lea, at=at)
    assert next_source(at, lane=0) == paused
    assert acts() == ["source.paused", "source.resumed"]


def test_a_clock_that_jumps_back_does_not_stop_the_watch(at: datetime) -> None:
    row = source(next_fetch_at=at + timedelta(days=365), held_until=at + timedelta(days=365))
    later = source(next_fetch_at=at + timedelta(hours=20))
    assert list(Source.objects.due(at)) == [row]
    assert list(Source.objects.due(at + timedelta(hours=21)).exclude(pk=row.pk)) == [later]


def test_resuming_forgets_that_it_failed(cast: Cast, at: datetime) -> None:
    row = source(problem="server", failures=9, failing_since=at, etag='"x"', latest_fetch_at=at)
    resume_source(source=row, by=cast.lea, at=at)
    row.refresh_from_db()
    assert (row.problem, row.failures, row.failing_since, row.etag) == ("", 0, None, "")
    assert row.is_being_read


def test_a_source_may_be_hastened(cast: Cast, at: datetime) -> None:
    row = source(next_fetch_at=at + timedelta(hours=5), problem="server")
    hasten_source(source=row, by=cast.lea, at=at)
    row.refresh_from_db()
    assert (row.next_fetch_at, row.problem) == (at, "server")


def test_a_source_is_changed(cast: Cast, at: datetime) -> None:
    row, cloud = source(), topic("cloud")
    wishes = SourceWishes("Better", " Press /  / Lille", True, 3, trust=1, is_ours=True)
    change_source(source=row, wishes=wishes, topics=[cloud], by=cast.lea, at=at)
    row.refresh_from_db()
    assert (row.name, row.folder, row.needs_review) == ("Better", "Press / Lille", True)
    assert (row.daily_most, row.trust, row.is_ours) == (3, Source.Trust.HIGH, True)
    assert list(row.topics.all()) == [cloud]
    assert acts() == ["source.changed"]


def test_the_feed_of_a_page_is_read_instead(cast: Cast, at: datetime) -> None:
    row = source(problem="html", pointed_feed="https://a.example/rss", latest_fetch_at=at)
    follow_pointed_feed(source=row, by=cast.lea, at=at)
    row.refresh_from_db()
    assert (row.url, row.problem, row.is_being_read) == ("https://a.example/rss", "", True)
    with pytest.raises(NothingPointedTo):
        follow_pointed_feed(source=row, by=cast.lea, at=at)


def test_a_page_may_point_to_a_job_board(cast: Cast, at: datetime) -> None:
    data = "https://api.lever.co/v0/postings/acme?mode=json"
    row = source(pointed_feed=data)
    follow_pointed_feed(source=row, by=cast.lea, at=at)
    row.refresh_from_db()
    assert (row.kind, row.board, row.url) == (Source.Kind.BOARD, "lever", data)


def test_what_was_chosen_of_a_page_is_added_at_once(cast: Cast, at: datetime) -> None:
    finds = [
        Find("https://a.example/feed", folder="Press / "),
        Find("https://api.lever.co/v0/postings/a?mode=json", board="lever"),
        Find("https://a.example/feed"),
        Find("https://a.example/jobs", board="page"),
    ]
    added = add_finds(finds=finds, needs_review=True, by=cast.lea, at=at)
    assert [(row.kind, row.board) for row in added] == [
        ("feed", ""),
        ("board", "lever"),
        ("board", "page"),
    ]
    assert all(row.needs_review for row in added)
    assert acts() == ["sources.adopted"]


@pytest.mark.parametrize(
    ("find", "refusal"),
    [
        (Find("https://known.example/feed"), SourceKnown),
        (Find("nonsense"), AddressRefused),
        (Find("https://b.example/", board="unheard-of"), BoardUnknown),
    ],
)
def test_of_what_was_chosen_all_is_added_or_nothing(
    cast: Cast, at: datetime, find: Find, refusal: type[Exception]
) -> None:
    source(url="https://known.example/feed")
    with pytest.raises(refusal):
        add_finds(
            finds=[Find("https://a.example/feed"), find], needs_review=False, by=cast.lea, at=at
        )
    assert Source.objects.count() == 1
    assert acts() == []


def test_a_list_brings_job_boards_whose_data_it_names(cast: Cast, at: datetime) -> None:
    data = "https://api.lever.co/v0/postings/acme?mode=json"
    adopt_list(feeds=[OpmlFeed(data, "Acme", "Jobs")], by=cast.lea, at=at)
    row = Source.objects.get()
    assert (row.kind, row.board, row.folder) == (Source.Kind.BOARD, "lever", "Jobs")


def test_all_that_fail_alike_are_read_again(cast: Cast, at: datetime) -> None:
    later = at + timedelta(hours=9)
    failing = [source(problem="tls", next_fetch_at=later) for _ in range(3)]
    other = source(problem="dns", next_fetch_at=later)
    paused = source(problem="tls", next_fetch_at=later, state=Source.State.PAUSED)
    assert hasten_failing(problem="tls", by=cast.lea, at=at) == 3
    assert set(Source.objects.due(at)) == set(failing)
    assert not {other, paused} & set(Source.objects.due(at))
    assert acts() == ["sources.hastened"]


@pytest.mark.parametrize("problem", ["", "dns", "nonsense"])
def test_what_nobody_suffers_is_not_read_again(cast: Cast, at: datetime, problem: str) -> None:
    source(problem="tls")
    with pytest.raises(NothingFails):
        hasten_failing(problem=problem, by=cast.lea, at=at)


def test_a_removed_source_takes_its_items_away(cast: Cast, at: datetime) -> None:
    kept = item()
    gone = item()
    remove_source(source=gone.source, by=cast.lea, at=at)
    assert list(Item.objects.all()) == [kept]
    assert acts() == ["source.removed"]


def test_only_programme_managers_see_sources(cast: Cast, as_ines: Client) -> None:
    row = source()
    assert list(Source.objects.visible_to(cast.lea)) == [row]
    assert list(Source.objects.visible_to(cast.ines)) == []
    assert as_ines.get("/studio/sources/").status_code == 403
    assert as_ines.post(f"/studio/sources/{row.pk}/remove/").status_code == 403


def codes_in(path: Path) -> set[str]:
    """The codes of problems that a module names, as first words of what it raises or returns."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in PROBLEMS:
            found |= {word for argument in node.args for word in _words(argument)}
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found |= {
                w for key, value in pairs if _words(key) == ["problem"] for w in _words(value)
            }
        if isinstance(node, ast.FunctionDef) and node.name == "_code_of":
            returned = [one for one in ast.walk(node) if isinstance(one, ast.Return)]
            found |= {word for one in returned for word in _words(one.value)}
    return {word for word in found if word.replace("_", "").isalpha() and word.islower()}


def _name(node: ast.AST) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _words(node: ast.AST | None) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_words(node.body), *_words(node.orelse)]
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return [node.value] if is_text else []


def test_every_problem_has_its_sentence() -> None:
    modules = [
        *Path(curate_sources.__file__).parent.rglob("*.py"),
        *Path(fetch.__file__).parent.glob("*.py"),
    ]
    codes = {code for module in modules for code in codes_in(module)}
    codes |= set(fetching.PROBLEM_OF_STATUS.values()) | {
        "server",
        "http",
        "asked_to_wait",
        "double",
    }
    assert {"dns", "tls", "bomb", "html", "crashed", "too_slow"} <= codes
    assert codes - set(TROUBLES) == set()
    for trouble in TROUBLES.values():
        assert str(trouble.cause).endswith(".")
        assert str(trouble.to_do).endswith(".")


def test_every_problem_of_a_list_has_its_sentence() -> None:
    codes = {"empty", "too_big", "address", "twice", "too_many", "not_feeds", "no_feeds"}
    codes |= {"unreadable", "timeout", "memory", "crashed"}
    assert codes == set(LEFT_OUT) | set(LIST_TROUBLES)


def test_what_passes_alone_is_no_alarm_until_it_lasts() -> None:
    assert tone_of_trouble("server", 1) == "warn"
    assert tone_of_trouble("server", fetching.FAILURES_TO_BREAK) == "bad"
    assert tone_of_trouble("html", 1) == "bad"


def test_what_was_left_out_is_counted_with_an_example() -> None:
    problems = [OpmlProblem("twice", "https://a.example/"), OpmlProblem("twice", "https://b/")]
    sentences = left_out_in_words([*problems, OpmlProblem("too_many", "6000")], ["nonsense"])
    assert sentences == [
        "Only the first 5,000 feeds of this list were read.",
        "2 addresses stand there twice, for instance https://a.example/.",
        "1 entry has no usable address, for instance nonsense.",
    ]
    assert left_out_in_words([OpmlProblem("address", "")], []) == ["1 entry has no usable address."]


def test_the_page_says_what_a_list_gave(as_lea: Client) -> None:
    source("One before", url="https://one.example/feed")
    file = SimpleUploadedFile("feeds.opml", LIST.encode())
    page = as_lea.post("/studio/sources/import/", {"file": file}, follow=True).content.decode()
    assert "1 source added; it is being read now. 1 was there already." in page
    assert "1 entry has no usable address" in page
    exported = as_lea.get("/studio/sources/portevoix.opml").content
    assert {feed.url for feed in read_opml(exported).feeds} == {
        "https://one.example/feed",
        "https://two.example/feed?rss_id=5",
    }


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "This file is empty."),
        (b"name;mail\n", "This file is no list of feeds (OPML)."),
        (b"<opml><body/></opml>", "This list holds no feed."),
        (b"<opml>" + b" " * 5 * 1024 * 1024, "This file is larger than 5 MB."),
    ],
)
def test_a_list_that_is_none_says_why(as_lea: Client, body: bytes, sentence: str) -> None:
    answer = as_lea.post("/studio/sources/import/", {"file": SimpleUploadedFile("a.opml", body)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert as_lea.post("/studio/sources/import/").status_code == 422


def test_the_row_of_a_new_source_asks_again(as_lea: Client) -> None:
    row = source()
    again = f'hx-get="/studio/sources/{row.pk}/row/"'
    assert again in as_lea.get("/studio/sources/").content.decode()
    assert again in as_lea.get(f"/studio/sources/{row.pk}/row/").content.decode()


def test_the_row_of_a_read_source_is_the_same_alone_and_in_the_page(
    as_lea: Client, at: datetime
) -> None:
    row = source("Good one", latest_fetch_at=at)
    alone = as_lea.get(f"/studio/sources/{row.pk}/row/").content.decode()
    page = as_lea.get("/studio/sources/").content.decode()
    entry = alone[alone.index("<li") : alone.index("</li>")]
    assert "hx-get" not in entry
    assert entry in page


def test_hundreds_of_unread_sources_show_one_progress(cast: Cast, as_lea: Client) -> None:
    for _ in range(45):
        source()
    page = as_lea.get("/studio/sources/").content.decode()
    assert "/row/" not in page
    assert page.count('id="source-') == 40
    assert 'hx-get="/studio/sources/reading/"' in page
    assert "0 of 45" in as_lea.get("/studio/sources/reading/").content.decode()
    Source.objects.update(latest_fetch_at="2026-11-02T12:00:00Z")
    done = as_lea.get("/studio/sources/reading/").content.decode()
    assert "hx-get" not in done
    assert "Every source was read." in done


def test_broken_sources_come_first_with_what_to_do(as_lea: Client, at: datetime) -> None:
    source("A fine one", latest_fetch_at=at)
    source("Z broken", latest_fetch_at=at, problem="tls", failing_since=at, failures=1)
    source("X new one")
    source("W slow one", latest_fetch_at=at, problem="too_slow", failing_since=at, failures=1)
    source("Y paused", latest_fetch_at=at, state=Source.State.PAUSED)
    page = as_lea.get("/studio/sources/").content.decode()
    names = ("X new one", "Z broken", "W slow one", "A fine one", "Y paused")
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert "One source needs a decision" in page
    assert "certificate" in page
    assert "Since Nov" in page or "Since 2 November 2026" in page
    assert "Try again now" in page
    assert "Paused." in page


def test_a_source_is_changed_on_its_page(as_lea: Client, at: datetime) -> None:
    cloud, press = topic("cloud"), topic("press")
    row = source(latest_fetch_at=at)
    row.topics.add(cloud)
    place = f"/studio/sources/{row.pk}/"
    assert "Cloud" in as_lea.get(place).content.decode()
    sent = {"name": "New name", "daily_most": "7", "needs_review": "on", "one_more": press.pk}
    sent |= {"trust": "-1", "is_ours": "on", "folder": "A / B"}
    assert as_lea.post(place, sent | {"topics": [cloud.pk]}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.daily_most, row.needs_review) == ("New name", 7, True)
    assert (row.trust, row.is_ours, row.folder) == (Source.Trust.LOW, True, "A / B")
    assert set(row.topics.all()) == {cloud, press}
    assert as_lea.post(place, {"name": ""}).status_code == 422


@pytest.mark.parametrize(
    ("act", "state"),
    [("pause", "paused"), ("resume", "active"), ("read", "active"), ("follow", "active")],
)
def test_what_is_done_to_a_source_is_done_on_the_page(
    as_lea: Client, act: str, state: str, at: datetime
) -> None:
    row = source(pointed_feed="https://a.example/rss", latest_fetch_at=at)
    answer = as_lea.post(f"/studio/sources/{row.pk}/{act}/", follow=True)
    assert f"{row.name} is" in answer.content.decode() or act == "follow"
    row.refresh_from_db()
    assert row.state == state


def test_nothing_else_is_done_to_a_source(as_lea: Client) -> None:
    row = source()
    assert as_lea.post(f"/studio/sources/{row.pk}/burn/").status_code == 404
    assert as_lea.get(f"/studio/sources/{row.pk}/pause/").status_code == 405
    assert as_lea.post("/studio/sources/999/pause/").status_code == 404


def test_a_source_is_removed_on_the_page(as_lea: Client) -> None:
    row = source()
    as_lea.post(f"/studio/sources/{row.pk}/remove/")
    assert not Source.objects.exists()
    assert as_lea.get(f"/studio/sources/{row.pk}/").status_code == 404


def test_what_a_list_brings_is_reviewed_if_asked(as_lea: Client) -> None:
    feeds = b"""<opml version="2.0"><body>
        <outline text="A" xmlUrl="https://a.example/feed"/></body></opml>"""
    file = SimpleUploadedFile("list.opml", feeds)
    as_lea.post("/studio/sources/import/", {"file": file, "needs_review": "on"})
    assert Source.objects.get(url="https://a.example/feed").needs_review
