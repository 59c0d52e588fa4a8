"""What we ask of people."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from portevoix.people.models import Organisation, Person


def person_of(request: HttpRequest) -> Person:
    """The signed-in person of a request that the guard let in."""
    return cast(Person, request.user)


def organisation() -> Organisation | None:
    """The organisation served here, once it was founded."""
    return Organisation.objects.first()
