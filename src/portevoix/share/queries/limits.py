"""How long a text may be where it goes: what its server told, else what its network says."""

from __future__ import annotations

from datetime import datetime, timedelta

from portevoix.share.models import Account, ServerLimits
from portevoix.share.platforms.network import Limits, Network, PublishingNetwork
from portevoix.share.platforms.registry import BY_KEY

# Servers change their limit a few times in their life.
ASKED_AGAIN_AFTER = timedelta(days=1)


def limits_for(network: Network, account: Account | None) -> Limits:
    """The limits that bind an account, or a share page of a network; asks no server."""
    if account is None:
        return network.limits
    told = ServerLimits.objects.filter(network=network.key, host=account.host).first()
    if told is None or not told.maximum:
        return network.limits
    return Limits(told.maximum, network.limits.counting, told.link_cost)


def servers_to_ask(at: datetime, most: int = 20) -> list[Account]:
    """One account of each server whose limits were not told within a day."""
    known = ServerLimits.objects.filter(told_at__gt=at - ASKED_AGAIN_AFTER)
    fresh = set(known.values_list("network", "host"))
    own = [key for key, one in BY_KEY.items() if isinstance(one, PublishingNetwork)]
    ready = Account.objects.filter(state=Account.State.READY, network__in=own)
    found: dict[tuple[str, str], Account] = {}
    for account in ready.exclude(host="").order_by("pk"):
        key = (account.network, account.host)
        if key not in fresh:
            found.setdefault(key, account)
    return list(found.values())[:most]
