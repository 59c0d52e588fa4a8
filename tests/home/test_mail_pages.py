from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portevoix.curate.actions.digesting import stop_digest
from portevoix.govern.actions import lay_register
from portevoix.govern.queries import is_agreed
from portevoix.ledger.models import Entry
from portevoix.notify.models import Preference
from portevoix.notify.queries import stop_token
from tests.conftest import NOON, Cast
from tests.curate.digest_world import SERVER, a_watch, wanting
from tests.notify.world import planned, sending

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_is_set_up(settings: Settings, organisation: object) -> None:
    settings.MAIL = SERVER
    lay_register(at=NOON - timedelta(days=9))


@pytest.fixture(autouse=True)
def noon(at: datetime) -> object:
    with time_machine.travel(at, tick=False):
        yield


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def shown(browser: Client) -> str:
    return text(browser.get("/mail/"))


def test_it_is_off_until_she_asks_for_it(as_ines: Client, cast: Cast) -> None:
    assert "It is off." in shown(as_ines)
    as_ines.post("/mail/", {"weekdays": ["1", "3"], "hour": "10"})
    assert is_agreed(cast.ines, "digest")
    assert Preference.objects.get().weekdays == "13"
    assert "The next one leaves on Tuesday 3 November from 10:00" in shown(as_ines)
    assert "ines@atelier.example" in shown(as_ines)


def test_the_same_page_stops_it_at_once(as_ines: Client, cast: Cast) -> None:
    wanting(cast.ines)
    as_ines.post("/mail/off/")
    assert not is_agreed(cast.ines, "digest")
    assert "It is off." in shown(as_ines)


@pytest.mark.parametrize(
    "typed",
    [{}, {"hour": "9"}, {"weekdays": ["5"], "hour": "9"}, {"weekdays": ["1"], "hour": "22"}],
)
def test_a_choice_that_cannot_be_kept_is_said(
    as_ines: Client, cast: Cast, typed: dict[str, object]
) -> None:
    answer = as_ines.post("/mail/", typed)
    assert answer.status_code == 422
    assert not is_agreed(cast.ines, "digest")


def test_where_mail_is_not_set_up_nothing_is_offered(
    as_ines: Client, cast: Cast, settings: Settings
) -> None:
    settings.MAIL = {}
    assert "Mail is not set up here yet" in shown(as_ines)
    assert "On which days?" not in shown(as_ines)
    answer = as_ines.post("/mail/", {"weekdays": ["1"], "hour": "9"})
    assert answer.status_code == 409
    assert not is_agreed(cast.ines, "digest")
    assert "The digest of my watch" not in text(as_ines.get("/my-data/"))


def test_the_switch_stands_on_my_data_too(as_ines: Client, cast: Cast) -> None:
    assert "The digest of my watch" in text(as_ines.get("/my-data/"))
    as_ines.post("/consent/", {"purpose": "digest", "choice": "on"})
    assert is_agreed(cast.ines, "digest")
    assert "It is on, and goes to" in shown(as_ines)


def test_the_next_one_is_shown_as_it_stands(as_ines: Client, cast: Cast) -> None:
    assert "Nothing is new yet." in shown(as_ines)
    pieces = a_watch(cast.ines)
    page = shown(as_ines)
    assert all(piece.title in page and piece.url in page for piece in pieces)


def test_what_became_of_the_latest_is_shown_to_her_alone(as_ines: Client, cast: Cast) -> None:
    wanting(cast.ines)
    wanting(cast.theo)
    sending(cast.ines)
    planned(cast.theo)
    assert "News" in shown(as_ines)
    assert "Being sent" in shown(as_ines)
    assert "About to be sent" not in shown(as_ines)


def test_an_address_that_is_refused_is_said(as_ines: Client, cast: Cast, at: datetime) -> None:
    wanting(cast.ines)
    Preference.objects.update(closed_at=at)
    assert "again and again" in shown(as_ines)


def test_without_an_address_there_is_nothing_to_ask_for(as_ines: Client, cast: Cast) -> None:
    cast.ines.email = None
    cast.ines.save(update_fields=["email"])
    assert "Nobody wrote a mail address for you here" in shown(as_ines)


def test_one_press_in_a_mail_stops_it_without_signing_in(cast: Cast) -> None:
    wanting(cast.ines)
    wanting(cast.theo)
    address = reverse("home:stop_mail", args=[stop_token(cast.ines, "digest")])
    browser = Client(enforce_csrf_checks=True)
    asked = browser.get(address)
    assert "Stop this mail?" in text(asked)
    assert is_agreed(cast.ines, "digest")
    done = browser.post(address, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert "It is stopped" in text(done)
    assert not is_agreed(cast.ines, "digest")
    assert is_agreed(cast.theo, "digest")
    assert Entry.objects.filter(act="consent.withdrawn", actor=cast.ines.ref).count() == 1
    assert done["Cache-Control"] == "no-store"
    assert cast.ines.name not in text(asked) + text(done)


def test_stopping_twice_is_stopping_once(cast: Cast, at: datetime) -> None:
    wanting(cast.ines)
    address = reverse("home:stop_mail", args=[stop_token(cast.ines, "digest")])
    stop_digest(by=cast.ines, at=at)
    assert Client().post(address).status_code == 200
    assert Entry.objects.filter(act="consent.withdrawn").count() == 1


def test_it_speaks_her_language_whoever_asks(cast: Cast) -> None:
    cast.ines.language = "fr"
    cast.ines.save(update_fields=["language"])
    address = reverse("home:stop_mail", args=[stop_token(cast.ines, "digest")])
    page = Client().get(address, headers={"accept-language": "en"})
    assert page["Content-Language"] == "fr"
    assert '<html lang="fr"' in text(page)


def test_any_other_link_stops_nothing(cast: Cast) -> None:
    wanting(cast.ines)
    token = stop_token(cast.ines, "digest")
    for other in (token[:-1], stop_token(cast.ines, "ask"), cast.ines.ref):
        answer = Client().post(reverse("home:stop_mail", args=[other]))
        assert answer.status_code == 404
        assert "This link is not whole" in text(answer)
    assert is_agreed(cast.ines, "digest")


def test_whoever_left_can_stop_it_still(cast: Cast, at: datetime) -> None:
    wanting(cast.ines)
    cast.ines.left_on = at.date()
    cast.ines.save(update_fields=["left_on"])
    Client().post(reverse("home:stop_mail", args=[stop_token(cast.ines, "digest")]))
    assert not is_agreed(cast.ines, "digest")
