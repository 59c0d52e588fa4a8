"""What we ask of the ways in: which door a call came by, and how each of them does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from portevoix.lib.sealing import CannotUnseal
from portevoix.people.models import Person
from portevoix.share.models import IntakeDoor, IntakeProblem
from portevoix.share.models.sealed import opened

LABEL = "intake"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One door and what it could not take, the latest first."""

    door: IntakeDoor
    problems: tuple[IntakeProblem, ...]


def hook_door(ref: str, at: datetime) -> IntakeDoor | None:
    """The open door of a recruiting system's signed calls."""
    return IntakeDoor.objects.open(at).filter(ref=ref, key_digest="").first()


def door_of_key(key: str, at: datetime) -> IntakeDoor | None:
    """The door that a key opens now."""
    return IntakeDoor.objects.open(at).filter(key_digest=key_digest(key)).first()


def secret_of(door: IntakeDoor) -> str:
    """What a system signs with; empty where the key of sealing is gone, so that nothing passes."""
    try:
        secret = opened(door.sealed_secret, ref=door.ref, label=LABEL)
    except CannotUnseal:
        return ""
    return secret.reveal() if secret else ""


def doors_for(person: Person) -> list[DoorLine]:
    """Every door that is not closed, with its problems, for HR."""
    problems: dict[int, list[IntakeProblem]] = {}
    for problem in IntakeProblem.objects.visible_to(person).order_by("-latest_at", "-pk"):
        problems.setdefault(problem.door_id, []).append(problem)
    doors = IntakeDoor.objects.visible_to(person).filter(closed_at=None)
    return [DoorLine(one, tuple(problems.get(one.pk, ()))) for one in doors.order_by("pk")]


def key_digest(key: str) -> str:
    """What is kept of a key: 256 random bits need no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
