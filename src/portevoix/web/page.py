"""The one decorator on every view: who it is for, and whether it writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, Protocol, cast, get_args

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from portevoix.lib.refusals import Refusal
from portevoix.web.readonly import reading_only

Audience = Literal[
    "public", "person", "employee", "programme", "desk", "hr", "crisis", "administrator"
]
AUDIENCES: tuple[str, ...] = get_args(Audience)
View = Callable[..., HttpResponseBase]


class Visitor(Protocol):
    """What the guard asks of `request.user`."""

    is_authenticated: bool

    def may_enter(self, audience: str) -> bool:
        """Whether this visitor belongs to the audience."""

    def know_roles(self) -> None:
        """Look up once what `may_enter` asks for."""


class Page(Protocol):
    """A guarded view, with what it declared."""

    audience: Audience
    writes: bool
    reads: bool

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def page(
    *, audience: Audience, writes: bool = False, reads: bool = True, calls_out: bool = False
) -> Callable[[View], Page]:
    """Guard a view: GET may only SELECT, POST (if `writes`) is one transaction.

    A POST that `calls_out` to another server has none around it, so that nobody waits for that
    server: its actions are its transactions.

    A visitor who is not signed in is led to the sign-in page; one outside the audience gets 403.
    A refusal raised while posting undoes the transaction and is answered by its sentence, 409.
    """

    def guard(view: View) -> Page:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            turned_away = _turn_away(request, audience)
            if turned_away:
                return turned_away
            if reads and request.method in {"GET", "HEAD"}:
                _know_roles(request)
                with reading_only():
                    return view(request, *args, **kwargs)
            if writes and request.method == "POST":
                return _post(_bounded(view, calls_out), request, *args, **kwargs)
            allowed = (["GET", "HEAD"] if reads else []) + (["POST"] if writes else [])
            return HttpResponseNotAllowed(allowed)

        guarded_page = cast(Page, guarded)
        guarded_page.audience, guarded_page.writes, guarded_page.reads = audience, writes, reads
        return guarded_page

    return guard


def _turn_away(request: HttpRequest, audience: str) -> HttpResponse | None:
    visitor = cast(Visitor, request.user)
    if audience == "public":
        return None
    if not visitor.is_authenticated and request.method == "POST":
        return _give_back(request)
    if not visitor.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if not visitor.may_enter(audience):
        raise PermissionDenied
    return None


def _give_back(request: HttpRequest) -> HttpResponse:
    """A session that ended while somebody wrote takes nothing: here are her words again."""
    if request.headers.get("HX-Request"):
        # A script leaves its page as it is.
        return HttpResponse(status=401)
    words = request.POST.get("words", "").strip()
    if not words:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    context = {"words": words, "next": request.get_full_path()}
    return render(request, "words_given_back.html", context, status=401)


def _know_roles(request: HttpRequest) -> None:
    visitor = cast(Visitor, request.user)
    if visitor.is_authenticated:
        visitor.know_roles()


def _bounded(view: View, calls_out: bool) -> View:
    return view if calls_out else transaction.atomic(view)


def _post(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except Refusal as refusal:
        return render(request, "refused.html", {"refusal": refusal}, status=409)
