from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portevoix.curate.actions.sources import hasten_failing
from portevoix.curate.queries.health import Cause, causes, counts_of, silent_sources
from portevoix.curate.views.wording import tone_of_trouble, trouble_of
from portevoix.people.queries import person_of
from portevoix.web.page import page

if TYPE_CHECKING:
    Row = dict[str, Any]

# Of one cause, or silent, so many are named: more is a list to be searched, not read.
MOST_NAMED = 20


@page(audience="programme")
def health(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    silent = silent_sources(person, at)
    context = {
        "tabs": tabs("health"),
        "counts": counts_of(person),
        "causes": [_cause(one) for one in causes(person)],
        "silent": silent[:MOST_NAMED],
        "silent_more": max(silent.count() - MOST_NAMED, 0),
        "nav": "sources",
        "at": at,
    }
    return render(request, "curate/health.html", context)


@page(audience="programme", writes=True, reads=False)
def again(request: HttpRequest) -> HttpResponse:
    problem = request.POST.get("problem", "")
    number = hasten_failing(problem=problem, by=person_of(request), at=timezone.now())
    words = ngettext(
        "%(number)s source is being read again.", "%(number)s sources are being read again.", number
    )
    messages.success(request, words % {"number": number})
    return redirect("curate:health")


def tabs(current: str) -> list[Row]:
    pages = {"sources": _("Sources"), "health": _("Health")}
    return [
        {"name": name, "url": reverse(f"curate:{key}"), "current": key == current}
        for key, name in pages.items()
    ]


def _cause(cause: Cause) -> Row:
    trouble = trouble_of(cause.problem)
    worst = max((row.failures for row in cause.sources), default=0)
    return {
        "problem": cause.problem,
        "tone": tone_of_trouble(cause.problem, worst),
        "cause": trouble.cause,
        "to_do": trouble.to_do,
        "number": len(cause.sources),
        "since": cause.since,
        "sources": cause.sources[:MOST_NAMED],
        "more": max(len(cause.sources) - MOST_NAMED, 0),
        "is_read": cause.is_read,
    }
