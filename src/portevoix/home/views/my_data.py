"""My data: what is held on me, what I agreed to, taking it away, being forgotten."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib import auth
from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portevoix.curate.queries.digest import DIGEST
from portevoix.govern.actions import forget_person
from portevoix.govern.queries import Choice, choices_of, export_of, held_on, notices, shut_purposes
from portevoix.home.views.switches import switch_of
from portevoix.home.views.words import TABLES, words_of
from portevoix.ledger.queries import acts_about
from portevoix.lib.personal_data import Row
from portevoix.notify.channels.registry import has_mail
from portevoix.people.models import Person
from portevoix.people.queries import organisation, person_of
from portevoix.web.durations import days_in_words
from portevoix.web.page import page

LATEST_ACTS = 20
ARCHIVED = "my-data"
STYLES = ("portevoix/tokens.css", "portevoix/type.css", "portevoix/archive.css")


@page(audience="person")
def my_data(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    acts = _acts(person)
    context = {
        "choices": [switch_of(choice) for choice in _open_choices(person)],
        "notices": notices(),
        "shut": shut_purposes(),
        "held": _held(person),
        "acts": acts[:LATEST_ACTS],
        "acts_in_all": len(acts),
        "headings": [_("Act"), _("When")],
        "nav": "my_data",
    }
    return render(request, "home/my_data.html", context)


@page(audience="person")
def archive(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    response = HttpResponse(_zip(person_of(request), at), content_type="application/zip")
    name = f"portevoix-{timezone.localtime(at):%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@page(audience="person", writes=True)
def forget(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "home/forget.html", {"nav": "my_data"})
    if request.POST.get("sure") != "yes":
        return render(request, "home/forget.html", {"nav": "my_data", "unsure": True}, status=422)
    forget_person(by=person_of(request), at=timezone.now())
    auth.logout(request)
    return redirect("home:forgotten")


@page(audience="public")
def forgotten(request: HttpRequest) -> HttpResponse:
    return render(request, "home/forgotten.html")


def _open_choices(person: Person) -> list[Choice]:
    # Whoever left can only switch off; what cannot be done here is not offered.
    can_write = has_mail()
    return [
        choice
        for choice in choices_of(person)
        if choice.is_on or (person.is_present and (can_write or choice.purpose.key != DIGEST))
    ]


def _held(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "name": TABLES.get(held.table, held.keeping.why),
            "rows": held.rows,
            "kept_for": days_in_words(held.days) if held.days else "",
            "since": held.keeping.since,
            "forgetting": held.keeping.forget,
        }
        for held in held_on(person)
        if held.rows
    ]


def _acts(person: Person) -> list[list[object]]:
    others = _("%(act)s (by someone else)")
    return [
        [
            words_of(entry.act)
            if entry.actor == person.ref
            else others % {"act": words_of(entry.act)},
            date_format(timezone.localtime(entry.at), "DATETIME_FORMAT"),
        ]
        for entry in acts_about(person.ref)
    ]


def _zip(person: Person, at: datetime) -> bytes:
    export = export_of(person)
    tables = [
        {"name": TABLES.get(label, label), "rows": _table(rows)} for label, rows in export.items()
    ]
    context = {"person": person, "organisation": organisation(), "tables": tables, "at": at}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        text = json.dumps(export, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        folder.writestr(f"{ARCHIVED}.json", text)
        folder.writestr(f"{ARCHIVED}.html", render_to_string("home/archive.html", context))
        for style in STYLES:
            found = finders.find(style)
            assert isinstance(found, str)
            folder.writestr(Path(style).name, Path(found).read_text(encoding="utf-8"))
    return packed.getvalue()


def _table(rows: list[Row]) -> dict[str, Any]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return {
        "columns": [name.replace("__", " ").replace("_", " ") for name in columns],
        "lines": [[row.get(name, "") for name in columns] for row in rows],
    }
