"""`portevoix init`: a real, empty organisation."""

from __future__ import annotations

import getpass
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portevoix.govern.models import Charter, Purpose
from portevoix.people.models import Organisation, Person, Role, Topic

pytestmark = pytest.mark.django_db
PASSWORD = "une longue phrase tranquille"


def _init(**changes: str) -> str:
    told = StringIO()
    options = {
        "name": "Maison Claire",
        "language": "fr",
        "admin_name": "Ada Nkemelu",
        "admin_email": "Ada@claire.example",
        "admin_password": PASSWORD,
    }
    call_command("init", **(options | changes), stdout=told)
    return told.getvalue()


def test_options_found_an_organisation_with_its_first_administrator() -> None:
    assert "Maison Claire is founded" in _init()
    house = Organisation.objects.get()
    assert (house.name, house.language, house.is_demo) == ("Maison Claire", "fr", False)
    ada = Person.objects.get()
    assert ada.email == "ada@claire.example"
    assert ada.check_password(PASSWORD)
    assert ada.has_role([Role.Name.ADMINISTRATOR])


def test_it_begins_with_topics_purposes_and_a_charter() -> None:
    _init()
    assert Topic.objects.count() > 100
    assert Purpose.objects.exists()
    assert Charter.objects.get().version == 1


def test_a_short_password_is_refused_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="not strong enough"):
        _init(admin_password="court")
    assert not Organisation.objects.exists()


def test_a_second_organisation_is_refused() -> None:
    _init()
    with pytest.raises(CommandError, match="an organisation here already"):
        _init(name="Another")


def test_a_language_that_pages_do_not_speak_is_refused() -> None:
    with pytest.raises(CommandError, match="French and English"):
        _init(language="de")
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("email", ["", "nobody", "a b@claire.example"])
def test_a_mail_address_that_is_none_is_refused(
    email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _asked: "")
    with pytest.raises(CommandError, match="mail address"):
        _init(admin_email=email)
    assert not Organisation.objects.exists()


def test_what_is_not_given_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "Maison Bleue"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(getpass, "getpass", lambda _asked: PASSWORD)
    _init(name="", admin_password="")
    assert asked == ["Name of the organisation: "]
    assert Organisation.objects.get().name == "Maison Bleue"


def test_nothing_is_asked_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(CommandError, match="give it as an option"):
        _init(name="")


def test_an_organisation_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="each need a name"):
        _init(name="  ")
