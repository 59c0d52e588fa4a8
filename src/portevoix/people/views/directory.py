"""Colleagues, and what they know."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from portevoix.people import queries
from portevoix.people.actions.expertise import endorse, withdraw_endorsement
from portevoix.people.models import Expertise, Person
from portevoix.people.queries import person_of
from portevoix.web.page import page

PER_PAGE = 30


@page(audience="employee")
def directory(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "")[:80].strip()
    found = queries.directory(person_of(request), q)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    cards = queries.cards_of(shown.object_list, timezone.now().date())
    context = {"nav": "more", "q": q, "page": shown, "cards": cards}
    return render(request, "people/directory.html", context)


@page(audience="employee")
def person(request: HttpRequest, ref: str) -> HttpResponse:
    me = person_of(request)
    colleague = get_object_or_404(Person.objects.visible_to(me), ref=ref)
    confirmed = queries.confirmed_by(me, colleague)
    context = {
        "nav": "more",
        "colleague": colleague,
        "is_me": colleague == me,
        "team": queries.team_of(colleague, timezone.now().date()),
        "known": [
            {"declared": row, "is_confirmed": row.expertise.pk in confirmed}
            for row in queries.expertise_of(colleague)
        ],
    }
    return render(request, "people/person.html", context)


@page(audience="employee", writes=True, reads=False)
def confirm(request: HttpRequest, ref: str) -> HttpResponseBase:
    expertise = _expertise(request, ref)
    endorse(expertise=expertise, by=person_of(request), at=timezone.now())
    return redirect("people:person", ref=ref)


@page(audience="employee", writes=True, reads=False)
def unconfirm(request: HttpRequest, ref: str) -> HttpResponseBase:
    expertise = _expertise(request, ref)
    withdraw_endorsement(expertise=expertise, by=person_of(request), at=timezone.now())
    return redirect("people:person", ref=ref)


def _expertise(request: HttpRequest, ref: str) -> Expertise:
    visible = Expertise.objects.visible_to(person_of(request)).select_related("person")
    return get_object_or_404(visible, person__ref=ref, topic__slug=request.POST.get("topic", ""))
