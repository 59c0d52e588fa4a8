"""Sealing again, with the key in use, everything that an older key still seals.

Each row is one conditional update: a rotation that was interrupted goes on where it stood, two at
once do no harm, and a token renewed meanwhile is left as its renewal wrote it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.refusals import Refusal
from portevoix.lib.sealing import CannotUnseal, KeyRing, key_of, reseal
from portevoix.share.queries.sealed import sealed_columns, secrets_by_key


class KeyInUse(Refusal):
    """A key that seals something is not dropped: what it seals could never be opened again."""

    sentence = "The key %(key)s still seals %(rows)s secrets: run the rotation again first."


def reseal_all(*, ring: KeyRing, at: datetime, most: int | None = None) -> tuple[int, int]:
    """Seal again what the key in use does not seal; says how many, and how many do not open.

    `most` stops after so many, as an interruption would. Commits row by row.
    """
    resealed = unreadable = 0
    for column in sealed_columns():
        for pk, ref, text in column.rows():
            if most is not None and resealed >= most:
                return resealed, unreadable
            if not text or key_of(text) == ring.current:
                continue
            try:
                new = reseal(ring, text, account=ref, label=column.label)
            except CannotUnseal:
                unreadable += 1
                continue
            resealed += _replace(column.model, pk, column.field, text, new)
    if resealed:
        _note(ring=ring, resealed=resealed, at=at)
    return resealed, unreadable


def check_droppable(key: str) -> None:
    """Refuse, with KeyInUse, to drop a key that still seals something."""
    used = secrets_by_key()[key]
    if used:
        raise KeyInUse(key=key, rows=used)


@transaction.atomic
def _replace(model: type[models.Model], pk: int, field: str, before: str, after: str) -> int:
    rows = model._default_manager.filter(pk=pk, **{field: before})
    return rows.update(**{field: after})


@transaction.atomic
def _note(*, ring: KeyRing, resealed: int, at: datetime) -> None:
    details: dict[str, object] = {"key": ring.current, "secrets": resealed}
    record("keys.rotated", actor=SYSTEM, at=at, details=details)
