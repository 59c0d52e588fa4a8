"""The referral bonus: attached to a hire, due after the trial period; never to a post or click."""

from __future__ import annotations

import calendar
from datetime import date

MOST_TRIAL_MONTHS = 12


def due_on(hired_on: date, trial_months: int) -> date:
    """The day after the trial period; a day that the month lacks is the month's last."""
    months = hired_on.month - 1 + trial_months
    year, month = hired_on.year + months // 12, months % 12 + 1
    return date(year, month, min(hired_on.day, calendar.monthrange(year, month)[1]))


def is_due(due: date, today: date) -> bool:
    """Whether the trial period has passed."""
    return due <= today
