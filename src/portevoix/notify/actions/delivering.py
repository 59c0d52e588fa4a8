"""What changes in reaching people: when they want it, and the letters on their way.

The row is the truth: one letter of a kind for a period is claimed by a conditional update and a
unique row; `begin_sending` commits before the server is called, `conclude_sending` writes what the
call taught. A worker that dies in between leaves `sending`: unknown, and never sent again.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from portevoix.ledger.actions import SYSTEM, record
from portevoix.notify.models import Delivery, Preference
from portevoix.notify.rules.handing import MOST_REFUSALS, Handed, Outcome, next_try
from portevoix.notify.rules.rhythm import USUAL, Hours, Rhythm, due_slot, next_slot
from portevoix.people.models import Person

# Longer than any call may last: a worker that has not come back by then is dead.
LEASE = timedelta(minutes=10)
CLAIMED, SENDING = Delivery.State.CLAIMED, Delivery.State.SENDING
_CONCLUDED = {
    Outcome.SENT: Delivery.State.SENT,
    Outcome.REFUSED: Delivery.State.REFUSED,
    Outcome.UNKNOWN: Delivery.State.UNKNOWN,
}


@transaction.atomic
def choose_rhythm(*, rhythm: Rhythm, hours: Hours, by: Person, at: datetime) -> Preference:
    """Write when she wants to hear; what went wrong with her address before is forgotten."""
    preference = _keep(by, rhythm, hours, at)
    record("mail.rhythm_chosen", actor=by.ref, subject=by.ref, at=at)
    return preference


@transaction.atomic
def assume_rhythm(*, person: Person, hours: Hours, at: datetime) -> Preference:
    """Take the usual days and hour for who agreed to letters and did not say when."""
    known = Preference.objects.visible_to(person).first()
    return known or _keep(person, USUAL, hours, at)


@transaction.atomic
def plan_delivery(
    *, preference: Preference, kind: str, hours: Hours, at: datetime
) -> Delivery | None:
    """Claim the letter of the period that is due now; None where none is, or another has it."""
    person, rhythm = preference.person, preference.rhythm
    slot = due_slot(rhythm, hours, person.zone, preference.latest_on, at)
    latest_on = slot.on if slot else preference.latest_on
    following = next_slot(rhythm, hours, person.zone, latest_on, at)
    unmoved = Preference.objects.filter(
        pk=preference.pk, next_at=preference.next_at, changed_at=preference.changed_at
    )
    moved = unmoved.update(next_at=following.opens_at, latest_on=latest_on, zone=person.time_zone)
    if moved != 1 or slot is None:
        return None
    claimed = {"claimed_at": at, "next_try_at": at, "closes_at": slot.closes_at}
    delivery, is_new = Delivery.objects.get_or_create(
        person=person, kind=kind, period=slot.period, defaults=claimed
    )
    return delivery if is_new else None


@transaction.atomic
def take_delivery(*, delivery: Delivery, at: datetime) -> bool:
    """Take a waiting letter for this worker; False if another has it, or its hours are over."""
    if delivery.closes_at <= at:
        _move(delivery, CLAIMED, _skipped(Delivery.Reason.LATE, at))
        return False
    return _move(delivery, CLAIMED, {"claim": secrets.token_hex(16), "next_try_at": at + LEASE})


@transaction.atomic
def skip_delivery(*, delivery: Delivery, reason: str, at: datetime) -> bool:
    """Give a claimed letter up, with the reason; says whether it was still ours to give up."""
    return _move(delivery, CLAIMED, _skipped(reason, at))


@transaction.atomic
def begin_sending(*, delivery: Delivery, subject: str, told: list[int], at: datetime) -> bool:
    """Commit to the call: from here on only an answer tells whether the letter left.

    Looks at the person as she is now: who left or cannot be reached is not written to.
    """
    person = Person.objects.filter(pk=delivery.person_id).select_for_update().get()
    is_closed = Preference.objects.filter(person=person).exclude(closed_at=None).exists()
    if not (person.is_present and person.is_active and person.email) or is_closed:
        _move(delivery, CLAIMED, _skipped(Delivery.Reason.STOPPED, at))
        return False
    sending = {
        "state": SENDING,
        "subject": subject,
        "told": told,
        "sending_at": at,
        "attempts": delivery.attempts + 1,
    }
    return _move(delivery, CLAIMED, sending)


@transaction.atomic
def conclude_sending(*, delivery: Delivery, handed: Handed, at: datetime) -> bool:
    """Write what the call taught; False if the letter was given up for lost meanwhile."""
    told = {"problem": handed.detail[:200], "claim": ""}
    if handed.outcome is Outcome.NOT_SENT:
        return _move(delivery, SENDING, _again(delivery, at) | told)
    state = _CONCLUDED[handed.outcome]
    if not _move(delivery, SENDING, {"state": state, "concluded_at": at} | told):
        return False
    if handed.outcome is Outcome.SENT:
        Preference.objects.filter(person=delivery.person_id).update(refusals=0)
    if handed.blames_address:
        _count_refusal(delivery.person, at)
    return True


@transaction.atomic
def recover_abandoned(*, at: datetime) -> int:
    """Bring back what dead workers were sending: nobody knows whether it left; says how many."""
    lost = Delivery.objects.filter(state=SENDING, sending_at__lte=at - LEASE)
    return lost.update(state=Delivery.State.UNKNOWN, concluded_at=at, claim="")


def _keep(person: Person, rhythm: Rhythm, hours: Hours, at: datetime) -> Preference:
    known = Preference.objects.visible_to(person).first()
    slot = next_slot(rhythm, hours, person.zone, known.latest_on if known else None, at)
    chosen = {
        "weekdays": "".join(str(day) for day in sorted(rhythm.weekdays)),
        "hour": rhythm.hour,
        "zone": person.time_zone,
        "next_at": slot.opens_at,
        "refusals": 0,
        "closed_at": None,
        "changed_at": at,
    }
    preference, _is_new = Preference.objects.update_or_create(person=person, defaults=chosen)
    return preference


def _move(delivery: Delivery, state: str, columns: dict[str, Any]) -> bool:
    """Leave a state if the row is in it and nobody moved it meanwhile; says whether it was left."""
    unmoved = Delivery.objects.filter(
        pk=delivery.pk, state=state, claim=delivery.claim, next_try_at=delivery.next_try_at
    )
    if unmoved.update(**columns) != 1:
        return False
    for name, value in columns.items():
        setattr(delivery, name, value)
    return True


def _skipped(reason: str, at: datetime) -> dict[str, Any]:
    # What was to be told was not: it may come in the next letter.
    return {
        "state": Delivery.State.SKIPPED,
        "reason": reason,
        "concluded_at": at,
        "claim": "",
        "told": [],
    }


def _again(delivery: Delivery, at: datetime) -> dict[str, Any]:
    next_at = next_try(delivery.attempts, at, delivery.closes_at)
    if next_at is None:
        return _skipped(Delivery.Reason.LATE, at)
    return {"state": CLAIMED, "next_try_at": next_at, "sending_at": None, "told": []}


def _count_refusal(person: Person, at: datetime) -> None:
    own = Preference.objects.filter(person=person)
    own.update(refusals=F("refusals") + 1)
    if own.filter(refusals__gte=MOST_REFUSALS, closed_at=None).update(closed_at=at):
        record("mail.address_given_up", actor=SYSTEM, subject=person.ref, at=at)
