"""Pages with little of their own: more, the pieces, the sign of life."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portevoix.curate.queries.proposals import answers_lately
from portevoix.people.queries import person_of
from portevoix.web.page import page


@page(audience="employee")
def more(request: HttpRequest) -> HttpResponse:
    answers = answers_lately(person_of(request), timezone.now())
    return render(request, "home/more.html", {"nav": "more", "answers": answers})


@page(audience="public")
def pieces(request: HttpRequest) -> HttpResponse:
    return render(request, "home/pieces.html")


@page(audience="public")
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
