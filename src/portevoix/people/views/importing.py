"""Importing people: send, look, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.people.actions import importing
from portevoix.people.forms import ConfirmForm, ImportForm
from portevoix.people.models import ImportDraft
from portevoix.people.queries import draft_plan, person_of
from portevoix.people.rules.importing.plan import Plan, Step
from portevoix.people.rules.importing.table import MOST_BYTES
from portevoix.web.administration import tabs
from portevoix.web.page import page

SHOWN = 100


@page(audience="administrator", writes=True)
def send(request: HttpRequest) -> HttpResponseBase:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = importing.send_import(
                files=_sent(form), by=person_of(request), at=timezone.now()
            )
            return redirect("people:import_draft", ref=draft.ref)
        except importing.FileUnreadable as refusal:
            form.add_error(None, str(refusal))
    waiting = ImportDraft.objects.visible_to(person_of(request)).defer("people_text", "stays_text")
    context = {"tabs": tabs("import"), "form": form, "draft": waiting.first()}
    return render(request, "people/import.html", context)


@page(audience="administrator")
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    sent = _draft(request, ref)
    plan = draft_plan(sent, timezone.now().date())
    context = {
        "tabs": tabs("import"),
        "draft": sent,
        "plan": plan,
        "counts": _counts(plan),
        "troubles": [
            (trouble.line, importing.trouble_in_words(trouble))
            for trouble in plan.troubles[: SHOWN * 2]
        ],
        "steps": [_step_row(step) for step in plan.changes[:SHOWN]],
        "more_steps": max(len(plan.changes) - SHOWN, 0),
        "form": ConfirmForm(),
    }
    return render(request, "people/import_draft.html", context)


# Not one transaction: each batch is its own, so that an interrupted import can continue.
@page(audience="administrator", writes=True, reads=False, calls_out=True)
def apply(request: HttpRequest, ref: str) -> HttpResponseBase:
    plan = importing.apply_draft(
        draft=_draft(request, ref),
        by=person_of(request),
        at=timezone.now(),
        has_confirmed=request.POST.get("has_confirmed") == "on",
    )
    said = _("The import is done: %(changes)s people were added or changed.")
    messages.success(request, said % {"changes": len(plan.changes)})
    return redirect("people:import")


@page(audience="administrator", writes=True, reads=False)
def discard(request: HttpRequest, ref: str) -> HttpResponseBase:
    importing.discard_draft(draft=_draft(request, ref), by=person_of(request), at=timezone.now())
    messages.info(request, _("Nothing was changed, and the files are forgotten."))
    return redirect("people:import")


def _draft(request: HttpRequest, ref: str) -> ImportDraft:
    return get_object_or_404(ImportDraft.objects.visible_to(person_of(request)), ref=ref)


def _sent(form: ImportForm) -> importing.SentFiles:
    people, stays = form.cleaned_data["people"], form.cleaned_data["stays"]
    # One byte more than allowed is enough to know that a file is too big.
    return importing.SentFiles(
        people=people.read(MOST_BYTES + 1),
        stays=stays.read(MOST_BYTES + 1) if stays else b"",
        is_complete=form.cleaned_data["is_complete"],
        adds_topics=form.cleaned_data["adds_topics"],
    )


def _counts(plan: Plan) -> list[tuple[str, int]]:
    return [
        (_("New"), plan.count("new")),
        (_("Changed"), plan.count("changed")),
        (_("Come back"), plan.count("returns")),
        (_("Leave"), plan.count("leaves")),
        (_("Unchanged"), plan.count("unchanged")),
        (_("Lines left out"), len(plan.troubles)),
    ]


def _step_row(step: Step) -> list[object]:
    kinds = {
        "new": _("new"),
        "changed": _("changed"),
        "returns": _("comes back"),
        "leaves": _("leaves"),
    }
    return [step.name, kinds[step.kind], ", ".join(_what_changes(step)), step.line or "–"]


def _what_changes(step: Step) -> list[str]:
    words = {
        "reference": _("reference"),
        "email": _("mail address"),
        "name": _("name"),
        "job": _("job"),
        "language": _("language"),
        "joined_on": _("joined on"),
        "left_on": _("left on"),
    }
    changes = [words[key] for key in step.values] if step.kind != "new" else []
    extras = ((step.team or step.stays, _("team")), (step.topics, _("expertise")))
    return changes + [word for is_there, word in extras if is_there]
