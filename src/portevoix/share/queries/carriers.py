"""Who carries the requests of an account: the one door to the outside."""

from __future__ import annotations

from collections.abc import Callable

from portevoix.share.models import Account
from portevoix.share.platforms.network import Carry
from portevoix.web.leaving import carry

CarrierOf = Callable[[Account], Carry]


def carrier_of(account: Account) -> Carry:
    """What carries the requests of this account."""
    return carry
