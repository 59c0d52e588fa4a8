"""The short link: it answers from memory and journal alone, and tells people from robots."""

from __future__ import annotations

import logging
import uuid
from functools import cache
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone

from portevoix.share.engines.journal import Hit, Journal
from portevoix.share.engines.robots import is_listed
from portevoix.share.queries.links import KnownLink, known_link, salt_of
from portevoix.share.rules.clicks import AHEAD_HEADERS, Asked, judge, visitor_digest
from portevoix.web.page import page
from portevoix.web.visitor import visitor_address

log = logging.getLogger(__name__)
JUDGED_HEADERS = (*AHEAD_HEADERS, "accept-language")


@page(audience="public")
def follow(request: HttpRequest, code: str) -> HttpResponse:
    try:
        link = known_link(code)
    except DatabaseError:
        # Only a link that this process has never seen: it is there again with the database.
        return _leading_nowhere(503)
    if link is None:
        return _leading_nowhere(404)
    if link.is_disabled:
        return _leading_nowhere(410)
    if request.method == "GET":
        _record(request, code, link)
    return _kept_private(HttpResponseRedirect(link.target_url))


def _leading_nowhere(status: int) -> HttpResponse:
    # Without the request: no cookie is set for a passer-by, no table is asked.
    response = HttpResponse(render_to_string("share/no_link.html", {"status": status}))
    response.status_code = status
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "60"
    return _kept_private(response)


def _record(request: HttpRequest, code: str, link: KnownLink) -> None:
    at = timezone.now()
    headers = {name: request.headers[name] for name in JUDGED_HEADERS if name in request.headers}
    agent = request.headers.get("user-agent", "")
    since = at - link.published_at if link.published_at else None
    judged = judge(Asked("GET", agent, headers, is_listed(agent), since))
    salt = salt_of(at.date())
    address = visitor_address(request)
    hit = Hit(
        hit_id=str(uuid.uuid4()),
        code=code,
        at=at,
        verdict=judged.verdict,
        reason=judged.reason,
        digest=visitor_digest(salt, address, agent) if salt else "",
        referrer_host=(urlsplit(request.headers.get("referer", "")).hostname or "")[:120],
    )
    try:
        _journal().append(hit)
    except OSError:
        # A full disk costs the figure, never the reader's way.
        log.exception("a click could not be written down")


@cache
def _journal() -> Journal:
    return Journal(settings.DATA / "clicks")


def _kept_private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
