"""The administrator's pages, side by side: they belong to several capabilities, and meet by URL."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def tabs(current: str) -> list[dict[str, Any]]:
    """The tabs above each of these pages, the current one marked."""
    pages = {
        "people:admin_people": _("People"),
        "people:import": _("Import people"),
        "people:roles": _("Roles"),
        "people:topics": _("Topics"),
        "share:networks": _("Networks"),
        "govern:freeze": pgettext("page", "Freeze"),
    }
    return [
        {"name": name, "url": reverse(key), "current": key.partition(":")[2] == current}
        for key, name in pages.items()
    ]
