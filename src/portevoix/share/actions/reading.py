"""Reading back what networks count of a post, for its author who agreed to it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from portevoix.govern.queries import READ_BACK, is_agreed
from portevoix.share.models import Reception, Share
from portevoix.share.platforms import network
from portevoix.share.rules.reading import is_to_read


@transaction.atomic
def begin_reading(*, share: Share, at: datetime) -> Reception | None:
    """Take one reading of a post, its figures untold yet; None if it is not to be read now.

    The row comes before the call, so that a worker that dies, or a network that does not tell,
    is not asked again before the next step.
    """
    rows = Share.objects.published().select_for_update(of=("self",)).select_related("person")
    held = rows.filter(pk=share.pk).first()
    if held is None or held.sent_at is None or not held.person.is_present:
        return None
    latest = held.receptions.order_by("-read_at").values_list("read_at", flat=True).first()
    if not is_to_read(held.sent_at, latest, at) or not is_agreed(held.person, READ_BACK):
        return None
    return Reception.objects.create(share=held, read_at=at)


@transaction.atomic
def conclude_reading(*, reception: Reception, told: network.Reception, at: datetime) -> None:
    """Write what the network told; what it did not tell stays null."""
    Reception.objects.filter(pk=reception.pk).update(read_at=at, **asdict(told))
