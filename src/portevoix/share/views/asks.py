"""What I am asked: my own budget, my answers, and the balance that is mine alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portevoix.govern.actions import withdraw_consent
from portevoix.govern.queries import choices_of
from portevoix.notify.actions.asking import allow_asks, never_ask_again, set_budget
from portevoix.notify.models import Ask
from portevoix.notify.queries import asked_so_far, budget_of, person_to_stop, standing_of
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.share.forms.campaigns import BudgetForm
from portevoix.share.queries.campaigns import invitations_of
from portevoix.share.queries.giving import asked_of, give_and_take
from portevoix.share.queries.inviting import ASK_MAIL, offers_ask_mail
from portevoix.share.views.giving_words import balance_in_words, budget_in_words
from portevoix.web.page import page

LATEST = 24


@page(audience="employee", writes=True)
def asks(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    budget = budget_of(person)
    form = BudgetForm(request.POST or None, initial={"monthly": budget.monthly})
    if request.method == "POST" and form.is_valid():
        set_budget(monthly=form.cleaned_data["monthly"], by=person, at=timezone.now())
        messages.success(request, _("That is what you are asked from now on, at most."))
        return redirect("share:asks")
    context = _context(person) | {"form": form}
    return render(request, "share/asks.html", context, status=422 if form.errors else 200)


@page(audience="employee", writes=True, reads=False)
def stop(request: HttpRequest) -> HttpResponse:
    never_ask_again(by=person_of(request), at=timezone.now())
    messages.success(request, _("You are asked nothing any more, until you say so here."))
    return redirect("share:asks")


@page(audience="employee", writes=True, reads=False)
def allow(request: HttpRequest) -> HttpResponse:
    allow_asks(kinds=request.POST.getlist("kind"), by=person_of(request), at=timezone.now())
    messages.success(request, _("You may be asked again, as rarely as you say."))
    return redirect("share:asks")


@csrf_exempt  # RFC 8058: the mail program posts by itself; the token proves who may.
@page(audience="public", writes=True)
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    person = person_to_stop(token, ASK_MAIL)
    is_done = request.method == "POST" and person is not None
    if is_done and person:
        withdraw_consent(purpose_key=ASK_MAIL, by=person, at=timezone.now())
    language = person.language if person else translation.get_language()
    with translation.override(language):
        context = {"is_known": person is not None, "is_done": is_done}
        response = render(request, "share/stop_asks.html", context, status=200 if person else 404)
    response["Content-Language"] = language or ""
    response["Cache-Control"] = "no-store"
    return response


def _context(person: Person) -> dict[str, Any]:
    at, budget = timezone.now(), budget_of(person)
    kinds = dict(Ask.Kind.choices)
    mail = [one for one in choices_of(person) if one.purpose.key == ASK_MAIL]
    return {
        "budget": budget,
        "budget_words": budget_in_words(budget, standing_of(person, budget, at)),
        "refused": [{"key": key, "name": kinds.get(key, key)} for key in budget.refused],
        "waiting": invitations_of(person, at),
        "asked": asked_of(asked_so_far(person)[:LATEST], person),
        "balance": balance_in_words(give_and_take(person, at)),
        "mail": mail[0] if mail and (offers_ask_mail() or mail[0].is_on) else None,
        "nav": "more",
        "at": at,
    }
