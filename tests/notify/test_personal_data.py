from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portevoix.notify.actions.asking import ask
from portevoix.notify.models import Ask, AskBudget, Delivery, Preference
from portevoix.notify.personal_data import HOLDER
from tests.conftest import NOON, Cast
from tests.notify.world import HOURS, planned, sending, wants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_people_want_mail(cast: Cast) -> None:
    for person in (cast.ines, cast.theo):
        wants(person)
        sending(person)
        about = "campaign:1"
        ask(person=person, kind="campaign", about=about, channel="page", hours=HOURS, at=NOON)


def limits_of(letters: datetime, gone: datetime) -> dict[str, datetime]:
    asks = NOON - timedelta(days=300)
    return {"notify.Delivery": letters, "notify.Ask": asks, "people.Person": gone}


def test_what_was_asked_a_year_ago_goes_and_her_budget_stays(cast: Cast, at: datetime) -> None:
    limits = limits_of(at - timedelta(days=9), gone=at) | {"notify.Ask": at + timedelta(days=1)}
    assert HOLDER.expire(limits=limits, at=at) == 2
    assert not Ask.objects.exists()
    assert AskBudget.objects.count() == 2


def test_her_hours_and_letters_are_exported(cast: Cast, at: datetime) -> None:
    export = HOLDER.export(cast.ines)
    assert set(export) == set(HOLDER.tables)
    assert [(row["weekdays"], row["hour"]) for row in export["notify.Preference"]] == [("01234", 9)]
    assert [(row["subject"], row["told"]) for row in export["notify.Delivery"]] == [("News", [1])]
    assert [(row["about"], row["answer"]) for row in export["notify.Ask"]] == [("campaign:1", "")]
    budget = {"monthly": 2, "over_since": None, "refused": [], "changed_at": None}
    assert export["notify.AskBudget"] == [budget]


def test_forgetting_one_person_leaves_the_others(cast: Cast, at: datetime) -> None:
    HOLDER.forget(cast.ines, at=at)
    assert not any(HOLDER.export(cast.ines).values())
    assert Ask.objects.get().person == AskBudget.objects.get().person == cast.theo
    assert Preference.objects.get().person == Delivery.objects.get().person == cast.theo


def test_old_letters_go_and_the_choice_stays(cast: Cast, at: datetime) -> None:
    limits = limits_of(at + timedelta(seconds=1), gone=at)
    tomorrow = at + timedelta(days=1)
    assert HOLDER.expire(limits=limits, at=tomorrow) == 2
    assert HOLDER.expire(limits=limits, at=tomorrow) == 0
    assert Preference.objects.count() == 2


def test_a_letter_whose_hours_are_not_over_stays_however_short_the_retention(
    cast: Cast, at: datetime
) -> None:
    limits = limits_of(at + timedelta(seconds=1), gone=at)
    assert HOLDER.expire(limits=limits, at=at + timedelta(seconds=1)) == 0


def test_whoever_left_too_long_ago_is_forgotten(cast: Cast, at: datetime) -> None:
    cast.theo.left_on = at.date()
    cast.theo.save(update_fields=["left_on"])
    limits = limits_of(at - timedelta(days=9), gone=at + timedelta(days=1))
    assert HOLDER.expire(limits=limits, at=at) == 4
    assert Preference.objects.get().person == cast.ines


def test_the_next_period_is_planned_after_the_old_rows_went(cast: Cast, at: datetime) -> None:
    Delivery.objects.all().delete()
    with pytest.raises(AssertionError):
        planned(cast.ines, at)
    assert planned(cast.ines, at + timedelta(days=1))
