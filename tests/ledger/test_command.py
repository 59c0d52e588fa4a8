from __future__ import annotations

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from portevoix.ledger.actions import record
from portevoix.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_acts(at: datetime) -> None:
    record("charter.published", actor="a" * 32, at=at)
    record("charter.signed", actor="a" * 32, at=at)


def test_a_sound_record_is_said_to_be_sound(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ledger", "verify")
    assert capsys.readouterr().out == "The record is sound: 2 entries.\n"


def test_a_broken_record_is_an_error_that_names_the_first_break() -> None:
    Entry.objects.filter(number=1).update(actor="b" * 32)
    with pytest.raises(CommandError, match="breaks at entry 1") as broken:
        call_command("ledger", "verify")
    assert broken.value.returncode == 1
