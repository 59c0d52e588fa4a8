from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from portevoix.curate.actions.audiences import set_audience
from portevoix.curate.actions.reviewing import (
    approve_item,
    approve_items,
    decline_item,
    reopen_item,
    set_item_topics,
)
from portevoix.curate.forms.audience import AudienceForm
from portevoix.curate.forms.topics import TopicsForm
from portevoix.curate.models import Item
from portevoix.curate.queries.coverage import people_by_topic
from portevoix.curate.queries.review import item_to_review, items_to_review, waiting_by_source
from portevoix.curate.queries.stories import preview_of
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.web.page import page

DECISIONS = {"approve": approve_item, "decline": decline_item, "reopen": reopen_item}
# Of the queue, what is shown beside the story to decide.
NEXT_ONES = 8
# One press offers so many at once: whoever has more to read presses again.
AT_ONCE = 200


@page(audience="programme")
def review(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    source = _number(request, "source")
    items = Item.objects.visible_to(person)
    waiting = items_to_review(person, source=source)
    item = waiting.filter(pk=_number(request, "item")).first()
    item = item or item_to_review(person, after=_number(request, "after"), source=source)
    context: dict[str, Any] = {
        "left": waiting.count(),
        "decided": items.exclude(state="pending").filter(pk=_number(request, "decided")).first(),
        "source": source,
        "by_source": waiting_by_source(person),
        "nav": "review",
        "at": at,
    }
    if item:
        following = waiting.exclude(pk=item.pk)[:NEXT_ONES]
        context |= _desk(person, item) | {"following": following}
    return render(request, "curate/review.html", context)


@page(audience="programme", writes=True, reads=False)
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    decide_so = DECISIONS.get(request.POST.get("decision", ""))
    if decide_so is None:
        return _with_topics(request, item)
    decided = decide_so(item=item, by=person, at=at)
    shown = "item" if decided.state == Item.State.PENDING else "decided"
    return _back(request, **{shown: item.pk})


@page(audience="programme", writes=True, reads=False)
def assign(request: HttpRequest, item_id: int) -> HttpResponse:
    person = person_of(request)
    found = Item.objects.visible_to(person).select_related("audience")
    item = get_object_or_404(found, pk=item_id)
    form = AudienceForm(request.POST, person=person, audience=item.audience)
    if form.is_valid():
        set_audience(of=item, **form.wishes(), by=person, at=timezone.now())
    return _back(request, item=item.pk)


@page(audience="programme", writes=True, reads=False)
def offer_all(request: HttpRequest, source_id: int) -> HttpResponse:
    person = person_of(request)
    waiting = items_to_review(person, source=source_id)[:AT_ONCE]
    number = approve_items(items=waiting, by=person, at=timezone.now())
    words = ngettext("%(number)s story offered.", "%(number)s stories offered.", number)
    messages.success(request, words % {"number": number})
    return redirect("curate:review")


def _desk(person: Person, item: Item) -> dict[str, Any]:
    topics = list(item.topics.all())
    known = people_by_topic()
    readers = frozenset[int]().union(*(known.get(topic.pk, frozenset()) for topic in topics))
    return {
        "item": item,
        "story": preview_of(item),
        "readers": len(readers),
        "topics": topics,
        "form": TopicsForm(person=person, chosen=topics),
        "audience": AudienceForm(person=person, audience=item.audience),
    }


def _with_topics(request: HttpRequest, item: Item) -> HttpResponse:
    person = person_of(request)
    form = TopicsForm(request.POST, person=person, chosen=list(item.topics.all()))
    if form.is_valid():
        set_item_topics(item=item, topics=form.chosen(), by=person, at=timezone.now())
    return _back(request, item=item.pk)


def _back(request: HttpRequest, **shown: int) -> HttpResponse:
    source = _number(request, "source")
    asked = ({"source": source} if source else {}) | shown
    return redirect(f"{reverse('curate:review')}?{urlencode(asked)}")


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
