"""Learn: the private record of what she read and saved, by month and topic."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portevoix.curate.queries.learning import LEARNING, Learned, keeps_record, learning_record
from portevoix.curate.rules.learning import Month, Noted, by_month, most_noted
from portevoix.govern.queries import choices_of
from portevoix.home.views.switches import switch_of
from portevoix.lib.charts import Measured, bars
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.web.page import page

# Months on one page, topics in the picture.
MONTHS = 3
TOPICS = 6


@page(audience="employee")
def learn(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context: dict[str, Any] = {"nav": "learn", "switch": _switch(person)}
    if keeps_record(person):
        context |= {"is_kept": True} | _record(person, request.GET.get("page", ""))
    return render(request, "home/learn.html", context)


def _switch(person: Person) -> dict[str, Any] | None:
    found = [choice for choice in choices_of(person) if choice.purpose.key == LEARNING]
    return switch_of(found[0]) if found else None


def _record(person: Person, page_number: str) -> dict[str, Any]:
    learned = {one.item.pk: one for one in learning_record(person)}
    noted = [one.as_noted(person) for one in learned.values()]
    months = Paginator(by_month(noted), MONTHS).get_page(page_number)
    return {
        "page": months,
        "months": [_month(month, learned) for month in months],
        "picture": _picture(noted, _names(learned)),
    }


def _month(month: Month, learned: dict[int, Learned]) -> dict[str, Any]:
    names = _names(learned)
    topics = [
        {
            "name": names.get(topic.topic, _("Without a topic")),
            "rows": [learned[one.key] for one in topic.noted],
        }
        for topic in month.topics
    ]
    return {"first_on": month.first_on, "count": month.count, "topics": topics}


def _picture(noted: list[Noted], names: dict[str, str]) -> dict[str, Any] | None:
    found = most_noted(noted, TOPICS)
    if len(found) < 2:
        return None
    (first, most), (_second, next_most) = found[:2]
    return {
        "chart": bars([Measured(names[slug], count) for slug, count in found]),
        "title": _("%(topic)s comes first") % {"topic": names[first]}
        if most > next_most
        else _("By topic"),
        "rows": [[names[slug], count] for slug, count in found],
    }


def _names(learned: dict[int, Learned]) -> dict[str, str]:
    return {one.topic.slug: one.topic.name for one in learned.values() if one.topic}
