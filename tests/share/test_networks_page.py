from __future__ import annotations

import re
from datetime import datetime
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from portevoix.ledger.models import Entry
from portevoix.lib.sealing import Secret
from portevoix.share.actions import refusals
from portevoix.share.actions.accounts import app_of, connect_account
from portevoix.share.actions.configuring import Registration, register_house_app, withdraw_house_app
from portevoix.share.models import Account, ServerApp, Share
from portevoix.share.platforms.network import AccountAccess, Tokens
from portevoix.share.queries.networks import alarm_of
from tests.conftest import Cast
from tests.share.fake_linkedin import HOST
from tests.share.world import a_share, an_account, ready_to_share

pytestmark = pytest.mark.django_db

PAGE = "/admin/networks/linkedin/"
TYPED = {"client_id": " our-app ", "client_secret": " app-secret "}


@pytest.fixture
def as_ada(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.ada)
    return browser


def test_an_administrator_registers_the_house_s_application(as_ada: Client, cast: Cast) -> None:
    page = as_ada.get(PAGE).content.decode()
    assert f"{settings.PUBLIC_URL}/share/accounts/linkedin/back/" in page
    said = as_ada.post(PAGE, TYPED, follow=True).content.decode()
    assert "whoever wants to can now connect an account" in said
    app = app_of(ServerApp.objects.get())
    assert (app.host, app.client_id, app.client_secret.reveal()) == (HOST, "our-app", "app-secret")
    assert app.scopes == "openid profile w_member_social"
    assert app.version == settings.LINKEDIN_VERSION
    entry = Entry.objects.get(act="network.registered")
    assert entry.details == {"network": "linkedin", "products": []}


def test_the_secret_is_never_shown_and_kept_when_left_empty(as_ada: Client, cast: Cast) -> None:
    as_ada.post(PAGE, TYPED)
    html = as_ada.get(PAGE).content.decode()
    assert "app-secret" not in html
    assert "app-secret" not in str(list(ServerApp.objects.values()))
    as_ada.post(PAGE, {"client_id": "other-app", "client_secret": "", "products": ["vetted"]})
    app = app_of(ServerApp.objects.get())
    assert (app.client_id, app.client_secret.reveal()) == ("other-app", "app-secret")
    assert "r_member_postAnalytics" in app.scopes
    assert "checked" in as_ada.get(PAGE).content.decode()


def test_a_secret_that_is_missing_is_said_and_nothing_kept(as_ada: Client, cast: Cast) -> None:
    response = as_ada.post(PAGE, {"client_id": "our-app", "client_secret": ""})
    assert response.status_code == 422
    assert "Copy both the identifier and the secret" in response.content.decode()
    assert "our-app" in response.content.decode()
    assert not ServerApp.objects.exists()


@pytest.mark.parametrize("key", ["facebook", "mastodon", "bluesky", "nothing"])
def test_a_network_without_an_application_of_the_house_has_no_page(
    as_ada: Client, cast: Cast, key: str
) -> None:
    assert as_ada.get(f"/admin/networks/{key}/").status_code == 404
    assert as_ada.post(f"/admin/networks/{key}/withdraw/").status_code == 409


def test_only_an_administrator_comes_here(as_ines: Client, as_lea: Client) -> None:
    for browser in (as_ines, as_lea):
        assert browser.get("/admin/networks/").status_code == 403
        assert browser.post(PAGE, TYPED).status_code == 403
    assert not ServerApp.objects.exists()


def test_withdrawing_erases_every_token_of_it_and_asks_about_what_was_planned(
    as_ada: Client, cast: Cast, at: datetime
) -> None:
    as_ada.post(PAGE, TYPED)
    access = AccountAccess(HOST, "Inès Morel", "abc", Tokens(Secret("a-good-token")))
    hers = connect_account(network="linkedin", access=access, by=cast.ines, at=at)
    other = an_account(cast.lea, at)
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at, account=hers)
    said = as_ada.post(f"{PAGE}withdraw/", follow=True).content.decode()
    assert "Delete the application at the network too" in said
    hers.refresh_from_db()
    other.refresh_from_db()
    share.refresh_from_db()
    assert (hers.sealed_access, hers.state) == ("", Account.State.EXPIRED)
    assert other.sealed_access
    assert share.state == Share.State.ASK_PERSON
    assert not ServerApp.objects.exists()


def test_nothing_is_withdrawn_twice(cast: Cast, at: datetime) -> None:
    with pytest.raises(refusals.NotRegistered):
        withdraw_house_app(network_key="linkedin", by=cast.ada, at=at)


def test_an_application_has_an_identifier(cast: Cast, at: datetime) -> None:
    registration = Registration("", Secret("app-secret"), "https://p.example/back")
    with pytest.raises(refusals.SecretMissing):
        register_house_app(network_key="linkedin", registration=registration, by=cast.ada, at=at)


def test_the_page_and_the_command_say_which_networks_are_there(as_ada: Client, cast: Cast) -> None:
    html = as_ada.get("/admin/networks/").content.decode()
    assert "No application: nobody can connect an account." in html
    out = StringIO()
    call_command("networks", stdout=out)
    lines = out.getvalue().splitlines()
    assert "linkedin: intent, declared; no application registered" in lines
    assert "mastodon: api, intent, declared" in lines
    assert "facebook: intent, declared" in lines
    as_ada.post(PAGE, TYPED)
    out = StringIO()
    call_command("networks", stdout=out)
    assert "linkedin: api, intent, declared" in out.getvalue().splitlines()


def test_nobody_learns_who_connected_an_account(as_ada: Client, cast: Cast, at: datetime) -> None:
    as_ada.post(PAGE, TYPED, follow=True)
    before = without_tokens(as_ada.get("/admin/networks/"))
    access = AccountAccess(HOST, "Inès Morel", "abc", Tokens(Secret("a-good-token")))
    connect_account(network="linkedin", access=access, by=cast.ines, at=at)
    assert without_tokens(as_ada.get("/admin/networks/")) == before


def without_tokens(response: HttpResponse) -> str:
    html = response.content.decode()
    return re.sub(r'(?:csrfmiddlewaretoken" value=|CSRFToken": )"[^"]+"', "", html)


def test_an_alarm_rings_sixty_days_before_a_version_dies(
    as_ada: Client, cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LINKEDIN_VERSION", "202601")
    with time_machine.travel(at, tick=False):
        as_ada.force_login(cast.ada)
        html = as_ada.get("/admin/networks/").content.decode()
        out = StringIO()
        call_command("networks", stdout=out)
    assert "ends about 2027-01-01" in html
    assert "ends about 2027-01-01" in out.getvalue()
    assert "must be a year and a month" in alarm_of("latest", at.date())
