"""What is due in the watch: the next source to read, the next picture to copy."""

from __future__ import annotations

from datetime import datetime, timedelta

from portevoix.curate.models import Item, Source

# Older items are on no page of today: their pictures are not worth keeping.
PICTURED_FOR = timedelta(days=30)


def next_source(at: datetime, lane: int) -> Source | None:
    """The next source for a lane.

    Even lanes serve the longest due, so that none is forgotten; odd lanes serve the healthy ones
    asked for last, so that nobody waits behind hundreds of dead ones.
    """
    due = Source.objects.due(at)
    if lane % 2:
        return due.order_by("failures", "-next_fetch_at", "-pk").first()
    return due.order_by("next_fetch_at", "pk").first()


def next_item_without_picture(at: datetime, lane: int) -> Item | None:
    """An item of the month whose picture was never tried, each lane beginning elsewhere."""
    recent = Item.objects.offered().filter(
        picture_tried_at=None, published_at__gt=at - PICTURED_FOR
    )
    newest = recent.exclude(image_url="").newest_first()
    return newest[lane : lane + 1].first() or newest.first()


def pictures_shown() -> set[str]:
    """The names of the copies that items show."""
    return set(Item.objects.exclude(picture="").values_list("picture", flat=True))
