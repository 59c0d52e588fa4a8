from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from portevoix.govern.actions import LatestAdministrator, forget_person
from portevoix.ledger.models import Entry
from portevoix.lib import personal_data
from portevoix.people.models import Person, Role
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


class Witness:
    """A holder that only remembers when it was asked."""

    tables: dict[str, personal_data.Keeping] = {}

    def __init__(self, app: str, asked: list[str]) -> None:
        self.app, self._asked = app, asked

    def export(self, person: Person) -> dict[str, list[personal_data.Row]]:
        return {}

    def forget(self, person: Person, *, at: datetime) -> None:
        self._asked.append(self.app)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    apps = ("people", "ledger", "share", "curate", "measure", "govern")
    monkeypatch.setattr(personal_data, "_registered", {app: Witness(app, asked) for app in apps})
    return asked


def test_every_app_forgets_downstream_first(cast: Cast, at: datetime, asked: list[str]) -> None:
    forget_person(by=cast.ines, at=at)
    assert asked == ["measure", "share", "curate", "govern", "people", "ledger"]


def test_the_record_keeps_a_reference_and_no_name(
    cast: Cast, at: datetime, asked: list[str]
) -> None:
    ref = forget_person(by=cast.ines, at=at)
    entry = Entry.objects.in_order().last()
    assert entry
    assert (entry.act, entry.actor, entry.subject) == ("person.forgotten", ref, ref)


def test_only_her_sessions_end(cast: Cast, at: datetime, asked: list[str]) -> None:
    for person in (cast.ines, cast.ines, cast.karim):
        Client().force_login(person)
    forget_person(by=cast.ines, at=at)
    left = [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()]
    assert left == [str(cast.karim.pk)]


def test_the_only_administrator_cannot_be_forgotten(
    cast: Cast, at: datetime, asked: list[str]
) -> None:
    with pytest.raises(LatestAdministrator):
        forget_person(by=cast.ada, at=at)
    assert asked == []


def test_an_administrator_beside_another_one_can_be_forgotten(
    cast: Cast, at: datetime, asked: list[str]
) -> None:
    Role.objects.create(person=cast.paul, name=Role.Name.ADMINISTRATOR, given_at=at)
    assert forget_person(by=cast.ada, at=at) == cast.ada.ref


def test_an_administrator_who_left_does_not_count(
    cast: Cast, at: datetime, asked: list[str]
) -> None:
    Role.objects.create(person=cast.sofia, name=Role.Name.ADMINISTRATOR, given_at=at)
    with pytest.raises(LatestAdministrator):
        forget_person(by=cast.ada, at=at)
