"""What we ask of reaching people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import Max, Q, QuerySet

from portevoix.lib.periods import day_in, month_of
from portevoix.notify.models import Ask, AskBudget, Delivery, Preference
from portevoix.notify.rules.asking import Standing
from portevoix.notify.rules.rhythm import USUAL, Rhythm
from portevoix.people.models import Person

# The kind of letter that asks something.
ASK = "ask"


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


def budget_of(person: Person) -> AskBudget:
    """What she said of being asked, or the usual."""
    return AskBudget.objects.visible_to(person).first() or AskBudget(person=person)


def standing_of(person: Person, budget: AskBudget, at: datetime) -> Standing:
    """What counts when something is to be asked of her at a moment.

    An ask counts in the month it was put down to, and in the one that her zone shows now: whoever
    travels over the end of a month is asked no more for it.
    """
    own = Ask.objects.visible_to(person)
    month = month_of(day_in(at, person.zone), person.zone)
    is_of_month = Q(month=f"{month.first_on:%Y-%m}")
    is_of_month |= Q(asked_at__gte=month.start, asked_at__lt=month.end)
    return Standing(
        budget=budget.monthly,
        is_over=budget.over_since is not None,
        refused=frozenset(budget.refused),
        asked=own.filter(is_of_month).count(),
        latest_at=own.aggregate(latest=Max("asked_at"))["latest"],
        refused_at=own.refused().aggregate(latest=Max("answered_at"))["latest"],
    )


def asks_of(person: Person, at: datetime) -> list[Ask]:
    """What still waits for her word, the latest first."""
    return list(Ask.objects.visible_to(person).open_at(at).order_by("-asked_at"))


def asked_so_far(person: Person) -> list[Ask]:
    """Everything that was asked of her and is remembered, the latest first."""
    return list(Ask.objects.visible_to(person).order_by("-asked_at"))


def _signer(kind: str) -> Signer:
    return Signer(salt=f"portevoix.notify.stop.{kind}")
