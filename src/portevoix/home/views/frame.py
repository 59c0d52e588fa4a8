"""What every page shows around its own content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portevoix.people.models import Person
from portevoix.people.queries import organisation


def frame(request: HttpRequest) -> dict[str, Any]:
    person = request.user if isinstance(request.user, Person) else None
    return {
        "me": person,
        "organisation": organisation(),
        "spaces": _spaces_of(person, request.path) if person else [],
    }


def _spaces_of(person: Person, path: str) -> list[dict[str, Any]]:
    doors = [
        ("programme", "home:studio", _("Studio")),
        ("desk", "home:desk", _("Desk")),
        ("administrator", "people:admin_people", _("Administration")),
    ]
    opened = [(reverse(url), name) for audience, url, name in doors if person.may_enter(audience)]
    here = _space(path)
    return [{"url": url, "name": name, "current": _space(url) == here} for url, name in opened]


def _space(path: str) -> str:
    return path.split("/")[1]


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "stale_form.html", status=403)
