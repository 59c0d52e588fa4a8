"""One's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.lib.refusals import Refusal
from portevoix.people.actions.passwords import change_password
from portevoix.people.forms import PasswordForm
from portevoix.people.queries import person_of
from portevoix.web.page import page


@page(audience="person", writes=True)
def password(request: HttpRequest) -> HttpResponseBase:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = change_password(**form.cleaned_data, by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("Your password is changed. Other sessions are closed."))
            return redirect("people:password")
    return render(request, "people/password.html", {"nav": "more", "form": form})
