from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from portevoix.ledger.actions import record
from portevoix.ledger.models import Entry
from portevoix.ledger.personal_data import HOLDER
from portevoix.ledger.queries import latest_of, verification

pytestmark = pytest.mark.django_db


@dataclass
class Bearer:
    ref: str


@pytest.fixture(autouse=True)
def three_acts(at: datetime) -> None:
    record("consent.given", actor="a" * 32, at=at, details={"purpose": "publish"})
    record("role.given", actor="b" * 32, subject="a" * 32, at=at)
    record("safeguard.set", actor="b" * 32, at=at)


def test_own_acts_are_exported_without_the_reference_of_others(at: datetime) -> None:
    rows = HOLDER.export(Bearer("a" * 32))["ledger.Entry"]
    assert [(row["act"], row["by_me"]) for row in rows] == [
        ("role.given", False),
        ("consent.given", True),
    ]
    assert "b" * 32 not in str(rows)


def test_the_record_survives_erasure(at: datetime) -> None:
    HOLDER.forget(Bearer("a" * 32), at=at)
    assert Entry.objects.count() == 3
    assert verification().is_sound


def test_the_latest_acts_of_a_kind_come_first() -> None:
    found = latest_of(["consent.given", "safeguard.set"], 5)
    assert [entry.act for entry in found] == ["safeguard.set", "consent.given"]
    assert len(latest_of(["consent.given", "safeguard.set"], 1)) == 1
