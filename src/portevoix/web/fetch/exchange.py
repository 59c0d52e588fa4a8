"""What goes out and what comes back: requests, answers, bounds and the two ways to fail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one fetch, redirects included: seconds of wall clock, bytes decompressed, hops."""

    seconds: float = 10.0
    body_bytes: int = 5 * 1024 * 1024
    ratio: int = 100
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One request to make; headers and body stay out of every repr, they may hold tokens."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Redirect:
    """One step of a chain: the status that sent us on, and the absolute address it named."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """What a server answered, whatever its status; header names are in lower case."""

    status: int
    url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    redirects: tuple[Redirect, ...]
    elapsed: float

    def header(self, name: str) -> str:
        """Return the first header of that name, or an empty string."""
        return next((value for known, value in self.headers if known == name.lower()), "")

    def json(self) -> Any:
        """Return the body read as JSON; refuses with ValueError what is not, however deep."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


class FetchFailed(Exception):
    """A fetch gave no usable answer: `code` is stable, `never_sent` is a certainty, not a guess."""

    def __init__(
        self, code: str, detail: str = "", *, never_sent: bool = False, status: int | None = None
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.never_sent = never_sent
        self.status = status


class FetchRefused(FetchFailed):
    """A fetch that our own rules forbid: scheme, port, address, size, ratio or number of hops."""


def written_request(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, **content: Any
) -> FetchRequest:
    """Write a body from `json=`, `data=` (a form) or `files=` (multipart), as httpx spells them."""
    try:
        draft = httpx.Request(method, "http://localhost/", **content)
    except (TypeError, ValueError) as error:
        raise FetchRefused("request", str(error), never_sent=True) from error
    kind = draft.headers.get("content-type")
    written = {"content-type": kind} if kind else {}
    return FetchRequest(url, method, {**written, **(headers or {})}, draft.read())
