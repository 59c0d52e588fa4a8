"""The registry in which every app says what it holds on a person, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

Forgetting = Literal["delete", "anonymise", "keep"]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a table is kept (days; None: as long as the person is here) and how forgotten."""

    why: str
    days: int | None
    forget: Forgetting


class PersonalData(Protocol):
    """What one app holds on persons: `tables` maps a model label to its keeping."""

    app: str
    tables: Mapping[str, Keeping]

    def export(self, person: Any) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""

    def forget(self, person: Any, *, at: datetime) -> None:
        """Delete or anonymise everything that `tables` does not keep."""


_registered: dict[str, PersonalData] = {}


def register(holder: PersonalData) -> None:
    """Register an app's holder; called once from `AppConfig.ready`."""
    _registered[holder.app] = holder


def registered() -> tuple[PersonalData, ...]:
    """All holders, in the order of their apps' names."""
    return tuple(_registered[app] for app in sorted(_registered))
