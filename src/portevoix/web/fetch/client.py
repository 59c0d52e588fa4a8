"""The only door to the outside: every request of Portevoix leaves through `safe_fetch`.

It promises that no address outside the permission is reached, that no answer is larger than its
limit once decompressed, that no server holds it longer than its wall clock, and it says of every
failure whether the request certainly did not leave. It refuses proxies, cookies and every scheme
but http and https.
"""

import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import httpx

from portevoix.web.addresses import (
    PUBLIC_ONLY,
    Permission,
    first_refusal,
    read_address,
    why_refused,
)
from portevoix.web.fetch.exchange import (
    FetchFailed,
    FetchLimits,
    FetchRefused,
    FetchRequest,
    FetchResponse,
    Redirect,
)
from portevoix.web.fetch.inflate import InflateError, Inflater
from portevoix.web.fetch.resolver import Resolver, resolve
from portevoix.web.fetch.watchdog import Watchdog

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = frozenset({80, 443})
OUR_HEADERS = {
    "accept": "*/*",
    "user-agent": "Portevoix (content watch and publication)",
}
# What we alone decide: a caller may not smuggle another host, length or coding.
RESERVED_HEADERS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}
)
# What may follow a redirect to another origin: nothing that could be a secret.
TRAVELLING_HEADERS = frozenset({"accept", "accept-language", "user-agent"})
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
HOST_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")
LONGEST_URL = 4_096
MOST_HEADERS = 200
MOST_ADDRESSES = 3


def safe_fetch(
    request: FetchRequest,
    *,
    permission: Permission = PUBLIC_ONLY,
    limits: FetchLimits | None = None,
    resolver: Resolver | None = None,
) -> FetchResponse:
    """Make one request and return the answer, following redirects of GET and HEAD only."""
    fetch = _Fetch(permission, limits or FetchLimits(), resolver or resolve)
    with fetch.watch:
        return fetch.run(request)


class _Fetch:
    """One fetch under way: its clock, its judge, and what is known of what was sent."""

    def __init__(self, permission: Permission, limits: FetchLimits, resolver: Resolver) -> None:
        self.watch = Watchdog(limits.seconds)
        self._permission = permission
        self._limits = limits
        self._resolver = resolver
        self._is_sent = False
        self._is_in_handshake = False
        self._status: int | None = None
        self._chosen = ""

    def run(self, request: FetchRequest) -> FetchResponse:
        try:
            return self._follow(request)
        except FetchFailed as error:
            error.never_sent = not self._is_sent
            error.status = self._status
            raise
        except InflateError as error:
            kind = FetchFailed if error.code == "encoding" else FetchRefused
            raise self._marked(kind, error.code) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            raise self._marked(FetchFailed, self._code_of(error), str(error)) from error
        except (UnicodeError, ValueError) as error:
            raise self._marked(FetchRefused, "request", str(error)) from error

    def _follow(self, request: FetchRequest) -> FetchResponse:
        if request.method not in METHODS:
            raise FetchRefused("method", request.method)
        chain: tuple[Redirect, ...] = ()
        while True:
            response = self._hop(request)
            target = _redirect_target(request, response)
            if not target:
                return replace(response, redirects=chain, elapsed=self.watch.elapsed)
            if len(chain) >= self._limits.redirects:
                raise FetchRefused("too_many_redirects", target)
            chain = (*chain, Redirect(response.status, target))
            request = _redirected(request, target)

    def _hop(self, request: FetchRequest) -> FetchResponse:
        url = _readable_url(request.url)
        addresses = self._judged_addresses(url)
        for address in addresses[:-1]:
            try:
                return self._ask(request, url, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                # Nothing left yet: the next judged address may still answer.
                if self._is_in_handshake or self.watch.is_over:
                    raise
        return self._ask(request, url, addresses[-1])

    def _judged_addresses(self, url: httpx.URL) -> tuple[str, ...]:
        port = url.port or (443 if url.scheme == "https" else 80)
        if port not in PORTS and not self._permission.networks:
            raise FetchRefused("port", str(port))
        host = url.raw_host.decode("ascii")
        addresses = (host,) if _is_literal(host) else self._resolved(host, port)
        self.watch.check()
        reason = first_refusal(addresses, self._permission)
        if reason or not addresses:
            raise FetchRefused("address_refused", f"{host}: {reason}")
        if port not in PORTS and not all(map(self._permission.covers, addresses)):
            raise FetchRefused("port", str(port))
        return addresses[:MOST_ADDRESSES]

    def _resolved(self, host: str, port: int) -> tuple[str, ...]:
        if not HOST_NAME.fullmatch(host):
            raise FetchRefused("url", host)
        return self._resolver(host, port, self.watch.remaining)

    def _ask(self, request: FetchRequest, url: httpx.URL, address: str) -> FetchResponse:
        self._chosen, self._is_in_handshake, self._status = address, False, None
        with httpx.HTTPTransport(verify=_trust(), trust_env=False, retries=0) as transport:
            answer = transport.handle_request(self._outgoing(request, url, address))
            try:
                self._status = answer.status_code
                return self._received(request, answer)
            finally:
                answer.close()

    def _outgoing(self, request: FetchRequest, url: httpx.URL, address: str) -> httpx.Request:
        headers = _writable_headers(request)
        remaining = self.watch.remaining
        return httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers={
                **OUR_HEADERS,
                **headers,
                "host": url.netloc.decode("ascii"),
                "accept-encoding": "gzip",
                "connection": "close",
            },
            content=request.body or None,
            extensions={
                "sni_hostname": url.raw_host.decode("ascii"),
                "trace": self._on_event,
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), remaining),
            },
        )

    def _on_event(self, name: str, info: Mapping[str, Any]) -> None:
        if name == "connection.connect_tcp.complete":
            self._judge_peer(info["return_value"])
        elif name == "connection.start_tls.started":
            self._is_in_handshake = True
        elif name == "connection.start_tls.complete":
            self._is_in_handshake = False
        elif name == "http11.send_request_headers.started":
            self.watch.check()
            self._is_sent = True

    def _judge_peer(self, stream: Any) -> None:
        line: socket.socket = stream.get_extra_info("socket")
        peer = str(line.getpeername()[0])
        reason = why_refused(peer, self._permission)
        if reason or read_address(peer) != read_address(self._chosen):
            stream.close()
            raise FetchRefused("address_refused", f"peer {peer}")
        self.watch.follow(line)

    def _received(self, request: FetchRequest, answer: httpx.Response) -> FetchResponse:
        headers = _readable_headers(answer)
        return FetchResponse(
            status=answer.status_code,
            url=request.url,
            headers=headers,
            body=b"" if request.method == "HEAD" else self._body(answer),
            redirects=(),
            elapsed=self.watch.elapsed,
        )

    def _body(self, answer: httpx.Response) -> bytes:
        most = self._limits.body_bytes
        announced = answer.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > most:
            raise FetchRefused("too_large", announced)
        coding = answer.headers.get("content-encoding", "")
        inflater = Inflater(coding, most=most, ratio=self._limits.ratio)
        pieces = []
        # Without a chunk size: asking for one makes a dripping server invisible to us.
        for chunk in answer.iter_raw():
            self.watch.check()
            pieces.append(inflater.add(chunk))
        self.watch.check()
        inflater.finish()
        return b"".join(pieces)

    def _marked(self, kind: type[FetchFailed], code: str, detail: str = "") -> FetchFailed:
        return kind(code, detail, never_sent=not self._is_sent, status=self._status)

    def _code_of(self, error: Exception) -> str:
        if self.watch.is_over or isinstance(error, httpx.TimeoutException | TimeoutError):
            return "too_slow"
        if isinstance(error, socket.gaierror):
            return "dns"
        if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
            return "url"
        if isinstance(error, httpx.LocalProtocolError):
            return "request"
        if isinstance(error, httpx.RemoteProtocolError):
            return "protocol"
        return "tls" if self._is_in_handshake else "connection"


def _is_literal(host: str) -> bool:
    # A colon only occurs in IPv6: the judge must see it, zone included, the resolver must not.
    return ":" in host or read_address(host) is not None


def _readable_url(text: str) -> httpx.URL:
    if len(text) > LONGEST_URL:
        raise FetchRefused("url", "too long")
    url = httpx.URL(text)
    if url.scheme not in {"http", "https"}:
        raise FetchRefused("scheme", url.scheme)
    if not url.host or url.userinfo:
        raise FetchRefused("url", "no host, or credentials in the address")
    return url


def _writable_headers(request: FetchRequest) -> dict[str, str]:
    for name, value in request.headers.items():
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise FetchRefused("request", f"header {name!r}")
    given = {name.lower(): value for name, value in request.headers.items()}
    return {name: value for name, value in given.items() if name not in RESERVED_HEADERS}


def _readable_headers(answer: httpx.Response) -> tuple[tuple[str, str], ...]:
    if len(answer.headers.raw) > MOST_HEADERS:
        raise FetchRefused("headers")
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1").replace("\0", ""))
        for name, value in answer.headers.raw
    )


def _redirect_target(request: FetchRequest, response: FetchResponse) -> str:
    place = response.header("location").strip()
    if response.status not in REDIRECTS or request.method not in {"GET", "HEAD"} or not place:
        return ""
    return str(httpx.URL(request.url).join(place).copy_with(fragment=None))


def _redirected(request: FetchRequest, target: str) -> FetchRequest:
    if _origin(request.url) == _origin(target):
        return replace(request, url=target)
    kept = {
        name: value for name, value in request.headers.items() if name.lower() in TRAVELLING_HEADERS
    }
    return replace(request, url=target, headers=kept)


def _origin(text: str) -> tuple[str, bytes, int | None]:
    url = httpx.URL(text)
    return url.scheme, url.raw_host, url.port


@cache
def _trust() -> ssl.SSLContext:
    # Read once: loading the authorities takes longer than a fetch. SSL_CERT_FILE is obeyed so that
    # an organisation can add its own authority.
    return httpx.create_ssl_context(trust_env=True)
