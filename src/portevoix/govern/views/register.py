"""The register of purposes: a document that everyone at the desk reads and HR completes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.govern import actions
from portevoix.govern.forms import TermsForm
from portevoix.govern.models import Purpose
from portevoix.govern.views.writing import may_write_here
from portevoix.people.queries import person_of
from portevoix.web.page import page


@page(audience="desk")
def register(request: HttpRequest) -> HttpResponse:
    purposes = list(Purpose.objects.visible_to(person_of(request)).in_order())
    context = {
        "nav": "register",
        "opened": [purpose for purpose in purposes if purpose.is_complete],
        "shut": [purpose for purpose in purposes if not purpose.is_complete],
        "can_write": may_write_here(request),
    }
    return render(request, "govern/register.html", context)


@page(audience="desk", writes=True)
def purpose(request: HttpRequest, key: str) -> HttpResponse:
    person = person_of(request)
    found = get_object_or_404(Purpose.objects.visible_to(person), key=key)
    can_write = may_write_here(request)
    form = TermsForm(request.POST or None, purpose=found) if can_write else None
    if form and form.is_valid():
        done = actions.complete_purpose(key=key, terms=form.terms(), by=person, at=timezone.now())
        _say(request, done)
        return redirect("govern:purpose", key)
    context = {"nav": "register", "purpose": found, "form": form}
    status = 422 if form and form.is_bound else 200
    return render(request, "govern/purpose.html", context, status=status)


def _say(request: HttpRequest, done: Purpose) -> None:
    if done.is_complete:
        messages.success(request, _("Written in the register: this purpose is open."))
    else:
        messages.warning(request, _("Written in the register: this purpose stays shut for now."))
