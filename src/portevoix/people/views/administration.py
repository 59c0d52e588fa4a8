"""Topics and roles, in the hands of the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portevoix.lib.refusals import Refusal
from portevoix.people.actions.organisation import plant_taxonomy
from portevoix.people.actions.roles import give_role, take_role
from portevoix.people.actions.topics import TopicNames, add_topic, rename_topic, retire_topic
from portevoix.people.forms import NewTopicForm, RoleForm, TopicForm
from portevoix.people.models import Person, Topic
from portevoix.people.queries import people_with_roles, person_of, topics_by_field
from portevoix.web.page import page


@page(audience="administrator", writes=True)
def topics(request: HttpRequest) -> HttpResponseBase:
    form = NewTopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        field, names = form.cleaned_data["field"], _names(form)
        try:
            add_topic(names=names, field=field, by=person_of(request), at=timezone.now())
            return redirect("people:topics")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"tabs": tabs("topics"), "groups": topics_by_field(), "form": form}
    return render(request, "people/topics.html", context)


@page(audience="administrator", writes=True, reads=False)
def plant(request: HttpRequest) -> HttpResponseBase:
    plant_taxonomy(by=person_of(request), at=timezone.now())
    return redirect("people:topics")


@page(audience="administrator", writes=True)
def topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = _topic(request, slug)
    written = {
        "english": found.name_en,
        "french": found.name_fr,
        "keywords": "\n".join(found.keywords),
    }
    form = TopicForm(request.POST or None, initial=written)
    if request.method == "POST" and form.is_valid():
        try:
            rename_topic(topic=found, names=_names(form), by=person_of(request), at=timezone.now())
            return redirect("people:topics")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"tabs": tabs("topics"), "topic": found, "form": form}
    return render(request, "people/topic.html", context)


@page(audience="administrator", writes=True, reads=False)
def retire(request: HttpRequest, slug: str) -> HttpResponseBase:
    retire_topic(topic=_topic(request, slug), by=person_of(request), at=timezone.now())
    return redirect("people:topics")


@page(audience="administrator", writes=True)
def roles(request: HttpRequest) -> HttpResponseBase:
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        colleague = _colleagues(request).filter(email__iexact=form.cleaned_data["email"]).first()
        if colleague:
            role = form.cleaned_data["role"]
            give_role(person=colleague, role=role, by=person_of(request), at=timezone.now())
            messages.success(request, _("The role is given."))
            return redirect("people:roles")
        form.add_error("email", _("Nobody who works here has this mail address."))
    context = {"tabs": tabs("roles"), "people": people_with_roles(), "form": form}
    return render(request, "people/roles.html", context)


@page(audience="administrator", writes=True, reads=False)
def take(request: HttpRequest) -> HttpResponseBase:
    colleague = get_object_or_404(_colleagues(request), ref=request.POST.get("person", ""))
    role = request.POST.get("role", "")
    take_role(person=colleague, role=role, by=person_of(request), at=timezone.now())
    return redirect("people:roles")


def tabs(current: str) -> list[dict[str, Any]]:
    pages = {
        "admin_people": _("People"),
        "import": _("Import people"),
        "roles": _("Roles"),
        "topics": _("Topics"),
    }
    own = [
        {"name": name, "url": reverse(f"people:{key}"), "current": key == current}
        for key, name in pages.items()
    ]
    freeze = {"name": pgettext("page", "Freeze"), "url": reverse("govern:freeze"), "current": False}
    return [*own, freeze]


def _names(form: TopicForm) -> TopicNames:
    written = form.cleaned_data
    return TopicNames(written["english"], written["french"], written["keywords"])


def _topic(request: HttpRequest, slug: str) -> Topic:
    return get_object_or_404(Topic.objects.visible_to(person_of(request)), slug=slug)


def _colleagues(request: HttpRequest) -> Any:
    return Person.objects.visible_to(person_of(request)).present()
