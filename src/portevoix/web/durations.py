"""Durations in words."""

from __future__ import annotations

from django.utils.translation import ngettext

DAYS_OF_A_YEAR = 365
DAYS_OF_A_MONTH = 30.4


def days_in_words(days: int) -> str:
    """Years where the days make whole ones, months beyond two of them, else days."""
    if days and days % DAYS_OF_A_YEAR == 0:
        years = days // DAYS_OF_A_YEAR
        return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    if days > 2 * DAYS_OF_A_MONTH:
        months = round(days / DAYS_OF_A_MONTH)
        return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
