"""What `curate` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from portevoix.curate.models import (
    Answer,
    Confirmation,
    MustRead,
    Proposal,
    Read,
    Saved,
    Trust,
)
from portevoix.lib.personal_data import Keeping, Limits, Row
from portevoix.people.models import Person
from portevoix.people.queries import long_gone

YEAR = 365
# Hers alone: no row of these means anything once she is gone.
OWN: tuple[type[Model], ...] = (Answer, Saved, Read, Confirmation, Trust, Proposal)
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "curate.Answer": {"item__title": "title", "item__url": "url", "kind": "answer", "at": "at"},
    "curate.Saved": {"item__title": "title", "item__url": "url", "at": "at"},
    "curate.Read": {"item__title": "title", "item__url": "url", "at": "at"},
    "curate.Confirmation": {"must_read__item__title": "title", "at": "at"},
    "curate.Trust": {"is_given": "is_trusted", "at": "at"},
    "curate.Proposal": {
        "item__title": "title",
        "item__url": "url",
        "why": "why",
        "at": "at",
        "state": "state",
        "note": "note",
        "answered_at": "answered_at",
    },
}


class Holder:
    """The holder of `curate`: what she answered, read and proposed is hers, and goes with her."""

    app = "curate"
    tables: Mapping[str, Keeping] = {
        "curate.Answer": Keeping("to choose what is worth her reading", YEAR, "delete", "watch"),
        "curate.Saved": Keeping("to find again what she kept for later", YEAR, "delete", "watch"),
        "curate.Read": Keeping(
            "to show her, and nobody else, what she read", 3 * YEAR, "delete", "learning"
        ),
        "curate.Confirmation": Keeping("to say how many read what was asked", YEAR, "delete"),
        "curate.Proposal": Keeping("to answer what she proposes, and to trust her", None, "delete"),
        "curate.Trust": Keeping("to offer at once what she proposes, or not", None, "delete"),
        "curate.MustRead": Keeping("to say who asked for a reading", None, "anonymise"),
    }

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""
        asked = MustRead.objects.filter(asked_by=person).order_by("asked_at", "pk")
        own = {f"curate.{model.__name__}": _rows_of(model, person) for model in OWN}
        return own | {
            "curate.MustRead": [
                {"title": title, "why": why, "at": at}
                for title, why, at in asked.values_list("item__title", "why", "asked_at")
            ]
        }

    @transaction.atomic
    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers; what she asked or answered as a programme manager loses her name."""
        for model in OWN:
            model._default_manager.filter(person=person).delete()
        _without_name(Person.objects.filter(pk=person.pk))

    @transaction.atomic
    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Delete what is too old, and all of whoever left too long ago."""
        gone = long_gone(limits)
        changed = _without_name(gone)
        for model in OWN:
            limit = limits.get(f"curate.{model.__name__}")
            is_old = Q(at__lt=limit) if limit else Q(pk__in=())
            changed += model._default_manager.filter(is_old | Q(person__in=gone)).delete()[0]
        return changed


HOLDER = Holder()


def _rows_of(model: type[Model], person: Person) -> list[Row]:
    columns = _COLUMNS[f"curate.{model.__name__}"]
    rows = model._default_manager.filter(person=person).order_by("at", "pk").values_list(*columns)
    return [dict(zip(columns.values(), row, strict=True)) for row in rows]


def _without_name(people: QuerySet[Person]) -> int:
    asked = MustRead.objects.filter(asked_by__in=people).update(asked_by=None)
    answered = Proposal.objects.filter(answered_by__in=people).update(answered_by=None)
    return asked + answered + Trust.objects.filter(by__in=people).update(by=None)
