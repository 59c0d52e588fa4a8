"""Bluesky by OAuth, on an emulator that checks every proof; tests/peers does it on the real one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from portevoix.lib.sealing import Secret
from portevoix.share import tasks
from portevoix.share.actions.accounts import access_of, disconnect_account
from portevoix.share.models import Account, Revocation
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.bluesky_sign_on import SCOPES, client_document
from portevoix.share.platforms.dpop import new_key
from portevoix.share.platforms.network import AccountAccess, App, TokenExpired, Unknown, Unreadable
from portevoix.share.platforms.sign_on import NotRecognised
from portevoix.web import leaving
from portevoix.web.fetch import FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.contract import PublishingContract, World
from tests.share.fake_atproto import CODE, FakeAtproto, parts_of
from tests.share.fakes import answer

VERIFIER = Secret("a-verifier-of-more-than-forty-three-signs-as-it-must-be")
SITE = "https://portevoix.example.org"
OURS = App("", f"{SITE}/share/client.json", new_key(), f"{SITE}/back", SCOPES)
HOST = "https://pds.example"


def now() -> datetime:
    return datetime.now(UTC)


def a_server() -> FakeAtproto:
    return FakeAtproto(client=client_document(OURS, name="Portevoix", website=SITE))


def agreed(fake: FakeAtproto) -> AccountAccess:
    trip = BLUESKY.depart(OURS, HOST, "our-state", VERIFIER, now(), fake)
    access = BLUESKY.come_back(OURS, CODE, trip.kept, now(), fake)
    return replace(access, asked_at=now())


class TestBlueskyByABoundToken(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = a_server()
        return World(
            BLUESKY,
            agreed(fake),
            fake,
            fake.pds.texts,
            # The first call is refused for want of the server's number, and sent again with it.
            is_publication=lambda request: "nonce" in parts_of(request.headers["dpop"])[1],
        )


def test_what_we_ask_is_pushed_before_she_leaves() -> None:
    fake = a_server()
    trip = BLUESKY.depart(OURS, HOST, "our-state", VERIFIER, now(), fake)
    assert fake.asked["scope"] == SCOPES
    assert fake.asked["code_challenge_method"] == "S256"
    asked = parse_qs(urlsplit(trip.address).query)
    assert set(asked) == {"client_id", "request_uri"}
    words = [str(one.words) for one in BLUESKY.permissions(OURS)]
    assert words[1] == "publish the posts that you planned here, and delete none"


def test_our_document_shows_the_public_half_of_our_key_only() -> None:
    document = client_document(OURS, name="Portevoix", website=SITE)
    assert document["client_id"] == OURS.client_id
    assert document["dpop_bound_access_tokens"] is True
    assert set(document["jwks"]["keys"][0]) == {"alg", "crv", "kid", "kty", "use", "x", "y"}


def test_another_key_of_ours_is_not_us() -> None:
    fake = a_server()
    stranger = replace(OURS, client_secret=new_key())
    with pytest.raises(NotRecognised):
        BLUESKY.depart(stranger, HOST, "our-state", VERIFIER, now(), fake)


def test_a_clock_that_is_wrong_proves_nothing() -> None:
    fake = a_server()
    with pytest.raises(NotRecognised):
        BLUESKY.depart(OURS, HOST, "s", VERIFIER, now() - timedelta(hours=1), fake)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"home": "https://another.example"}, Unreadable),
        ({"scope": "transition:email"}, Unreadable),
        ({"is_spent": True}, NotRecognised),
    ],
)
def test_who_comes_back_wrongly_is_not_connected(
    change: dict[str, object], problem: type[Exception]
) -> None:
    fake = a_server()
    trip = BLUESKY.depart(OURS, HOST, "our-state", VERIFIER, now(), fake)
    with pytest.raises(problem):
        BLUESKY.come_back(OURS, CODE, trip.kept, now(), replace(fake, **change))


def test_a_server_may_not_speak_for_the_members_of_another() -> None:
    fake, other = a_server(), "https://other.example"

    def both(request: FetchRequest) -> FetchResponse:
        if request.url.startswith(other):
            told = {"issuer": other, "authorization_servers": [other]}
            names = ("pushed_authorization_request", "authorization", "token")
            return answer(request, 200, told | {f"{name}_endpoint": other for name in names})
        return replace(fake, home=other)(request)

    trip = BLUESKY.depart(OURS, HOST, "our-state", VERIFIER, now(), fake)
    with pytest.raises(NotRecognised):
        BLUESKY.come_back(OURS, CODE, trip.kept, now(), both)


@pytest.mark.parametrize("issuer", ["https://evil.example", "http://pds.example"])
def test_an_issuer_under_another_name_is_refused(issuer: str) -> None:
    with pytest.raises(Unreadable):
        BLUESKY.depart(OURS, HOST, "s", VERIFIER, now(), replace(a_server(), issuer=issuer))


def test_a_refresh_token_serves_once() -> None:
    fake = a_server()
    account = agreed(fake)
    renewed = BLUESKY.renew(account, now(), fake)
    assert renewed.proof == account.tokens.proof
    with pytest.raises(TokenExpired):
        BLUESKY.renew(account, now(), fake)
    with pytest.raises(TokenExpired):
        BLUESKY.renew(replace(account, app=None), now(), fake)
    with pytest.raises(Unknown):
        BLUESKY.renew(account, now(), lambda request: answer(request, 503))


def test_a_stolen_token_is_worth_nothing_without_its_key() -> None:
    fake = a_server()
    account = agreed(fake)
    assert account.tokens.proof
    known = json.loads(account.tokens.proof.reveal()) | {"key": new_key().reveal()}
    stolen = replace(account.tokens, proof=Secret(json.dumps(known)))
    for tokens in (replace(account.tokens, proof=None), stolen):
        reception = replace(account, tokens=tokens)
        with pytest.raises(Unreadable):
            BLUESKY.read_back("at://x", reception, fake)


@pytest.fixture
def https(monkeypatch: pytest.MonkeyPatch) -> FakeAtproto:
    """An installation that others reach by https, before a server that reads its document."""
    monkeypatch.setattr(settings, "PUBLIC_URL", SITE)
    monkeypatch.setattr(settings, "IS_HTTPS", True)
    fake = FakeAtproto(client=Client().get("/share/client.json").json())
    monkeypatch.setattr(leaving, "carry", fake)
    return fake


@pytest.mark.django_db
def test_she_agrees_on_her_server_publishes_and_takes_it_back(
    as_ines: Client, cast: Cast, https: FakeAtproto
) -> None:
    begun = as_ines.post("/share/accounts/bluesky/", {"server": "pds.example"})
    page = as_ines.get(begun["Location"]).content.decode()
    assert "send the pictures of your posts" in page
    assert re.search(r'href="https://pds\.example/oauth/authorize\?client_id=', page)
    given = {"state": https.asked["state"], "code": CODE, "iss": HOST}
    back = "/share/accounts/bluesky/back/"
    assert (
        "did not send you back"
        in as_ines.get(back, given | {"iss": "https://evil"}).content.decode()
    )
    html = as_ines.get(back, given).content.decode()
    assert f'name="iss" value="{HOST}"' in html
    said = as_ines.post(back, given, follow=True).content.decode()
    assert "Your account is connected." in said
    account = Account.objects.get()
    assert (account.handle, account.scopes) == ("ines.example", SCOPES)
    assert "PRIVATE KEY" not in json.dumps(list(Account.objects.values()), default=str)
    access = access_of(account, now())
    assert access.app
    assert access.app.client_id == f"{SITE}/share/client.json"
    renewed = BLUESKY.renew(access, now(), https)
    assert renewed.refresh
    disconnect_account(account=account, by=cast.ines, at=now())
    assert tasks.revoke_tokens(lambda host: https) == 1
    assert https.revoked == ["refresh-1"]
    assert not Revocation.objects.exists()


@pytest.mark.django_db
def test_an_installation_without_https_offers_the_app_password_only(
    as_ines: Client, cast: Cast
) -> None:
    assert as_ines.get("/share/client.json").status_code == 404
    assert as_ines.post("/share/accounts/bluesky/", {"server": ""}).status_code == 404
    html = as_ines.get("/share/accounts/").content.decode()
    assert html.count("Agree on my own server") == 1
    assert "App password" in html


@pytest.mark.django_db
def test_a_server_that_asks_nobody_is_said(as_ines: Client, cast: Cast, https: FakeAtproto) -> None:
    https.issuer = "https://another.example"
    response = as_ines.post("/share/accounts/bluesky/", {"server": "pds.example"})
    assert response.status_code == 422
    assert not Account.objects.exists()
