"""The way out to LinkedIn and back, with everything that can go wrong on it."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from portevoix.lib.sealing import Secret
from portevoix.share.actions.configuring import Registration, register_house_app
from portevoix.share.models import Account, Share
from portevoix.web import leaving
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.fake_linkedin import FakeLinkedIn
from tests.share.world import a_share, ready_to_share

pytestmark = pytest.mark.django_db

BACK = "/share/accounts/linkedin/back/"


@pytest.fixture
def linkedin(monkeypatch: pytest.MonkeyPatch) -> FakeLinkedIn:
    fake = FakeLinkedIn()
    monkeypatch.setattr(leaving, "carry", fake)
    return fake


@pytest.fixture
def registered(cast: Cast, at: datetime) -> None:
    register(cast, at)


def register(cast: Cast, at: datetime, *products: str) -> None:
    registration = Registration(
        "our-app", Secret("app-secret"), "http://localhost:8000" + BACK, frozenset(products)
    )
    register_house_app(network_key="linkedin", registration=registration, by=cast.ada, at=at)


def begin(client: Client) -> tuple[str, str]:
    response = client.post("/share/accounts/linkedin/")
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    found = re.search(r'href="(https://www\.linkedin\.com/oauth[^"]+)"', page)
    assert found
    return parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)["state"][0], page


def confirm(client: Client, state: str, code: str = "a-code") -> str:
    given = {"state": state, "code": code}
    return client.post(BACK, given, follow=True).content.decode()


def test_every_permission_is_said_in_words_before_she_leaves(
    as_ines: Client, cast: Cast, at: datetime, linkedin: FakeLinkedIn
) -> None:
    register(cast, at)
    _state, page = begin(as_ines)
    assert "publish on your profile the posts that you planned here" in page
    assert "read how your posts were received" not in page
    assert "60 days" in page
    register(cast, at, "vetted")
    assert "read how your posts were received, for you alone" in begin(as_ines)[1]


@pytest.mark.usefixtures("registered")
def test_an_account_is_connected_by_her_own_hand(
    as_ines: Client, cast: Cast, linkedin: FakeLinkedIn
) -> None:
    state, _page = begin(as_ines)
    page = as_ines.get(BACK, {"state": state, "code": "a-code"}).content.decode()
    assert "has agreed" in page
    assert not Account.objects.exists()
    assert "Your account is connected." in confirm(as_ines, state)
    account = Account.objects.get()
    assert (account.person, account.handle) == (cast.ines, "Inès Morel")
    assert account.scopes == "openid profile w_member_social"
    assert not account.sealed_refresh


def test_where_the_house_registered_nothing_nobody_leaves(
    as_ines: Client, cast: Cast, linkedin: FakeLinkedIn
) -> None:
    assert as_ines.post("/share/accounts/linkedin/").status_code == 404
    assert "Your organisation has not registered Portevoix there" in shown(as_ines)
    for address in ("/share/accounts/linkedin/go/", BACK, "/share/accounts/nothing/go/"):
        assert as_ines.get(address).status_code == 404


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("error", ["access_denied", "user_cancelled_login"])
def test_who_says_no_there_reads_that_nothing_changed(
    as_ines: Client, linkedin: FakeLinkedIn, error: str
) -> None:
    state, _page = begin(as_ines)
    said = as_ines.get(BACK, {"state": state, "error": error}).content.decode()
    assert "You said no on LinkedIn: nothing was connected" in said
    assert not Account.objects.exists()


@pytest.mark.usefixtures("registered")
def test_another_s_state_is_refused_and_her_own_trip_goes_on(
    as_ines: Client, linkedin: FakeLinkedIn
) -> None:
    state, _page = begin(as_ines)
    assert "did not send you back with its agreement" in confirm(as_ines, "another")
    assert "Your account is connected." in confirm(as_ines, state)


@pytest.mark.usefixtures("registered")
def test_a_code_serves_once(as_ines: Client, as_lea: Client, linkedin: FakeLinkedIn) -> None:
    state, _page = begin(as_ines)
    confirm(as_ines, state)
    assert "did not send you back" in confirm(as_ines, state)
    other, _page = begin(as_lea)
    assert "did not complete the connection" in confirm(as_lea, other)
    assert Account.objects.count() == 1


@pytest.mark.usefixtures("registered")
def test_a_network_that_is_away_meanwhile_connects_nothing(
    as_ines: Client, linkedin: FakeLinkedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mute(_: FetchRequest) -> FetchResponse:
        raise FetchFailed("too_slow")

    state, _page = begin(as_ines)
    monkeypatch.setattr(leaving, "carry", mute)
    assert "did not complete the connection. Nothing was connected" in confirm(as_ines, state)


@pytest.mark.usefixtures("registered")
def test_who_reads_the_sessions_cannot_end_a_trip(as_ines: Client, linkedin: FakeLinkedIn) -> None:
    begin(as_ines)
    pending = Session.objects.get().get_decoded()["pending_connection"]
    assert pending["verifier"].startswith("s1.")
    assert "app-secret" not in json.dumps(pending)


@pytest.mark.usefixtures("registered")
def test_near_day_fifty_she_is_told_and_reconnects_the_same_account(
    as_ines: Client, cast: Cast, at: datetime, linkedin: FakeLinkedIn
) -> None:
    with time_machine.travel(at, tick=False):
        as_ines.force_login(cast.ines)
        confirm(as_ines, begin(as_ines)[0])
    with time_machine.travel(at + timedelta(days=49), tick=False):
        as_ines.force_login(cast.ines)
        assert "Ends in" not in shown(as_ines)
    with time_machine.travel(at + timedelta(days=54), tick=False):
        as_ines.force_login(cast.ines)
        assert "Ends in 6 days" in shown(as_ines)
        assert "ends in 6 days" in as_ines.get("/").content.decode()
        linkedin.code, linkedin.token = "a-code", "another-token"
        confirm(as_ines, begin(as_ines)[0])
        assert "Ends in" not in shown(as_ines)
        assert "ends in" not in as_ines.get("/").content.decode()
    assert Account.objects.count() == 1


@pytest.mark.usefixtures("registered")
def test_past_day_sixty_it_is_to_be_reconnected_and_what_was_planned_is_kept(
    as_ines: Client, cast: Cast, at: datetime, linkedin: FakeLinkedIn
) -> None:
    with time_machine.travel(at, tick=False):
        as_ines.force_login(cast.ines)
        confirm(as_ines, begin(as_ines)[0])
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at, account=Account.objects.get())
    with time_machine.travel(at + timedelta(days=61), tick=False):
        as_ines.force_login(cast.ines)
        assert "To reconnect" in shown(as_ines)
    assert Share.objects.get(pk=share.pk).words == share.words


def test_a_suspended_account_says_what_she_alone_can_do(
    as_ines: Client, cast: Cast, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    a_share(cast.ines, at)
    Account.objects.update(state=Account.State.SUSPENDED)
    html = shown(as_ines)
    assert "Suspended by the network" in html
    assert "Only you can settle that with it" in html
    assert "Reconnect</button>" not in html


def shown(client: Client) -> str:
    return client.get("/share/accounts/").content.decode()
