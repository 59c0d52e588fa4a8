"""What we ask of trust, at the moment it matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portevoix.govern.models import Charter, Consent, Purpose, Safeguard
from portevoix.govern.rules.safeguards import SAFEGUARDS
from portevoix.people.models import Person

PUBLISH = "publish"
READ_BACK = "read_back"


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose as a person sees it: complete or not, hers to choose or not, on since when."""

    purpose: Purpose
    since: datetime | None

    @property
    def is_on(self) -> bool:
        """Whether she agreed and the purpose may be used."""
        return self.since is not None


def is_agreed(person: Person, purpose_key: str) -> bool:
    """Whether she agrees to this purpose now and the purpose is complete."""
    standing = Consent.objects.standing().filter(person=person, purpose__key=purpose_key)
    consent = standing.select_related("purpose").first()
    return consent is not None and consent.purpose.is_complete


def has_signed(person: Person) -> bool:
    """Whether she signed the current charter; True while there is none to sign."""
    charter = Charter.objects.current()
    return charter is None or charter.signatures.filter(person=person).exists()


def choices_of(person: Person) -> list[Choice]:
    """Every complete purpose that she may switch, with the moment she agreed."""
    given = dict(
        Consent.objects.standing().filter(person=person).values_list("purpose_id", "given_at")
    )
    chosen = Purpose.objects.filter(is_chosen=True).order_by("pk")
    return [Choice(purpose, given.get(purpose.pk)) for purpose in chosen if purpose.is_complete]


def is_open(purpose_key: str) -> bool:
    """The gate: whether features that rest on this purpose may run at all."""
    purpose = Purpose.objects.filter(key=purpose_key).first()
    return purpose is not None and purpose.is_complete


def safeguard(key: str) -> int:
    """The value in force of a safeguard."""
    row = Safeguard.objects.filter(key=key).first()
    return row.value if row else SAFEGUARDS[key].default


def safeguards_in_force(keys: Iterable[str] = SAFEGUARDS) -> dict[str, int]:
    """The values in force of several safeguards."""
    changed = dict(Safeguard.objects.values_list("key", "value"))
    return {key: changed.get(key, SAFEGUARDS[key].default) for key in keys}


def is_frozen() -> bool:
    """Whether a crisis holds every unsent publication."""
    return bool(safeguard("publishing_frozen"))
