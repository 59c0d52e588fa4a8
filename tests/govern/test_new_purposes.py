"""A newer version brings purposes that an older register lacks."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from portevoix.govern.models import Consent, Purpose
from portevoix.govern.rules.register import REGISTER
from portevoix.govern.tasks import lay_new_purposes
from portevoix.ledger.models import Entry
from portevoix.people.models import Organisation

pytestmark = pytest.mark.django_db


def test_an_older_register_gets_what_it_lacks_and_keeps_what_was_changed(
    organisation: Organisation, at: datetime
) -> None:
    with time_machine.travel(at, tick=False):
        assert lay_new_purposes() == len(REGISTER)
        Purpose.objects.filter(key="digest").delete()
        Purpose.objects.filter(key="publish").update(retention_days=30)
        assert (lay_new_purposes(), lay_new_purposes()) == (1, 0)
    assert Purpose.objects.get(key="publish").retention_days == 30
    latest = Entry.objects.in_order().last()
    assert latest is not None
    assert (latest.act, latest.details) == ("register.laid", {"purposes": ["digest"]})
    # Nobody has agreed to anything by that.
    assert not Consent.objects.exists()


def test_nothing_is_laid_before_the_organisation_is_founded() -> None:
    assert lay_new_purposes() == 0
    assert not Purpose.objects.exists()
