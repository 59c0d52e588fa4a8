from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portevoix.govern.actions import (
    NotHersToChoose,
    PurposeShut,
    PurposeUnknown,
    give_consent,
    lay_register,
    withdraw_consent,
)
from portevoix.govern.models import Consent, Purpose
from portevoix.govern.queries import Choice, choices_of, is_agreed
from portevoix.ledger.models import Entry
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(at: datetime, db: None) -> None:
    lay_register(at=at)


def choice_of(cast: Cast, key: str) -> Choice:
    return next(choice for choice in choices_of(cast.ines) if choice.purpose.key == key)


def test_nothing_is_agreed_by_default(cast: Cast) -> None:
    assert not any(choice.is_on or choice.since for choice in choices_of(cast.ines))
    assert not is_agreed(cast.ines, "publish")


def test_consent_given_holds_until_it_is_withdrawn(cast: Cast, at: datetime) -> None:
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    assert is_agreed(cast.ines, "publish")
    assert is_agreed(cast.ines, "publish", hold=True)
    assert not is_agreed(cast.ines, "read_back")
    assert not is_agreed(cast.karim, "publish")
    later = at + timedelta(days=3)
    assert withdraw_consent(purpose_key="publish", by=cast.ines, at=later)
    assert not is_agreed(cast.ines, "publish")
    acts = [entry.act for entry in Entry.objects.about(cast.ines.ref).in_order()]
    assert acts == ["consent.given", "consent.withdrawn"]


def test_a_choice_says_since_when_it_stands(cast: Cast, at: datetime) -> None:
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    on = choice_of(cast, "publish")
    assert (on.is_on, on.since) == (True, at)
    later = at + timedelta(days=3)
    withdraw_consent(purpose_key="publish", by=cast.ines, at=later)
    off = choice_of(cast, "publish")
    assert (off.is_on, off.since) == (False, later)


def test_agreeing_twice_is_once(cast: Cast, at: datetime) -> None:
    first = give_consent(purpose_key="publish", by=cast.ines, at=at)
    assert give_consent(purpose_key="publish", by=cast.ines, at=at) == first
    assert Entry.objects.filter(act="consent.given").count() == 1


def test_withdrawing_nothing_leaves_no_trace(cast: Cast, at: datetime) -> None:
    assert not withdraw_consent(purpose_key="publish", by=cast.ines, at=at)
    assert not Entry.objects.filter(act="consent.withdrawn").exists()


def test_agreeing_again_after_withdrawing_is_a_new_consent(cast: Cast, at: datetime) -> None:
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    withdraw_consent(purpose_key="publish", by=cast.ines, at=at)
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    assert Consent.objects.visible_to(cast.ines).count() == 2
    assert Consent.objects.standing().count() == 1


def test_consent_under_an_incomplete_purpose_is_impossible(cast: Cast, at: datetime) -> None:
    with pytest.raises(PurposeShut):
        give_consent(purpose_key="byoi", by=cast.ines, at=at)


def test_consent_is_checked_again_at_use(cast: Cast, at: datetime) -> None:
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    Purpose.objects.filter(key="publish").update(basis="")
    assert not is_agreed(cast.ines, "publish")


def test_what_rests_on_nobodys_choice_cannot_be_switched(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotHersToChoose):
        give_consent(purpose_key="links", by=cast.ines, at=at)


def test_an_unknown_purpose_cannot_be_agreed_to(cast: Cast, at: datetime) -> None:
    with pytest.raises(PurposeUnknown):
        give_consent(purpose_key="nothing", by=cast.ines, at=at)


def test_nobody_sees_the_consents_of_another(cast: Cast, at: datetime) -> None:
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    for other in (cast.karim, cast.lea, cast.paul, cast.rosa, cast.ada):
        assert not Consent.objects.visible_to(other).exists()
