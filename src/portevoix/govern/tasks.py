"""What time brings to trust: nothing is kept longer than the pages promise."""

from __future__ import annotations

from django.utils import timezone

from portevoix.govern.actions import expire_in
from portevoix.govern.queries import holders_downstream_first


def keep_retention() -> int:
    """Let every app let go what it may not keep any longer; says how many rows went."""
    return sum(expire_in(holder=holder, at=timezone.now()) for holder in holders_downstream_first())
