"""The safeguards in force: everyone at the desk reads them, HR moves them within their bounds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.govern import actions
from portevoix.govern.forms import SafeguardForm
from portevoix.govern.models import Safeguard
from portevoix.govern.queries import WORDS, safeguards_in_force
from portevoix.govern.rules.safeguards import SAFEGUARDS
from portevoix.govern.views.writing import may_write_here
from portevoix.people.queries import person_of
from portevoix.web.page import page


@page(audience="desk", writes=True)
def safeguards(request: HttpRequest) -> HttpResponse:
    can_write = may_write_here(request)
    form = SafeguardForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        key, value = form.cleaned_data["key"], form.cleaned_data["value"]
        actions.set_safeguard(key=key, value=value, by=person_of(request), at=timezone.now())
        said = _("Set: %(safeguard)s. The change is in the record.")
        messages.success(request, said % {"safeguard": WORDS[key].name})
        return redirect("govern:safeguards")
    context = {
        "nav": "safeguards",
        "rows": _rows(request, form, can_write),
        "can_write": can_write,
    }
    return render(request, "govern/safeguards.html", context, status=422 if form else 200)


def _rows(
    request: HttpRequest, posted: SafeguardForm | None, can_write: bool
) -> list[dict[str, Any]]:
    changed = {row.key: row for row in Safeguard.objects.visible_to(person_of(request))}
    return [
        {
            "words": WORDS[key],
            "bounds": SAFEGUARDS[key],
            "value": value,
            "changed": changed.get(key),
            "form": _form(key, value, posted) if can_write else None,
        }
        for key, value in safeguards_in_force().items()
    ]


def _form(key: str, value: int, posted: SafeguardForm | None) -> SafeguardForm:
    if posted and posted.data.get("key") == key:
        return posted
    return SafeguardForm(key=key, initial={"key": key, "value": value})
