"""The pictures that travel with words."""

from __future__ import annotations

from portevoix.share.models import Draft, Picture, Share
from portevoix.share.platforms import network


def pictures_of(share: Share) -> tuple[network.Picture, ...]:
    """The pictures of a share as its network takes them, in their order."""
    rows = Picture.objects.filter(share=share).in_order()
    return tuple(
        network.Picture(bytes(one.content), one.media_type, one.alt, one.width, one.height)
        for one in rows
    )


def pictures_in(holder: Draft | Share | None) -> list[Picture]:
    """The pictures of a draft or a share, in their order, without their bytes."""
    if holder is None:
        return []
    mine = {"draft": holder} if isinstance(holder, Draft) else {"share": holder}
    return list(Picture.objects.filter(**mine).in_order().defer("content"))
