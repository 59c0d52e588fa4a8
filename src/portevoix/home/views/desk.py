"""The desk: the documents that bind the house, and the proof that its record is sound."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portevoix.govern.models import Charter, Purpose, Safeguard
from portevoix.govern.queries import may_write
from portevoix.home.views.words import HOUSE_ACTS, words_of
from portevoix.ledger.queries import latest_of, verification
from portevoix.people.queries import person_of
from portevoix.web.page import page

LATEST_ACTS = 10


@page(audience="desk")
def desk(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    purposes = list(Purpose.objects.visible_to(person))
    changes = latest_of(HOUSE_ACTS, LATEST_ACTS)
    context = {
        "nav": "desk",
        "can_write": may_write(person),
        "charter": Charter.objects.visible_to(person).current(),
        "opened": sum(purpose.is_complete for purpose in purposes),
        "shut": sum(not purpose.is_complete for purpose in purposes),
        "changed_safeguards": Safeguard.objects.visible_to(person).count(),
        "proof": verification(),
        "changes": [
            {"at": entry.at, "words": words_of(entry.act), "what": _what(entry.details)}
            for entry in changes
        ],
    }
    return render(request, "home/desk.html", context)


def _what(details: dict[str, object]) -> str:
    named = [details.get(name) for name in ("key", "purpose", "version", "value")]
    return " ".join(str(value) for value in named if value is not None)
