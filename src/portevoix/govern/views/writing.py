"""Who may write at the desk: HR and legal; staff representatives read all of it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from portevoix.govern.queries import may_write
from portevoix.people.queries import person_of


def may_write_here(request: HttpRequest) -> bool:
    is_writer = may_write(person_of(request))
    if request.method == "POST" and not is_writer:
        raise PermissionDenied
    return is_writer
