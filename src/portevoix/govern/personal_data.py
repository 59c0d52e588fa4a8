"""What `govern` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portevoix.govern.models import Charter, Consent, Signature
from portevoix.lib.personal_data import Keeping, Limits, Row
from portevoix.people.models import Person
from portevoix.people.queries import long_gone

# As the record of acts: they prove the same.
YEARS_5 = 5 * 365


class Holder:
    """The holder of `govern`: she takes her signatures and consents away, and they go with her."""

    app = "govern"
    tables: Mapping[str, Keeping] = {
        "govern.Signature": Keeping(
            why="to know which version of the charter she signed",
            days=YEARS_5,
            forget="delete",
            purpose="ledger",
        ),
        "govern.Consent": Keeping(
            why="to know what she agreed to, and since when",
            days=YEARS_5,
            forget="delete",
            purpose="ledger",
        ),
    }

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""
        signatures = Signature.objects.filter(person=person).order_by("signed_at")
        consents = Consent.objects.filter(person=person).order_by("given_at", "pk")
        return {
            "govern.Signature": [
                {"version": version, "signed_at": signed_at}
                for version, signed_at in signatures.values_list("charter__version", "signed_at")
            ],
            "govern.Consent": [
                {"purpose": key, "given_at": given_at, "withdrawn_at": withdrawn_at}
                for key, given_at, withdrawn_at in consents.values_list(
                    "purpose__key", "given_at", "withdrawn_at"
                )
            ],
        }

    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers; that she once signed or agreed stays in the record, unnamed."""
        Signature.objects.filter(person=person).delete()
        Consent.objects.filter(person=person).delete()

    @transaction.atomic
    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Delete what is history for too long, and all of whoever left too long ago.

        The signature of the charter in force and a standing consent are no history.
        """
        gone = Q(person__in=long_gone(limits))
        past = ~Q(charter=Charter.objects.current())
        signed = past & Q(signed_at__lt=limits["govern.Signature"])
        signatures, _of_each = Signature.objects.filter(signed | gone).delete()
        ended = Q(withdrawn_at__lt=limits["govern.Consent"])
        consents, _of_each = Consent.objects.filter(ended | gone).delete()
        return signatures + consents


HOLDER = Holder()
