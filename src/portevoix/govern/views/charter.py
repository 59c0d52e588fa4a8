"""The charter: read it, sign it, publish the next version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portevoix.govern import actions
from portevoix.govern.forms import CharterForm, SignForm
from portevoix.govern.models import Charter, Signature
from portevoix.govern.rules.charter import STARTING_CHARTER
from portevoix.govern.views.writing import may_write_here
from portevoix.people.models import Person
from portevoix.people.queries import organisation, person_of
from portevoix.web.markdown import as_html
from portevoix.web.page import page
from portevoix.web.returning import asked_place, place_to_return
from portevoix.web.typography import typeset


@page(audience="person")
def charter(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    current = Charter.objects.visible_to(person).current()
    if current is None:
        return render(request, "govern/charter.html", {"can_write": may_write_here(request)})
    context = {
        "document": _document(current),
        "charter": current,
        "signature": _signature(current, person),
        "can_sign": person.is_present,
        "has_signed_earlier": Signature.objects.visible_to(person).exists(),
        "next": asked_place(request),
    }
    return render(request, "govern/charter.html", context)


@page(audience="employee", writes=True, reads=False)
def sign(request: HttpRequest) -> HttpResponse:
    form = SignForm(request.POST)
    if not form.is_valid():
        return redirect("govern:charter")
    actions.sign_charter(
        version=form.cleaned_data["version"], by=person_of(request), at=timezone.now()
    )
    messages.success(request, _("Signed. You will find it here whenever you want to read it."))
    return redirect(place_to_return(request, "govern:charter"))


@page(audience="desk")
def version(request: HttpRequest, number: int) -> HttpResponse:
    charters = Charter.objects.visible_to(person_of(request))
    found = get_object_or_404(charters, version=number)
    context = {"document": _document(found), "charter": found, "nav": "charter"}
    return render(request, "govern/charter_version.html", context)


@page(audience="desk", writes=True)
def publish(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    versions = Charter.objects.visible_to(person).order_by("-version")
    current = versions.current()
    form = CharterForm(request.POST or None, initial=_starting(current), current=current)
    context: dict[str, Any] = {"nav": "charter", "versions": versions, "form": form}
    context["can_write"] = may_write_here(request)
    if request.method != "POST" or not form.is_valid():
        return render(request, "govern/publish_charter.html", context, status=_status(form))
    if "preview" in request.POST:
        context["previews"] = [
            {
                "language": "fr",
                "body": as_html(typeset(form.cleaned_data["text_fr"], "fr"), under=3),
            },
            {"language": "en", "body": as_html(form.cleaned_data["text_en"], under=3)},
        ]
        return render(request, "govern/publish_charter.html", context)
    published = actions.publish_charter(
        text_en=form.cleaned_data["text_en"],
        text_fr=form.cleaned_data["text_fr"],
        by=person,
        at=timezone.now(),
    )
    said = _("Version %(version)s is in force. Everyone reads and signs it before sharing again.")
    messages.success(request, said % {"version": published.version})
    return redirect("govern:publish_charter")


def _document(charter: Charter) -> dict[str, Any]:
    return {
        "title": _title(),
        "version": charter.version,
        "in_force_on": charter.published_at,
        "body": as_html(typeset(charter.text, get_language() or "")),
        "language": get_language(),
    }


def _title() -> str:
    house = organisation()
    if house is None:
        return _("Charter")
    return _("Charter of %(organisation)s") % {"organisation": house.name}


def _signature(charter: Charter, person: Person) -> str:
    signature = charter.signatures.filter(person=person).first()
    if signature is None:
        return ""
    day = date_format(timezone.localtime(signature.signed_at), "DATE_FORMAT")
    return _("You signed this version on %(day)s.") % {"day": day}


def _starting(current: Charter | None) -> dict[str, str]:
    if current is None:
        return {f"text_{language}": text for language, text in STARTING_CHARTER.items()}
    return {"text_en": current.text_en, "text_fr": current.text_fr}


def _status(form: CharterForm) -> int:
    return 422 if form.is_bound else 200
