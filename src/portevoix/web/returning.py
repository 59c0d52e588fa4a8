"""Where to go after an act: the place that was asked for, if it is ours, else a default."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def asked_place(request: HttpRequest) -> str:
    """The address in `next` (posted, else in the address), empty unless it is a page of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""


def place_to_return(request: HttpRequest, default: str) -> str:
    """The asked place, or the address of `default` (a view's name or a path)."""
    return asked_place(request) or resolve_url(default)
