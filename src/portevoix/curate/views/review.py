from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from portevoix.curate.actions.reviewing import (
    approve_item,
    decline_item,
    reopen_item,
    set_item_topics,
)
from portevoix.curate.forms.topics import TopicsForm
from portevoix.curate.models import Item
from portevoix.curate.queries.review import item_to_review, items_to_review
from portevoix.curate.queries.stories import preview_of
from portevoix.people.queries import person_of
from portevoix.web.page import page

DECISIONS = {"approve": approve_item, "decline": decline_item, "reopen": reopen_item}


@page(audience="programme")
def review(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    items = Item.objects.visible_to(person)
    asked = items.waiting().select_related("source").filter(pk=_number(request, "item")).first()
    item = asked or item_to_review(person, after=_number(request, "after"))
    context: dict[str, Any] = {
        "left": items_to_review(person).count(),
        "decided": items.exclude(state="pending").filter(pk=_number(request, "decided")).first(),
        "nav": "review",
        "at": at,
    }
    if item:
        form = TopicsForm(person=person, chosen=list(item.topics.all()))
        context |= {"item": item, "story": preview_of(item), "form": form}
    return render(request, "curate/review.html", context)


@page(audience="programme", writes=True, reads=False)
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    decide_so = DECISIONS.get(request.POST.get("decision", ""))
    here = reverse("curate:review")
    if decide_so is None:
        return _with_topics(request, item, here)
    decided = decide_so(item=item, by=person, at=at)
    shown = "item" if decided.state == Item.State.PENDING else "decided"
    return redirect(f"{here}?{shown}={item.pk}")


def _with_topics(request: HttpRequest, item: Item, here: str) -> HttpResponse:
    person = person_of(request)
    form = TopicsForm(request.POST, person=person, chosen=list(item.topics.all()))
    if form.is_valid():
        set_item_topics(item=item, topics=form.chosen(), by=person, at=timezone.now())
    return redirect(f"{here}?item={item.pk}")


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
