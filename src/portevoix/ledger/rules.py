"""What makes the chain of entries trustworthy: each hash covers the entry and the hash before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Act:
    """One act as it is chained: references are opaque, details hold no personal data."""

    number: int
    act: str
    actor: str
    subject: str
    details: Mapping[str, object]
    at: datetime


def chained_hash(previous: str, act: Act) -> str:
    """SHA-256 (hex) over the previous hash and the act's canonical JSON."""
    moment = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    words = [act.number, act.act, act.actor, act.subject, act.details, moment]
    canonical = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where the chain begins: the number and hash of the latest entry that was dropped."""

    number: int = 0
    chained_hash: str = GENESIS


def first_break(chain: Iterable[tuple[Act, str]], after: Checkpoint) -> int | None:
    """The number of the first entry that does not follow from the ones before; None if sound."""
    previous = after.chained_hash
    for expected, (act, stated) in enumerate(chain, start=after.number + 1):
        if act.number != expected or chained_hash(previous, act) != stated:
            return expected
        previous = stated
    return None
