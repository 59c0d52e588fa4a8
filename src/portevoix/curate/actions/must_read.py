"""Asking for a reading, and confirming one: each says it of herself; none is listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Confirmation, Item, MustRead
from portevoix.curate.queries.must_read import confirmations_to_count, is_asked_of
from portevoix.curate.rules.confirming import told_after
from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.periods import day_in
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person


class NotOffered(Refusal):
    """Nobody is asked to read what nobody is offered."""

    sentence = _("This article is not offered: offer it first, then ask for its reading.")


class DayPassed(Refusal):
    """Nothing is asked until a day that is over."""

    sentence = _("This day has passed: choose today or a later one.")


class NotAsked(Refusal):
    """Her reading of this is not asked, or no longer."""

    sentence = _("Your reading of this is not asked any more.")


@dataclass(frozen=True, slots=True)
class Asking:
    """Why a reading is asked, and until which day, that day included."""

    why: str
    until_on: date


@transaction.atomic
def ask_to_read(*, item: Item, asking: Asking, by: Person, at: datetime) -> MustRead:
    """Ask those an item is for to read it, or say why and until when anew.

    What was confirmed stays confirmed.
    """
    if item.state != Item.State.APPROVED:
        raise NotOffered
    if asking.until_on < day_in(at, by.zone):
        raise DayPassed
    wishes = {"why": asking.why, "until_on": asking.until_on}
    asked, is_new = MustRead.objects.update_or_create(
        item=item, defaults=wishes, create_defaults=wishes | {"asked_at": at, "asked_by": by}
    )
    record(
        "must_read.asked" if is_new else "must_read.changed",
        actor=by.ref,
        subject=str(item.pk),
        at=at,
    )
    return asked


@transaction.atomic
def lift_must_read(*, item: Item, by: Person, at: datetime) -> bool:
    """Ask no longer; what was confirmed is erased. Says whether there was something to lift."""
    deleted, _per_table = MustRead.objects.filter(item=item).delete()
    if deleted:
        record("must_read.lifted", actor=by.ref, subject=str(item.pk), at=at)
    return deleted > 0


# What a person confirms is not in the record of acts: it is promised to hold no reading, it is
# kept for years, and an entry for each would tell those who can open it who did not.


@transaction.atomic
def confirm_reading(*, must_read: MustRead, by: Person, at: datetime) -> Confirmation:
    """Say that she read what is asked of her; saying it twice is once."""
    if not is_asked_of(by, must_read, at):
        raise NotAsked
    confirmation, _is_new = Confirmation.objects.get_or_create(
        must_read=must_read, person=by, defaults={"at": at}
    )
    return confirmation


@transaction.atomic
def take_back_confirmation(*, must_read: MustRead, by: Person, at: datetime) -> bool:
    """Say no longer that she read it, while it is asked; says whether she had."""
    if not is_asked_of(by, must_read, at):
        raise NotAsked
    deleted, _per_table = Confirmation.objects.visible_to(by).filter(must_read=must_read).delete()
    return deleted > 0


@transaction.atomic
def count_confirmations(*, must_read: MustRead, least: int, at: datetime) -> bool:
    """Count once a day (UTC) what had been confirmed by midnight; says whether it did so now."""
    today = day_in(at)
    not_yet = Q(counted_on=None) | Q(counted_on__lt=today)
    claimed = MustRead.objects.filter(not_yet, pk=must_read.pk).update(counted_on=today)
    row = MustRead.objects.select_for_update().filter(pk=must_read.pk).first()
    if not claimed or row is None:
        return False
    confirmed = confirmations_to_count(row, datetime.combine(today, time(), UTC))
    told = told_after(row.counted, confirmed, least)
    if told != row.counted:
        row.counted = told
        row.save(update_fields=["counted"])
        subject = str(row.item_id)
        record("must_read.counted", actor=SYSTEM, subject=subject, at=at, details={"told": told})
    return True
