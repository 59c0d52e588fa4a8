"""What time brings to people."""

from __future__ import annotations

from django.utils import timezone

from portevoix.people.actions.importing import forget_stale_drafts


def forget_stale_imports() -> int:
    """Delete files of people that were sent more than a day ago and never applied."""
    return forget_stale_drafts(at=timezone.now())
