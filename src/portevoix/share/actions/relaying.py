"""Passing an opening on: a link of one's own, to send to whom one likes."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from portevoix.curate.models import Item
from portevoix.ledger.actions import record
from portevoix.people.models import Person
from portevoix.share.actions import refusals
from portevoix.share.models import Link, Relay
from portevoix.share.rules.codes import BYTES, link_code
from portevoix.share.rules.referrals import carried


@transaction.atomic
def relay_opening(*, item: Item, by: Person, at: datetime) -> Relay:
    """Make her own link to an opening, whose address carries the code to its recruiting system.

    Refuses what is no open opening, and a second link to the same one.
    """
    if not Item.objects.visible_to(by).offered().current(at).openings().filter(pk=item.pk).exists():
        raise refusals.NotAnOpening
    # Two tabs at once: the second waits for the first, and is refused.
    Person.objects.select_for_update().get(pk=by.pk)
    if Relay.objects.visible_to(by).filter(item=item).exists():
        raise refusals.RelayedAlready
    code = link_code(secrets.token_bytes(BYTES))
    link = Link.objects.create(
        code=code, person=by, target_url=carried(item.url, code), created_at=at
    )
    relay = Relay.objects.create(person=by, item=item, link=link, made_at=at)
    record("opening.relayed", actor=by.ref, at=at)
    return relay
