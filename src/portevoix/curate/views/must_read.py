from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.actions.must_read import (
    DayPassed,
    NotOffered,
    ask_to_read,
    confirm_reading,
    lift_must_read,
    take_back_confirmation,
)
from portevoix.curate.actions.reading_record import remember_reading
from portevoix.curate.forms.must_read import MustReadForm
from portevoix.curate.models import Item
from portevoix.curate.queries.learning import keeps_record
from portevoix.curate.queries.must_read import (
    earlier_must_reads_of,
    must_read_of,
    must_reads_for,
    must_reads_told,
    told_of,
    visible_must_reads,
)
from portevoix.govern.queries import safeguard
from portevoix.people.queries import person_of
from portevoix.web.page import page
from portevoix.web.returning import asked_place, place_to_return

A_PAGE = 30


@page(audience="programme")
def must_reads(request: HttpRequest) -> HttpResponse:
    told = must_reads_told(person_of(request), timezone.now())
    rows = Paginator(told, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": rows, "least": safeguard("group_minimum"), "nav": "review"}
    return render(request, "curate/must_reads.html", context)


@page(audience="programme", writes=True)
def must_read(request: HttpRequest, item_id: int) -> HttpResponse:
    person = person_of(request)
    item = get_object_or_404(Item.objects.visible_to(person).select_related("source"), pk=item_id)
    asked = must_read_of(item, person)
    form = MustReadForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid() and _asks(request, item, form):
        return redirect("curate:must_read", item.pk)
    context = {
        "item": item,
        "asked": asked,
        "told": told_of(asked) if asked else 0,
        "least": safeguard("group_minimum"),
        "form": form,
        "nav": "review",
    }
    return render(request, "curate/must_read.html", context, status=422 if form.errors else 200)


@page(audience="programme", writes=True, reads=False)
def lift(request: HttpRequest, item_id: int) -> HttpResponse:
    person = person_of(request)
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    if lift_must_read(item=item, by=person, at=timezone.now()):
        messages.success(request, _("Its reading is asked no longer."))
    return redirect("curate:must_read", item.pk)


@page(audience="employee")
def asked(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    context = {
        "asked": must_reads_for(person, at),
        "earlier": earlier_must_reads_of(person, at),
        "nav": "more",
    }
    return render(request, "curate/must_reads_asked.html", context)


@page(audience="employee", writes=True, reads=False)
def confirm(request: HttpRequest, asked_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    must_read = get_object_or_404(visible_must_reads(person, at), pk=asked_id)
    confirm_reading(must_read=must_read, by=person, at=at)
    if keeps_record(person):
        remember_reading(item=must_read.item, by=person, at=at)
    # Today shows once more what she has just read, with the way to take it back.
    return redirect(asked_place(request) or f"{reverse('home:today')}?read={must_read.pk}")


@page(audience="employee", writes=True, reads=False)
def take_back(request: HttpRequest, asked_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    must_read = get_object_or_404(visible_must_reads(person, at), pk=asked_id)
    take_back_confirmation(must_read=must_read, by=person, at=at)
    return redirect(place_to_return(request, "home:today"))


def _asks(request: HttpRequest, item: Item, form: MustReadForm) -> bool:
    try:
        ask_to_read(item=item, asking=form.asking(), by=person_of(request), at=timezone.now())
    except NotOffered as refusal:
        form.add_error(None, str(refusal))
        return False
    except DayPassed as refusal:
        form.add_error("until_on", str(refusal))
        return False
    messages.success(request, _("Those it is for see it first, until that day."))
    return True
