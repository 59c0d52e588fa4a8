from __future__ import annotations

from datetime import datetime

import pytest

from portevoix.ledger.actions import record
from portevoix.ledger.models import Entry
from portevoix.ledger.queries import verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_acts(at: datetime) -> None:
    for act in ("charter.published", "consent.given", "consent.withdrawn"):
        record(act, actor="a" * 32, at=at, details={"purpose": "publish"})


def test_an_empty_record_is_sound() -> None:
    assert verification().is_sound


def test_entries_follow_each_other(three_acts: None) -> None:
    outcome = verification()
    assert (outcome.entries, outcome.is_sound) == (3, True)


def test_a_changed_entry_breaks_the_chain_from_there(three_acts: None) -> None:
    Entry.objects.filter(number=2).update(details={"purpose": "watch"})
    assert verification().broken_at == 2


def test_a_removed_entry_breaks_the_chain(three_acts: None) -> None:
    Entry.objects.filter(number=2).delete()
    assert verification().broken_at == 2


def test_a_cut_tail_is_seen(three_acts: None) -> None:
    Entry.objects.filter(number=3).delete()
    assert verification().broken_at == 3


def test_entries_are_found_by_reference(three_acts: None, at: datetime) -> None:
    record("person.left", actor="b" * 32, subject="a" * 32, at=at)
    assert Entry.objects.about("a" * 32).count() == 4
    assert Entry.objects.about("b" * 32).count() == 1
