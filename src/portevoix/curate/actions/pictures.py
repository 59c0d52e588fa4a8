"""Pictures of items: our own copies, each tried once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from portevoix.curate.models import Item

# Who looks for an older item looks for its words.
KEPT_FOR = timedelta(days=90)


@transaction.atomic
def claim_picture(*, item: Item, at: datetime) -> bool:
    """Take an item whose picture was never tried; it is not tried again, whatever happens."""
    untried = Item.objects.filter(pk=item.pk, picture_tried_at=None)
    return untried.update(picture_tried_at=at) == 1


@transaction.atomic
def keep_picture(*, item: Item, name: str, at: datetime) -> bool:
    """Remember the name of our copy; says whether the item is still there to show it."""
    return Item.objects.filter(pk=item.pk).update(picture=name, picture_tried_at=at) == 1


@transaction.atomic
def forget_old_pictures(*, at: datetime) -> int:
    """Let the items of more than 90 days show no picture; says how many did."""
    old = Item.objects.filter(published_at__lte=at - KEPT_FOR).exclude(picture="")
    return old.update(picture="")
