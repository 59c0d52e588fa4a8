"""The doors of recruiting systems: opened and closed by HR, each call taken once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from portevoix.ledger.actions import record
from portevoix.lib.sealing import Secret
from portevoix.people.models import Person, Role
from portevoix.share.actions import refusals
from portevoix.share.actions.referring import Kept, Way, keep_steps
from portevoix.share.models import IntakeDoor, IntakeProblem, IntakeReceipt, ReferralStep, StepFile
from portevoix.share.models.referral import Provenance
from portevoix.share.models.sealed import sealed
from portevoix.share.queries.intake import LABEL, key_digest
from portevoix.share.rules.referrals import WINDOW, Told
from portevoix.share.sources import registry

KEY_PREFIX = "pv_"
KEY_BYTES = 32
FILES_LIVE = timedelta(days=1)
# Longer than any system sends again, so that a replay meets its receipt or a stale moment.
RECEIPTS_LIVE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A door with its key, which is shown once and kept nowhere."""

    door: IntakeDoor
    key: str = field(repr=False)


@transaction.atomic
def open_hook(*, system: str, name: str, secret: Secret, by: Person, at: datetime) -> IntakeDoor:
    """Open a door for the signed calls of a recruiting system; only HR may."""
    _check_hr(by)
    if system not in registry.BY_KEY:
        raise refusals.SystemUnknown
    if not secret:
        raise refusals.DoorNeedsASecret
    door = IntakeDoor(system=system, name=name, opened_at=at)
    door.sealed_secret = sealed(secret, ref=door.ref, label=LABEL)
    door.save()
    record("intake.opened", actor=by.ref, subject=door.ref, at=at, details={"system": system})
    return door


@transaction.atomic
def open_key(*, system: str, name: str, days: int, by: Person, at: datetime) -> NewKey:
    """Open a door for a key of 256 random bits that may tell steps and nothing else."""
    _check_hr(by)
    key = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
    door = IntakeDoor.objects.create(
        system=system,
        name=name,
        key_digest=key_digest(key),
        opened_at=at,
        expires_at=at + timedelta(days=days),
    )
    record("intake.opened", actor=by.ref, subject=door.ref, at=at, details={"system": system})
    return NewKey(door, key)


@transaction.atomic
def close_door(*, door: IntakeDoor, by: Person, at: datetime) -> None:
    """Close a door for good: its secret is erased, its key opens nothing."""
    _check_hr(by)
    still = IntakeDoor.objects.filter(pk=door.pk, closed_at=None)
    if still.update(closed_at=at, sealed_secret="", key_digest="") != 1:
        raise refusals.DoorClosed
    record("intake.closed", actor=by.ref, subject=door.ref, at=at)


@transaction.atomic
def take_call(*, door: IntakeDoor, content: bytes, told: Sequence[Told], at: datetime) -> Kept:
    """Keep what one call tells, once: the same content again is known, and changes nothing."""
    _receipt, is_new = IntakeReceipt.objects.get_or_create(
        door=door, content_digest=hashlib.sha256(content).hexdigest(), defaults={"at": at}
    )
    IntakeDoor.objects.filter(pk=door.pk).update(latest_at=at)
    if not is_new:
        return Kept(0, len(told))
    if not told:
        return Kept(0, 0)
    provenance = Provenance.API if door.key_digest else Provenance.WEBHOOK
    return keep_steps(told=told, way=Way(door.system, provenance), at=at)


@transaction.atomic
def note_problem(*, door: IntakeDoor, reason: str, detail: str, at: datetime) -> IntakeProblem:
    """Count what a door could not take, for the list that HR reads."""
    problem, is_new = IntakeProblem.objects.get_or_create(
        door=door,
        reason=reason[:20],
        detail=detail[:120],
        defaults={"first_at": at, "latest_at": at},
    )
    if not is_new:
        again = IntakeProblem.objects.filter(pk=problem.pk)
        again.update(times=F("times") + 1, latest_at=at)
    return problem


@transaction.atomic
def forget_problem(*, problem: IntakeProblem, by: Person, at: datetime) -> None:
    """Take a line off the list once somebody looked into it."""
    _check_hr(by)
    problem.delete()
    record("intake.looked_into", actor=by.ref, at=at)


@transaction.atomic
def forget_old_calls(*, at: datetime) -> int:
    """Forget steps that no code claimed within 30 days, old receipts, and files of yesterday."""
    gone = [
        ReferralStep.objects.filter(referral=None, told_at__lt=at - WINDOW).delete(),
        IntakeReceipt.objects.filter(at__lt=at - RECEIPTS_LIVE).delete(),
        StepFile.objects.filter(sent_at__lt=at - FILES_LIVE).delete(),
    ]
    return sum(rows for rows, _of_each in gone)


def _check_hr(by: Person) -> None:
    if not by.has_role([Role.Name.HR]):
        raise refusals.NotHr
