"""What time brings to trust: nothing is kept longer than the pages promise."""

from __future__ import annotations

from django.utils import timezone

from portevoix.govern.actions import expire_in, lay_register
from portevoix.govern.queries import holders_downstream_first
from portevoix.lib.personal_data import PersonalData
from portevoix.people.queries import organisation


def keep_retention() -> int:
    """Let every app let go what it may not keep any longer; says how many rows went."""
    return sum(_kept_to(holder) for holder in holders_downstream_first())


def lay_new_purposes() -> int:
    """Add the purposes that a newer version brings and the register lacks; says how many."""
    if organisation() is None:
        return 0
    return len(lay_register(at=timezone.now()))


def _kept_to(holder: PersonalData) -> int:
    # Some at a time, until there is nothing left that should not be there.
    return sum(iter(lambda: expire_in(holder=holder, at=timezone.now()), 0))
