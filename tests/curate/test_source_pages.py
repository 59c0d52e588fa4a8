from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from portevoix.curate.actions.audiences import set_audience
from portevoix.curate.actions.sources import adopt_list
from portevoix.curate.models import Audience, Source
from portevoix.curate.queries.health import Sought, causes, listed_sources, silent_sources
from portevoix.curate.rules.rhythms import usual_gap
from portevoix.curate.sources.opml import OpmlFeed
from portevoix.curate.views.wording import audience_in_words, left_out_today, rhythm_in_words
from portevoix.people.models import Team
from tests.conftest import NOON, Cast
from tests.curate.world import item, source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("parsers")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LISTS = ("awesome-France.opml", "engineering_blogs.opml", "jeanremy-blogroll-fr.opml")


def names(cast: Cast, **sought: str) -> list[str]:
    return [row.name for row in listed_sources(cast.lea, Sought(**sought))]


def html(client: Client, place: str) -> str:
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.content.decode()


def test_sources_are_found_by_name_address_folder_and_state(cast: Cast, at: datetime) -> None:
    read = {"latest_fetch_at": at}
    source("Le Monde", url="https://lemonde.example/rss", folder="Press / France", **read)
    source("The Times", folder="Press", problem="tls", **read)
    source("Pressing matters", folder="Pressing", state=Source.State.PAUSED, **read)
    source("Jobs", kind="board", board="lever", is_ours=True, **read)
    assert names(cast, q="monde") == ["Le Monde"]
    assert names(cast, q="LEMONDE.example rss") == ["Le Monde"]
    assert set(names(cast, folder="Press")) == {"Le Monde", "The Times"}
    assert names(cast, folder="Press / France") == ["Le Monde"]
    assert names(cast, state="trouble") == ["The Times"]
    assert names(cast, state="paused") == ["Pressing matters"]
    assert names(cast, state="boards") == names(cast, state="ours") == ["Jobs"]
    assert len(names(cast, state="nonsense")) == 4
    assert names(cast, q="monde", folder="Pressing") == []


def test_sources_stand_under_their_folders(as_lea: Client, at: datetime) -> None:
    for name, folder in (("A", "Press"), ("B", "Press"), ("C", "Design"), ("D", "")):
        source(f"Source {name}", folder=folder, latest_fetch_at=at)
    source("Source E", folder="Press", latest_fetch_at=at, problem="tls", failing_since=at)
    source("Source F", folder="Press", latest_fetch_at=at, problem="dns", failing_since=at)
    source("Source G")
    page = html(as_lea, "/studio/sources/")
    headings = ("Just added", "To decide", "Failing for the moment", "In no folder")
    places = [page.index(f">{one}</h2>") for one in (*headings, "Design", "Press")]
    assert places == sorted(places)
    assert page.count(">Press</h2>") == 1


def test_five_hundred_sources_are_a_few_pages_of_few_questions(
    cast: Cast, as_lea: Client, at: datetime, django_assert_max_num_queries: object
) -> None:
    feeds = [OpmlFeed(f"https://s{n}.example/", f"S {n:03}", f"F {n % 9}") for n in range(500)]
    adopt_list(feeds=feeds, by=cast.lea, at=at)
    Source.objects.update(latest_fetch_at=at)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        page = html(as_lea, "/studio/sources/")
    assert page.count('id="source-') == 40
    assert "S 499" in html(as_lea, "/studio/sources/?q=499")
    empty = html(as_lea, "/studio/sources/?q=nothing+like+it&folder=unheard&page=77")
    assert "No source is like that" in empty


def test_the_health_page_says_what_happened_since_when_and_what_to_do(
    as_lea: Client, at: datetime
) -> None:
    source("Sound", latest_fetch_at=at)
    broken = {"latest_fetch_at": at, "failures": 3}
    source("Late", problem="tls", failing_since=at, **broken)
    source(
        "Early", problem="tls", failing_since=at - 3 * DAY, latest_success_at=at - 4 * DAY, **broken
    )
    source(
        "Shape", kind="board", board="lever", problem="changed_shape", failing_since=at, **broken
    )
    source("Slow", problem="too_slow", failing_since=at, **broken)
    page = html(as_lea, "/studio/sources/health/")
    assert "1 of 5 answer well." in page
    assert "3 need a decision." in page
    assert "One fails for the moment." in page
    assert page.index("Early") < page.index("Late") < page.index("Slow")
    assert "It last answered on Oct. 29, 2026." in page or "29 October 2026" in page
    assert "The openings that stood there are kept as they were." in page
    answer = as_lea.post("/studio/sources/health/again/", {"problem": "tls"}, follow=True)
    assert "2 sources are being read again." in answer.content.decode()
    assert as_lea.post("/studio/sources/health/again/", {"problem": "x"}).status_code == 409


def test_a_watch_in_good_health_says_so(as_lea: Client, at: datetime) -> None:
    assert "There is no source yet." in html(as_lea, "/studio/sources/health/")
    source(latest_fetch_at=at)
    page = html(as_lea, "/studio/sources/health/")
    assert "Every source answers." in page
    assert "All is well" in page


def test_what_needs_somebody_comes_before_what_is_common(cast: Cast, at: datetime) -> None:
    for _ in range(3):
        source(problem="dns", failing_since=at)
    source(problem="gone", failing_since=at, state=Source.State.GONE)
    found = causes(cast.lea)
    assert [(one.problem, one.is_read) for one in found] == [("gone", False), ("dns", True)]
    assert causes(cast.ines) == []


def test_who_answers_and_gives_nothing_is_named(cast: Cast, at: datetime) -> None:
    old = {"added_at": at - 60 * DAY, "latest_fetch_at": at}
    silent, lively = source("Silent", **old), source("Lively", **old)
    item(of=lively, found_at=at - DAY)
    item(of=silent, found_at=at - 40 * DAY)
    source("New", added_at=at - DAY, latest_fetch_at=at)
    source("Broken", problem="tls", **old)
    assert list(silent_sources(cast.lea, at)) == [silent]


@pytest.mark.parametrize(
    ("hours", "days"),
    [([1, 2, 3, 4], None), ([24, 48, 72], 1), ([24 * 7, 24 * 14, 24 * 21], 7), ([1, 2], 0)],
)
def test_the_rhythm_is_the_usual_gap(hours: list[int], days: int | None) -> None:
    gap = usual_gap([NOON - hour * HOUR for hour in hours], NOON)
    assert gap == {None: HOUR, 0: None}.get(days, timedelta(days=days or 0))


def test_a_source_that_falls_silent_publishes_rarely() -> None:
    moments = [NOON - 90 * DAY - hour * HOUR for hour in range(5)]
    assert usual_gap([*moments, NOON + DAY], NOON) == 90 * DAY


@pytest.mark.parametrize(
    ("every", "gap", "words"),
    [
        (timedelta(minutes=16), HOUR, "Read about every 16 minutes: it publishes several times"),
        (HOUR, DAY, "Read about every hour: it publishes about once a day."),
        (6 * HOUR, 7 * DAY, "Read about every 6 hours: it publishes about once a week."),
        (DAY, 300 * DAY, "Read about once a day: it publishes rarely."),
        (HOUR, None, "Read about every hour: too little is known yet"),
    ],
)
def test_the_rhythm_is_said_in_words(every: timedelta, gap: timedelta, words: str) -> None:
    assert rhythm_in_words(every, gap).startswith(words)


def test_the_page_of_a_source_says_how_it_is_read(as_lea: Client, at: datetime) -> None:
    row = source(
        "Weekly",
        folder="Press",
        latest_fetch_at=at,
        latest_success_at=at,
        next_fetch_at=at + 12 * HOUR,
        left_out=12,
    )
    for weeks in range(4):
        moment = at - weeks * 7 * DAY - HOUR
        item(of=row, published_at=moment, found_at=moment)
    page = html(as_lea, f"/studio/sources/{row.pk}/")
    assert "Read about every 12 hours: it publishes about once a week." in page
    assert "12 more were left out: raise the most new items a day." in page
    assert left_out_today(0) == ""
    assert "Everybody." in page


def test_whom_a_source_is_for_is_chosen_on_its_page(
    cast: Cast, as_lea: Client, at: datetime
) -> None:
    row, team = source(latest_fetch_at=at), Team.objects.get()
    place = f"/studio/sources/{row.pk}/audience/"
    sent = {"teams": [team.pk], "languages": ["fr"]}
    answer = as_lea.post(place, sent, follow=True)
    assert "For Platform · Français." in answer.content.decode()
    assert as_lea.post(place, {"teams": ["999"]}).status_code == 422
    assert as_lea.post(place, {"languages": ["de"]}).status_code == 422
    assert Audience.objects.count() == 1
    assert as_lea.post(place, {}).status_code == 302
    assert not Audience.objects.exists()


def test_an_audience_is_said_in_a_line(cast: Cast, at: datetime) -> None:
    piece = item()
    teams = [Team.objects.create(name=f"Team {n}") for n in range(5)]
    set_audience(of=piece, teams=teams, countries=["de"], by=cast.lea, at=at)
    with translation.override("en"):
        said = audience_in_words(piece.audience)
    assert said == "For Team 0, Team 1, Team 2 and 2 more · Germany"
    assert audience_in_words(None) == ""


@pytest.mark.parametrize("name", LISTS)
def test_a_real_list_comes_out_as_it_went_in(as_lea: Client, shared_data: Path, name: str) -> None:
    body = (shared_data / "feeds" / "opml" / name).read_bytes()
    first = _imported(as_lea, body)
    written = as_lea.get("/studio/sources/portevoix.opml").content
    Source.objects.all().delete()
    assert len(first) > 10
    assert _imported(as_lea, written) == first
    assert as_lea.get("/studio/sources/portevoix.opml").content == written


def _imported(client: Client, body: bytes) -> set[tuple[str, str, str]]:
    client.post("/studio/sources/import/", {"file": SimpleUploadedFile("a.opml", body)})
    return set(Source.objects.values_list("url", "name", "folder"))
