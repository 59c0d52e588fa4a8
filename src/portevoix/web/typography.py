"""Signs that stay with their words."""

from __future__ import annotations

import re

_LOOSE = re.compile(r"(?<=«) | (?=[»;:!?])")


def typeset(text: str, language: str) -> str:
    """Keep French signs with their words by no-break spaces, as French books do."""
    return _LOOSE.sub("\N{NO-BREAK SPACE}", text) if language.startswith("fr") else text
