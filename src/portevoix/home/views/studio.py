"""The studio: what waits for the programme manager's decision, then what the week is worth."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portevoix.curate.queries.coverage import fed_topics
from portevoix.curate.queries.proposals import proposals_waiting
from portevoix.curate.queries.review import items_to_review, sources_in_trouble
from portevoix.curate.queries.week import worthy_items
from portevoix.govern.queries import is_frozen
from portevoix.people.queries import person_of
from portevoix.web.page import page

# Of the week, what fits beside the decisions.
BEST_OF_WEEK = 3


@page(audience="programme")
def studio(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    context = {
        "waiting": items_to_review(person),
        "broken": sources_in_trouble(person),
        "proposals": proposals_waiting(person),
        "week": worthy_items(person, at, BEST_OF_WEEK),
        "starved": [one for one in fed_topics(person, at) if one.is_starved],
        "is_frozen": is_frozen(),
        "nav": "studio",
        "at": at,
    }
    return render(request, "home/studio.html", context)
