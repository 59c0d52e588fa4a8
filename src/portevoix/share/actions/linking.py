"""The kill switch of a short link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portevoix.ledger.actions import record
from portevoix.people.models import Person
from portevoix.share.actions import refusals
from portevoix.share.models import Link
from portevoix.share.queries.links import forget_remembered


@transaction.atomic
def disable_link(*, link: Link, by: Person, at: datetime) -> Link:
    """Switch a link off for good: at once in this process, within 30 s in every other.

    Refuses whoever does not own it, and a link that is off already.
    """
    own = Link.objects.visible_to(by).filter(pk=link.pk, disabled_at=None)
    if own.update(disabled_at=at) != 1:
        raise refusals.NotYourLink
    link.disabled_at = at
    transaction.on_commit(forget_remembered)
    record("link.disabled", actor=by.ref, subject=_told_as(link), at=at)
    return link


def _told_as(link: Link) -> str:
    """The record outlives a person: never the code, which stands under her name elsewhere."""
    return str(link.share.outbox_id) if link.share else f"link:{link.pk}"
