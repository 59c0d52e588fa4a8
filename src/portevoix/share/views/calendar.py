"""The calendar of one's own shares: what is planned and what is out, by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portevoix.lib.periods import day_in, month_after, month_before
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.share.actions.planning import choose_hours, move_share
from portevoix.share.forms import HoursForm, MoveForm
from portevoix.share.models import Share
from portevoix.share.platforms import registry
from portevoix.share.queries.planning import (
    calendar_of,
    hours_of,
    is_in_her_hours,
    moment_of,
    month_around,
)
from portevoix.share.rules.timing import Chosen, Hours, local_moment
from portevoix.share.views.wording import held_words, shown_state
from portevoix.web.page import page
from portevoix.web.returning import place_to_return


@page(audience="employee")
def calendar(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@page(audience="employee", writes=True, reads=False)
def hours(request: HttpRequest) -> HttpResponse:
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _shown(request, form=form, status=422)
    choose_hours(**form.cleaned_data, by=person_of(request), at=timezone.now())
    messages.success(request, _("Your hours are kept."))
    return redirect("share:calendar")


@page(audience="employee", writes=True, reads=False)
def move(request: HttpRequest, share_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    one = get_object_or_404(Share.objects.visible_to(person).select_related("person"), pk=share_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pick a day and an hour: this share stays where it is."))
        return redirect(_back(request, one))
    chosen = _chosen(form, one, person)
    try:
        move_share(share=one, to=chosen.at, by=person, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_back(request, one))
    _tell(request, one, chosen)
    return redirect(_back(request, one))


def _chosen(form: MoveForm, one: Share, person: Person) -> Chosen:
    picked = form.cleaned_data["picked"]
    if picked is None:
        local = one.scheduled_for.astimezone(person.zone).replace(tzinfo=None)
        picked = local + timedelta(days=1)
    return local_moment(picked, person.zone)


def _tell(request: HttpRequest, one: Share, chosen: Chosen) -> None:
    if chosen.is_shifted:
        messages.info(request, _("The clock changes then: we took the first moment that exists."))
    moment = date_format(timezone.localtime(one.scheduled_for), "DATETIME_FORMAT")
    if one.moved_from:
        words = _("A colleague says nearly the same then: yours leaves on %(moment)s.")
        messages.info(request, words % {"moment": moment})
    else:
        messages.success(request, _("It leaves on %(moment)s.") % {"moment": moment})


def _back(request: HttpRequest, one: Share) -> str:
    return place_to_return(request, reverse("share:share", args=[one.pk]))


def _shown(
    request: HttpRequest, *, form: HoursForm | None = None, status: int = 200
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    today, own = day_in(at, person.zone), hours_of(person)
    month = month_around(_month_asked(request) or today, person)
    days = [
        {
            "on": day.on,
            "is_today": day.on == today,
            "is_of_month": day.is_of_month,
            "is_hers": day.is_hers,
            "shares": [_entry(share, own, at) for share in day.shares],
        }
        for day in calendar_of(person, month)
    ]
    context = {
        "nav": "share",
        "days": days,
        "month": month.first_on,
        "before": f"{month_before(month).first_on:%Y-%m}",
        "after": f"{month_after(month).first_on:%Y-%m}",
        "here": request.get_full_path() if request.method == "GET" else reverse("share:calendar"),
        "hours": own,
        "zone": person.time_zone,
        "form": form or HoursForm.of(own),
        "is_empty": not any(day["shares"] for day in days),
        "held": held_words(),
    }
    return render(request, "share/calendar.html", context, status=status)


def _entry(share: Share, own: Hours, at: datetime) -> dict[str, Any]:
    state = shown_state(share)
    return {
        "pk": share.pk,
        "state": state,
        "network": registry.of(share.network).name,
        "words": share.words or share.title,
        "when": moment_of(share),
        "moved_from": share.moved_from if state == "planned" else None,
        "is_movable": state == "planned" and share.scheduled_for > at,
        "is_outside": state == "planned" and not is_in_her_hours(share, own),
    }


def _month_asked(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return None
