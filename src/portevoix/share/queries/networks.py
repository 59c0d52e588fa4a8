"""What we ask of the networks of this installation: whence each comes, how it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from portevoix.share.models import ServerApp
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode, Network
from portevoix.share.platforms.sign_on import ConsentSignOn
from portevoix.share.queries.accounts import houses_app
from portevoix.share.rules.versions import is_version_ending, version_ends_on


@dataclass(frozen=True, slots=True)
class Known:
    """One network of this installation; `origin` is the package that brought it, ours if empty."""

    network: Network
    origin: str
    app: ServerApp | None
    needs_app: bool

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes that are offered as the house stands today."""
        closed = {Mode.API} if self.needs_app and self.app is None else set[Mode]()
        return tuple(mode for mode in self.network.modes if mode not in closed)


def known_networks() -> list[Known]:
    """Every network, in the order in which a person sees them."""
    return [_known(one) for one in registry.ALL]


def with_application(key: str) -> ConsentSignOn | None:
    """The network of that key, if the house has to register an application there."""
    network = registry.by_consent(key)
    return network if network and network.app_host else None


def alarm_of(version: str, on: date) -> str:
    """What an administrator must know of the version of LinkedIn's interface; empty if nothing."""
    try:
        ends_on = version_ends_on(version)
    except ValueError:
        return _("PORTEVOIX_LINKEDIN_VERSION must be a year and a month, as 202610.")
    if not is_version_ending(version, on):
        return ""
    said = _(
        "The version %(version)s of LinkedIn’s interface ends about %(day)s: "
        "set PORTEVOIX_LINKEDIN_VERSION to a later one before."
    )
    return said % {"version": version, "day": ends_on.isoformat()}


def _known(network: Network) -> Known:
    asks = with_application(network.key)
    app = houses_app(asks) if asks else None
    return Known(network, registry.ORIGINS.get(network.key, ""), app, asks is not None)
