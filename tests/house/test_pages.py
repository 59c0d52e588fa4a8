from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, path

from portevoix.people.models import Organisation, Person
from portevoix.web.page import AUDIENCES, page
from portevoix.web.readonly import LookingWrites, is_reading
from tests.conftest import Cast

# What an address is asked with when it needs a value: nothing in the database has it.
NOTHING = {
    "int": "999999999",
    "str": "nothing-here",
    "slug": "nothing-here",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "path": "nothing/here",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One address and the view that answers it."""

    address: str
    view: Callable[..., Any]


def routes(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[Route]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + _filled(pattern))
        elif isinstance(pattern, URLPattern):
            yield Route(prefix + _filled(pattern), pattern.callback)


def _filled(pattern: URLPattern | URLResolver) -> str:
    text = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for spelled in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(spelled, NOTHING.get(kind, "nothing-here"))
    return text


def without_audience(route: Route) -> Iterator[str]:
    if getattr(route.view, "audience", None) not in AUDIENCES:
        yield f"{route.address}: {route.view.__module__} does not say whom it is for"


def test_every_view_has_an_audience() -> None:
    found = list(routes())
    assert found
    assert [said for route in found for said in without_audience(route)] == []


def test_a_view_without_audience_is_found() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert list(without_audience(Route("/bare", bare)))
    assert list(without_audience(Route("/kept", page(audience="public")(bare)))) == []


def test_routes_with_values_are_filled() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    found = list(routes([path("a/<int:pk>/<slug:code>/", bare), path("b/<who>", bare)]))
    assert [route.address for route in found] == ["/a/999999999/nothing-here/", "/b/nothing-here"]


@pytest.mark.django_db
def test_a_page_that_looks_cannot_write() -> None:
    @page(audience="public")
    def writes_anyway(request: HttpRequest) -> HttpResponse:
        Organisation.objects.update(name="Changed by looking")
        return HttpResponse()

    with pytest.raises(LookingWrites):
        writes_anyway(_looking())


@pytest.mark.parametrize("who", ["ines", "lea", "paul", "ada", None])
def test_looking_at_any_page_changes_nothing(cast: Cast, who: str | None) -> None:
    browser = Client()
    if who:
        person: Person = getattr(cast, who)
        browser.force_login(person)
    wrong = []
    for route in routes():
        if not getattr(route.view, "reads", False):
            continue
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = browser.get(route.address)
        if answer.status_code >= 500:
            wrong.append(f"{route.address} answers {answer.status_code}")
        wrong += [f"{route.address}: {sql}" for sql in _changes(asked)]
    assert wrong == []


def _looking() -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


def _changes(asked: CaptureQueriesContext) -> list[str]:
    statements = (query["sql"].strip() for query in asked.captured_queries)
    harmless = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    others = (sql for sql in statements if not sql.upper().startswith(harmless))
    return [sql[:80] for sql in others if not is_reading(sql)]


@pytest.mark.django_db
def test_a_change_is_seen_among_the_questions(organisation: Organisation) -> None:
    with CaptureQueriesContext(connection) as asked:
        Organisation.objects.update(name="Atelier Sud")
    assert _changes(asked)
