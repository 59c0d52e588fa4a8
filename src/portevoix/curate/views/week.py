from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portevoix.curate.models import Item
from portevoix.curate.queries.coverage import fed_topics, serving_sources
from portevoix.curate.queries.stories import preview_of
from portevoix.curate.queries.week import worthy_items
from portevoix.people.queries import person_of
from portevoix.web.page import page


@page(audience="programme")
def week(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    found = worthy_items(person, at)
    context = {
        "found": [
            {
                "story": preview_of(one.item),
                "topic": one.topic.name,
                "people": one.people,
                "others": one.tellers - 1,
                "waits": one.item.state == Item.State.PENDING,
                "item": one.item,
                # Words stand downstream: pages meet by address.
                "suggest_url": f"/studio/items/{one.item.pk}/suggest/",
            }
            for one in found
        ],
        "nav": "week",
        "at": at,
    }
    return render(request, "curate/week.html", context)


@page(audience="programme")
def coverage(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    topics, sources = fed_topics(person, at), serving_sources(person, at)
    context = {
        "all": len(topics),
        "starved": [one for one in topics if one.is_starved],
        "thin": [one for one in topics if one.is_thin],
        "fed": [one for one in topics if not one.is_starved and not one.is_thin],
        "idle": [one for one in sources if one.is_idle],
        "sources": [one for one in sources if one.items and not one.is_idle],
        "nav": "week",
        "at": at,
    }
    return render(request, "curate/coverage.html", context)
