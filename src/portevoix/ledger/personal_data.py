"""What the record holds on a person: her acts under an opaque reference, which stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from portevoix.ledger.actions import drop_old_entries
from portevoix.ledger.queries import acts_about
from portevoix.lib.personal_data import Keeping, Limits, Row

# The ordinary limitation of actions in French civil law (Code civil, art. 2224).
YEARS_5 = 5 * 365


class Bearer(Protocol):
    """Whoever bears an opaque reference; the record knows nothing else of people."""

    ref: str


class Holder:
    """The holder of `ledger`: acts name nobody, so they are shown to her and kept."""

    app = "ledger"
    tables: Mapping[str, Keeping] = {
        "ledger.Entry": Keeping(
            why="to prove that promises were kept, under a reference that names nobody",
            days=YEARS_5,
            forget="keep",
            purpose="ledger",
        ),
    }

    def export(self, person: Bearer) -> Mapping[str, Sequence[Row]]:
        """Her acts, and acts on her without the reference of whoever did them."""
        return {
            "ledger.Entry": [
                {
                    "number": entry.number,
                    "at": entry.at,
                    "act": entry.act,
                    "by_me": entry.actor == person.ref,
                    "details": entry.details,
                }
                for entry in acts_about(person.ref)
            ]
        }

    def forget(self, person: Bearer, *, at: datetime) -> None:
        """Keep the acts: once the person is forgotten, nothing tells whose reference it was."""

    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Drop old acts from the beginning of the chain, which stays verifiable."""
        return drop_old_entries(before=limits["ledger.Entry"], at=at)


HOLDER = Holder()
