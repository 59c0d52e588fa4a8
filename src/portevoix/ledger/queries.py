"""What we ask of the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portevoix.ledger.models import ChainHead, Entry
from portevoix.ledger.rules import GENESIS, Act, Checkpoint, first_break

SHORTENED = "record.shortened"


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of reading the whole chain again."""

    entries: int
    broken_at: int | None
    dropped: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether every entry follows from the ones before."""
        return self.broken_at is None


def verification() -> Verification:
    """Read the whole chain again and say where it breaks, if it does; a cut tail is a break.

    Old entries were dropped up to a checkpoint, which the chain itself must attest: entries that
    went without an act that says so are a break too.
    """
    rows = Entry.objects.in_order()
    count = rows.count()
    head = ChainHead.objects.first() or ChainHead(chained_hash=GENESIS)
    checkpoint = Checkpoint(head.dropped_number, head.dropped_hash)
    if not _is_attested(checkpoint):
        return Verification(count, checkpoint.number + 1, checkpoint.number)
    broken_at = first_break(chain_of(rows.iterator(chunk_size=2000)), checkpoint)
    reached = checkpoint.number + count
    if broken_at is None and head.number != reached:
        broken_at = reached + 1
    return Verification(count, broken_at, checkpoint.number)


def acts_about(ref: str) -> Iterator[Entry]:
    """Acts done by or on the bearer of a reference, the latest first."""
    return Entry.objects.about(ref).order_by("-number").iterator()


def latest_of(acts: Iterable[str], most: int) -> list[Entry]:
    """The latest acts of these kinds, at most so many."""
    return list(Entry.objects.filter(act__in=list(acts)).order_by("-number")[:most])


def chain_of(rows: Iterable[Entry]) -> Iterator[tuple[Act, str]]:
    """Entries as the rules of the chain see them, each with the hash it states."""
    for row in rows:
        act = Act(row.number, row.act, row.actor, row.subject, row.details, row.at)
        yield act, row.chained_hash


def _is_attested(checkpoint: Checkpoint) -> bool:
    latest = Entry.objects.filter(act=SHORTENED).order_by("-number").first()
    attested = latest.details if latest else {"until": 0, "hash": GENESIS}
    return attested == {"until": checkpoint.number, "hash": checkpoint.chained_hash}
