"""What `people` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from portevoix.lib.personal_data import Keeping, Row
from portevoix.people.models import Person


class Holder:
    """The holder of `people`."""

    app = "people"
    tables: Mapping[str, Keeping] = {}

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""
        return {}

    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers."""


HOLDER = Holder()
