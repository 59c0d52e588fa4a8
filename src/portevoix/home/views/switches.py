"""A purpose as the switch that turns it on or off shows it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portevoix.govern.queries import Choice


def switch_of(choice: Choice) -> dict[str, Any]:
    purpose = choice.purpose
    return {
        "key": purpose.key,
        "name": purpose.name,
        "text": purpose.notice,
        "basis": purpose.get_basis_display(),
        "retention": purpose.kept_for,
        "is_on": choice.is_on,
        "since": choice.since,
        "url": reverse("govern:switch"),
    }
