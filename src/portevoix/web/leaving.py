"""What this installation lets leave: `safe_fetch` bound to the permission of its settings."""

from __future__ import annotations

from django.conf import settings

from portevoix.web.fetch import (
    LOOPBACK_TOO,
    PUBLIC_ONLY,
    FetchRequest,
    FetchResponse,
    Permission,
    safe_fetch,
)


def permission() -> Permission:
    """Public addresses only, but where tests allow loopback."""
    return LOOPBACK_TOO if settings.FETCH_LOOPBACK else PUBLIC_ONLY


def carry(request: FetchRequest) -> FetchResponse:
    """Send a request under this installation's permission; failures as `safe_fetch` raises them."""
    return safe_fetch(request, permission=permission())
