"""Networks that other packages bring: each is examined before anything starts."""

import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Any

from portevoix.share.platforms.network import Limits, Mode, Network, PublishingNetwork
from portevoix.share.platforms.sign_on import ConsentSignOn, TypedSignOn

GROUP = "portevoix.networks"
LONGEST_KEY = 20

_KEY = re.compile(r"[a-z][a-z0-9-]*")
_FACTS: dict[str, type | tuple[type, ...]] = {
    "key": str,
    "initial": str,
    "limits": Limits,
    "modes": tuple,
    "needs_host": bool,
}
_WORDS = ("name", "action_label", "note")


class GuestRefused(Exception):
    """A package brings a network that cannot be used: its message says which and why."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A network of another package, and the name and version of that package."""

    network: Network
    origin: str


def welcomed(found: Iterable[EntryPoint], taken: frozenset[str]) -> tuple[Guest, ...]:
    """Load and examine the networks of other packages; refuses with GuestRefused."""
    guests: list[Guest] = []
    for point in sorted(found, key=lambda one: one.name):
        keys = taken | {guest.network.key for guest in guests}
        guests.append(Guest(_examined(_loaded(point), point, keys), _origin_of(point)))
    return tuple(guests)


def _loaded(point: EntryPoint) -> Any:
    try:
        made = point.load()
        return made() if inspect.isclass(made) or inspect.isfunction(made) else made
    except Exception as error:
        raise GuestRefused(_sentence(point, f"it cannot be loaded: {error!r}")) from error


def _examined(network: Any, point: EntryPoint, taken: frozenset[str]) -> Network:
    fault = _fault_in_facts(network) or _fault_in_key(network, taken) or _fault_in_calls(network)
    if fault:
        raise GuestRefused(_sentence(point, fault))
    kept: Network = network
    return kept


def _fault_in_facts(network: Any) -> str:
    for name, kind in _FACTS.items():
        if not isinstance(getattr(network, name, None), kind):
            return f"its `{name}` is missing, or not what the Protocol says"
    missing = [name for name in _WORDS if not str(getattr(network, name, ""))]
    if missing:
        return f"its `{missing[0]}` is missing: people read it"
    if not network.modes or not all(isinstance(mode, Mode) for mode in network.modes):
        return "its `modes` must be some of api, intent and declared"
    return ""


def _fault_in_key(network: Any, taken: frozenset[str]) -> str:
    if not _KEY.fullmatch(network.key) or len(network.key) > LONGEST_KEY:
        return f"its key {network.key!r} must be at most {LONGEST_KEY} small letters or digits"
    if network.key in taken:
        return f"another network has the key {network.key!r} already"
    return ""


def _fault_in_calls(network: Any) -> str:
    expected = [(Network, True), (PublishingNetwork, Mode.API in network.modes)]
    for protocol, is_due in expected:
        for name, promised in inspect.getmembers(protocol, inspect.isfunction):
            if is_due and not name.startswith("_") and not _keeps(network, name, promised):
                return f"its `{name}` is missing, or does not take what the Protocol gives"
    if Mode.API in network.modes and not _lets_people_connect(network):
        return "it publishes, and says no `questions` and no `sign_in` by which people connect"
    return ""


def _lets_people_connect(network: Any) -> bool:
    by_house = isinstance(network, ConsentSignOn) and bool(network.app_host)
    return by_house or isinstance(network, TypedSignOn)


def _keeps(network: Any, name: str, promised: Any) -> bool:
    call = getattr(network, name, None)
    if not callable(call):
        return False
    given = [one for one in inspect.signature(promised).parameters if one != "self"]
    required = [
        one
        for one in inspect.signature(promised).parameters.values()
        if one.name != "self" and one.default is inspect.Parameter.empty
    ]
    try:
        signature = inspect.signature(call)
        signature.bind(*given)
        signature.bind(*(one.name for one in required))
    except TypeError:
        return False
    return True


def _origin_of(point: EntryPoint) -> str:
    dist = point.dist
    return f"{dist.name} {dist.version}" if dist else point.value


def _sentence(point: EntryPoint, fault: str) -> str:
    return (
        f"The network {point.name!r} of {_origin_of(point)} cannot be used: {fault}. "
        "Mend that package or uninstall it."
    )
