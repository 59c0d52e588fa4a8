from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portevoix.ledger.models import Entry
from portevoix.share.actions.composing import Composition, declare_share, plan_share
from portevoix.share.models import Link, Share
from portevoix.share.rules.outbox import Reason
from portevoix.share.views.wording import _QUESTIONS
from tests.conftest import Cast
from tests.share.world import WORDS, a_share, an_item, ready_to_share

pytestmark = pytest.mark.django_db

POST = "https://www.linkedin.com/posts/ines_activity-7123456789012345678-abcd"


@pytest.fixture
def by_hand(cast: Cast, at: datetime) -> Composition:
    ready_to_share(cast.ines, at)
    item = an_item(at)
    return Composition("linkedin", "intent", WORDS, item.url, item, title=item.title)


@pytest.fixture
def asked(cast: Cast, by_hand: Composition, at: datetime) -> Share:
    return plan_share(composition=by_hand, scheduled_for=at, by=cast.ines, at=at)


@pytest.fixture
def planned(cast: Cast, by_hand: Composition, at: datetime) -> Share:
    assert by_hand
    return a_share(cast.ines, at)


def html_of(client: Client, share: Share) -> str:
    return client.get(f"/share/{share.pk}/").content.decode()


def test_nothing_shared_yet_is_said_kindly(as_ines: Client) -> None:
    assert "and that is fine" in as_ines.get("/share/").content.decode()


def test_what_is_asked_comes_before_what_is_planned_and_what_is_past(
    as_ines: Client, cast: Cast, by_hand: Composition, asked: Share, planned: Share, at: datetime
) -> None:
    declare_share(composition=replace(by_hand, mode="declared"), post_url=POST, by=cast.ines, at=at)
    html = as_ines.get("/share/").content.decode()
    places = [html.index(f'id="{name}"') for name in ("asked", "planned", "past")]
    assert places == sorted(places)
    assert "publish there, then tell us" in html


def test_her_turn_has_the_words_to_copy_and_the_way_to_the_network(
    as_ines: Client, asked: Share
) -> None:
    html = html_of(as_ines, asked)
    assert 'data-copy="own-words"' in html
    assert WORDS in html
    assert "https://www.linkedin.com/sharing/share-offsite/?url=http%3A%2F%2Flocalhost" in html
    assert f"/l/{asked.link.code}" in html
    assert f"<title>http://localhost:8000/l/{asked.link.code}</title>" in html


def test_she_says_that_it_is_published_and_where(as_ines: Client, asked: Share) -> None:
    as_ines.post(f"/share/{asked.pk}/answer/", {"answer": "published", "post_url": POST})
    asked.refresh_from_db()
    assert (asked.state, asked.external_url) == (Share.State.SENT, POST)
    html = html_of(as_ines, asked)
    assert POST in html
    assert f"/my-voice/share/{asked.pk}/" in html


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("no address", "Enter a valid URL."),
        ("https://x.com/ines", "does not look like the address"),
    ],
)
def test_an_address_that_is_no_post_is_said_on_the_page(
    as_ines: Client, asked: Share, url: str, sentence: str
) -> None:
    answered = {"answer": "published", "post_url": url}
    response = as_ines.post(f"/share/{asked.pk}/answer/", answered)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    asked.refresh_from_db()
    assert asked.state == Share.State.ASK_PERSON


def test_what_was_answered_is_not_asked_again(as_ines: Client, asked: Share) -> None:
    as_ines.post(f"/share/{asked.pk}/answer/", {"answer": "drop"})
    again = as_ines.post(f"/share/{asked.pk}/answer/", {"answer": "published"})
    assert again.status_code == 409
    asked.refresh_from_db()
    assert asked.state == Share.State.CANCELLED


@pytest.mark.parametrize("problem", list(Share.State.values) or ["x"])
def test_every_page_of_a_share_can_be_read(
    as_ines: Client, planned: Share, problem: str, at: datetime
) -> None:
    Share.objects.update(state=problem, frozen_text="x", sent_at=at)
    assert as_ines.get(f"/share/{planned.pk}/").status_code == 200
    assert as_ines.get("/share/").status_code == 200


def test_planned_words_are_changed_until_they_leave(as_ines: Client, planned: Share) -> None:
    as_ines.post(f"/share/{planned.pk}/edit/", {"words": "Better words."})
    planned.refresh_from_db()
    assert planned.words == "Better words."
    too_long = as_ines.post(f"/share/{planned.pk}/edit/", {"words": "y" * 700})
    assert too_long.status_code == 422
    assert "characters too long for Mastodon" in too_long.content.decode()
    assert "y" * 700 in too_long.content.decode()
    assert as_ines.post(f"/share/{planned.pk}/edit/", {"words": " "}).status_code == 422
    Share.objects.update(state=Share.State.SENDING, frozen_text="x")
    late = as_ines.post(f"/share/{planned.pk}/edit/", {"words": "Too late."})
    assert late.status_code == 422
    planned.refresh_from_db()
    assert planned.words == "Better words."


def test_a_planned_share_is_undone_in_one_click(as_ines: Client, planned: Share) -> None:
    assert "Undo" in html_of(as_ines, planned)
    html = as_ines.post(f"/share/{planned.pk}/cancel/", follow=True).content.decode()
    assert "Cancelled: nothing was published." in html
    assert WORDS in html
    # A second click finds it done, and does nothing more.
    assert as_ines.post(f"/share/{planned.pk}/cancel/").status_code == 302
    assert Entry.objects.filter(act="share.cancelled").count() == 1


def test_what_she_declared_is_shown_without_words_to_change(
    as_ines: Client, cast: Cast, by_hand: Composition, at: datetime
) -> None:
    posted = replace(by_hand, mode="declared", words="")
    share = declare_share(composition=posted, post_url=POST, by=cast.ines, at=at)
    html = html_of(as_ines, share)
    assert POST in html
    assert "Change my words" not in html


def test_she_switches_her_link_off(as_ines: Client, planned: Share) -> None:
    html = as_ines.post(f"/share/{planned.pk}/switch-off/", follow=True).content.decode()
    assert "whoever follows it is told so" in html
    assert Link.objects.get().disabled_at
    assert as_ines.post(f"/share/{planned.pk}/switch-off/").status_code == 409


@pytest.mark.parametrize("act", ["", "edit/", "cancel/", "answer/", "switch-off/"])
def test_no_page_of_somebody_elses_share_is_there(as_lea: Client, planned: Share, act: str) -> None:
    address = f"/share/{planned.pk}/{act}"
    response = as_lea.post(address, {"words": "x"}) if act else as_lea.get(address)
    assert response.status_code == 404
    assert WORDS not in as_lea.get("/share/").content.decode()
    planned.refresh_from_db()
    assert (planned.state, planned.words) == (Share.State.SCHEDULED, WORDS)


@pytest.mark.parametrize("page", ["/share/", "/share/{}/", "/share/accounts/", "/share/new/{}/"])
def test_looking_writes_nothing(as_ines: Client, planned: Share, page: str) -> None:
    address = page.format(planned.pk if "new" not in page else planned.item_id)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert as_ines.get(address).status_code == 200
    assert all(query["sql"].lstrip().startswith("SELECT") for query in asked)


def test_the_list_asks_as_much_for_many_shares_as_for_two(
    as_ines: Client, cast: Cast, planned: Share, at: datetime
) -> None:
    a_share(cast.ines, at, account=planned.account)
    with CaptureQueriesContext(connection) as two:
        as_ines.get("/share/")
    for _ in range(6):
        a_share(cast.ines, at, account=planned.account)
    with CaptureQueriesContext(connection) as many:
        as_ines.get("/share/")
    assert len(many) == len(two)


def test_moments_are_told_in_her_own_zone(as_ines: Client, planned: Share, at: datetime) -> None:
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        as_ines.force_login(planned.person)
        assert "2 November 2026, 13:00" in html_of(as_ines, planned)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason])
def test_every_question_is_asked_in_words(as_ines: Client, planned: Share, reason: Reason) -> None:
    Share.objects.update(state=Share.State.ASK_PERSON, problem=reason)
    html = html_of(as_ines, planned)
    assert str(_QUESTIONS[reason].words) in unescape(html)
    assert 'value="drop"' in html
