"""Where a request comes from, seen through our own reverse proxy and no other."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """The address that our proxy saw, behind https; otherwise that of the connection.

    Only the latest part of `X-Forwarded-For` is ours: whatever stands before was sent to us.
    """
    return address_seen(request.headers.get("X-Forwarded-For", ""), request.META["REMOTE_ADDR"])


def address_seen(forwarded: str, peer: str) -> str:
    """The same of a request's two words on where it comes from."""
    told = forwarded.rpartition(",")[2].strip() if settings.IS_HTTPS else ""
    return told or peer
