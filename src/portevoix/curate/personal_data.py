"""What `curate` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portevoix.curate.models import Answer, Saved
from portevoix.lib.personal_data import Keeping, Limits, Row
from portevoix.people.models import Person
from portevoix.people.queries import long_gone

YEAR = 365


class Holder:
    """The holder of `curate`: what she answered and saved is hers alone, and goes with her."""

    app = "curate"
    tables: Mapping[str, Keeping] = {
        "curate.Answer": Keeping("to choose what is worth her reading", YEAR, "delete", "watch"),
        "curate.Saved": Keeping("to find again what she kept for later", YEAR, "delete", "watch"),
    }

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""
        answers = Answer.objects.filter(person=person).order_by("at", "pk")
        saved = Saved.objects.filter(person=person).order_by("at", "pk")
        return {
            "curate.Answer": [
                {"title": title, "url": url, "answer": kind, "at": at}
                for title, url, kind, at in answers.values_list(
                    "item__title", "item__url", "kind", "at"
                )
            ],
            "curate.Saved": [
                {"title": title, "url": url, "at": at}
                for title, url, at in saved.values_list("item__title", "item__url", "at")
            ],
        }

    @transaction.atomic
    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what she answered and saved."""
        Answer.objects.filter(person=person).delete()
        Saved.objects.filter(person=person).delete()

    @transaction.atomic
    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Delete old answers and saves, and those of whoever left too long ago."""
        gone = long_gone(limits)
        answers, _of_each = Answer.objects.filter(
            Q(at__lt=limits["curate.Answer"]) | Q(person__in=gone)
        ).delete()
        saved, _of_each = Saved.objects.filter(
            Q(at__lt=limits["curate.Saved"]) | Q(person__in=gone)
        ).delete()
        return answers + saved


HOLDER = Holder()
