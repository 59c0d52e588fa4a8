from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from portevoix.ledger.models import Entry
from portevoix.lib.sealing import CannotUnseal
from portevoix.share.actions.accounts import access_of, app_of
from portevoix.share.models import Account, ServerApp, Share
from portevoix.web import leaving
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.fakes import FakeBluesky, FakeMastodon, answer
from tests.share.world import a_share, an_account, ready_to_share

pytestmark = pytest.mark.django_db

Carried = Callable[[Callable[[FetchRequest], FetchResponse]], None]
SIGN_IN = {"handle": "ines.example", "app_password": "right", "server": "pds.example"}


@dataclass
class SignOn:
    """One Mastodon server that registers applications and exchanges codes."""

    server: FakeMastodon = field(default_factory=FakeMastodon)
    registered: int = 0
    is_mute: bool = False

    def __call__(self, request: FetchRequest) -> FetchResponse:
        path = urlsplit(request.url).path
        if self.is_mute or not request.url.startswith(self.server.host):
            raise FetchFailed("connection", never_sent=True)
        if path == "/api/v1/apps":
            self.registered += 1
            return answer(request, 200, {"client_id": "our-app", "client_secret": "app-secret"})
        if path == "/oauth/token":
            form = parse_qs(request.body.decode())
            is_known = form["code"] == ["a-code"] and form["client_secret"] == ["app-secret"]
            if not is_known:
                return answer(request, 401, {"error": "invalid_grant"})
            return answer(request, 200, {"access_token": self.server.token})
        return self.server(request)


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> Carried:
    return lambda server: monkeypatch.setattr(leaving, "carry", server)


@pytest.fixture
def mastodon(carried: Carried) -> SignOn:
    server = SignOn()
    carried(server)
    return server


def begin(client: Client, server: str = "@ines@mastodon.example") -> str:
    response = client.post("/share/accounts/mastodon/", {"server": server})
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    found = re.search(r'href="(https://mastodon\.example/oauth/authorize[^"]+)"', page)
    assert found
    return parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)["state"][0]


def come_back(client: Client, state: str, code: str = "a-code", *, confirm: bool = True) -> str:
    back = "/share/accounts/mastodon/back/"
    response = client.get(back, {"state": state, "code": code})
    if confirm:
        response = client.post(back, {"state": state, "code": code}, follow=True)
    return response.content.decode()


def test_bluesky_is_connected_by_an_app_password_that_is_not_kept(
    as_ines: Client, cast: Cast, carried: Carried
) -> None:
    carried(FakeBluesky())
    html = as_ines.post("/share/accounts/bluesky/sign-in/", SIGN_IN, follow=True).content.decode()
    account = Account.objects.get()
    assert (account.person, account.external_id) == (cast.ines, "did:plc:ines")
    assert access_of(account).tokens.access.reveal() == "a-good-token"
    assert "Your account is connected." in html
    assert "right" not in json.dumps(list(Account.objects.values()), default=str)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"app_password": "wrong"}, "Bluesky did not recognise you by what you typed."),
        ({"server": "elsewhere.example"}, "Bluesky could not be reached"),
        ({"handle": ""}, "This field is required."),
    ],
)
def test_a_sign_in_that_fails_says_why_and_never_shows_the_password(
    as_ines: Client, cast: Cast, carried: Carried, fields: dict[str, str], sentence: str
) -> None:
    carried(FakeBluesky())
    posted = SIGN_IN | {"app_password": "wrong-but-private"} | fields
    response = as_ines.post("/share/accounts/bluesky/sign-in/", posted)
    html = response.content.decode()
    assert (response.status_code, Account.objects.count()) == (422, 0)
    assert sentence in html
    assert "wrong-but-private" not in html


def test_mastodon_is_connected_by_her_own_agreement(
    as_ines: Client, cast: Cast, mastodon: SignOn
) -> None:
    state = begin(as_ines)
    assert "mastodon.example has agreed" in come_back(as_ines, state, confirm=False)
    assert not Account.objects.exists()
    assert "Your account is connected." in come_back(as_ines, state)
    account = Account.objects.get()
    assert (account.network, account.person) == ("mastodon", cast.ines)
    assert account.handle == "@ines@mastodon.example"
    assert Entry.objects.filter(act="account.connected", actor=cast.ines.ref).exists()


def test_a_server_knows_us_once_for_everybody(
    as_ines: Client, as_lea: Client, cast: Cast, mastodon: SignOn
) -> None:
    come_back(as_ines, begin(as_ines))
    come_back(as_lea, begin(as_lea))
    assert (mastodon.registered, ServerApp.objects.count()) == (1, 1)
    assert set(Account.objects.values_list("person", flat=True)) == {cast.ines.pk, cast.lea.pk}
    assert "app-secret" not in repr(app_of(ServerApp.objects.get()))


@pytest.mark.parametrize("state", ["", "another", "étrange"])
def test_whoever_does_not_come_back_with_our_own_state_is_refused(
    as_ines: Client, cast: Cast, mastodon: SignOn, state: str
) -> None:
    begin(as_ines)
    response = as_ines.get("/share/accounts/mastodon/back/", {"state": state, "code": "a-code"})
    assert response.status_code == 422
    assert "did not send you back with its agreement" in come_back(as_ines, state)
    assert not Account.objects.exists()


def test_coming_back_without_having_left_is_refused(
    as_ines: Client, cast: Cast, mastodon: SignOn
) -> None:
    assert "did not send you back with its agreement" in come_back(as_ines, "")
    assert as_ines.get("/share/accounts/mastodon/go/")["Location"] == "/share/accounts/"


def test_the_same_agreement_serves_once(as_ines: Client, cast: Cast, mastodon: SignOn) -> None:
    state = begin(as_ines)
    come_back(as_ines, state)
    assert "did not send you back" in come_back(as_ines, state)
    assert Account.objects.count() == 1


def test_a_code_that_the_server_refuses_connects_nothing(
    as_ines: Client, cast: Cast, mastodon: SignOn
) -> None:
    html = come_back(as_ines, begin(as_ines), "another-code")
    assert "did not complete the connection" in html
    assert not Account.objects.exists()


def test_a_server_that_went_silent_in_between_connects_nothing(
    as_ines: Client, cast: Cast, mastodon: SignOn
) -> None:
    state = begin(as_ines)
    mastodon.is_mute = True
    ServerApp.objects.all().delete()
    assert "did not complete the connection" in come_back(as_ines, state)


@pytest.mark.parametrize(
    ("server", "sentence"),
    [
        ("", "This field is required."),
        ("nothing.example", "This server does not answer at the moment."),
        ("http://[", "There is no server of that name."),
        ("ftp://mastodon.example", "There is no server of that name."),
    ],
)
def test_what_is_no_server_is_said(
    as_ines: Client, mastodon: SignOn, server: str, sentence: str
) -> None:
    response = as_ines.post("/share/accounts/mastodon/", {"server": server})
    assert response.status_code == 422
    assert sentence in response.content.decode()


@pytest.mark.parametrize("server", ["http://127.0.0.1", "10.0.0.7", "[::1]", "169.254.169.254"])
def test_a_server_inside_the_network_is_refused_in_clear_words(
    as_ines: Client, cast: Cast, server: str
) -> None:
    forms = [
        ("/share/accounts/mastodon/", {"server": server}),
        ("/share/accounts/bluesky/sign-in/", SIGN_IN | {"server": server}),
    ]
    for address, typed in forms:
        response = as_ines.post(address, typed)
        assert response.status_code == 422
        assert "leads inside a private network" in response.content.decode()
    assert not Account.objects.exists()
    assert not ServerApp.objects.exists()


def test_a_server_that_is_no_mastodon_is_said(
    as_ines: Client, cast: Cast, carried: Carried
) -> None:
    carried(lambda request: answer(request, 404))
    response = as_ines.post("/share/accounts/mastodon/", {"server": "blog.example"})
    assert "found no Mastodon server" in response.content.decode()


def test_connecting_again_renews_the_same_account(
    as_ines: Client, cast: Cast, mastodon: SignOn
) -> None:
    come_back(as_ines, begin(as_ines))
    Account.objects.update(state=Account.State.EXPIRED, sealed_access="")
    assert "To reconnect" in as_ines.get("/share/accounts/").content.decode()
    come_back(as_ines, begin(as_ines))
    assert Account.objects.get().state == Account.State.READY


def test_disconnecting_erases_the_keys_and_asks_about_what_was_planned(
    as_ines: Client, cast: Cast, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at)
    assert share.account
    as_ines.post(f"/share/accounts/{share.account.ref}/disconnect/")
    share.refresh_from_db()
    assert not Account.objects.exists()
    assert (share.state, share.problem) == (Share.State.ASK_PERSON, "account")
    assert "no longer connected" in as_ines.get(f"/share/{share.pk}/").content.decode()


def test_nobody_disconnects_or_sees_a_colleagues_account(
    as_lea: Client, cast: Cast, at: datetime
) -> None:
    account = an_account(cast.ines, at)
    assert as_lea.post(f"/share/accounts/{account.ref}/disconnect/").status_code == 404
    assert account.ref not in as_lea.get("/share/accounts/").content.decode()
    assert Account.objects.exists()


def test_a_token_is_nowhere_to_be_read(as_ines: Client, cast: Cast, at: datetime) -> None:
    account = an_account(cast.ines, at, "bluesky")
    shown = [
        repr(account), str(account), repr(access_of(account)), repr(account.__dict__),
        as_ines.get("/share/accounts/").content.decode(),
        json.dumps(list(Account.objects.values()), default=str),
    ]  # fmt: skip
    for text in shown:
        assert "a-good-token" not in text
        assert "a-good-refresh-token" not in text


def test_a_sealed_token_is_worth_nothing_in_another_row(cast: Cast, at: datetime) -> None:
    mine, theirs = an_account(cast.ines, at), an_account(cast.lea, at)
    theirs.sealed_access = mine.sealed_access
    with pytest.raises(CannotUnseal) as refused:
        access_of(theirs)
    assert "a-good-token" not in str(refused.value)
