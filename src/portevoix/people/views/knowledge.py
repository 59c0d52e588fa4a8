"""What one knows."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from portevoix.people.actions.expertise import declare_expertise, withdraw_expertise
from portevoix.people.models import Topic
from portevoix.people.queries import (
    expertise_of,
    person_of,
    topics_by_field,
    topics_suggested_to,
)
from portevoix.web.page import page

SUGGESTED = 9


@page(audience="employee")
def expertise(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "")[:80].strip()
    person = person_of(request)
    declared = expertise_of(person)
    known = {row.topic.pk for row in declared}
    groups = [
        replace(group, topics=tuple(topic for topic in group.topics if topic.pk not in known))
        for group in topics_by_field(q)
    ]
    context = {
        "nav": "more",
        "q": q,
        "declared": declared,
        "suggested": [] if q else topics_suggested_to(person, timezone.localdate(), SUGGESTED),
        "groups": [group for group in groups if group.topics],
    }
    return render(request, "people/expertise.html", context)


@page(audience="employee", writes=True, reads=False)
def declare(request: HttpRequest) -> HttpResponseBase:
    person = person_of(request)
    visible = Topic.objects.visible_to(person)
    topic = get_object_or_404(visible, slug=request.POST.get("topic", ""))
    declare_expertise(topic=topic, by=person, at=timezone.now())
    return _back(request)


@page(audience="employee", writes=True, reads=False)
def withdraw(request: HttpRequest) -> HttpResponseBase:
    person = person_of(request)
    visible = Topic.objects.visible_to(person)
    topic = get_object_or_404(visible, slug=request.POST.get("topic", ""))
    withdraw_expertise(topic=topic, by=person, at=timezone.now())
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseBase:
    q = request.POST.get("q", "")[:80]
    return redirect(reverse("people:expertise") + (f"?{urlencode({'q': q})}" if q else ""))
