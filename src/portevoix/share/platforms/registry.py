"""The networks that Portevoix knows, in the order in which a person sees them."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.elsewhere import ELSEWHERE
from portevoix.share.platforms.facebook import FACEBOOK
from portevoix.share.platforms.linkedin import LINKEDIN
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import Network, PublishingNetwork
from portevoix.share.platforms.threads import THREADS
from portevoix.share.platforms.x import X

ALL: tuple[Network, ...] = (LINKEDIN, MASTODON, BLUESKY, X, THREADS, FACEBOOK, ELSEWHERE)
BY_KEY: Mapping[str, Network] = {network.key: network for network in ALL}


def of(key: str) -> Network:
    """Return the network of that key; refuses with KeyError."""
    return BY_KEY[key]


def publishing(key: str) -> PublishingNetwork:
    """Return the network of that key if we can publish there; refuses with KeyError."""
    network = BY_KEY[key]
    if not isinstance(network, PublishingNetwork):
        raise KeyError(key)
    return network


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
