"""OAuth on a real server of Bluesky: pushed request, proof of key, its own page, tokens, posts."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import bluesky_sign_on, dpop
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.bluesky_sign_on import SCOPES, come_back, depart, renew
from portevoix.share.platforms.network import AccountAccess, App, TokenExpired
from portevoix.share.platforms.sign_on import NotRecognised
from portevoix.share.rules.outbox import Finding
from tests.peers import servers
from tests.peers.conftest import CARRY
from tests.share.contract import a_post

BACK = "http://127.0.0.1:9/share/accounts/bluesky/back/"
STATE = "a-state-of-ours"
# On loopback an application has no document: its name says what one would hold.
OURS = App(
    "",
    f"http://localhost?redirect_uri={quote(BACK, safe='')}&scope={quote(SCOPES)}",
    Secret(""),
    BACK,
    SCOPES,
)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def agreed(bluesky_server: servers.Peer) -> tuple[str, Secret]:
    """The code that the server's own page gave to our member, and what we kept meanwhile."""
    # The server takes no challenge twice.
    verifier = Secret(secrets.token_urlsafe(48))
    trip = depart(OURS, bluesky_server.host, STATE, verifier, now(), CARRY)
    assert trip.issuer == bluesky_server.host
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(locale="en")
        back = consent(page, trip.address, bluesky_server)
        browser.close()
    assert (back["state"], back["iss"]) == ([STATE], [trip.issuer])
    return back["code"][0], trip.kept


def consent(page: Page, address: str, peer: servers.Peer) -> dict[str, list[str]]:
    """Do what a member does on her server's own page: sign in, read, and say yes."""
    went: list[str] = []
    page.on("request", lambda request: went.append(request.url))
    page.goto(address)
    page.get_by_role("button", name="Sign in").first.click()
    page.locator("input[name=username]").fill(peer.handle)
    page.locator("input[name=password]").fill(peer.password)
    page.locator("button[type=submit]").click()
    with page.expect_event("requestfailed", lambda request: request.url.startswith(BACK)):
        page.get_by_role("button", name="Authorize").click()
    back = next(url for url in went if url.startswith(BACK))
    return parse_qs(urlsplit(back).query)


@pytest.fixture
def account(agreed: tuple[str, Secret], bluesky_server: servers.Peer) -> AccountAccess:
    code, kept = agreed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bluesky_sign_on, "DIRECTORY", bluesky_server.directory)
        access = come_back(OURS, code, kept, now(), CARRY)
    return replace(access, asked_at=now())


def test_a_member_agrees_on_her_server_s_own_page(
    account: AccountAccess, bluesky_server: servers.Peer
) -> None:
    assert (account.handle, account.host) == (bluesky_server.handle, bluesky_server.host)
    assert account.subject.startswith("did:plc:")
    assert set(account.scopes.split()) == set(SCOPES.split())
    assert account.tokens.expires_at
    assert account.tokens.expires_at > now()


def test_a_post_is_published_once_with_a_bound_token_and_found(account: AccountAccess) -> None:
    post = a_post()
    published = BLUESKY.publish(post, account, CARRY)
    evidence = BLUESKY.reconcile(post, account, CARRY)
    assert (evidence.finding, evidence.published) == (Finding.FOUND, published)


def test_a_stolen_token_is_worth_nothing_without_its_key(account: AccountAccess) -> None:
    bare = replace(account, tokens=replace(account.tokens, proof=None))
    with pytest.raises(TokenExpired):
        BLUESKY.publish(a_post(), bare, CARRY)
    assert account.tokens.proof
    known = json.loads(account.tokens.proof.reveal())
    other = Secret(json.dumps(known | {"key": dpop.new_key().reveal()}))
    forged = replace(account, tokens=replace(account.tokens, proof=other))
    with pytest.raises(TokenExpired):
        BLUESKY.publish(a_post(), forged, CARRY)


def test_tokens_are_renewed_once_then_given_back(account: AccountAccess) -> None:
    renewed = replace(account, tokens=renew(account, now(), CARRY), asked_at=now())
    assert renewed.tokens.refresh != account.tokens.refresh
    BLUESKY.publish(a_post(), renewed, CARRY)
    with pytest.raises(TokenExpired):
        renew(account, now(), CARRY)


def test_a_code_serves_once_and_twice_ends_what_it_gave(
    agreed: tuple[str, Secret], account: AccountAccess
) -> None:
    BLUESKY.publish(a_post(), account, CARRY)
    with pytest.raises(NotRecognised):
        come_back(OURS, *agreed, now(), CARRY)
    with pytest.raises(TokenExpired):
        BLUESKY.publish(a_post(), account, CARRY)


def test_what_is_given_back_renews_nothing(account: AccountAccess) -> None:
    BLUESKY.revoke(account, CARRY)
    with pytest.raises(TokenExpired):
        renew(account, now(), CARRY)
