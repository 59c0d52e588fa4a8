"""People one by one, in the hands of the administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portevoix.lib.refusals import Refusal
from portevoix.people import queries
from portevoix.people.actions import persons as acts
from portevoix.people.actions.roles import give_role, take_role
from portevoix.people.actions.way_in import give_way_in
from portevoix.people.forms import DepartureForm, FactsForm, GivenRoleForm, MoveForm, NewcomerForm
from portevoix.people.models import Person, Team
from portevoix.people.queries import person_of
from portevoix.web.administration import tabs
from portevoix.web.page import page

PER_PAGE = 30


@page(audience="administrator")
def people(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "")[:80].strip()
    found = queries.directory(person_of(request), q)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    cards = queries.cards_of(shown.object_list, timezone.now().date())
    context = {"tabs": tabs("admin_people"), "q": q, "page": shown, "cards": cards}
    return render(request, "people/admin_people.html", context)


@page(audience="administrator", writes=True)
def add(request: HttpRequest) -> HttpResponseBase:
    house = queries.organisation()
    first = {"joined_on": timezone.now().date(), "language": house.language if house else "en"}
    form = NewcomerForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            newcomer = acts.Newcomer(**form.cleaned_data)
            added = acts.add_person(newcomer=newcomer, by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("This person is added. Next: give a way in."))
            return redirect("people:admin_person", ref=added.ref)
    context = {"tabs": tabs("admin_people"), "form": form, "teams": _teams(request)}
    return render(request, "people/admin_add.html", context)


@page(audience="administrator", writes=True)
def person(request: HttpRequest, ref: str) -> HttpResponseBase:
    colleague = _colleague(request, ref)
    if request.method != "POST":
        return _show(request, colleague, {})
    change = _by_me(request, acts.change_person, person=colleague)
    return _answer(
        request,
        colleague,
        {"facts": FactsForm(request.POST)},
        lambda **written: change(facts=acts.Facts(**written)),
    )


# Answered at once and never kept: a link waiting in a session could be read by others.
@page(audience="administrator", writes=True, reads=False)
@never_cache
def way_in(request: HttpRequest, ref: str) -> HttpResponseBase:
    colleague = _colleague(request, ref)
    way = give_way_in(person=colleague, by=person_of(request), at=timezone.now())
    return _show(request, colleague, {}, link=way.url)


@page(audience="administrator", writes=True, reads=False)
def move(request: HttpRequest, ref: str) -> HttpResponseBase:
    colleague = _colleague(request, ref)
    join = _by_me(request, acts.join_team, person=colleague)
    return _answer(request, colleague, {"move": MoveForm(request.POST)}, join)


@page(audience="administrator", writes=True, reads=False)
def give(request: HttpRequest, ref: str) -> HttpResponseBase:
    colleague = _colleague(request, ref)
    given = _by_me(request, give_role, person=colleague)
    return _answer(request, colleague, {"role": GivenRoleForm(request.POST)}, given)


@page(audience="administrator", writes=True, reads=False)
def take(request: HttpRequest, ref: str) -> HttpResponseBase:
    colleague = _colleague(request, ref)
    taken = _by_me(request, take_role, person=colleague)
    return _answer(request, colleague, {"role": GivenRoleForm(request.POST)}, taken)


@page(audience="administrator", writes=True, reads=False)
def depart(request: HttpRequest, ref: str) -> HttpResponseBase:
    colleague = _colleague(request, ref)
    leave = _by_me(request, acts.mark_departed, person=colleague)
    return _answer(request, colleague, {"departure": DepartureForm(request.POST)}, leave)


def _by_me(request: HttpRequest, act: Callable[..., object], **whom: Person) -> partial[object]:
    return partial(act, **whom, by=person_of(request), at=timezone.now())


def _answer(
    request: HttpRequest, colleague: Person, sent: dict[str, Form], act: Callable[..., object]
) -> HttpResponseBase:
    (form,) = sent.values()
    if not form.is_valid():
        return _show(request, colleague, sent)
    try:
        act(**form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _show(request, colleague, sent)
    messages.success(request, _("Written."))
    if not colleague.is_present:
        return redirect("people:admin_people")
    # The top of the page, where it is said: a browser else keeps the part that was sent.
    return redirect(reverse("people:admin_person", args=[colleague.ref]) + "#page")


def _show(
    request: HttpRequest, colleague: Person, sent: dict[str, Form], link: str = ""
) -> HttpResponse:
    at = timezone.now()
    context = {
        "tabs": tabs("admin_people"),
        "colleague": colleague,
        "team": queries.team_of(colleague, at.date()),
        "teams": _teams(request),
        "link": link,
        "forms": {**_forms(colleague, at), **sent},
    }
    return render(request, "people/admin_person.html", context)


def _forms(colleague: Person, at: datetime) -> dict[str, Form]:
    written = {"name": colleague.name, "email": colleague.email or "", "job": colleague.job}
    written |= {"country": colleague.country}
    return {
        "facts": FactsForm(initial=written),
        "move": MoveForm(initial={"on": at.date()}),
        "role": GivenRoleForm(),
        "departure": DepartureForm(initial={"left_on": at.date()}),
    }


def _colleague(request: HttpRequest, ref: str) -> Person:
    return get_object_or_404(Person.objects.visible_to(person_of(request)).present(), ref=ref)


def _teams(request: HttpRequest) -> Any:
    return Team.objects.visible_to(person_of(request)).by_name()
