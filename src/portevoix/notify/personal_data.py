"""What `notify` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portevoix.lib.personal_data import Keeping, Limits, Row
from portevoix.notify.models import Delivery, Preference
from portevoix.people.models import Person
from portevoix.people.queries import long_gone

# The watch offers the news of 30 days: once a letter is older, nothing in it could come again.
DAYS_35 = 35
_PREFERENCE = ("weekdays", "hour", "next_at", "latest_on", "refusals", "closed_at", "changed_at")
_DELIVERY = (
    "kind", "period", "state", "reason", "subject", "told", "claimed_at", "sending_at",
    "concluded_at", "problem",
)  # fmt: skip


class Holder:
    """The holder of `notify`: when she wants to hear, and which letters left; never their text."""

    app = "notify"
    tables: Mapping[str, Keeping] = {
        "notify.Preference": Keeping("to write at the hour she chose, if at all", None, "delete"),
        "notify.Delivery": Keeping(
            "to send no letter and tell no story twice", DAYS_35, "delete", "digest"
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
        }

    @transaction.atomic
    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers: nothing that waits leaves any more."""
        Delivery.objects.filter(person=person).delete()
        Preference.objects.filter(person=person).delete()

    @transaction.atomic
    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Delete old letters, and all of whoever left too long ago."""
        gone = Q(person__in=long_gone(limits))
        old = Q(claimed_at__lt=limits["notify.Delivery"], closes_at__lt=at)
        deliveries, _of_each = Delivery.objects.filter(old | gone).delete()
        preferences, _of_each = Preference.objects.filter(gone).delete()
        return deliveries + preferences


HOLDER = Holder()
