"""The one Protocol of every job board, and what they all need to recognise an address."""

import re
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from portevoix.curate.sources.loose import at

TENANT = re.compile(r"[A-Za-z0-9](?:[\w.-]|%20){0,99}", re.ASCII)

Job = dict[str, Any]
Facts = dict[str, Any]


class Board(Protocol):
    """One recruiting system: where its openings are published as data, and how they read.

    `jobs_at` is the path of the list in an answer (empty: the answer is the list). When most jobs
    lack a field that is required, or always there, the system has changed.
    """

    key: str
    name: str
    form: str
    jobs_at: str

    @property
    def required(self) -> Mapping[str, str]:
        """The field of a job behind each field of an entry that must be there."""

    @property
    def always(self) -> tuple[str, ...]:
        """The other fields that every sound job has."""

    def address_of(self, url: str) -> str | None:
        """Return the address of the data behind a careers page or an address of data."""

    def jobs_in(self, said: Any) -> Any:
        """Return the list of jobs of an answer, or whatever stands in its place."""

    def facts(self, job: Job, said: Any, url: str) -> Facts | None:
        """Return what a job says, or nothing when its board does not offer it to the public."""

    def next_address(self, said: Any, url: str) -> str:
        """Return where the rest of a long answer stands, or nothing."""


class JsonBoard:
    """What most systems share: JSON, in one piece."""

    form = "json"
    jobs_at: str

    def jobs_in(self, said: Any) -> Any:
        """Return what stands where the jobs should be."""
        return at(said, self.jobs_at) if self.jobs_at else said

    def next_address(self, said: Any, url: str) -> str:
        """Say that there is no more: the answer is whole."""
        return ""


def split(url: str) -> SplitResult | None:
    """Take a web address apart, or return nothing."""
    try:
        parts = urlsplit(url.strip())
        is_web = parts.scheme in {"http", "https"} and parts.hostname and parts.port is None
    except ValueError:
        return None
    return parts if is_web else None


def first_step(url: str, hosts: frozenset[str], after: str = "/") -> str:
    """Return the first step of a path on one of some hosts: the tenant of many systems."""
    parts = split(url)
    if parts is None or parts.hostname not in hosts or not parts.path.startswith(after):
        return ""
    return tenant(parts.path.removeprefix(after).partition("/")[0])


def subdomain(url: str, domain: str, *others: str) -> str:
    """Return the one label before a domain: the tenant of other systems; `www` is none."""
    parts = split(url)
    host = (parts.hostname or "") if parts else ""
    name = host.removesuffix(f".{domain}") if host.endswith(f".{domain}") else ""
    return "" if name in {"www", *others} or "." in name else tenant(name)


def tenant(name: str) -> str:
    """Return a name that may be a tenant's, or nothing."""
    return name if TENANT.fullmatch(name) else ""


def host_of(url: str) -> str:
    """Return the host of an address, or nothing."""
    parts = split(url)
    return (parts.hostname or "") if parts else ""


def query_of(url: str) -> dict[str, str]:
    """Return the query of an address, the latest value of each name."""
    parts = split(url)
    return dict(parse_qsl(parts.query, max_num_fields=100)) if parts else {}


def with_query(url: str, **named: object) -> str:
    """Return an address with some names of its query set."""
    parts = split(url)
    if parts is None:
        return ""
    query = query_of(url) | {name: str(value) for name, value in named.items()}
    return parts._replace(query=urlencode(query), fragment="").geturl()
