"""Adding to the record, and dropping its oldest part: the only writer of entries."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.models import ChainHead, Entry
from portevoix.ledger.queries import chain_of
from portevoix.ledger.rules import GENESIS, Act, Checkpoint, chained_hash, first_break
from portevoix.lib.refusals import Refusal

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


class RecordBroken(Refusal):
    """What was changed outside Portevoix is not dropped: it is the evidence."""

    sentence = _("The record is broken: its old entries are kept until somebody looked into it.")


@transaction.atomic
def drop_old_entries(*, before: datetime, at: datetime) -> int:
    """Drop the entries that were all done before a moment, from the first on; says how many.

    The chain goes on from a checkpoint, and an act in what is left attests it: dropping twice
    drops nothing, and entries that go any other way break the chain. Refuses a broken part.
    """
    head = _locked_head()
    kept = Entry.objects.filter(at__gte=before).order_by("number").first()
    until = kept.number - 1 if kept else head.number
    latest = Entry.objects.filter(number__gt=head.dropped_number, number=until).first()
    if latest is None:
        return 0
    old = Entry.objects.filter(number__lte=until)
    if first_break(chain_of(old.in_order()), Checkpoint(head.dropped_number, head.dropped_hash)):
        raise RecordBroken
    dropped, _per_table = old.delete()
    head.dropped_number, head.dropped_hash = latest.number, latest.chained_hash
    head.save(update_fields=["dropped_number", "dropped_hash"])
    details: dict[str, object] = {"until": latest.number, "hash": latest.chained_hash}
    record("record.shortened", actor=SYSTEM, at=at, details=details)
    return dropped


def _locked_head() -> ChainHead:
    head, _is_new = ChainHead.objects.select_for_update().get_or_create(
        id=1, defaults={"chained_hash": GENESIS}
    )
    return head
