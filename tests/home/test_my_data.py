from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import datetime
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils.formats import date_format
from pytest_django import Settings

from portevoix.curate.models import Answer, Item, Saved, Source
from portevoix.govern.actions import (
    give_consent,
    lay_register,
    publish_charter,
    sign_charter,
)
from portevoix.govern.queries import is_agreed
from portevoix.govern.rules.register import REGISTER
from portevoix.ledger.queries import verification
from portevoix.lib.personal_data import registered
from portevoix.people.models import Endorsement, Expertise, Membership, Person, Topic
from portevoix.share.models import Account, Share
from tests.conftest import Cast
from tests.curate.digest_world import SERVER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(cast: Cast, at: datetime, settings: Settings) -> None:
    settings.MAIL = SERVER
    lay_register(at=at)
    publish_charter(text_en="Be kind.", text_fr="Soyez bons.", by=cast.paul, at=at)


@pytest.fixture
def a_life(cast: Cast, at: datetime) -> None:
    topic = Topic.objects.create(slug="kubernetes", name_en="Kubernetes", name_fr="Kubernetes")
    known = Expertise.objects.create(person=cast.ines, topic=topic, declared_at=at)
    Endorsement.objects.create(expertise=known, by=cast.theo, at=at)
    sign_charter(version=1, by=cast.ines, at=at)
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    Membership.objects.filter(person=cast.ines).update(started_on=at.date())
    source = Source.objects.create(
        url="https://blog.example/feed", name="A blog", added_at=at, next_fetch_at=at
    )
    item = Item.objects.create(
        source=source,
        guid="1",
        url="https://blog.example/1",
        url_digest="d" * 64,
        title="An article",
        published_at=at,
        found_at=at,
        state=Item.State.APPROVED,
    )
    Answer.objects.create(person=cast.ines, item=item, kind=Answer.Kind.MORE, at=at)
    Saved.objects.create(person=cast.ines, item=item, at=at)
    account = Account.objects.create(
        person=cast.ines, network="mastodon", handle="ines@atelier.example", connected_at=at
    )
    Share.objects.create(
        person=cast.ines,
        item=item,
        account=account,
        network="mastodon",
        mode=Share.Mode.API,
        words="Inès Morel says something.",
        target_url=item.url,
        created_at=at,
        scheduled_for=at,
        next_try_at=at,
    )


class Switches(HTMLParser):
    """The forms of the page that post to the switch, each with its buttons and fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[dict[str, str | None]]]] = []
        self._is_in = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("action") == "/consent/":
            self.forms.append({"button": [], "input": []})
            self._is_in = True
        elif self._is_in and tag in {"button", "input", "select", "a"}:
            self.forms[-1].setdefault(tag, []).append(given)

    def handle_endtag(self, tag: str) -> None:
        self._is_in = self._is_in and tag != "form"

    def of(self, key: str) -> dict[str, list[dict[str, str | None]]]:
        return next(
            form for form in self.forms if any(field.get("value") == key for field in form["input"])
        )


def page_of(browser: Client) -> str:
    answer = browser.get("/my-data/")
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser: Client, key: str) -> str:
    form = Switches(page_of(browser)).of(key)
    [button] = form["button"]
    answer = browser.post(
        "/consent/", {"purpose": key, str(button["name"]): str(button["value"])}, follow=True
    )
    assert answer.redirect_chain == [("/my-data/", 302)]
    return answer.content.decode()


def test_each_chosen_purpose_has_its_switch_basis_and_retention(as_ines: Client) -> None:
    page = page_of(as_ines)
    chosen = [laid.key for laid in REGISTER if laid.is_chosen and laid.basis]
    assert len(Switches(page).forms) == len(chosen) >= 3
    assert "Publish for me" in page
    assert "Legal basis: consent." in page
    assert "Kept for 3 years." in page


def test_giving_and_withdrawing_take_one_press_each_on_the_same_page(
    as_ines: Client, cast: Cast
) -> None:
    before = Switches(page_of(as_ines)).of("publish")
    assert "on." in press(as_ines, "publish")
    assert is_agreed(cast.ines, "publish")
    after = Switches(page_of(as_ines)).of("publish")
    assert [len(before["button"]), len(after["button"])] == [1, 1]
    assert before.keys() == after.keys()
    assert "off, from this moment" in press(as_ines, "publish")
    assert not is_agreed(cast.ines, "publish")


def test_the_switch_shows_since_when_it_is_on(as_ines: Client, a_life: None, at: datetime) -> None:
    assert f"On since {date_format(at, 'DATE_FORMAT')}." in page_of(as_ines)


def test_a_switch_returns_to_the_page_that_asked(as_ines: Client) -> None:
    form = {"purpose": "publish", "choice": "on", "next": "/charter/"}
    assert as_ines.post("/consent/", form).headers["Location"] == "/charter/"
    elsewhere = form | {"next": "https://evil.example/"}
    assert as_ines.post("/consent/", elsewhere).headers["Location"] == "/my-data/"


def test_a_shut_purpose_cannot_be_switched_on(as_ines: Client) -> None:
    answer = as_ines.post("/consent/", {"purpose": "byoi", "choice": "on"})
    assert answer.status_code == 409
    assert "not complete" in answer.content.decode()


def test_a_purpose_that_does_not_exist_is_not_found(as_ines: Client) -> None:
    assert as_ines.post("/consent/", {"purpose": "nothing", "choice": "on"}).status_code == 404


def test_purposes_that_are_not_chosen_are_told_with_their_notice(as_ines: Client) -> None:
    page = page_of(as_ines)
    assert "no cookie, no identifier" in page
    assert "Not in use here" in page
    assert "Taking part in experiments" in page


def test_what_the_record_says_is_dated_and_only_hers(
    as_ines: Client, a_life: None, cast: Cast
) -> None:
    page = page_of(as_ines)
    assert "Charter signed" in page
    assert "Consent given" in page
    assert "Charter published" not in page


def test_no_other_person_is_on_the_page(as_ines: Client, a_life: None, cast: Cast) -> None:
    page = page_of(as_ines)
    for other in Person.objects.exclude(pk=cast.ines.pk):
        assert other.name not in page


def test_a_long_record_is_cut_on_the_page_and_whole_in_the_file(
    as_ines: Client, cast: Cast, at: datetime
) -> None:
    for _ in range(15):
        press(as_ines, "publish")
        press(as_ines, "publish")
    assert "The latest 20 of 30" in page_of(as_ines)
    assert len(archive_of(as_ines)["ledger.Entry"]) == 30


def archive_of(browser: Client) -> dict[str, list[dict[str, object]]]:
    with archive(browser) as folder:
        held: dict[str, list[dict[str, object]]] = json.loads(folder.read("my-data.json"))
    return held


def archive(browser: Client) -> zipfile.ZipFile:
    answer = browser.get("/my-data/download/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert re.fullmatch(
        r'attachment; filename="portevoix-\d{4}-\d\d-\d\d\.zip"', answer["Content-Disposition"]
    )
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_the_archive_holds_every_table_of_the_registry(as_ines: Client, a_life: None) -> None:
    held = archive_of(as_ines)
    assert set(held) == {label for holder in registered() for label in holder.tables}
    assert held["govern.Signature"][0]["version"] == 1
    assert held["govern.Consent"][0]["purpose"] == "publish"
    assert {act["act"] for act in held["ledger.Entry"]} == {"charter.signed", "consent.given"}
    lived = {label for label, rows in held.items() if rows}
    assert lived >= {
        "curate.Answer",
        "curate.Saved",
        "people.Person",
        "people.Membership",
        "people.Expertise",
        "people.Endorsement",
        "share.Account",
        "share.Share",
    }


def test_the_archive_can_be_read_without_us(as_ines: Client, a_life: None) -> None:
    with archive(as_ines) as folder:
        page = folder.read("my-data.html").decode()
        styles = set(re.findall(r'href="([\w-]+\.css)"', page))
        assert styles <= set(folder.namelist())
    assert styles
    assert "Inès Morel" in page
    assert "Acts in the record" in page
    assert "<script" not in page


def test_forgetting_asks_twice(as_ines: Client, cast: Cast) -> None:
    assert "/my-data/forget/" in page_of(as_ines)
    assert "cannot be undone" in as_ines.get("/my-data/forget/").content.decode()
    unsure = as_ines.post("/my-data/forget/")
    assert unsure.status_code == 422
    assert "Nothing was erased" in unsure.content.decode()
    assert Person.objects.filter(name=cast.ines.name).exists()


def test_being_forgotten_leaves_nothing_named(as_ines: Client, a_life: None, cast: Cast) -> None:
    named = places_naming("Inès Morel", "ines@atelier.example")
    assert {"people.Person.name", "share.Share.words", "share.Account.handle"} <= set(named)
    elsewhere = Client()
    elsewhere.force_login(cast.ines)
    answer = as_ines.post("/my-data/forget/", {"sure": "yes"}, follow=True)
    assert "You are forgotten" in answer.content.decode()
    assert places_naming("Inès Morel", "ines@atelier.example") == []
    assert not Share.objects.exists()
    for browser in (as_ines, elsewhere):
        assert browser.get("/my-data/").status_code == 302
    assert verification().is_sound


def places_naming(*words: str) -> list[str]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, kinds)
        for value in model._default_manager.values_list(field.name, flat=True)
        if any(word.casefold() in str(value).casefold() for word in words)
    ]


def test_the_only_administrator_is_told_why_she_cannot_be_forgotten(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.ada)
    answer = client.post("/my-data/forget/", {"sure": "yes"})
    assert answer.status_code == 409
    assert "name another one first" in answer.content.decode()


@pytest.mark.parametrize("path", ["/my-data/", "/my-data/download/", "/my-data/forget/"])
def test_my_data_are_for_those_who_signed_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
