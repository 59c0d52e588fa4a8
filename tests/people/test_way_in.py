from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portevoix.home.views.words import ACTS
from portevoix.ledger.models import Entry
from portevoix.people.actions.passwords import PasswordTooWeak
from portevoix.people.actions.persons import (
    Departed,
    Facts,
    MailMissing,
    change_person,
    mark_departed,
)
from portevoix.people.actions.way_in import (
    WayIn,
    WayInClosed,
    choose_first_password,
    give_way_in,
    holder_of,
)
from portevoix.people.models import Person
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

SECRET = "a long enough sentence"
CLOSED = "This link was used already, or it is too old. Ask an administrator for another."


@pytest.fixture
def way(cast: Cast, at: datetime) -> WayIn:
    return give_way_in(person=cast.ines, by=cast.ada, at=at)


def both(secret: str) -> dict[str, str]:
    return {"new": secret, "again": secret}


def test_a_link_lets_in_and_both_acts_are_recorded(cast: Cast, way: WayIn, at: datetime) -> None:
    chosen = choose_first_password(way=way, new=SECRET, at=at)
    again = Person.objects.get(pk=cast.ines.pk)
    assert chosen == again
    assert again.check_password(SECRET)
    assert again.password.startswith("argon2")
    acts = list(Entry.objects.in_order().values_list("act", "actor", "subject"))
    assert acts == [
        ("way_in.given", cast.ada.ref, cast.ines.ref),
        ("password.chosen", cast.ines.ref, cast.ines.ref),
    ]
    assert {act for act, _actor, _subject in acts} <= set(ACTS)


def test_a_link_works_once(way: WayIn, at: datetime) -> None:
    choose_first_password(way=way, new=SECRET, at=at)
    with pytest.raises(WayInClosed):
        choose_first_password(way=way, new="another long sentence", at=at)


def test_of_two_who_come_at_once_one_chooses(cast: Cast, way: WayIn, at: datetime) -> None:
    read = Person.objects.get(pk=cast.ines.pk)
    choose_first_password(way=way, new=SECRET, at=at)
    with (
        patch("portevoix.people.actions.way_in.holder_of", return_value=read),
        pytest.raises(WayInClosed),
    ):
        choose_first_password(way=way, new="another long sentence", at=at)
    assert Person.objects.get(pk=cast.ines.pk).check_password(SECRET)


def test_every_link_ends_when_one_is_used(cast: Cast, way: WayIn, at: datetime) -> None:
    second = give_way_in(person=cast.ines, by=cast.ada, at=at + timedelta(minutes=1))
    choose_first_password(way=second, new=SECRET, at=at + timedelta(minutes=2))
    with pytest.raises(WayInClosed):
        holder_of(way, at=at)


def test_a_link_grows_old_after_three_days(cast: Cast, way: WayIn, at: datetime) -> None:
    assert holder_of(way, at=at + timedelta(days=3)) == cast.ines
    with pytest.raises(WayInClosed):
        holder_of(way, at=at + timedelta(days=3, seconds=1))


def test_the_clock_of_the_server_does_not_count(cast: Cast, way: WayIn, at: datetime) -> None:
    with time_machine.travel(at + timedelta(days=300)):
        assert holder_of(way, at=at) == cast.ines


def test_a_new_mail_address_ends_the_link(cast: Cast, way: WayIn, at: datetime) -> None:
    facts = Facts("Inès Morel", "ines.morel@atelier.example", "Engineer")
    change_person(person=cast.ines, facts=facts, by=cast.ada, at=at)
    with pytest.raises(WayInClosed):
        holder_of(way, at=at)


def test_a_departure_ends_the_link_even_for_who_comes_back(
    cast: Cast, way: WayIn, at: datetime
) -> None:
    mark_departed(person=cast.ines, left_on=at.date(), by=cast.ada, at=at)
    with pytest.raises(WayInClosed):
        holder_of(way, at=at)
    Person.objects.update(left_on=None)
    with pytest.raises(WayInClosed):
        holder_of(way, at=at)


def test_a_link_is_for_one_person(cast: Cast, way: WayIn, at: datetime) -> None:
    with pytest.raises(WayInClosed):
        holder_of(WayIn(cast.ada.ref, way.token), at=at)


def test_who_left_or_has_no_mail_gets_no_way_in(cast: Cast, at: datetime) -> None:
    with pytest.raises(Departed):
        give_way_in(person=cast.sofia, by=cast.ada, at=at)
    cast.ines.email = None
    with pytest.raises(MailMissing, match="mail address"):
        give_way_in(person=cast.ines, by=cast.ada, at=at)
    assert not Entry.objects.exists()


def test_a_weak_password_is_refused_and_the_link_stays(
    cast: Cast, way: WayIn, at: datetime
) -> None:
    with pytest.raises(PasswordTooWeak, match="too short"):
        choose_first_password(way=way, new="short", at=at)
    assert holder_of(way, at=at) == cast.ines


def test_the_page_lets_choose_and_signs_in(cast: Cast, client: Client) -> None:
    way = given_now(cast.ines)
    page = client.get(way.url)
    assert page["Cache-Control"].count("no-store")
    assert "Welcome, Inès" in page.content.decode()
    assert "ines@atelier.example" in page.content.decode()
    assert client.get(way.url).status_code == 200  # looking uses nothing up
    answer = client.post(way.url, both(SECRET))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/expertise/").status_code == 200
    there = Client()
    sent = {"email": "ines@atelier.example", "password": SECRET}
    assert there.post(reverse("people:sign_in"), sent).status_code == 302


def test_it_closes_the_sessions_of_who_had_a_password(cast: Cast, client: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(cast.ines)
    client.post(given_now(cast.ines).url, both(SECRET))
    assert elsewhere.get("/expertise/").status_code == 302


def test_who_is_signed_in_as_somebody_else_comes_in_as_herself(cast: Cast, as_lea: Client) -> None:
    as_lea.post(given_now(cast.ines).url, both(SECRET))
    assert as_lea.session["_auth_user_id"] == str(cast.ines.pk)


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("short", "short", "too short"),
        ("christopher1", "christopher1", "too common"),
        (SECRET, "a long enough sentense", "These two passwords are not the same."),
        ("", "", "required"),
    ],
)
def test_the_page_says_what_is_wrong(
    cast: Cast, client: Client, new: str, again: str, sentence: str
) -> None:
    answer = client.post(given_now(cast.ines).url, {"new": new, "again": again})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert not Person.objects.get(pk=cast.ines.pk).has_usable_password()


def test_every_closed_link_says_the_same(cast: Cast, client: Client) -> None:
    used = given_now(cast.ines)
    client.post(used.url, both(SECRET))
    open_one = given_now(cast.theo)
    with time_machine.travel(datetime.now().astimezone() - timedelta(days=4)):
        old = given_now(cast.theo)
    urls = [
        used.url,
        old.url,
        WayIn(cast.sofia.ref, open_one.token).url,
        WayIn("nobody", open_one.token).url,
        WayIn(cast.theo.ref, open_one.token[:-1] + "-").url,
        WayIn(cast.theo.ref, "zzzzzzzzzzzzzzzzzzzz-1").url,
        WayIn(cast.theo.ref, "no").url,
    ]
    visitor = Client()
    answers = [visitor.get(url) for url in urls] + [visitor.post(urls[0], both(SECRET))]
    assert {answer.status_code for answer in answers} == {410}
    assert len({without_itself(answer) for answer in answers}) == 1
    assert CLOSED in answers[0].content.decode()


def test_a_guess_costs_no_password_hash(cast: Cast, client: Client) -> None:
    with patch("django.contrib.auth.hashers.Argon2PasswordHasher.encode") as encode:
        client.post(WayIn(cast.ines.ref, "abc-0123456789").url, both(SECRET))
    assert encode.call_count == 0


def test_the_command_prints_a_link_and_nothing_else(cast: Cast, client: Client) -> None:
    said = io.StringIO()
    call_command("way_in", "ADA@atelier.example", stdout=said)
    url = said.getvalue().strip()
    assert url.startswith("http://localhost:8000/enter/")
    client.post(url, both(SECRET))
    assert Person.objects.get(pk=cast.ada.pk).check_password(SECRET)
    assert Entry.objects.in_order().values_list("actor", flat=True)[0] == "system"


@pytest.mark.parametrize("mail", ["nobody@atelier.example", "sofia@atelier.example", ""])
def test_the_command_refuses_who_does_not_work_here(cast: Cast, mail: str) -> None:
    with pytest.raises(CommandError, match="Nobody who works here"):
        call_command("way_in", mail)


def test_the_command_says_a_refusal(cast: Cast) -> None:
    with (
        patch("portevoix.home.management.commands.way_in.give_way_in", side_effect=MailMissing),
        pytest.raises(CommandError, match="mail address"),
    ):
        call_command("way_in", "ines@atelier.example")


def without_itself(answer: HttpResponse) -> str:
    """The page without its own address and without its tokens against forged requests."""
    page = re.sub(r"/enter/[\w/-]*", "", answer.content.decode())
    return re.sub(r"\b[a-zA-Z0-9]{64}\b", "", page)


def given_now(person: Person) -> WayIn:
    return give_way_in(person=person, by=None, at=datetime.now().astimezone())
