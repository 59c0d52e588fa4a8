"""What the outbox asks the rows: which servers have something due, and what is next at each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portevoix.govern.queries import is_frozen
from portevoix.share.models import Pace, Share
from portevoix.share.models.share import ShareQuerySet


@dataclass(frozen=True, slots=True)
class Door:
    """One server of a network: what is slow at one is waited for at no other."""

    network: str
    host: str


def doors_due(at: datetime) -> list[Door]:
    """The servers for which a share is due and which may be called; none in a freeze."""
    if is_frozen():
        return []
    shut = Pace.objects.filter(account=None, shut_until__gt=at).values_list("network", "host")
    left_alone = {Door(network, host) for network, host in shut}
    return [door for door in _doors_of(Share.objects.due(at)) if door not in left_alone]


def next_due(door: Door, at: datetime) -> Share | None:
    """The share at this server that has waited longest; None in a freeze."""
    if is_frozen():
        return None
    return _first(Share.objects.due(at), door)


def doors_to_look_at(at: datetime) -> list[Door]:
    """The servers on which a share is to be looked for."""
    return _doors_of(Share.objects.to_look_for(at))


def next_to_look_for(door: Door, at: datetime) -> Share | None:
    """The next share that is to be looked for at this server."""
    return _first(Share.objects.to_look_for(at), door)


def _doors_of(shares: ShareQuerySet) -> list[Door]:
    found = shares.order_by().values_list("network", "account__host").distinct()
    return sorted(
        {Door(network, host or "") for network, host in found},
        key=lambda door: (door.network, door.host),
    )


def _first(shares: ShareQuerySet, door: Door) -> Share | None:
    at_door = shares.at_door(door.network, door.host)
    return at_door.select_related("person", "account", "link").first()
