from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import pytest
from django.test import Client

from portevoix.curate.models import Source
from portevoix.curate.sources.finding import find
from portevoix.curate.sources.visits import MOST_PAGES, visit
from portevoix.curate.views import adding
from portevoix.ledger.models import Entry
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.curate.world import source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("parsers")]

RSS = """<rss version="2.0"><channel><title>{title}</title><link>https://a.example/</link>
<item><title>{item}</title><link>https://a.example/1</link><guid>{item}</guid>
<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
PAGE = """<!doctype html><html lang="fr"><head><title>Le site</title>{head}</head>
<body><h1>Le site</h1>{body}</body></html>"""
FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="{}">'
POSTING = """<script type="application/ld+json">{"@context": "https://schema.org",
"@type": "JobPosting", "title": "Soudeuse", "description": "Souder.", "datePosted": "2026-10-01",
"hiringOrganization": {"@type": "Organization", "name": "Atelier"},
"jobLocation": {"address": {"addressLocality": "Lille"}}}</script>"""
OPML = """<opml version="2.0"><body><outline text="Press"><outline type="rss" text="One"
xmlUrl="https://one.example/feed"/></outline><outline type="rss" text="Two"
xmlUrl="https://two.example/feed"/></body></opml>"""


def rss(title: str, item: str = "News") -> str:
    return RSS.format(title=title, item=item)


def page(*feeds: str, body: str = "") -> str:
    return PAGE.format(head="".join(FEED_LINK.format(feed) for feed in feeds), body=body)


def lever(*titles: str) -> str:
    jobs = [
        {"id": title, "text": title, "hostedUrl": f"https://jobs.lever.co/acme/{n}"}
        | {"categories": {"location": "Lille"}}
        for n, title in enumerate(titles)
    ]
    return json.dumps(jobs)


class World:
    """An outside that answers as it is told, and remembers what it was asked."""

    def __init__(self, answers: Mapping[str, str | int]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def carry(self, request: FetchRequest) -> FetchResponse:
        self.asked.append(request.url)
        answer = self.answers.get(request.url, 404)
        if answer == 0:
            raise FetchFailed("connection", "refused")
        status, body = (200, str(answer)) if isinstance(answer, str) else (answer, "")
        return FetchResponse(status, request.url, (), body.encode(), (), 0.0)


SITE = "https://a.example/"


def test_a_feed_is_found_with_what_it_holds() -> None:
    world = World({SITE: rss("The A", "A first story")})
    found = find(SITE, world.carry)
    (offer,) = found.offers
    assert (offer.url, offer.board, offer.title, offer.count) == (SITE, "", "The A", 1)
    assert offer.latest == datetime.fromisoformat("2026-11-02T08:00:00+00:00")
    assert offer.examples == ("A first story",)
    assert world.asked == [SITE]


def test_a_page_is_found_with_every_feed_it_declares() -> None:
    both = page("/feed", "/comments", "/broken")
    world = World({SITE: both, f"{SITE}feed": rss("Posts"), f"{SITE}comments": rss("Comments")})
    found = find(SITE, world.carry)
    assert [offer.title for offer in found.offers] == ["Posts", "Comments"]
    assert found.card
    assert (found.card.title, found.card.language, found.card.image_url) == ("Le site", "fr", "")


def test_a_page_that_declares_none_is_tried_where_feeds_usually_stand() -> None:
    usual = {f"{SITE}feed": rss("Here"), f"{SITE}rss.xml": rss("Here"), f"{SITE}atom.xml": page()}
    found = find(SITE, World({SITE: page(), **usual}).carry)
    assert [offer.url for offer in found.offers] == [f"{SITE}feed"]


def test_a_page_without_any_says_so_and_what_to_do() -> None:
    found = find(SITE, World({SITE: page()}).carry)
    assert (found.offers, found.problem) == ((), "no_feed_found")


def test_a_job_board_is_known_by_its_address() -> None:
    data = "https://api.lever.co/v0/postings/acme?mode=json"
    world = World({data: lever("Welder", "Painter")})
    for address in ("https://jobs.lever.co/acme", "https://jobs.lever.co/acme/x", data):
        (offer,) = find(address, world.carry).offers
        assert (offer.url, offer.board, offer.count) == (data, "lever", 2)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://jobs.lever.co/acme/1">Join us</a>',
        '<script src="https://jobs.lever.co/acme?a=1&amp;b=2"></script>',
    ],
)
def test_a_job_board_is_known_by_a_page_that_leads_there(body: str) -> None:
    data = "https://api.lever.co/v0/postings/acme?mode=json"
    world = World({SITE: page("/feed", body=body), f"{SITE}feed": rss("Blog"), data: lever("A")})
    assert [offer.board for offer in find(SITE, world.carry).offers] == ["lever", ""]


def test_a_page_that_describes_its_openings_is_a_board_itself() -> None:
    found = find(SITE, World({SITE: page(body=POSTING)}).carry)
    (offer,) = found.offers
    assert (offer.url, offer.board, offer.count, offer.examples) == (SITE, "page", 1, ("Soudeuse",))


def test_a_list_is_known_by_what_it_holds() -> None:
    found = find(SITE, World({SITE: OPML}).carry)
    assert (found.offers, found.listed) == ((), 2)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (0, "connection"),
        (404, "missing"),
        (403, "forbidden"),
        (500, "server"),
        (304, "http"),
        ("", "empty"),
        ("nothing to read", "unreadable"),
    ],
)
def test_what_cannot_be_read_says_why(answer: str | int, problem: str) -> None:
    found = find(SITE, World({SITE: answer}).carry)
    assert (found.offers, found.problem) == ((), problem)


def test_a_hostile_page_asks_for_little(at: datetime) -> None:
    feeds = [f"/feed{n}" for n in range(500)]
    links = "".join(f'<a href="https://jobs.lever.co/t{n}">x</a>' for n in range(5000))
    world = World({SITE: page(*feeds, body=links)})
    assert find(SITE, world.carry).problem == "no_feed_found"
    assert len(world.asked) <= 21


def board_of_pages(last: int, *, host: str = "api.smartrecruiters.com") -> dict[str, str]:
    def address(page: int, host: str) -> str:
        return f"https://{host}/v1/companies/acme/postings?limit=100&offset={page * 100}"

    def job(number: int) -> dict[str, object]:
        return {
            "id": str(number),
            "uuid": str(number),
            "name": f"Job {number}",
            "location": {"city": "Lille"},
            "company": {"identifier": "acme", "name": "Acme"},
            "releasedDate": "2026-11-01T00:00:00Z",
            "department": {},
            "typeOfEmployment": {},
        }

    return {
        address(page, host): json.dumps(
            {
                "offset": page * 100,
                "limit": 100,
                "totalFound": (last + 1) * 100,
                "content": [job(page * 100 + n) for n in range(100)],
            }
        )
        for page in range(last + 1)
    }


def test_a_long_board_is_read_page_after_page() -> None:
    answers = board_of_pages(2)
    world = World(answers)
    seen = visit(FetchRequest(next(iter(answers))), world.carry, board="smartrecruiters")
    assert seen.feed
    assert (len(seen.feed.entries), seen.is_whole, seen.pages) == (300, True, 3)


def test_a_board_without_end_is_left_after_ten_pages_and_is_not_whole() -> None:
    answers = board_of_pages(MOST_PAGES + 4)
    world = World(answers)
    seen = visit(FetchRequest(next(iter(answers))), world.carry, board="smartrecruiters")
    assert seen.feed
    assert (len(world.asked), len(seen.feed.entries), seen.is_whole) == (MOST_PAGES, 1000, False)


def test_a_page_that_is_refused_is_the_answer() -> None:
    first, second, third = board_of_pages(2).items()
    world = World(dict([first, (second[0], 503), third]))
    seen = visit(FetchRequest(first[0]), world.carry, board="smartrecruiters")
    assert (seen.response.status, seen.feed, seen.is_whole) == (503, None, False)


def look(client: Client, monkeypatch: pytest.MonkeyPatch, url: str, **answers: str | int) -> str:
    world = World({url: answers["here"]} | {f"{url}{k}": v for k, v in answers.items()})
    monkeypatch.setattr(adding, "carry", world.carry)
    return client.post("/studio/sources/look/", {"url": url}).content.decode()


def test_one_pastes_an_address_and_chooses(as_lea: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = look(
        as_lea, monkeypatch, SITE, here=page("/feed", "/other"), feed=rss("Posts"), other=rss("O")
    )
    assert not Source.objects.exists()
    assert "2 things to read were found." in found
    assert found.count(" checked") == 1
    sent = {"find": [f" {SITE}feed", f" {SITE}other"], "folder": "Press", "needs_review": "on"}
    answer = as_lea.post("/studio/sources/add/", sent, follow=True)
    assert "2 sources added" in answer.content.decode()
    assert set(Source.objects.values_list("url", "folder", "needs_review")) == {
        (f"{SITE}feed", "Press", True),
        (f"{SITE}other", "Press", True),
    }
    assert Entry.objects.get().act == "sources.adopted"


def test_one_source_is_looked_at_once_added(as_lea: Client) -> None:
    answer = as_lea.post("/studio/sources/add/", {"find": f" {SITE}feed"})
    row = Source.objects.get()
    assert answer["Location"] == f"/studio/sources/{row.pk}/"
    page = as_lea.get(answer["Location"]).content.decode()
    assert "It is being read now." in page
    assert 'hx-select="#brought"' in page


def test_what_is_here_already_is_said(as_lea: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    source("The A", url=SITE)
    assert "The A" in look(as_lea, monkeypatch, SITE, here=rss("A"))
    source(url=f"{SITE}blog/feed")
    found = look(as_lea, monkeypatch, f"{SITE}blog/", here=page("/blog/feed"), feed=rss("Posts"))
    assert "here already" in found
    assert "Add to the watch" not in found
    assert as_lea.post("/studio/sources/add/", {"find": f" {SITE}"}).status_code == 409


def test_what_does_not_answer_may_be_added_all_the_same(
    as_lea: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(as_lea, monkeypatch, SITE, here=503)
    assert "The site is out of order." in found
    assert "Add this address all the same" in found
    assert as_lea.post("/studio/sources/add/", {"find": f" {SITE}"}).status_code == 302
    assert Source.objects.get().url == SITE


def test_a_list_at_an_address_is_adopted(as_lea: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "This is a list of 2 feeds." in look(as_lea, monkeypatch, SITE, here=OPML)
    answer = as_lea.post("/studio/sources/adopt/", {"url": SITE}, follow=True)
    assert "2 sources added" in answer.content.decode()
    assert Source.objects.filter(folder="Press").count() == 1
    monkeypatch.setattr(adding, "carry", World({SITE: 0}).carry)
    assert as_lea.post("/studio/sources/adopt/", {"url": SITE}).status_code == 422
    monkeypatch.setattr(adding, "carry", World({SITE: "no list"}).carry)
    assert as_lea.post("/studio/sources/adopt/", {"url": SITE}).status_code == 422


@pytest.mark.parametrize("url", ["", "hello", "ftp://a.example/", "http://u:p@a.example/"])
def test_what_is_no_address_is_not_asked_for(
    as_lea: Client, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(adding, "carry", None)
    assert as_lea.post("/studio/sources/look/", {"url": url}).status_code == 422
    assert as_lea.post("/studio/sources/add/", {"url": url}).status_code == 422


def test_only_programme_managers_look(as_ines: Client) -> None:
    for place in ("look", "add", "adopt", "import"):
        assert as_ines.post(f"/studio/sources/{place}/", {"url": SITE}).status_code == 403
