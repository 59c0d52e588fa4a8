"""Which network addresses may be reached: only public ones, by a table of our own, never by trust.

Sources: IANA special-purpose address registries (RFC 6890 and successors) and the documented
metadata addresses of cloud providers. `ipaddress.is_global` is not used: on Python 3.11 it lets
NAT64, 6to4, Teredo, site-local and multicast addresses through.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Network = IPv4Network | IPv6Network

REFUSED_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud metadata"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)

# Everything outside 2000::/3 is refused as a whole (loopback, v4-mapped, NAT64, site-local, unique
# local, link-local, multicast, discard); inside it, these are.
GLOBAL_V6 = IPv6Network("2000::/3")
REFUSED_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), reason)
    for network, reason in (
        ("2001::/23", "protocol assignments, Teredo, benchmarking, ORCHID"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3ffe::/16", "6bone"),
        ("3fff::/20", "documentation"),
    )
)
ISATAP_INTERFACES = (0x00005EFE, 0x02005EFE)


@dataclass(frozen=True, slots=True)
class Permission:
    """Networks a caller may reach besides public ones, on any port: loopback, an intranet."""

    networks: tuple[Network, ...] = ()

    def covers(self, address: str) -> bool:
        """Say whether this permission names the address itself."""
        known = read_address(address)
        return known is not None and any(known in network for network in self.networks)


PUBLIC_ONLY = Permission()
LOOPBACK_TOO = Permission((ip_network("127.0.0.0/8"), ip_network("::1/128")))


def why_refused(address: str, permission: Permission = PUBLIC_ONLY) -> str:
    """Return why an address must not be reached, or an empty string when it may be."""
    if permission.covers(address):
        return ""
    known = read_address(address)
    if known is None:
        return "not an address"
    if isinstance(known, IPv4Address):
        return _reason_in(REFUSED_V4, known)
    return _why_v6_refused(known)


def first_refusal(addresses: Iterable[str], permission: Permission = PUBLIC_ONLY) -> str:
    """Return the first reason to refuse any of several addresses, or an empty string."""
    return next(filter(None, (why_refused(address, permission) for address in addresses)), "")


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """Read a literal address; one with a zone (fe80::1%eth0) or in an odd notation is none."""
    if "%" in text:
        return None
    try:
        return ip_address(text)
    except ValueError:
        return None


def _why_v6_refused(address: IPv6Address) -> str:
    if address not in GLOBAL_V6:
        return "not global unicast"
    interface = (int(address) >> 32) & 0xFFFFFFFF
    if interface in ISATAP_INTERFACES:
        return "ISATAP"
    return _reason_in(REFUSED_V6, address)


def _reason_in(table: Iterable[tuple[Network, str]], address: IPv4Address | IPv6Address) -> str:
    return next((reason for network, reason in table if address in network), "")
