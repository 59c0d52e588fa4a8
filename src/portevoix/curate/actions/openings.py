"""Openings: kept as their board says them, closed when it lists them no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from django.db.models import F

from portevoix.curate.models import Item, Opening, Source
from portevoix.curate.sources.parsed import Entry, OpeningFacts

BATCH = 500
# Shorter here than a feed may say them.
LONGEST = {"salary": 160, "reference": 120}
COLUMNS = tuple(field.name for field in fields(OpeningFacts))


def keep_openings(found: Iterable[tuple[Item, Entry]]) -> None:
    """Write what boards say of openings, where it is new; inside the caller's transaction."""
    said = {item.pk: entry.opening for item, entry in found if entry.opening}
    known = {row.item_id: row for row in Opening.objects.filter(item__in=list(said))}
    fresh = [_written(Opening(item_id=pk), said[pk]) for pk in said.keys() - known.keys()]
    changed = [row for pk, row in known.items() if _differs(row, said[pk])]
    Opening.objects.bulk_create(fresh, batch_size=BATCH)
    rows = [_written(row, said[row.item_id]) for row in changed]
    Opening.objects.bulk_update(rows, COLUMNS, batch_size=BATCH)


def close_absent(*, source: Source, present: Iterable[str], at: datetime) -> int:
    """Close the openings that a whole reading of their board lacks; says how many."""
    listed = set(present)
    is_open = source.items.openings().current(at).values_list("pk", "guid")
    gone = [pk for pk, guid in is_open if guid not in listed]
    for start in range(0, len(gone), BATCH):
        closed = Item.objects.filter(pk__in=gone[start : start + BATCH])
        closed.update(expires_at=at, revision=F("revision") + 1)
    return len(gone)


def _differs(row: Opening, facts: OpeningFacts) -> bool:
    return any(getattr(row, name) != _cut(name, facts) for name in COLUMNS)


def _written(row: Opening, facts: OpeningFacts) -> Opening:
    for name in COLUMNS:
        setattr(row, name, _cut(name, facts))
    return row


def _cut(name: str, facts: OpeningFacts) -> object:
    value = getattr(facts, name)
    return value[: LONGEST[name]] if name in LONGEST else value
