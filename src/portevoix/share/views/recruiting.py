"""HR's pages on referrals: bonuses, ways in, files; staff representatives read the promises."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.models import Item
from portevoix.curate.queries.openings import offers_of, openings_for
from portevoix.people.models import Person, Role
from portevoix.people.queries import person_of
from portevoix.share.actions.promising import (
    Terms,
    cancel_bonus,
    end_promise,
    pay_bonus,
    promise_bonus,
)
from portevoix.share.forms.referrals import PromiseForm
from portevoix.share.models import Bonus, BonusPromise
from portevoix.share.queries.bonuses import bonuses_to_settle, promises_in_force
from portevoix.share.views.referral_words import bonus_words
from portevoix.web.page import page

CURRENCY = "EUR"


@page(audience="desk", writes=True)
def bonuses(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    form = PromiseForm(request.POST or None, openings=_openings(person)) if is_hr(person) else None
    if request.method == "POST":
        hr_of(request)
        if form and form.is_valid():
            _promise(form, person)
            messages.success(request, _("Promised: people see it beside the openings concerned."))
            return redirect("share:bonuses")
    owed = [(one, bonus_words(one, at)) for one in bonuses_to_settle(person)] if form else []
    context = {
        "tabs": tabs(person, "bonuses"),
        "promises": promises_in_force(),
        "owed": owed,
        "form": form,
        "nav": "referrals",
        "at": at,
    }
    status = 422 if form and form.errors else 200
    return render(request, "share/bonuses.html", context, status=status)


@page(audience="hr", writes=True, reads=False)
def end(request: HttpRequest, promise_id: int) -> HttpResponse:
    person = hr_of(request)
    promise = get_object_or_404(BonusPromise.objects.visible_to(person), pk=promise_id)
    end_promise(promise=promise, by=person, at=timezone.now())
    messages.success(request, _("Promised no longer. Whoever applied before is owed it still."))
    return redirect("share:bonuses")


@page(audience="hr", writes=True, reads=False)
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    person, at = hr_of(request), timezone.now()
    bonus = get_object_or_404(Bonus.objects.visible_to(person), ref=ref)
    if request.POST.get("answer") == "paid":
        pay_bonus(bonus=bonus, by=person, at=at)
        messages.success(request, _("Noted as paid."))
    else:
        cancel_bonus(bonus=bonus, by=person, at=at)
        messages.success(request, _("Noted as not owed."))
    return redirect("share:bonuses")


def is_hr(person: Person) -> bool:
    return person.has_role([Role.Name.HR])


def hr_of(request: HttpRequest) -> Person:
    person = person_of(request)
    if not is_hr(person):
        raise PermissionDenied
    return person


def tabs(person: Person, current: str) -> list[dict[str, Any]]:
    parts = [("bonuses", _("Bonuses"))]
    if is_hr(person):
        parts += [("doors", _("Ways in")), ("step_file", _("Files and codes"))]
    return [
        {"name": name, "url": reverse(f"share:{key}"), "current": key == current}
        for key, name in parts
    ]


def _promise(form: PromiseForm, person: Person) -> None:
    said = form.cleaned_data
    terms = Terms(said["amount"], CURRENCY, said["trial_months"], said["condition"])
    item = None
    if said["opening"]:
        item = get_object_or_404(Item.objects.visible_to(person).openings(), pk=said["opening"])
    promise_bonus(item=item, terms=terms, by=person, at=timezone.now())


def _openings(person: Person) -> list[tuple[int, str]]:
    offers = offers_of(person, openings_for(person, timezone.now()))
    return [(offer.item.pk, offer.item.title) for offer in offers]
