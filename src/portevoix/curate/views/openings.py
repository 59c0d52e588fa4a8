from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portevoix.curate.queries.openings import offers_of, openings_for
from portevoix.people.queries import person_of
from portevoix.web.page import page

A_PAGE = 30


@page(audience="employee")
def openings(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    found = Paginator(openings_for(person, at), A_PAGE).get_page(request.GET.get("page"))
    # Sharing stands downstream: pages meet by address.
    addresses = {"say": "/share/new/", "relay": "/share/openings/"}
    context = addresses | {"page": found, "offers": offers_of(person, found), "nav": "more"}
    return render(request, "curate/openings.html", context | {"at": at})
