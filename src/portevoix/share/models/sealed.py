"""Opening and closing what is sealed in the tables of accounts, with the keys of the settings."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from portevoix.lib.sealing import KeyRing, Secret, ring_of, seal, unseal


@cache
def ring_in_use() -> KeyRing:
    """The keys of the settings, read once."""
    return ring_of(settings.SEALING_KEYS)


def sealed(secret: Secret | None, *, ref: str, label: str) -> str:
    """The secret as it is stored in the row of that reference; empty for none."""
    return seal(ring_in_use(), secret, account=ref, label=label) if secret else ""


def opened(text: str, *, ref: str, label: str) -> Secret | None:
    """The secret that was stored in the row of that reference; None for none."""
    return unseal(ring_in_use(), text, account=ref, label=label) if text else None
