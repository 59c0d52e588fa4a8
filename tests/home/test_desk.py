from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from portevoix.govern.actions import (
    Terms,
    complete_purpose,
    freeze_publications,
    lay_register,
    publish_charter,
    set_safeguard,
    sign_charter,
)
from portevoix.ledger.actions import record
from portevoix.ledger.models import Entry
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def desk_of(cast: Cast, who: str) -> str:
    browser = Client()
    browser.force_login(getattr(cast, who))
    answer = browser.get("/desk/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_house_has_an_honest_desk(cast: Cast) -> None:
    page = desk_of(cast, "paul")
    assert "None is published yet." in page
    assert "0 open, 0 shut until completed" in page
    assert "All as delivered" in page
    assert "Nothing yet." in page


def test_the_desk_proves_that_the_record_is_sound(cast: Cast, at: datetime) -> None:
    lay_register(at=at)
    assert "The record is sound: 1 entry" in desk_of(cast, "rosa")
    set_safeguard(key="group_minimum", value=8, by=cast.paul, at=at)
    assert "The record is sound: 2 entries" in desk_of(cast, "rosa")


def test_the_desk_says_where_the_record_breaks(cast: Cast, at: datetime) -> None:
    lay_register(at=at)
    Entry.objects.update(actor="somebody else")
    assert "The record breaks at entry 1" in desk_of(cast, "rosa")


def test_the_desk_shows_what_changed_the_rules_and_no_act_of_a_person(
    cast: Cast, at: datetime
) -> None:
    publish_charter(text_en="Be kind.", text_fr="Soyez bons.", by=cast.paul, at=at)
    set_safeguard(key="group_minimum", value=8, by=cast.paul, at=at)
    sign_charter(version=1, by=cast.ines, at=at)
    page = desk_of(cast, "rosa")
    assert "Safeguard set" in page
    assert "Smallest group whose figures are shown: 8" in page
    assert "Version 1" in page
    assert "Charter signed" not in page
    assert cast.ines.name not in page


def test_a_freeze_is_said_in_words(cast: Cast, at: datetime) -> None:
    freeze_publications(reason="A flood.", by=cast.ada, at=at)
    assert "Every publication held" in desk_of(cast, "rosa")


def test_a_purpose_that_changed_is_named_in_words(cast: Cast, at: datetime) -> None:
    lay_register(at=at)
    terms = Terms("interest", 30, "Notice.", "Avis.")
    complete_purpose(key="links", terms=terms, by=cast.paul, at=at)
    assert "<td>Counting clicks</td>" in desk_of(cast, "rosa")


def test_a_safeguard_of_another_time_keeps_its_key(cast: Cast, at: datetime) -> None:
    record("safeguard.set", actor="a" * 32, at=at, details={"key": "moon", "value": 1})
    assert "moon: 1" in desk_of(cast, "rosa")


def test_hr_and_staff_representatives_read_the_same_desk(cast: Cast, at: datetime) -> None:
    lay_register(at=at)
    assert "HR and legal" in desk_of(cast, "paul")
    assert "Read-only" in desk_of(cast, "rosa")


@pytest.mark.parametrize("who", ["ines", "karim", "lea", "theo", "sofia"])
def test_the_desk_is_closed_to_others(cast: Cast, who: str) -> None:
    browser = Client()
    browser.force_login(getattr(cast, who))
    assert browser.get("/desk/").status_code == 403
