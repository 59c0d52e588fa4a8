"""What we ask of accounts: how each stands, what ends soon, what is to be given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portevoix.people.models import Person
from portevoix.share.models import Account, Revocation, ServerApp
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Network, PublishingNetwork
from portevoix.share.platforms.sign_on import ConsentSignOn, TypedSignOn
from portevoix.share.rules.connections import Standing, days_left, is_ending, standing_of


@dataclass(frozen=True, slots=True)
class Connection:
    """An account as its owner sees it; `days` until it ends, None where it does not by itself."""

    account: Account
    network: Network
    standing: Standing
    days: int | None

    @property
    def may_reconnect(self) -> bool:
        return self.standing is not Standing.READY


def connections_of(person: Person, at: datetime) -> list[Connection]:
    """Her accounts, those that need her first."""
    rows = Account.objects.visible_to(person).order_by("network", "handle")
    found = [_connection(one, at) for one in rows if one.network in registry.BY_KEY]
    return sorted(found, key=lambda one: one.standing.rank)


def connections_ending(person: Person, at: datetime) -> list[Connection]:
    """Her accounts that only she can keep alive, and that ended or end within days."""
    return [one for one in connections_of(person, at) if one.standing in _NEEDS_HER]


def houses_app(network: ConsentSignOn) -> ServerApp | None:
    """The application that the house registered at a network."""
    return ServerApp.objects.filter(host=network.app_host).first() if network.app_host else None


def connectable(network: Network) -> bool:
    """Whether a person can connect an account there, as the house stands today."""
    if not isinstance(network, PublishingNetwork):
        return False
    if isinstance(network, ConsentSignOn) and network.app_host:
        return houses_app(network) is not None
    return isinstance(network, ConsentSignOn | TypedSignOn)


def revocations_due(at: datetime, most: int = 50) -> list[Revocation]:
    """Tokens to give back now, the longest waiting first."""
    return list(Revocation.objects.filter(next_try_at__lte=at).order_by("next_try_at", "pk")[:most])


_NEEDS_HER = frozenset({Standing.ENDING, Standing.ENDED})


def _connection(account: Account, at: datetime) -> Connection:
    # A token that we renew by ourselves does not end for her.
    ends_at = None if account.sealed_refresh else account.tokens_expire_at
    standing = standing_of(account.state, ends_at, at)
    days = days_left(ends_at, at) if ends_at and (is_ending(ends_at, at)) else None
    return Connection(account, registry.of(account.network), standing, days)
