"""What `people` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portevoix.lib.personal_data import Forgetting, Keeping, Limits, Row
from portevoix.people.models import (
    Endorsement,
    Erased,
    Expertise,
    ImportDraft,
    Membership,
    Person,
    Role,
)
from portevoix.people.queries import erasure_digests, long_gone

# At most a year after she left.
YEAR = 365
# Nobody who writes waits longer than these take.
AT_ONCE = 50


def _of_the_directory(why: str, forget: Forgetting = "delete") -> Keeping:
    return Keeping(why, YEAR, forget, purpose="organisation", since="departure")


class Holder:
    """The holder of `people`."""

    app = "people"
    tables: Mapping[str, Keeping] = {
        "people.Person": _of_the_directory("to know who works here, to let her in", "anonymise"),
        "people.Membership": _of_the_directory("to know who works in which team"),
        "people.Role": _of_the_directory("to open the pages that a duty needs"),
        "people.Expertise": _of_the_directory("to choose what is worth her reading"),
        "people.Endorsement": _of_the_directory("to confirm what a colleague knows"),
        "people.ImportDraft": Keeping("to show a dry run before an import", 1, "delete"),
        "people.Erased": Keeping("so that an import does not bring back the erased", None, "keep"),
    }

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""
        return {
            "people.Person": [_person_row(person)],
            "people.Membership": _rows(
                Membership.objects.filter(person=person), "team__name", "started_on", "ended_on"
            ),
            "people.Role": _rows(Role.objects.filter(person=person), "name", "given_at"),
            "people.Expertise": _rows(
                Expertise.objects.filter(person=person), "topic__slug", "declared_at"
            ),
            # Who confirmed her, and whom she confirmed: she is in both.
            "people.Endorsement": [
                *_rows(
                    Endorsement.objects.filter(expertise__person=person),
                    "expertise__topic__slug",
                    "by__name",
                    "at",
                ),
                *_rows(
                    Endorsement.objects.filter(by=person),
                    "expertise__topic__slug",
                    "expertise__person__name",
                    "at",
                ),
            ],
            # Not the text: it describes other people.
            "people.ImportDraft": _rows(ImportDraft.objects.filter(owner=person), "sent_at"),
            "people.Erased": [],
        }

    @transaction.atomic
    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers and leave a row that says nothing; an import does not refill it."""
        marks = [mark for mark in (person.email, person.external_ref) if mark]
        Erased.objects.bulk_create(
            [Erased(digest=erasure_digests(mark)[0]) for mark in marks], ignore_conflicts=True
        )
        _let_go(person, at)

    @transaction.atomic
    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Anonymise whoever left too long ago, fifty at a time; she may come back."""
        stale, _per_table = ImportDraft.objects.stale(at).delete()
        gone = list(long_gone(limits)[:AT_ONCE])
        for person in gone:
            _let_go(person, at)
        return stale + len(gone)


HOLDER = Holder()


def _let_go(person: Person, at: datetime) -> None:
    for owned in _owned_by(person):
        owned.delete()
    _anonymise(person, at)


def _owned_by(person: Person) -> Sequence[QuerySet[Any]]:
    return (
        Membership.objects.filter(person=person),
        Role.objects.filter(person=person),
        Expertise.objects.filter(person=person),
        Endorsement.objects.filter(by=person),
        ImportDraft.objects.filter(owner=person),
    )


def _anonymise(person: Person, at: datetime) -> None:
    person.email = None
    person.name = person.job = person.external_ref = ""
    person.joined_on = None
    person.left_on = person.left_on or at.date()
    person.is_active = person.is_cast = False
    person.language, person.country, person.time_zone = "en", "", "UTC"
    person.session_epoch += 1
    person.set_unusable_password()
    person.save()


def _person_row(person: Person) -> Row:
    return {
        "name": person.name,
        "mail address": person.email,
        "reference elsewhere": person.external_ref,
        "job": person.job,
        "language": person.language,
        "country": person.country,
        "time zone": person.time_zone,
        "joined on": person.joined_on,
        "left on": person.left_on,
    }


def _rows(rows: QuerySet[Any], *names: str) -> list[Row]:
    return list(rows.order_by("pk").values(*names))
