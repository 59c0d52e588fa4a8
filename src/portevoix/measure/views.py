from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portevoix.govern.queries import safeguard
from portevoix.lib.charts import Band, Reading, band
from portevoix.lib.periods import Period, day_in, latest_weeks, month_of
from portevoix.measure.queries import (
    WeekOfVisits,
    closed_funnels,
    closed_months,
    counted_until,
    funnel_results,
    group_results,
    latest_month_of,
    result_of,
    results_of_shares,
    voice_of,
    weeks_of_visits,
)
from portevoix.measure.rules.figures import closes_at
from portevoix.people.queries import person_of
from portevoix.share.models import Share
from portevoix.web.page import page

WEEKS = 8
PER_PAGE = 20


@page(audience="employee")
def voice(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    month = latest_month_of(person, at)
    weeks = weeks_of_visits(person, latest_weeks(day_in(at), WEEKS))
    shown = {
        "nav": "voice",
        "at": at,
        "voice": voice_of(person, month),
        "chart": _drawn(weeks, at),
        "shown": Paginator(results_of_shares(person), PER_PAGE).get_page(request.GET.get("page")),
        "as_of": counted_until(),
    }
    return render(request, "measure/voice.html", shown)


@page(audience="employee")
def share_result(request: HttpRequest, share_id: int) -> HttpResponse:
    person = person_of(request)
    share = get_object_or_404(Share.objects.visible_to(person).published(), pk=share_id)
    is_panel = getattr(request, "htmx", False)
    template = "measure/result_panel.html" if is_panel else "measure/share_result.html"
    shown = {"nav": "voice", "at": timezone.now(), "result": result_of(person, share)}
    return render(request, template, shown)


@page(audience="programme")
def results(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    months = closed_months(person)
    asked = _month_asked(request.GET.get("month", ""), months)
    # The month to come tells nothing of what happened in it: it depends on the calendar alone.
    current = month_of(day_in(at))
    shown = {
        "nav": "results",
        "at": at,
        "tabs": [_tab(month, is_current=month == asked) for month in months],
        "closed": group_results(person, asked) if asked else None,
        "minimum": safeguard("group_minimum"),
        "open_month": current,
        "closes_at": closes_at(current),
    }
    return render(request, "measure/results.html", shown)


@page(audience="programme")
def funnel(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    months = closed_funnels(person)
    asked = _month_asked(request.GET.get("month", ""), months)
    current = month_of(day_in(at))
    shown = {
        "nav": "results",
        "at": at,
        "tabs": [_tab(month, is_current=month == asked) for month in months],
        "closed": funnel_results(person, asked) if asked else None,
        "minimum": safeguard("group_minimum"),
        "open_month": current,
        "closes_at": closes_at(current),
    }
    return render(request, "measure/funnel.html", shown)


@page(audience="employee")
def dictionary(request: HttpRequest) -> HttpResponse:
    shown = {
        "nav": "voice",
        "at": timezone.now(),
        "minimum": safeguard("group_minimum"),
        "click_months": safeguard("click_months"),
    }
    return render(request, "measure/dictionary.html", shown)


def _tab(month: Period, *, is_current: bool) -> dict[str, Any]:
    name = date_format(month.first_on, "YEAR_MONTH_FORMAT")
    return {"name": name, "url": f"?month={month.first_on:%Y-%m}", "current": is_current}


def _month_asked(text: str, months: Sequence[Period]) -> Period | None:
    if not text:
        return months[0] if months else None
    try:
        asked = month_of(date.fromisoformat(f"{text}-01"))
    except ValueError as wrong:
        raise Http404 from wrong
    if asked not in months:
        raise Http404
    return asked


def _drawn(weeks: Sequence[WeekOfVisits], at: datetime) -> Band:
    return band([_reading(each, at) for each in weeks])


def _reading(each: WeekOfVisits, at: datetime) -> Reading:
    low, high = each.visits.low, each.visits.high
    label = _("this week") if at in each.week else date_format(each.week.first_on, "j\u00a0N")
    # The line says what is sure: a middle between two counts would be nobody's count.
    return Reading(label, low, low, high)
