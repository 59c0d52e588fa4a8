"""The ways in of recruitment steps: doors, their health, files, and codes attached by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.lib.refusals import Refusal
from portevoix.lib.sealing import Secret
from portevoix.people.models import Person
from portevoix.people.rules.importing.table import MOST_BYTES
from portevoix.share.actions.intake import close_door, forget_problem, open_hook, open_key
from portevoix.share.actions.referring import attach_code
from portevoix.share.actions.step_files import apply_steps, discard_steps, line_in_words, send_steps
from portevoix.share.forms.referrals import AttachForm, HookForm, KeyForm, StepFileForm
from portevoix.share.models import IntakeDoor, IntakeProblem, StepFile
from portevoix.share.queries.intake import doors_for
from portevoix.share.sources.registry import BY_KEY
from portevoix.share.views.recruiting import hr_of, tabs
from portevoix.share.views.referral_words import problem_words, step_words
from portevoix.web.page import page

SHOWN = 100


@page(audience="hr", writes=True)
def doors(request: HttpRequest) -> HttpResponse:
    person, at = hr_of(request), timezone.now()
    is_key = request.POST.get("kind") == "key"
    hook_form = HookForm(request.POST if request.POST and not is_key else None)
    key_form = KeyForm(request.POST if is_key else None)
    key = ""
    if request.method == "POST" and is_key and key_form.is_valid():
        key = open_key(**key_form.cleaned_data, by=person, at=at).key
        key_form = KeyForm()
    if request.method == "POST" and not is_key and hook_form.is_valid():
        said = hook_form.cleaned_data
        secret = Secret(said["secret"])
        open_hook(system=said["system"], name=said["name"], secret=secret, by=person, at=at)
        messages.success(request, _("The way in is open: give its address to your system."))
        return redirect("share:doors")
    context = {
        "tabs": tabs(person, "doors"),
        "lines": _lines(person),
        "hook_form": hook_form,
        "key_form": key_form,
        "key": key,
        "steps_url": settings.PUBLIC_URL + reverse("share:intake_steps"),
        "nav": "referrals",
        "at": at,
    }
    has_errors = bool(hook_form.errors or key_form.errors)
    return render(request, "share/doors.html", context, status=422 if has_errors else 200)


@page(audience="hr", writes=True, reads=False)
def close(request: HttpRequest, ref: str) -> HttpResponse:
    person = hr_of(request)
    door = get_object_or_404(IntakeDoor.objects.visible_to(person), ref=ref)
    close_door(door=door, by=person, at=timezone.now())
    messages.success(request, _("Closed for good: its secret or key opens nothing any more."))
    return redirect("share:doors")


@page(audience="hr", writes=True, reads=False)
def look_into(request: HttpRequest, problem_id: int) -> HttpResponse:
    person = hr_of(request)
    problem = get_object_or_404(IntakeProblem.objects.visible_to(person), pk=problem_id)
    forget_problem(problem=problem, by=person, at=timezone.now())
    return redirect("share:doors")


@page(audience="hr", writes=True)
def step_file(request: HttpRequest) -> HttpResponse:
    person, at = hr_of(request), timezone.now()
    form = StepFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read(MOST_BYTES + 1)
        try:
            with transaction.atomic():
                sent = send_steps(data=data, system=form.cleaned_data["system"], by=person, at=at)
            return redirect("share:step_draft", ref=sent.ref)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    return _files(request, person, form=form)


@page(audience="hr", writes=True, reads=False)
def attach(request: HttpRequest) -> HttpResponse:
    person, form = hr_of(request), AttachForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                attach_code(**form.cleaned_data, by=person, at=timezone.now())
            messages.success(request, _("Attached. Whose link it is stays with that person."))
            return redirect("share:step_file")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _files(request, person, attach_form=form)


@page(audience="hr")
def step_draft(request: HttpRequest, ref: str) -> HttpResponse:
    person = hr_of(request)
    sent = get_object_or_404(StepFile.objects.visible_to(person), ref=ref)
    rows = [[row[0], step_words(row[2]), row[3][:10] or "–", len(row) > 4] for row in sent.rows]
    context = {
        "tabs": tabs(person, "step_file"),
        "sent": sent,
        "rows": rows[:SHOWN],
        "more": max(len(rows) - SHOWN, 0),
        "count": len(rows),
        "troubles": [
            (line, line_in_words(reason, detail)) for line, reason, detail in sent.troubles[:SHOWN]
        ],
        "nav": "referrals",
    }
    return render(request, "share/step_draft.html", context)


# Not one transaction: each batch is its own, so that an interrupted file can continue.
@page(audience="hr", writes=True, reads=False, calls_out=True)
def apply_file(request: HttpRequest, ref: str) -> HttpResponse:
    person = hr_of(request)
    sent = get_object_or_404(StepFile.objects.visible_to(person), ref=ref)
    if request.POST.get("answer") == "discard":
        discard_steps(file=sent, by=person, at=timezone.now())
        messages.info(request, _("Nothing was changed, and the file is forgotten."))
        return redirect("share:step_file")
    kept = apply_steps(file=sent, by=person, at=timezone.now())
    said = _("Done: %(new)s steps were new, %(known)s were known already.")
    messages.success(request, said % {"new": kept.new, "known": kept.known})
    return redirect("share:step_file")


def _files(
    request: HttpRequest,
    person: Person,
    *,
    form: StepFileForm | None = None,
    attach_form: AttachForm | None = None,
) -> HttpResponse:
    shown = {
        "form": form or StepFileForm(),
        "attach_form": attach_form or AttachForm(),
        "draft": StepFile.objects.visible_to(person).first(),
        "tabs": tabs(person, "step_file"),
        "nav": "referrals",
    }
    has_errors = any(one.errors for one in (form, attach_form) if one)
    return render(request, "share/step_file.html", shown, status=422 if has_errors else 200)


def _lines(person: Person) -> list[dict[str, object]]:
    return [
        {
            "door": line.door,
            "system": BY_KEY[line.door.system].name if line.door.system in BY_KEY else "",
            "url": settings.PUBLIC_URL + reverse("share:intake_hook", args=[line.door.ref]),
            "problems": [(problem, problem_words(problem)) for problem in line.problems],
        }
        for line in doors_for(person)
    ]
