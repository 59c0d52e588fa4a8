"""Where a request comes from, seen through our own reverse proxy and no other."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """The address that our proxy saw, behind https; otherwise that of the connection.

    Only the latest part of `X-Forwarded-For` is ours: whatever stands before was sent to us.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.IS_HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
