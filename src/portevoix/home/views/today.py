"""Today: what she is asked to read, the few stories of her field, and what waits for her word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.queries.feed import A_DAY, RankedItem, todays_items
from portevoix.curate.queries.learning import keeps_record
from portevoix.curate.queries.must_read import Asked, asked_of
from portevoix.curate.queries.stories import stories_of, to_remember
from portevoix.govern.queries import has_signed
from portevoix.home.queries import endings_for, shared_items_of
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.share.queries import questions_for
from portevoix.share.queries.campaigns import invitations_of
from portevoix.web.page import page


@page(audience="person")
def today(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    if not person.is_present:
        return redirect("home:my_data")
    asked = asked_of(person, at)
    context = {
        "asked": _to_read(asked, person),
        "just_read": _just_read(request, asked),
        "invitation": next(iter(invitations_of(person, at)), None),
        "stories": stories_of(_edition(person, asked, at), person, at=at),
        "greeting": _greeting(person, at.astimezone(person.zone).hour),
        "day": at.astimezone(person.zone),
        "questions": len(questions_for(person)),
        "endings": endings_for(person, at),
        "knows_something": person.expertise.exists(),
        "has_signed": has_signed(person),
        "nav": "today",
        "at": at,
    }
    return render(request, "home/today.html", context)


def _edition(person: Person, asked: Sequence[Asked], at: datetime) -> list[RankedItem]:
    # What stands above the edition, or was confirmed there, is not in it a second time.
    above = {one.item.pk for one in asked if one.is_standing or one.confirmed_at}
    shared = shared_items_of(person)
    ranked = todays_items(person, at=at, shared=shared, most=A_DAY + len(above))
    return [one for one in ranked if one.item.pk not in above][:A_DAY]


def _to_read(asked: Sequence[Asked], person: Person) -> list[dict[str, Any]]:
    due = [one for one in asked if one.is_due]
    is_remembered = bool(due) and keeps_record(person)
    return [{"one": one} | to_remember(one.item, is_remembered) for one in due]


def _just_read(request: HttpRequest, asked: Sequence[Asked]) -> Asked | None:
    said = request.GET.get("read", "")
    confirmed = (one for one in asked if one.is_standing and one.confirmed_at)
    return next((one for one in confirmed if said == str(one.must_read.pk)), None)


def _greeting(person: Person, hour: int) -> str:
    if 5 <= hour < 12:
        words = _("Good morning, %(name)s")
    elif 12 <= hour < 18:
        words = _("Good afternoon, %(name)s")
    else:
        words = _("Good evening, %(name)s")
    return words % {"name": person.first_name}
