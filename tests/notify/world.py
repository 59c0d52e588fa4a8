"""Preferences, deliveries and letters for the stories of mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portevoix.notify.actions.delivering import (
    begin_sending,
    choose_rhythm,
    plan_delivery,
    take_delivery,
)
from portevoix.notify.channels.letters import Letter
from portevoix.notify.models import Delivery, Preference
from portevoix.notify.rules.rhythm import WORKDAYS, Hours, Rhythm
from portevoix.people.models import Person
from tests.conftest import NOON

HOURS = Hours(9, 18)
EVERY_DAY = Rhythm(WORKDAYS, 9)
MONDAYS = Rhythm(frozenset({0}), 9)
KIND = "digest"
DAY = timedelta(days=1)


def wants(person: Person, rhythm: Rhythm = EVERY_DAY, at: datetime = NOON - DAY) -> Preference:
    return choose_rhythm(rhythm=rhythm, hours=HOURS, by=person, at=at)


def planned(person: Person, at: datetime = NOON) -> Delivery:
    preference = Preference.objects.select_related("person").get(person=person)
    delivery = plan_delivery(preference=preference, kind=KIND, hours=HOURS, at=at)
    assert delivery is not None
    return delivery


def sending(person: Person, at: datetime = NOON, told: list[int] | None = None) -> Delivery:
    delivery = planned(person, at)
    assert take_delivery(delivery=delivery, at=at)
    assert begin_sending(delivery=delivery, subject="News", told=told or [1], at=at)
    return delivery


def a_letter(**more: Any) -> Letter:
    given: dict[str, Any] = {
        "ref": "5f0c",
        "to": "ines@atelier.example",
        "subject": "Kubernetes 1.40 is out",
        "text": "Bonjour Inès\n.\nA line of one dot before this one.\n",
        "html": "<!doctype html><p>Bonjour Inès</p>",
        "language": "en",
        "dated": NOON,
        "stop_url": "https://portevoix.example/mail/stop/t/",
    }
    return Letter(**given | more)
