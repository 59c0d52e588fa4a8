"""What `notify` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portevoix.lib.personal_data import Keeping, Limits, Row
from portevoix.notify.models import Ask, AskBudget, Delivery, Preference
from portevoix.people.models import Person
from portevoix.people.queries import long_gone

# The watch offers the news of 30 days: once a letter is older, nothing in it could come again.
DAYS_35 = 35
YEAR = 365
_ASK = ("kind", "about", "channel", "month", "asked_at", "answer", "answered_at", "back_at")
_BUDGET = ("monthly", "over_since", "refused", "changed_at")
_PREFERENCE = ("weekdays", "hour", "next_at", "latest_on", "refusals", "closed_at", "changed_at")
_DELIVERY = (
    "kind", "period", "state", "reason", "subject", "told", "claimed_at", "sending_at",
    "concluded_at", "problem",
)  # fmt: skip


class Holder:
    """The holder of `notify`: when she wants to hear, which letters left, what was asked."""

    app = "notify"
    tables: Mapping[str, Keeping] = {
        "notify.Preference": Keeping("to write at the hour she chose, if at all", None, "delete"),
        "notify.Delivery": Keeping(
            "to send no letter and tell no story twice", DAYS_35, "delete", "digest"
        ),
        "notify.AskBudget": Keeping("to ask no more of her than she allows", None, "delete"),
        "notify.Ask": Keeping(
            "to ask nothing twice, nor more than she allows", YEAR, "delete", "asks"
        ),
    }

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""
        deliveries = Delivery.objects.filter(person=person).order_by("claimed_at", "pk")
        return {
            "notify.Preference": list(
                Preference.objects.filter(person=person).values(*_PREFERENCE)
            ),
            "notify.Delivery": list(deliveries.values(*_DELIVERY)),
            "notify.AskBudget": list(AskBudget.objects.filter(person=person).values(*_BUDGET)),
            "notify.Ask": list(
                Ask.objects.filter(person=person).order_by("asked_at").values(*_ASK)
            ),
        }

    @transaction.atomic
    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers: nothing that waits leaves any more."""
        Delivery.objects.filter(person=person).delete()
        Preference.objects.filter(person=person).delete()
        Ask.objects.filter(person=person).delete()
        AskBudget.objects.filter(person=person).delete()

    @transaction.atomic
    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Delete old letters and asks, and all of whoever left too long ago."""
        gone = Q(person__in=long_gone(limits))
        old = Q(claimed_at__lt=limits["notify.Delivery"], closes_at__lt=at)
        deliveries, _of_each = Delivery.objects.filter(old | gone).delete()
        asked_before = Q(asked_at__lt=limits["notify.Ask"])
        asks, _of_each = Ask.objects.filter(asked_before | gone).delete()
        others = [model.objects.filter(gone).delete() for model in (Preference, AskBudget)]
        return deliveries + asks + sum(rows for rows, _of_each in others)


HOLDER = Holder()
