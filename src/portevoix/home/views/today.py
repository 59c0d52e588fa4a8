"""Today: the few stories of her field, and what waits for her word."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.queries.feed import todays_items
from portevoix.curate.queries.stories import stories_of
from portevoix.govern.queries import has_signed
from portevoix.home.queries import shared_items_of
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.share.queries import questions_for
from portevoix.web.page import page


@page(audience="person")
def today(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    if not person.is_present:
        return redirect("home:my_data")
    ranked = todays_items(person, at=at, shared=shared_items_of(person))
    context = {
        "stories": stories_of(ranked, person),
        "greeting": _greeting(person, at.astimezone(person.zone).hour),
        "day": at.astimezone(person.zone),
        "questions": len(questions_for(person)),
        "knows_something": person.expertise.exists(),
        "has_signed": has_signed(person),
        "nav": "today",
        "at": at,
    }
    return render(request, "home/today.html", context)


def _greeting(person: Person, hour: int) -> str:
    if 5 <= hour < 12:
        words = _("Good morning, %(name)s")
    elif 12 <= hour < 18:
        words = _("Good afternoon, %(name)s")
    else:
        words = _("Good evening, %(name)s")
    return words % {"name": person.first_name}
