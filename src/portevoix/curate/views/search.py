from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portevoix.curate.forms.search import SearchForm, WatchSearchForm
from portevoix.curate.queries.folded import others_of, saved_among, told_with
from portevoix.curate.queries.search import MOST_FOUND, found_items, hits_of, watched_items
from portevoix.curate.rules.searching import LONGEST_ASKED
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.web.page import page

A_PAGE = 20


@page(audience="employee")
def search(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    form = SearchForm(request.GET, person=person)
    found = found_items(person, _asked(request), at, form.wishes(at))
    more = {"nav": "today", "may_watch": person.may_enter("programme")}
    return render(request, "curate/search.html", _context(request, form, found) | more)


@page(audience="programme")
def watch(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    form = WatchSearchForm(request.GET, person=person)
    found = watched_items(person, _asked(request), at, form.wishes(at))
    context = _context(request, form, found) | {"nav": "review"}
    return render(request, "curate/search_watch.html", context)


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", " ")[:LONGEST_ASKED].strip()


def _context(request: HttpRequest, form: SearchForm, found: list[int]) -> dict[str, Any]:
    text = _asked(request)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return {
        "q": text,
        "form": form,
        "is_narrowed": any(form.cleaned_data.values()),
        "rows": _rows(list(shown), text, person_of(request)),
        "page": shown,
        "number": len(found),
        "is_full": len(found) == MOST_FOUND,
        "at": timezone.now(),
    }


def _rows(keys: list[int], text: str, person: Person) -> list[dict[str, Any]]:
    hits = hits_of(keys, text, person)
    items = [hit.item for hit in hits]
    also = others_of(items, told_with(items), person, timezone.now())
    kept = saved_among(items, person)
    return [
        {
            "hit": hit,
            "also": also[hit.item.pk],
            "is_saved": hit.item.pk in kept,
            # Sharing stands downstream: pages meet by address.
            "say_url": f"/share/new/{hit.item.pk}/",
        }
        for hit in hits
    ]
