from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portevoix.people.actions.persons import mark_departed
from portevoix.people.actions.sign_in import (
    NotInTheCast,
    SignInWrong,
    TooManyTries,
    Try,
    check_in,
    enter_as,
    wait_in_words,
)
from portevoix.people.models import Organisation
from portevoix.people.rules.throttle import LONGEST_WAIT, truncated_address, wait_after, wait_left
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

SECRET = "a long enough sentence"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ines_can_sign_in(cast: Cast) -> Cast:
    cast.ines.set_password(SECRET)
    cast.ines.save()
    return cast


def attempt(email: str = "ines@atelier.example", password: str = "", address: str = "") -> Try:
    return Try(email, password or "no", address)


def fail(at: datetime, times: int, **parts: str) -> None:
    for _ in range(times):
        with pytest.raises(SignInWrong):
            check_in(attempt(**parts), at=at)


def test_the_right_password_opens(ines_can_sign_in: Cast, at: datetime) -> None:
    found = check_in(attempt("INES@atelier.example ", SECRET), at=at)
    assert found == ines_can_sign_in.ines


def test_wrong_password_and_unknown_mail_say_the_same(ines_can_sign_in: Cast, at: datetime) -> None:
    said = set()
    for email in ("ines@atelier.example", "nobody@atelier.example", "theo@atelier.example"):
        with pytest.raises(SignInWrong) as refusal:
            check_in(attempt(email), at=at)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_an_unknown_mail_is_hashed_as_long_as_a_known_one(
    ines_can_sign_in: Cast, at: datetime
) -> None:
    hasher = "django.contrib.auth.hashers.Argon2PasswordHasher"
    for email in ("ines@atelier.example", "nobody@atelier.example", "theo@atelier.example"):
        with (
            patch(f"{hasher}.encode", return_value="x") as encode,
            patch(f"{hasher}.verify", return_value=False) as verify,
        ):
            fail(at, 1, email=email)
        assert encode.call_count + verify.call_count == 1


def test_the_sixth_try_waits_and_the_sentence_says_how_long(
    ines_can_sign_in: Cast, at: datetime
) -> None:
    fail(at, 5)
    with pytest.raises(TooManyTries, match="15 seconds"):
        check_in(attempt(password=SECRET), at=at)
    later = at + timedelta(seconds=15)
    assert check_in(attempt(password=SECRET), at=later) == ines_can_sign_in.ines


def test_unknown_mails_are_slowed_alike(ines_can_sign_in: Cast, at: datetime) -> None:
    fail(at, 5, email="nobody@atelier.example")
    with pytest.raises(TooManyTries, match="15 seconds"):
        check_in(attempt("nobody@atelier.example"), at=at)


def test_a_network_that_tries_many_mails_waits(ines_can_sign_in: Cast, at: datetime) -> None:
    for number in range(5):
        fail(at, 1, email=f"n{number}@atelier.example", address=f"203.0.113.{number}")
    with pytest.raises(TooManyTries):
        check_in(attempt(password=SECRET, address="203.0.113.200"), at=at)
    assert check_in(attempt(password=SECRET, address="203.0.114.1"), at=at)


def test_coming_in_forgives_the_mail_and_not_the_network(
    ines_can_sign_in: Cast, at: datetime
) -> None:
    fail(at, 4, address="203.0.113.1")
    check_in(attempt(password=SECRET, address="203.0.113.1"), at=at)
    fail(at, 1)
    fail(at, 1, email="nobody@atelier.example", address="203.0.113.1")
    with pytest.raises(TooManyTries):
        check_in(attempt("third@atelier.example", address="203.0.113.1"), at=at)


def test_the_wait_grows_and_has_an_end(at: datetime) -> None:
    waits = [wait_after(count) for count in range(4, 10)]
    assert waits[0] == timedelta()
    assert waits == sorted(waits)
    assert wait_after(10**9) == LONGEST_WAIT
    assert wait_left(None, at) == timedelta()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("unix:", ""),
    ],
)
def test_addresses_are_truncated(address: str, network: str) -> None:
    assert truncated_address(address) == network


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 second"), (59, "59 seconds"),
                                                (61, "2 minutes")])  # fmt: skip
def test_a_wait_is_said_in_words(seconds: float, words: str) -> None:
    assert wait_in_words(timedelta(seconds=seconds)) == words


def test_the_page_lets_in_and_returns_where_one_was_going(
    ines_can_sign_in: Cast, client: Client
) -> None:
    sent = {"email": "ines@atelier.example", "password": SECRET, "next": "/expertise/?q=go"}
    answer = client.post(reverse("people:sign_in"), sent)
    assert (answer.status_code, answer["Location"]) == (302, "/expertise/?q=go")
    assert client.get("/expertise/").status_code == 200


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leaves_the_house(
    ines_can_sign_in: Cast, client: Client, settings: object, away: str
) -> None:
    settings.LOGIN_REDIRECT_URL = "/expertise/"  # type: ignore[attr-defined]
    sent = {"email": "ines@atelier.example", "password": SECRET, "next": away}
    assert client.post(reverse("people:sign_in"), sent)["Location"] == "/expertise/"


def test_the_page_says_the_refusal_and_keeps_the_mail(cast: Cast, client: Client) -> None:
    sent = {"email": "ines@atelier.example", "password": "no"}
    answer = client.post(reverse("people:sign_in"), sent)
    assert "do not go together" in answer.content.decode()
    assert 'value="ines@atelier.example"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_who_is_inside_is_sent_on(as_ines: Client, settings: object) -> None:
    settings.LOGIN_REDIRECT_URL = "/expertise/"  # type: ignore[attr-defined]
    assert as_ines.get(reverse("people:sign_in"))["Location"] == "/expertise/"


def test_signing_out_ends_the_session(as_ines: Client) -> None:
    as_ines.post(reverse("people:sign_out"))
    assert "_auth_user_id" not in as_ines.session
    assert as_ines.get(reverse("people:sign_out")).status_code == 405


def test_a_departure_ends_the_sessions(as_ines: Client, cast: Cast, at: datetime) -> None:
    assert as_ines.get("/expertise/").status_code == 200
    mark_departed(person=cast.ines, left_on=at.date(), by=cast.ada, at=at)
    answer = as_ines.get("/expertise/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_a_real_organisation_offers_no_account(cast: Cast, client: Client) -> None:
    cast.ines.is_cast = True
    cast.ines.save()
    assert "Inès" not in client.get(reverse("people:sign_in")).content.decode()
    with pytest.raises(NotInTheCast):
        enter_as(ref=cast.ines.ref)
    answer = client.post(reverse("people:enter_as"), {"person": cast.ines.ref})
    assert answer.status_code == 409
    assert "_auth_user_id" not in client.session


def test_a_demo_offers_its_cast_and_nobody_else(
    cast: Cast, client: Client, organisation: Organisation
) -> None:
    Organisation.objects.update(is_demo=True)
    for person in (cast.ines, cast.ada, cast.sofia):  # Sofia has left
        person.is_cast = True
        person.save()
    page = client.get(reverse("people:sign_in")).content.decode()
    assert page.index("Ada Nkemelu") < page.index("Inès Morel")  # roles first
    assert "Théo" not in page
    assert "Sofia" in page
    sent = {"person": cast.ines.ref, "next": "/expertise/"}
    assert client.post(reverse("people:enter_as"), sent)["Location"] == "/expertise/"
    with pytest.raises(NotInTheCast):
        enter_as(ref=cast.theo.ref)


def test_behind_a_trusted_proxy_the_visitors_address_counts(
    ines_can_sign_in: Cast, client: Client, settings: object
) -> None:
    settings.IS_HTTPS = True  # type: ignore[attr-defined]
    for number in range(5):
        sent = {"email": f"n{number}@atelier.example", "password": "no"}
        client.post(
            reverse("people:sign_in"), sent, headers={"X-Forwarded-For": "1.1.1.1, 9.9.9.9"}
        )
    sent = {"email": "ines@atelier.example", "password": SECRET}
    blocked = client.post(reverse("people:sign_in"), sent, headers={"X-Forwarded-For": "9.9.9.9"})
    assert "Try again in" in blocked.content.decode()
    sent["next"] = "/expertise/"
    other = client.post(reverse("people:sign_in"), sent, headers={"X-Forwarded-For": "8.8.8.8"})
    assert other.status_code == 302
