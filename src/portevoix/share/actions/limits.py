"""What servers tell of their limits, kept for a day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portevoix.share.models import ServerLimits
from portevoix.share.platforms.network import Limits


@transaction.atomic
def keep_limits(*, network: str, host: str, told: Limits, at: datetime) -> None:
    """Keep what a server told of how long a post may be, in place of what it told before."""
    columns = {"maximum": told.maximum, "link_cost": told.link_cost, "told_at": at}
    ServerLimits.objects.update_or_create(network=network, host=host, defaults=columns)
