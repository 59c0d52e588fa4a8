"""The freeze: one page to hold every publication, and to let them go again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.govern import actions
from portevoix.govern.forms import FreezeForm, LiftForm
from portevoix.govern.queries import freezes, standing_freeze
from portevoix.people.queries import person_of
from portevoix.web.page import page


@page(audience="crisis", writes=True)
def freeze(request: HttpRequest) -> HttpResponse:
    person, standing = person_of(request), standing_freeze()
    kind = LiftForm if standing else FreezeForm
    # A page that was opened before somebody else froze or lifted asks the other thing.
    is_stale = request.method == "POST" and kind.is_asked_by(request.POST) is False
    form = kind(request.POST if request.method == "POST" and not is_stale else None)
    if form.is_valid():
        reason, at = form.cleaned_data["reason"], timezone.now()
        if standing:
            actions.lift_freeze(reason=reason, by=person, at=at)
            messages.success(request, _("Lifted: publications leave again."))
        else:
            actions.freeze_publications(reason=reason, by=person, at=at)
            messages.success(request, _("Frozen: nothing that is not sent yet will leave."))
        return redirect("govern:freeze")
    if is_stale:
        messages.warning(request, _("A colleague was quicker: this is how it stands now."))
    context = {
        "space": "studio" if person.may_enter("programme") else "admin",
        "nav": "freeze",
        "standing": standing,
        "earlier": freezes()[:12],
        "form": form,
    }
    status = 422 if form.errors else 409 if is_stale else 200
    return render(request, "govern/freeze.html", context, status=status)
