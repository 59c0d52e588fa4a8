"""Remembering what a person reads, for herself alone and only if she asked for it.

None of this adds an entry to the record of acts but the erasing: that record is promised to hold
no reading, and it would outlive the consent.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item, Read
from portevoix.curate.queries.learning import LEARNING, readings_to_erase
from portevoix.govern.queries import is_agreed
from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person


class LearningNotAgreed(Refusal):
    """Nothing is remembered of what she reads unless she asked for it."""

    sentence = _("You did not ask that what you read be remembered, so nothing is.")


@transaction.atomic
def remember_reading(*, item: Item, by: Person, at: datetime) -> Read:
    """Remember that she read an item; reading twice is once, at the first moment."""
    if not is_agreed(by, LEARNING, hold=True):
        raise LearningNotAgreed
    # What an earlier consent left would stand in the way, and is to be erased anyhow.
    readings_to_erase(by).filter(item=item).delete()
    reading, _is_new = Read.objects.get_or_create(person=by, item=item, defaults={"at": at})
    return reading


@transaction.atomic
def drop_reading(*, item: Item, by: Person, at: datetime) -> bool:
    """Forget that she read an item; says whether it was remembered."""
    deleted, _per_table = Read.objects.visible_to(by).filter(item=item).delete()
    return deleted > 0


@transaction.atomic
def erase_readings(*, of: Person, at: datetime) -> int:
    """Erase what she no longer wants remembered; says how many rows went."""
    deleted, _per_table = readings_to_erase(of).delete()
    if deleted:
        record("readings.erased", actor=SYSTEM, subject=of.ref, at=at)
    return deleted
