"""The short link among the pages: for a small house, where one server answers everything.

`serving` answers the same at speed; both judge, journal and remember by the same code.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone

from portevoix.share.engines.hits import JUDGED_HEADERS, hit_of
from portevoix.share.engines.journal import Journal
from portevoix.share.queries.links import KnownLink, known_link, salt_of
from portevoix.web.page import page
from portevoix.web.visitor import visitor_address

log = logging.getLogger(__name__)
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
RETRY_AFTER = "60"


@page(audience="public")
def follow(request: HttpRequest, code: str) -> HttpResponse:
    at = timezone.now()
    try:
        link = known_link(code)
    except DatabaseError:
        # Only a link that this process has never seen: it is there again with the database.
        return _leading_nowhere(503)
    if link is None:
        return _leading_nowhere(404)
    if link.is_over(at):
        return _leading_nowhere(410)
    if request.method == "GET":
        _record(request, code, link, at)
    return _kept_private(HttpResponseRedirect(link.target_url))


def nowhere_page(status: int) -> str:
    """What a reader is told where a link leads nowhere, in the language that is active."""
    # Without the request: no cookie is set for a passer-by, no table is asked.
    return render_to_string("share/no_link.html", {"status": status})


def _leading_nowhere(status: int) -> HttpResponse:
    response = HttpResponse(nowhere_page(status), status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER
    return _kept_private(response)


def _record(request: HttpRequest, code: str, link: KnownLink, at: datetime) -> None:
    headers = {name: request.headers[name] for name in JUDGED_HEADERS if name in request.headers}
    salt = salt_of(at.date())
    address = visitor_address(request)
    hit = hit_of(code, headers, address, at=at, published_at=link.published_at, salt=salt)
    try:
        _journal().append(hit)
    except OSError:
        # A full disk costs the figure, never the reader's way.
        log.exception("a click could not be written down")


@cache
def _journal() -> Journal:
    return Journal(settings.DATA / "clicks")


def _kept_private(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response
