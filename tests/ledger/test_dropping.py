from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from portevoix.ledger.actions import RecordBroken, drop_old_entries, record
from portevoix.ledger.models import ChainHead, Entry
from portevoix.ledger.personal_data import HOLDER
from portevoix.ledger.queries import verification

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def four_days(at: datetime) -> None:
    for number in range(4):
        record("consent.given", actor="a" * 32, at=at + number * DAY)


def drop(at: datetime, days: int) -> int:
    return drop_old_entries(before=at + days * DAY, at=at + 10 * DAY)


def left() -> list[tuple[int, str]]:
    return list(Entry.objects.in_order().values_list("number", "act"))


def test_the_record_is_sound_after_its_oldest_part_went(at: datetime) -> None:
    assert drop(at, 2) == 2
    assert left() == [(3, "consent.given"), (4, "consent.given"), (5, "record.shortened")]
    outcome = verification()
    assert (outcome.entries, outcome.broken_at, outcome.dropped) == (3, None, 2)
    record("consent.withdrawn", actor="a" * 32, at=at)
    assert verification().is_sound


def test_dropping_twice_drops_once(at: datetime) -> None:
    assert [drop(at, 2), drop(at, 2)] == [2, 0]
    assert Entry.objects.filter(act="record.shortened").count() == 1


def test_dropping_goes_on_from_the_checkpoint(at: datetime) -> None:
    assert [drop(at, 1), drop(at, 3)] == [1, 2]
    assert verification().is_sound
    assert verification().dropped == 3


def test_everything_may_be_old(at: datetime) -> None:
    assert drop(at, 9) == 4
    assert left() == [(5, "record.shortened")]
    assert verification().is_sound


def test_an_empty_record_has_nothing_to_drop(at: datetime) -> None:
    Entry.objects.all().delete()
    ChainHead.objects.all().delete()
    assert drop(at, 9) == 0
    assert verification().is_sound


def test_a_late_entry_keeps_what_follows_it(at: datetime) -> None:
    # Numbers follow the order of writing; a moment may lie before that of the entry in front.
    record("consent.given", actor="a" * 32, at=at)
    assert drop(at, 2) == 2
    assert verification().is_sound


@pytest.mark.parametrize("number", [3, 4, 5])
def test_a_change_after_the_checkpoint_is_still_seen(at: datetime, number: int) -> None:
    drop(at, 2)
    Entry.objects.filter(number=number).update(actor="b" * 32)
    assert verification().broken_at == number


def test_a_cut_tail_is_still_seen(at: datetime) -> None:
    drop(at, 1)
    record("consent.withdrawn", actor="a" * 32, at=at)
    Entry.objects.filter(number=6).delete()
    assert verification().broken_at == 6


def test_entries_that_went_without_an_act_are_seen(at: datetime) -> None:
    drop(at, 1)
    second = Entry.objects.get(number=2)
    ChainHead.objects.update(dropped_number=2, dropped_hash=second.chained_hash)
    second.delete()
    assert not verification().is_sound


def test_a_checkpoint_that_nothing_attests_is_seen(at: datetime) -> None:
    first = Entry.objects.get(number=1)
    ChainHead.objects.update(dropped_number=1, dropped_hash=first.chained_hash)
    first.delete()
    assert verification().broken_at == 2


def test_a_broken_part_stays_as_evidence(at: datetime) -> None:
    Entry.objects.filter(number=1).update(actor="b" * 32)
    with pytest.raises(RecordBroken):
        drop(at, 2)
    assert len(left()) == 4


def test_the_command_says_how_many_went(at: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    drop(at, 2)
    call_command("ledger", "verify")
    assert capsys.readouterr().out == ("The record is sound: 3 entries, after 2 dropped in time.\n")


@pytest.mark.parametrize(("days", "gone"), [(-1, 0), (0, 0), (1, 1)])
def test_acts_go_a_day_after_their_limit(at: datetime, days: int, gone: int) -> None:
    limits = {"ledger.Entry": at + days * DAY}
    assert HOLDER.expire(limits=limits, at=at + 1825 * DAY) == gone
