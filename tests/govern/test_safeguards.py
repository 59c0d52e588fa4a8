from __future__ import annotations

from datetime import datetime

import pytest

from portevoix.govern.actions import (
    NotHersToWrite,
    SafeguardOutOfBounds,
    SafeguardUnknown,
    set_safeguard,
)
from portevoix.govern.models import Safeguard
from portevoix.govern.queries import WORDS, safeguard, safeguards_in_force
from portevoix.govern.rules.safeguards import SAFEGUARDS, is_allowed
from portevoix.ledger.models import Entry
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_groups_are_never_smaller_than_five() -> None:
    assert SAFEGUARDS["group_minimum"].default == 5
    assert not is_allowed("group_minimum", 4)
    assert is_allowed("group_minimum", 8)


def test_an_unknown_safeguard_takes_no_value() -> None:
    assert not is_allowed("nothing", 1)


def test_every_safeguard_has_words() -> None:
    assert set(WORDS) == set(SAFEGUARDS)


def test_a_safeguard_is_as_delivered_until_it_is_set(cast: Cast, at: datetime) -> None:
    assert safeguard("group_minimum") == 5
    set_safeguard(key="group_minimum", value=8, by=cast.paul, at=at)
    set_safeguard(key="group_minimum", value=9, by=cast.paul, at=at)
    assert safeguard("group_minimum") == safeguards_in_force()["group_minimum"] == 9
    assert safeguards_in_force(["click_months"]) == {"click_months": 25}
    entry = Entry.objects.in_order().last()
    assert entry
    assert entry.details == {"key": "group_minimum", "value": 9}


def test_a_value_out_of_bounds_is_refused_and_says_the_bounds(cast: Cast, at: datetime) -> None:
    with pytest.raises(SafeguardOutOfBounds, match="between 5 and 1000"):
        set_safeguard(key="group_minimum", value=4, by=cast.paul, at=at)
    assert safeguard("group_minimum") == 5


def test_an_unknown_safeguard_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(SafeguardUnknown):
        set_safeguard(key="nothing", value=1, by=cast.paul, at=at)


@pytest.mark.parametrize("who", ["rosa", "karim", "lea", "ines"])
def test_only_hr_and_legal_set_safeguards(cast: Cast, at: datetime, who: str) -> None:
    with pytest.raises(NotHersToWrite):
        set_safeguard(key="group_minimum", value=8, by=getattr(cast, who), at=at)


def test_one_who_left_does_not_read_the_safeguards(cast: Cast, at: datetime) -> None:
    set_safeguard(key="group_minimum", value=8, by=cast.paul, at=at)
    assert Safeguard.objects.visible_to(cast.rosa).count() == 1
    assert not Safeguard.objects.visible_to(cast.sofia).exists()
