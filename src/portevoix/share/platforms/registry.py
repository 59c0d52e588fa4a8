"""The networks that Portevoix knows, in the order in which a person sees them.

Other packages add theirs by an entry point of the group `portevoix.networks`, which names a
network or a function that makes one; one that does not keep the Protocol stops the start.
"""

from collections.abc import Mapping
from importlib.metadata import entry_points
from urllib.parse import urlsplit

from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.elsewhere import ELSEWHERE
from portevoix.share.platforms.facebook import FACEBOOK
from portevoix.share.platforms.guests import GROUP, Guest, welcomed
from portevoix.share.platforms.linkedin import LINKEDIN
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import Network, PublishingNetwork
from portevoix.share.platforms.sign_on import ConsentSignOn, Revoking
from portevoix.share.platforms.threads import THREADS
from portevoix.share.platforms.x import X

OURS: tuple[Network, ...] = (LINKEDIN, MASTODON, BLUESKY, X, THREADS, FACEBOOK)
GUESTS: tuple[Guest, ...] = welcomed(
    entry_points(group=GROUP), taken=frozenset(one.key for one in (*OURS, ELSEWHERE))
)
ALL: tuple[Network, ...] = (*OURS, *(guest.network for guest in GUESTS), ELSEWHERE)
BY_KEY: Mapping[str, Network] = {network.key: network for network in ALL}
# Which package brought a network; ours are not named.
ORIGINS: Mapping[str, str] = {guest.network.key: guest.origin for guest in GUESTS}


def of(key: str) -> Network:
    """Return the network of that key; refuses with KeyError."""
    return BY_KEY[key]


def publishing(key: str) -> PublishingNetwork:
    """Return the network of that key if we can publish there; refuses with KeyError."""
    network = BY_KEY[key]
    if not isinstance(network, PublishingNetwork):
        raise KeyError(key)
    return network


def revoking(key: str) -> Revoking | None:
    """Return the network of that key if it can be told to forget a token."""
    network: object = BY_KEY.get(key)
    return network if isinstance(network, Revoking) else None


def by_consent(key: str) -> ConsentSignOn | None:
    """Return the network of that key if its member agrees on its own page."""
    network: object = BY_KEY.get(key)
    return network if isinstance(network, ConsentSignOn) else None


def network_of_post(url: str) -> Network | None:
    """Say which network an address of a post belongs to; None if it is no web address at all."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    # Mastodon is recognised by its path on any server: the networks with a known host come first.
    known = [network for network in ALL if network is not MASTODON]
    for network in (*known, MASTODON):
        if network.recognises(url.strip()):
            return network
    return ELSEWHERE
