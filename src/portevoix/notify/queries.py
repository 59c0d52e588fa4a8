"""What we ask of reaching people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from portevoix.notify.models import Delivery, Preference
from portevoix.notify.rules.rhythm import USUAL, Rhythm
from portevoix.people.models import Person


@dataclass(frozen=True, slots=True)
class Told:
    """What the letters of one kind that are still remembered told her, and when the latest left."""

    keys: frozenset[int]
    latest_at: datetime | None


def preference_of(person: Person) -> Preference | None:
    """Her days and hour, if she or we wrote any."""
    return Preference.objects.visible_to(person).first()


def rhythm_of(person: Person) -> Rhythm:
    """Her days and hour, or the usual ones."""
    preference = preference_of(person)
    return preference.rhythm if preference else USUAL


def preferences_due(people: QuerySet[Person], at: datetime, most: int) -> list[Preference]:
    """Those of these people to whom a letter may be due, the longest waiting first."""
    due = Preference.objects.due(at).filter(person__in=people)
    return list(due.select_related("person")[:most])


def people_without_preference(people: QuerySet[Person], most: int) -> list[Person]:
    """Those of these people who never said when."""
    return list(people.filter(mail_preference=None).order_by("pk")[:most])


def deliveries_waiting(kind: str, at: datetime, most: int) -> list[Delivery]:
    """Letters to be handed over now, the longest waiting first."""
    waiting = Delivery.objects.waiting(at).filter(kind=kind)
    return list(waiting.select_related("person")[:most])


def told_to(person: Person, kind: str) -> Told:
    """What letters of a kind told her, those that may have reached her included."""
    left = Delivery.objects.visible_to(person).left().filter(kind=kind)
    rows = list(left.order_by("sending_at").values_list("told", "sending_at"))
    keys: Iterable[int] = (key for told, _sending_at in rows for key in told)
    return Told(frozenset(keys), rows[-1][1] if rows else None)


def latest_deliveries(person: Person, kind: str, most: int) -> list[Delivery]:
    """What became of her latest letters, the latest first."""
    own = Delivery.objects.visible_to(person).filter(kind=kind)
    return list(own.order_by("-claimed_at", "-pk")[:most])


def stop_token(person: Person, kind: str) -> str:
    """What proves, in a link, that whoever follows it got her letters of this kind; no expiry.

    It names her by her opaque reference, is good for stopping this kind alone, and is the same in
    every letter: it does not tell which one was read.
    """
    return _signer(kind).sign(person.ref)


def person_to_stop(token: str, kind: str) -> Person | None:
    """Whose letters of this kind a token stops; None for any other text."""
    try:
        ref = _signer(kind).unsign(token)
    except BadSignature:
        return None
    return Person.objects.filter(ref=ref).first()


def _signer(kind: str) -> Signer:
    return Signer(salt=f"portevoix.notify.stop.{kind}")
