"""What we ask of the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portevoix.ledger.models import ChainHead, Entry
from portevoix.ledger.rules import Act, first_break


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of reading the whole chain again."""

    entries: int
    broken_at: int | None

    @property
    def is_sound(self) -> bool:
        """Whether every entry follows from the ones before."""
        return self.broken_at is None


def verification() -> Verification:
    """Read the whole chain again and say where it breaks, if it does; a cut tail is a break."""
    rows = Entry.objects.in_order()
    count = rows.count()
    head = ChainHead.objects.first()
    stated = head.number if head else 0
    broken_at = first_break(_chain(rows.iterator(chunk_size=2000)))
    if broken_at is None and stated != count:
        broken_at = count + 1
    return Verification(count, broken_at)


def acts_about(ref: str) -> Iterator[Entry]:
    """Acts done by or on the bearer of a reference, the latest first."""
    return Entry.objects.about(ref).order_by("-number").iterator()


def latest_of(acts: Iterable[str], most: int) -> list[Entry]:
    """The latest acts of these kinds, at most so many."""
    return list(Entry.objects.filter(act__in=list(acts)).order_by("-number")[:most])


def _chain(rows: Iterable[Entry]) -> Iterator[tuple[Act, str]]:
    for row in rows:
        act = Act(row.number, row.act, row.actor, row.subject, row.details, row.at)
        yield act, row.chained_hash
