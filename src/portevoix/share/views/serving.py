"""The link server: it answers short links from memory, at speed, and nothing else.

It answers as `links.follow` does, and counts by the same code. A click is on disk before its
redirect is answered; clicks that wait together share one flush. The database is asked in threads
of its own, once a link and half a minute, and never stands between a reader and a known link.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri

from portevoix.share.engines.grouping import GroupCommit
from portevoix.share.engines.hits import JUDGED_HEADERS, hit_of
from portevoix.share.engines.journal import Journal
from portevoix.share.queries.links import (
    KnownLink,
    has_salt,
    is_code,
    known_link,
    remember_longer,
    remembered,
    salt_of,
)
from portevoix.share.rules.requests import Request
from portevoix.share.views.links import PRIVATE, RETRY_AFTER, nowhere_page
from portevoix.web.visitor import address_seen

PREFIX = "/l/"
WANTED = {name.encode(): name for name in (*JUDGED_HEADERS, "x-forwarded-for")}
# How many links the database is asked for at once, and how many unknown codes may wait for it.
ASKING, MOST_ASKED = 4, 256
# How long a reader waits for a database that does not answer: where memory can answer, or not.
PATIENCE, MOST_PATIENCE = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: the status, the lines of headers, and a body for who may have one."""

    status: int
    headers: bytes
    body: bytes = b""


class LinkServer:
    """One serving process: its journal, its memory, and the threads that ask the database."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._asked: dict[str, asyncio.Future[KnownLink | None]] = {}
        self._group = GroupCommit(Journal(settings.DATA / "clicks"), loop)
        self._salt: asyncio.Future[bytes | None] | None = None
        self._salt_again_at = 0.0
        self._threads = ThreadPoolExecutor(ASKING, "links")

    def at_once(self, request: Request, peer: str, then: Callable[[Reply], None]) -> bool:
        """Redirect a click on a link that is known, once it is on disk; False: see `reply_to`."""
        code, at = code_of(request), timezone.now()
        link, is_fresh = remembered(code)
        if not is_fresh or link is None or request.method != "GET" or link.is_over(at):
            return False
        if not has_salt(at.date()):
            return False
        reply = _redirect(link)
        self._group.write(_line(request, peer, code, link, at), lambda _kept: then(reply))
        return True

    async def reply_to(self, request: Request, peer: str) -> Reply:
        """The reply to any request, once its click (if it is one) is on disk."""
        code = code_of(request)
        if request.method not in {"GET", "HEAD"}:
            return Reply(405, b"allow: GET, HEAD\r\n" + _always())
        if not is_code(code):
            return _leading_nowhere(request, 404)
        link, is_fresh = remembered(code)
        if not is_fresh:
            try:
                link = await self._looked_up(code, link)
            except (DatabaseError, TimeoutError, asyncio.QueueFull):
                return _leading_nowhere(request, 503)
        return await self._following(request, peer, code, link)

    async def _following(
        self, request: Request, peer: str, code: str, link: KnownLink | None
    ) -> Reply:
        at = timezone.now()
        if link is None:
            return _leading_nowhere(request, 404)
        if link.is_over(at):
            return _leading_nowhere(request, 410)
        if request.method == "GET":
            await self._learn_salt(at.date())
            await self._group.written(_line(request, peer, code, link, at))
        return _redirect(link)

    async def _looked_up(self, code: str, known: KnownLink | None) -> KnownLink | None:
        asking = self._asked.get(code)
        if asking is None:
            if known is None and len(self._asked) >= MOST_ASKED:
                raise asyncio.QueueFull
            asking = self._loop.run_in_executor(self._threads, _ask, known_link, code)
            self._asked[code] = asking
            asking.add_done_callback(lambda _done: self._asked.pop(code, None))
        try:
            patience = PATIENCE if known else MOST_PATIENCE
            return await asyncio.wait_for(asyncio.shield(asking), patience)
        except TimeoutError:
            if known is None:
                raise
            remember_longer(code)
            return known

    async def _learn_salt(self, day: date) -> None:
        if has_salt(day):
            return
        now = self._loop.time()
        if self._salt is None or (self._salt.done() and now > self._salt_again_at):
            self._salt = self._loop.run_in_executor(self._threads, _ask, salt_of, day)
            self._salt_again_at = now + PATIENCE
        await asyncio.wait([self._salt], timeout=PATIENCE)


def code_of(request: Request) -> str:
    """The code that a request asks for; what is no address of a link is no code either."""
    path = request.path
    return path[len(PREFIX) :] if path.startswith(PREFIX) else ""


def _line(request: Request, peer: str, code: str, link: KnownLink, at: datetime) -> bytes:
    headers, day = request.headers, at.date()
    address = address_seen(headers.get("x-forwarded-for", ""), peer)
    # Without a salt nobody is told apart: the reader's way never waits for one.
    salt = salt_of(day) if has_salt(day) else None
    published_at = link.published_at
    return hit_of(code, headers, address, at=at, published_at=published_at, salt=salt).line()


def _ask(query: Callable[[Any], Any], what: object) -> Any:
    try:
        return query(what)
    finally:
        # A link is asked for rarely: no thread keeps a connection that nobody may close after it.
        connections.close_all()


@lru_cache(maxsize=4096)
def _redirect_to(target_url: str) -> Reply:
    location = iri_to_uri(target_url).encode("ascii")
    return Reply(302, b"location: " + location + b"\r\n" + _always())


def _redirect(link: KnownLink) -> Reply:
    return _redirect_to(link.target_url)


def _leading_nowhere(request: Request, status: int) -> Reply:
    language = _language_of(request.headers.get("accept-language", "")[:200])
    body = _page(status, language)
    headers = f"content-type: text/html; charset=utf-8\r\ncontent-language: {language}\r\n"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers += f"retry-after: {RETRY_AFTER}\r\n"
    is_asked = request.method != "HEAD"
    return Reply(status, headers.encode() + _on_pages(), body if is_asked else b"")


@cache
def _always() -> bytes:
    named = PRIVATE | {"X-Content-Type-Options": "nosniff"}
    if settings.SECURE_HSTS_SECONDS:
        kept = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        named["Strict-Transport-Security"] = kept
    return _written(named)


@cache
def _on_pages() -> bytes:
    return _always() + _written(
        {
            "Content-Security-Policy": build_policy(),
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
        }
    )


def _written(named: dict[str, str]) -> bytes:
    return "".join(f"{name.lower()}: {value}\r\n" for name, value in named.items()).encode()


@lru_cache(maxsize=1024)
def _language_of(accepted: str) -> str:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return translation.get_language_from_request(request)


@cache
def _page(status: int, language: str) -> bytes:
    with translation.override(language):
        return nowhere_page(status).encode()
