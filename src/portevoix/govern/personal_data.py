"""What `govern` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from portevoix.govern.models import Consent, Signature
from portevoix.lib.personal_data import Keeping, Row
from portevoix.people.models import Person


class Holder:
    """The holder of `govern`: she takes her signatures and consents away, and they go with her."""

    app = "govern"
    tables: Mapping[str, Keeping] = {
        "govern.Signature": Keeping(
            why="to know which version of the charter she signed",
            days=None,
            forget="delete",
        ),
        "govern.Consent": Keeping(
            why="to know what she agreed to, and since when", days=None, forget="delete"
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


HOLDER = Holder()
