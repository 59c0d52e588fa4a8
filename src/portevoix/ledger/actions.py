"""Adding to the record: the only writer of entries."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portevoix.ledger.models import ChainHead, Entry
from portevoix.ledger.rules import GENESIS, Act, chained_hash

SYSTEM = "system"


@transaction.atomic
def record(
    act: str,
    *,
    actor: str,
    at: datetime,
    subject: str = "",
    details: dict[str, object] | None = None,
) -> Entry:
    """Chain one act to the record; called last in an action, inside its transaction.

    `actor` and `subject` are opaque references (never names or mails); `details` hold no
    personal data, for the record survives erasure.
    """
    head = _locked_head()
    done = Act(head.number + 1, act, actor, subject, details or {}, at)
    head.number, head.chained_hash = done.number, chained_hash(head.chained_hash, done)
    head.save(update_fields=["number", "chained_hash"])
    return Entry.objects.create(
        number=done.number,
        act=act,
        actor=actor,
        subject=subject,
        details=dict(done.details),
        at=at,
        chained_hash=head.chained_hash,
    )


def _locked_head() -> ChainHead:
    head, _ = ChainHead.objects.select_for_update().get_or_create(
        id=1, defaults={"chained_hash": GENESIS}
    )
    return head
