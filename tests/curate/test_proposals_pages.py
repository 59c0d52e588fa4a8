from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from portevoix.curate.actions.proposing import decline_proposal, propose_page
from portevoix.curate.actions.trusting import give_trust
from portevoix.curate.forms.proposals import card_in, sealed_card
from portevoix.curate.models import Item, Proposal, Source, Trust, WatchRules
from portevoix.curate.sources.page_card import Card
from portevoix.curate.sources.parsed import FeedProblem
from portevoix.curate.views import proposals as views
from portevoix.curate.views.proposal_words import FORBIDDEN, why_unread
from portevoix.people.models import Person
from portevoix.web.fetch import FetchFailed, FetchRefused, FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.curate.world import item, topic
from tests.web.loopback import answer, saying, stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("parsers")]

PROPOSE, SEND, PROPOSED = "/propose/", "/propose/send/", "/proposed/"
STUDIO, TRUST = "/studio/proposals/", "/studio/trust/"
ADDRESS = "https://news.example/looms"
PAGE = b"""<!doctype html><html lang="en"><head><title>Looms that listen</title>
<meta property="og:title" content="Looms that listen">
<meta property="og:site_name" content="Thread">
<meta name="description" content="How weaving rooms became quiet.">
<link rel="canonical" href="/looms"></head><body><h1>Looms that listen</h1></body></html>"""


@pytest.fixture
def as_theo(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.theo)
    return browser


def served(
    monkeypatch: pytest.MonkeyPatch, status: int = 200, body: bytes = PAGE, url: str = ADDRESS
) -> list[str]:
    asked: list[str] = []

    def carry(request: FetchRequest) -> FetchResponse:
        asked.append(request.url)
        headers = (("content-type", "text/html; charset=utf-8"),)
        return FetchResponse(status, url, headers, body, (), 0.0)

    monkeypatch.setattr(views, "carry", carry)
    return asked


def broken(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    def carry(_request: FetchRequest) -> FetchResponse:
        raise problem

    monkeypatch.setattr(views, "carry", carry)


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def sealed_in(page: str) -> str:
    found = re.search(r'name="card" value="([^"]+)"', page)
    assert found
    return found[1]


def proposed(by: Person, at: datetime, number: int = 1) -> Proposal:
    read = Card(f"https://news.example/read/{number}", f"Weaving, part {number}", "On looms.")
    return propose_page(card=read, title=read.title, why="Calm", topics=None, by=by, at=at)


def test_what_a_phone_shares_fills_the_field(as_ines: Client) -> None:
    page = text_of(as_ines.get(PROPOSE, {"text": f"Looms {ADDRESS}", "title": ""}))
    assert f'value="{ADDRESS}"' in page
    assert 'value="Looms"' in page
    assert f"javascript:void open(&#x27;http://localhost:8000{PROPOSE}?url=" in page
    long = text_of(as_ines.get(PROPOSE, {"url": "https://news.example/" + "a" * 10_000}))
    assert "aaaa" not in long


def test_a_page_is_read_completed_and_proposed(
    as_ines: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    looms, law = topic("looms", "looms"), topic("law")
    asked = served(monkeypatch)
    page = text_of(as_ines.post(PROPOSE, {"url": f"Read {ADDRESS}?utm_source=mail"}))
    assert asked == [ADDRESS]
    assert "Looms that listen" in page
    assert "Thread" in page
    assert "How weaving rooms became quiet." in page
    assert not Item.objects.exists()
    sent = {
        "card": sealed_in(page),
        "title": "Looms listen",
        "topics": [looms.pk],
        "one_more": law.pk,
        "why": "Calm",
    }
    told = text_of(as_ines.post(SEND, sent, follow=True))
    assert "Proposed. The answer will stand on this page." in told
    assert "Waits for an answer." in told
    made = Proposal.objects.get()
    assert (made.person, made.why, made.item.title) == (cast.ines, "Calm", "Looms listen")
    assert set(made.item.topics.all()) == {looms, law}
    # A second click changes nothing.
    text_of(as_ines.post(SEND, sent, follow=True))
    assert Proposal.objects.count() == 1


def test_a_card_is_what_the_page_said_or_nothing() -> None:
    read = Card(ADDRESS, "Looms", feeds=("https://news.example/feed",))
    assert card_in(sealed_card(read)) == read
    assert card_in(sealed_card(read)[:-1]) is None
    assert card_in("") is None


def test_a_forged_card_is_not_believed(as_ines: Client) -> None:
    told = text_of(as_ines.post(SEND, {"card": "forged", "title": "Mine"}, follow=True))
    assert "Begin with the address again." in told
    assert not Item.objects.exists()


def test_a_title_is_needed_and_what_was_written_is_kept(as_ines: Client) -> None:
    sent = {"card": sealed_card(Card(ADDRESS, "")), "title": "", "why": "Calm"}
    page = text_of(as_ines.post(SEND, sent), 422)
    assert "Calm" in page
    assert not Item.objects.exists()


@pytest.mark.parametrize("code", ["dns", "connection", "too_slow", "too_large", "tls", "bomb"])
def test_a_page_that_cannot_be_read_is_proposed_by_hand(
    as_ines: Client, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    looms = topic("looms", "looms")
    broken(monkeypatch, FetchFailed(code))
    page = text_of(as_ines.post(PROPOSE, {"url": ADDRESS, "named": "From a phone"}))
    assert f"{why_unread(code)} You can propose it all the same" in page
    assert 'value="From a phone"' in page
    as_ines.post(SEND, {"card": sealed_in(page), "title": "Looms by hand"})
    made = Proposal.objects.get()
    assert made.item.title == "Looms by hand"
    # Its words were not there to guess from before.
    assert list(made.item.topics.all()) == [looms]


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (404, b"", "The site says that there is no such page."),
        (403, PAGE, "The site did not show us this page."),
        (500, PAGE, "The site did not show us this page."),
        (200, b"", "This page could not be read."),
        (200, b"%PDF-1.7 \x00\x01\x02", "This page could not be read."),
        (200, b"<html><body><p>no name</p></body></html>", "This page could not be read."),
    ],
)
def test_what_is_no_page_says_so(
    as_ines: Client, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, sentence: str
) -> None:
    served(monkeypatch, status, body)
    assert sentence in text_of(as_ines.post(PROPOSE, {"url": ADDRESS}))


def test_a_reader_that_dies_harms_nothing(as_ines: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    served(monkeypatch)

    def die(*_given: object) -> Card:
        raise FeedProblem("crashed")

    monkeypatch.setattr(views, "card_of", die)
    assert "This page could not be read." in text_of(as_ines.post(PROPOSE, {"url": ADDRESS}))


@pytest.mark.parametrize("code", sorted(FORBIDDEN))
def test_an_address_that_we_may_not_ask_is_refused_and_kept(
    as_ines: Client, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    broken(monkeypatch, FetchRefused(code))
    page = text_of(as_ines.post(PROPOSE, {"url": ADDRESS}), 422)
    assert "nobody outside could open it" in page
    assert ADDRESS in page


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "two words",
        "https://news.example/" + "a" * 3_000,
        "https://news.example/" + "a" * 10_000,
    ],
)
def test_what_is_no_address_is_asked_again(as_ines: Client, url: str) -> None:
    text_of(as_ines.post(PROPOSE, {"url": url}), 422)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://10.0.0.8/wiki", "http://[::1]/", "http://localhost/"]
)
def test_nothing_inside_is_ever_asked(as_ines: Client, url: str) -> None:
    # The unit suite opens no socket: whatever is asked here would fail the test.
    assert "nobody outside could open it" in text_of(as_ines.post(PROPOSE, {"url": url}), 422)


def test_a_known_page_is_led_to(as_ines: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = served(monkeypatch)
    known = item("Looms, known", url=ADDRESS)
    page = text_of(as_ines.post(PROPOSE, {"url": ADDRESS}))
    assert "your colleagues are offered it" in page
    assert f"/share/new/{known.pk}/" in page
    assert asked == []


def test_a_page_that_names_itself_otherwise_is_known_too(
    as_ines: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(monkeypatch, url="https://news.example/x?y=1")
    item("Looms, known", url=ADDRESS)
    page = text_of(as_ines.post(PROPOSE, {"url": "https://news.example/x?y=1"}))
    assert "Looms, known" in page


def test_a_page_that_waits_or_was_declined_says_so(
    as_ines: Client, as_theo: Client, cast: Cast, at: datetime
) -> None:
    made = proposed(cast.ines, at)
    url = {"url": made.item.url}
    assert "You proposed this page already." in text_of(as_ines.post(PROPOSE, url))
    page = text_of(as_theo.post(PROPOSE, url))
    assert "waits for a decision" in page
    assert "Inès" not in page
    decline_proposal(proposal=made, note="An advertisement", by=cast.lea, at=at)
    page = text_of(as_theo.post(PROPOSE, url))
    assert "declined, with this note" in page
    assert "An advertisement" in page
    assert f"/share/new/{made.item_id}/" not in page
    item(url="https://news.example/no", state=Item.State.DECLINED)
    page = text_of(as_theo.post(PROPOSE, {"url": "https://news.example/no"}))
    assert "looked at before, and is not offered" in page


def test_she_reads_the_answers_and_withdraws_what_waits(
    as_ines: Client, as_theo: Client, cast: Cast, at: datetime
) -> None:
    assert "Nothing yet" in text_of(as_ines.get(PROPOSED))
    declined, waiting = proposed(cast.ines, at, 1), proposed(cast.ines, at, 2)
    decline_proposal(proposal=declined, note="An advertisement", by=cast.lea, at=at)
    page = text_of(as_ines.get(PROPOSED))
    assert "An advertisement" in page
    assert "Weaving, part 2" in page
    assert "Weaving" not in text_of(as_theo.get(PROPOSED))
    place = f"{PROPOSED}{waiting.pk}/withdraw/"
    assert as_theo.post(place).status_code == 404
    assert "Withdrawn." in text_of(as_ines.post(place, follow=True))
    assert as_ines.post(place).status_code == 404
    assert as_ines.post(f"{PROPOSED}{declined.pk}/withdraw/").status_code == 409


def test_whom_is_trusted_is_told_so(as_ines: Client, cast: Cast, at: datetime) -> None:
    give_trust(person=cast.ines, by=cast.lea, at=at)
    sent = {"card": sealed_card(Card(ADDRESS, "Looms")), "title": "Looms"}
    page = text_of(as_ines.post(SEND, sent, follow=True))
    assert "Offered at once: whoever looks after the watch trusts you." in page
    assert Item.objects.get().state == Item.State.APPROVED


def test_one_proposal_is_answered_at_a_time(as_lea: Client, cast: Cast, at: datetime) -> None:
    looms, law = topic("looms", "looms"), topic("law")
    first, second = proposed(cast.ines, at, 1), proposed(cast.theo, at, 2)
    page = text_of(as_lea.get(STUDIO))
    assert "2 proposals wait for your answer." in page
    assert "Inès Morel proposes it" in page
    assert "Calm" in page
    place = f"{STUDIO}{first.pk}/"
    refused = text_of(as_lea.post(place, {"answer": "decline", "note": " "}), 422)
    assert "Say in a few words why it is declined." in refused
    sent = {"answer": "accept", "note": "Thanks", "topics": [looms.pk], "one_more": law.pk}
    page = text_of(as_lea.post(place, sent, follow=True))
    assert "Accepted: your colleagues are offered it." in page
    assert "Théo Blanc proposes it" in page
    first.refresh_from_db()
    assert (first.state, first.note) == ("accepted", "Thanks")
    assert set(first.item.topics.all()) == {looms, law}
    text_of(as_lea.post(f"{STUDIO}{second.pk}/", {"answer": "decline", "note": "No"}, follow=True))
    second.refresh_from_db()
    assert second.state == "declined"
    assert as_lea.post(place, sent).status_code == 409
    assert "Every proposal is answered" in text_of(as_lea.get(STUDIO))


def test_topics_that_do_not_exist_are_said(as_lea: Client, cast: Cast, at: datetime) -> None:
    made = proposed(cast.ines, at)
    text_of(as_lea.post(f"{STUDIO}{made.pk}/", {"answer": "accept", "one_more": "x"}), 422)
    assert Proposal.objects.waiting().exists()


def test_what_was_offered_at_once_is_taken_out_with_a_note(
    as_lea: Client, cast: Cast, at: datetime
) -> None:
    give_trust(person=cast.ines, by=cast.lea, at=at)
    WatchRules.objects.create(pk=1, trusted_after=5, lost_after=1)
    made = proposed(cast.ines, datetime.now(at.tzinfo))
    assert "Offered at once" in text_of(as_lea.get(STUDIO))
    place = f"{STUDIO}{made.pk}/out/"
    assert as_lea.post(place, {"note": ""}).status_code == 409
    page = text_of(as_lea.post(place, {"note": "An advertisement"}, follow=True))
    assert "Taken out" in page
    assert "Inès Morel is no longer trusted" in page
    assert not Item.objects.offered().exists()


def test_trust_is_given_and_taken_with_one_press(as_lea: Client, cast: Cast, at: datetime) -> None:
    assert "Nobody proposed anything yet" in text_of(as_lea.get(TRUST))
    proposed(cast.ines, at)
    page = text_of(as_lea.get(TRUST))
    assert "Answered first: 0 of 5 accepted." in page
    assert "0 accepted, 0 declined, 1 waiting" in page
    assert "Théo" not in page
    place = f"{TRUST}{cast.ines.ref}/"
    page = text_of(as_lea.post(place, {"trust": "give"}, follow=True))
    assert "Trusted by the word of the programme." in page
    as_lea.post(place, {"trust": "take"})
    assert not Trust.objects.get().is_given


def test_the_numbers_are_set_on_the_page(as_lea: Client, cast: Cast) -> None:
    assert as_lea.post(TRUST, {"trusted_after": "0", "lost_after": "x"}).status_code == 422
    assert not WatchRules.objects.exists()
    page = text_of(as_lea.post(TRUST, {"trusted_after": "3", "lost_after": "1"}, follow=True))
    assert 'value="3"' in page


def test_the_studio_of_proposals_is_for_the_programme(
    as_ines: Client, cast: Cast, at: datetime
) -> None:
    made = proposed(cast.ines, at)
    for place in (STUDIO, TRUST):
        assert as_ines.get(place).status_code == 403
    for place in (f"{STUDIO}{made.pk}/", f"{STUDIO}{made.pk}/out/", f"{TRUST}{cast.ines.ref}/"):
        assert as_ines.post(place, {"answer": "accept"}).status_code == 403
    assert Proposal.objects.waiting().exists()


def test_what_colleagues_propose_is_on_no_page_of_sources(
    as_lea: Client, cast: Cast, at: datetime
) -> None:
    source = proposed(cast.ines, at).item.source
    assert source.kind == Source.Kind.COLLEAGUES
    for place in ("/studio/sources/", "/studio/sources/portevoix.opml"):
        assert "about:proposals" not in text_of(as_lea.get(place))
    assert as_lea.get(f"/studio/sources/{source.pk}/").status_code == 404
    for act in ("pause", "resume", "read", "remove"):
        assert as_lea.post(f"/studio/sources/{source.pk}/{act}/").status_code == 404


@pytest.mark.loopback
def test_a_real_page_is_read_from_a_real_server(as_ines: Client, settings: Any) -> None:
    settings.FETCH_LOOPBACK = True
    with stage(saying(answer(200, PAGE, Content_Type="text/html; charset=utf-8"))) as server:
        page = text_of(as_ines.post(PROPOSE, {"url": server.url("/looms")}))
        assert len(server.requests) == 1
    as_ines.post(SEND, {"card": sealed_in(page), "title": "Looms that listen"})
    made = Proposal.objects.get()
    assert made.item.url == server.url("/looms")
    assert made.item.summary == "How weaving rooms became quiet."


@pytest.mark.loopback
def test_a_server_that_leads_inside_is_refused(as_ines: Client, settings: Any) -> None:
    settings.FETCH_LOOPBACK = True
    moved = answer(302, b"", Location="http://169.254.169.254/latest/")
    with stage(saying(moved)) as server:
        page = text_of(as_ines.post(PROPOSE, {"url": server.url("/looms")}), 422)
    assert "nobody outside could open it" in page
