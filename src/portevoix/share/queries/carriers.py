"""Who carries the requests of an account: the one door to the outside."""

from __future__ import annotations

from collections.abc import Callable

from portevoix.people.queries import is_demo
from portevoix.share.models import Account
from portevoix.share.platforms import demonstration
from portevoix.share.platforms.network import Carry
from portevoix.web.leaving import carry

CarrierOf = Callable[[Account], Carry]


def carrier_of(account: Account) -> Carry:
    """What carries the requests of this account: in a demo, its invented server answers here."""
    return carrier_to(account.host)


def carrier_to(host: str) -> Carry:
    """What carries requests to a server."""
    if host == demonstration.HOST and is_demo():
        return demonstration.carry
    return carry
