"""Who left: her own data stay open to her, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portevoix.govern.actions import NoLongerHere, give_consent, lay_register, publish_charter
from portevoix.govern.models import Consent, Purpose
from portevoix.govern.queries import is_agreed
from portevoix.people.models import Person
from tests.conftest import Cast
from tests.house.test_pages import Route, routes

pytestmark = pytest.mark.django_db

SECRET = "a long enough sentence"
# What opens to whoever works here and holds no role.
OPEN = {"public": {"nobody", "sofia", "theo"}, "person": {"sofia", "theo"}, "employee": {"theo"}}
ROLES = {
    "programme": {"lea"},
    "desk": {"paul", "rosa"},
    "hr": {"paul"},
    "crisis": {"lea", "ada"},
    "administrator": {"ada"},
}


@pytest.fixture(autouse=True)
def house(cast: Cast, at: datetime) -> Iterator[None]:
    cache.clear()
    lay_register(at=at)
    publish_charter(text_en="Be kind.", text_fr="Soyez bons.", by=cast.paul, at=at)
    cast.sofia.set_password(SECRET)
    cast.sofia.save()
    yield
    cache.clear()


@pytest.fixture
def as_sofia(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.sofia)
    return browser


def agreed(person: Person, at: datetime) -> None:
    purpose = Purpose.objects.get(key="publish")
    Consent.objects.create(person=person, purpose=purpose, given_at=at)


def sign_in(browser: Client, following: str = "") -> Any:
    form = {"email": "sofia@atelier.example", "password": SECRET, "next": following}
    return browser.post(reverse("people:sign_in"), form, follow=True)


def let_in(browser: Client, route: Route) -> bool:
    answer = browser.get(route.address)
    if answer.status_code == 405:
        answer = browser.post(route.address)
    shut = answer.status_code == 403
    to_the_door = answer.status_code == 302 and answer["Location"].startswith("/sign-in")
    return not shut and not to_the_door


@pytest.mark.parametrize("who", ["nobody", "sofia", "theo", "lea", "paul", "rosa", "ada"])
def test_every_address_opens_to_its_audience_alone(cast: Cast, who: str) -> None:
    wrong = []
    person = getattr(cast, who, None)
    for route in routes():
        audience = route.view.audience  # type: ignore[attr-defined]
        belongs = ROLES.get(audience, set()) | (OPEN.get(audience, set()))
        is_expected = who in belongs or (audience in OPEN and who in {"lea", "paul", "rosa", "ada"})
        browser = Client()
        if person:
            browser.force_login(person)
        if audience != "public" and let_in(browser, route) != is_expected:
            wrong.append(f"{route.address} ({audience})")
    assert wrong == []


@pytest.mark.parametrize("following", ["", "/", "/shares/", "/my-data/"])
def test_after_signing_in_she_is_led_to_her_data(client: Client, following: str) -> None:
    answer = sign_in(client, following)
    assert answer.redirect_chain[-1] == ("/my-data/", 302)
    assert answer.status_code == 200


def test_signed_in_already_the_door_leads_her_there_too(as_sofia: Client) -> None:
    answer = as_sofia.get(reverse("people:sign_in"), follow=True)
    assert answer.redirect_chain[-1] == ("/my-data/", 302)


def test_the_frame_shows_only_what_she_may_open(as_sofia: Client) -> None:
    for address in ("/my-data/", "/my-data/forget/", "/charter/", reverse("people:password")):
        page = as_sofia.get(address).content.decode()
        assert 'class="tabs-bar"' not in page
        assert 'class="doors"' not in page
        assert reverse("people:sign_out") in page
        assert as_sofia.get("/", follow=True).status_code == 200


def test_a_colleague_keeps_her_navigation(as_ines: Client) -> None:
    assert 'class="tabs-bar"' in as_ines.get("/my-data/").content.decode()


def test_she_switches_off_and_not_on_again(as_sofia: Client, cast: Cast, at: datetime) -> None:
    agreed(cast.sofia, at)
    assert "Publish for me" in as_sofia.get("/my-data/").content.decode()
    answer = as_sofia.post("/consent/", {"purpose": "publish", "choice": "off"}, follow=True)
    assert "off, from this moment" in answer.content.decode()
    assert not is_agreed(cast.sofia, "publish")
    assert 'role="switch"' not in as_sofia.get("/my-data/").content.decode()
    again = as_sofia.post("/consent/", {"purpose": "publish", "choice": "on"})
    assert again.status_code == 409
    with pytest.raises(NoLongerHere):
        give_consent(purpose_key="publish", by=cast.sofia, at=at)


def test_she_reads_the_charter_and_is_not_asked_to_sign(as_sofia: Client) -> None:
    page = as_sofia.get("/charter/").content.decode()
    assert "Be kind." in page
    assert reverse("govern:sign") not in page
    assert as_sofia.post(reverse("govern:sign"), {"version": 1}).status_code == 403


def test_she_takes_her_data_away(as_sofia: Client) -> None:
    answer = as_sofia.get("/my-data/download/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")


def test_she_is_forgotten_when_she_asks(as_sofia: Client, cast: Cast) -> None:
    answer = as_sofia.post("/my-data/forget/", {"sure": "yes"}, follow=True)
    assert "You are forgotten" in answer.content.decode()
    cast.sofia.refresh_from_db()
    assert cast.sofia.name == ""
    assert sign_in(Client()).redirect_chain == []
    assert as_sofia.get("/my-data/").status_code == 302


def test_she_changes_her_language_and_goes_out(as_sofia: Client, cast: Cast) -> None:
    answer = as_sofia.post(reverse("people:language"), {"language": "fr"}, follow=True)
    assert answer.redirect_chain[-1] == ("/my-data/", 302)
    cast.sofia.refresh_from_db()
    assert cast.sofia.language == "fr"
    as_sofia.post(reverse("people:sign_out"))
    assert as_sofia.get("/my-data/").status_code == 302


def test_the_page_says_how_long_after_leaving(as_sofia: Client) -> None:
    assert "1 year after you left at most" in as_sofia.get("/my-data/").content.decode()
