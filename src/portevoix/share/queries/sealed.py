"""Every column of the database that holds a sealed secret, and what binds each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from portevoix.lib.sealing import key_of
from portevoix.share.models import Account, IntakeDoor, Revocation, ServerApp
from portevoix.share.queries.intake import LABEL as DOOR

PAGE = 500


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column: its secrets are bound to the `ref` of their row and to the label."""

    model: type[models.Model]
    field: str
    label: str

    def rows(self) -> Iterator[tuple[int, str, str]]:
        """Each row's number, reference and sealed text, a page at a time, in order."""
        after = 0
        while True:
            later = self.model._default_manager.filter(pk__gt=after).order_by("pk")
            page = list(later.values_list("pk", "ref", self.field)[:PAGE])
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1][0]


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Every sealed column; a test compares this list with the models."""
    tokens = [
        SealedColumn(model, f"sealed_{label}", label)
        for model in (Account, Revocation)
        for label in ("access", "refresh", "proof")
    ]
    app = SealedColumn(ServerApp, "sealed_secret", "app")
    return (*tokens, app, SealedColumn(IntakeDoor, "sealed_secret", DOOR))


def secrets_by_key() -> Counter[str]:
    """How many secrets each key seals."""
    return Counter(
        key_of(text) for column in sealed_columns() for _pk, _ref, text in column.rows() if text
    )
