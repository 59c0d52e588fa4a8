"""The registry in which every app says what it holds on a person, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

Forgetting = Literal["delete", "anonymise", "keep"]
Since = Literal["row", "departure"]
Row = Mapping[str, Any]
# For each table that is kept for a time only: what is older than this moment goes.
Limits = Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a table is kept, in days at most, and how forgotten.

    `days` None: until the person is forgotten. `purpose` is the key of the purpose whose retention
    in the register binds the table too: the shorter of both holds. Days count from the row itself,
    or from its owner's departure.
    """

    why: str
    days: int | None
    forget: Forgetting
    purpose: str = ""
    since: Since = "row"


class PersonalData(Protocol):
    """What one app holds on persons: `tables` maps a model label to its keeping."""

    app: str
    tables: Mapping[str, Keeping]

    def export(self, person: Any) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""

    def forget(self, person: Any, *, at: datetime) -> None:
        """Delete or anonymise everything that `tables` does not keep."""

    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Let go what is older than the limit of its table, and whoever left too long ago.

        Says how many rows went, and may leave some for the next time: zero means that all went.
        """


_registered: dict[str, PersonalData] = {}


def register(holder: PersonalData) -> None:
    """Register an app's holder; called once from `AppConfig.ready`."""
    _registered[holder.app] = holder


def registered() -> tuple[PersonalData, ...]:
    """All holders, in the order of their apps' names."""
    return tuple(_registered[app] for app in sorted(_registered))


def days_kept(keeping: Keeping, retentions: Mapping[str, int]) -> int | None:
    """The days a table is kept: its own or its purpose's (by key), the shorter of both."""
    known = (keeping.days, retentions.get(keeping.purpose))
    return min((days for days in known if days is not None), default=None)


def limits_of(tables: Mapping[str, Keeping], retentions: Mapping[str, int], at: datetime) -> Limits:
    """For each table that is kept for a time only, the moment before which rows go."""
    kept = {label: days_kept(keeping, retentions) for label, keeping in tables.items()}
    return {label: at - timedelta(days=days) for label, days in kept.items() if days is not None}
