from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from portevoix.curate.actions.reading_record import drop_reading, remember_reading
from portevoix.curate.models import Item
from portevoix.curate.queries.learning import Learned, learning_record
from portevoix.curate.rules.learning import plain_cell
from portevoix.people.queries import person_of
from portevoix.web.page import page
from portevoix.web.returning import asked_place, place_to_return

COLUMNS = ("title", "url", "source", "topic", "language", "read_at", "saved_at")


@page(audience="employee", writes=True, reads=False)
def read(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    if request.POST.get("read") == "no":
        drop_reading(item=item, by=person, at=at)
    else:
        remember_reading(item=item, by=person, at=at)
    # The script that says so while she leaves for the article waits for no page.
    shown = asked_place(request) or "read" in request.POST
    return redirect(place_to_return(request, "home:learn")) if shown else HttpResponse(status=204)


@page(audience="employee")
def record_as_json(request: HttpRequest) -> HttpResponse:
    rows = [_row(one) for one in learning_record(person_of(request))]
    options = {"ensure_ascii": False, "indent": 2}
    return _to_keep(JsonResponse(rows, safe=False, json_dumps_params=options), "json")


@page(audience="employee")
def record_as_csv(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    # Spreadsheets need the mark to read accents.
    response.write("\ufeff")
    lines = csv.writer(response)
    lines.writerow(COLUMNS)
    for one in learning_record(person_of(request)):
        lines.writerow(plain_cell(str(value or "")) for value in _row(one).values())
    return _to_keep(response, "csv")


def _row(one: Learned) -> dict[str, Any]:
    item = one.item
    values = (
        item.title,
        item.url,
        item.origin,
        one.topic.name if one.topic else "",
        item.language,
        one.read_at.isoformat() if one.read_at else None,
        one.saved_at.isoformat() if one.saved_at else None,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _to_keep(response: HttpResponse, kind: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="portevoix-learning.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
