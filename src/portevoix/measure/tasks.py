"""What the background worker does for measures: it takes the moment and calls an action."""

from __future__ import annotations

from django.utils import timezone

from portevoix.measure.actions import close_funnel, close_month, fill_click_days
from portevoix.measure.queries import funnels_to_close, months_to_close


def fill() -> int:
    """Count the clicks that were not counted yet; says how many were read."""
    read = 0
    while True:
        filling = fill_click_days(at=timezone.now())
        read += filling.read
        if filling.has_caught_up:
            return read


def close_months() -> int:
    """Close every month whose moment has come; says how many."""
    fill()
    months = months_to_close(timezone.now())
    for month in months:
        close_month(month=month, at=timezone.now())
    return len(months)


def close_funnels() -> int:
    """Close the referrals of every month whose moment has come; says how many."""
    months = funnels_to_close(timezone.now())
    for month in months:
        close_funnel(month=month, at=timezone.now())
    return len(months)
