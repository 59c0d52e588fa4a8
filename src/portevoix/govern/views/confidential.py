"""The words that the house keeps to itself: HR and legal write the list, the desk reads it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.govern import actions
from portevoix.govern.forms import ConfidentialForm
from portevoix.govern.models import ConfidentialPhrase
from portevoix.govern.views.writing import may_write_here
from portevoix.lib.refusals import Refusal
from portevoix.people.queries import person_of
from portevoix.web.page import page


@page(audience="desk", writes=True)
def confidential(request: HttpRequest) -> HttpResponse:
    can_write = may_write_here(request)
    form = ConfidentialForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _kept(form, request):
        messages.success(request, _("Listed: whoever writes it is warned, and nobody else."))
        return redirect("govern:confidential")
    phrases = ConfidentialPhrase.objects.visible_to(person_of(request)).order_by("phrase")
    context = {"nav": "confidential", "phrases": phrases, "form": form, "can_write": can_write}
    return render(request, "govern/confidential.html", context, status=422 if form.errors else 200)


@page(audience="desk", writes=True, reads=False)
def let_go(request: HttpRequest, phrase_id: int) -> HttpResponse:
    person = person_of(request)
    phrase = get_object_or_404(ConfidentialPhrase.objects.visible_to(person), pk=phrase_id)
    actions.let_go_confidential(phrase=phrase, by=person, at=timezone.now())
    messages.success(request, _("Taken off the list."))
    return redirect("govern:confidential")


def _kept(form: ConfidentialForm, request: HttpRequest) -> bool:
    try:
        with transaction.atomic():
            actions.keep_confidential(**form.cleaned_data, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        form.add_error("phrase", str(refusal))
        return False
    return True
