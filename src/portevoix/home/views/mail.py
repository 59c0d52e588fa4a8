"""Mail: when a person wants it, what the next one would say, and the link that stops it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portevoix.curate.actions.digesting import ask_for_digest, stop_digest
from portevoix.curate.queries.digest import DIGEST, digest_of, hours_of_house, offers_digests
from portevoix.govern.queries import is_agreed
from portevoix.home.forms import RhythmForm
from portevoix.home.queries import shared_items_of
from portevoix.notify.models import Delivery
from portevoix.notify.queries import (
    latest_deliveries,
    person_to_stop,
    preference_of,
    rhythm_of,
)
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.web.page import page

LATEST = 5


@page(audience="employee", writes=True)
def mail(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    typed = request.POST if request.method == "POST" else None
    form = RhythmForm(typed, hours=hours_of_house(), rhythm=rhythm_of(person))
    if form.is_valid():
        ask_for_digest(rhythm=form.rhythm, by=person, at=at)
        messages.success(request, _("Noted. The same page stops it, at once."))
        return redirect("home:mail")
    status = 422 if form.is_bound else 200
    return render(request, "notify/mail.html", _context(person, form), status=status)


@page(audience="person", writes=True, reads=False)
def mail_off(request: HttpRequest) -> HttpResponse:
    stop_digest(by=person_of(request), at=timezone.now())
    messages.success(request, _("Stopped, from this moment."))
    return redirect("home:mail")


# A mail program presses this button by itself, without a session (RFC 8058): the signed token is
# all that it has, and all that it can do is to stop one kind of mail.
@csrf_exempt
@page(audience="public", writes=True)
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    person = person_to_stop(token, DIGEST)
    language = person.language if person else translation.get_language()
    is_done = request.method == "POST" and person is not None
    if is_done and person:
        stop_digest(by=person, at=timezone.now())
    with translation.override(language):
        context = {"is_known": person is not None, "is_done": is_done}
        response = render(request, "notify/stop.html", context, status=200 if person else 404)
    response["Content-Language"] = language or ""
    response["Cache-Control"] = "no-store"
    return response


def _context(person: Person, form: RhythmForm) -> dict[str, Any]:
    at, preference = timezone.now(), preference_of(person)
    digest = digest_of(person, at=at, shared=shared_items_of(person))
    is_on = is_agreed(person, DIGEST)
    return {
        "form": form,
        "is_offered": offers_digests(),
        "is_on": is_on,
        "address": person.email,
        "refused": bool(preference and preference.closed_at),
        "next_at": preference.next_at if is_on and preference else None,
        "stories": digest.stories,
        "latest": [_row(delivery) for delivery in latest_deliveries(person, DIGEST, LATEST)],
        "at": at,
        "nav": "more",
    }


def _row(delivery: Delivery) -> dict[str, Any]:
    reason = delivery.get_reason_display() if delivery.reason else ""
    return {
        "at": delivery.sending_at or delivery.claimed_at,
        "subject": delivery.subject,
        "state": delivery.get_state_display(),
        "reason": reason,
    }
