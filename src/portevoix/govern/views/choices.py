"""The switch beside each purpose: one press gives, one press withdraws."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.govern import actions
from portevoix.govern.models import Purpose
from portevoix.people.queries import person_of
from portevoix.web.page import page
from portevoix.web.returning import place_to_return


@page(audience="person", writes=True, reads=False)
def switch(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    purposes = Purpose.objects.visible_to(person)
    purpose = get_object_or_404(purposes, key=request.POST.get("purpose", ""))
    if request.POST.get("choice") == "on":
        actions.give_consent(purpose_key=purpose.key, by=person, at=at)
        said = _("“%(purpose)s” is on. The same switch turns it off.")
    else:
        actions.withdraw_consent(purpose_key=purpose.key, by=person, at=at)
        said = _("“%(purpose)s” is off, from this moment.")
    messages.success(request, said % {"purpose": purpose.name})
    return redirect(place_to_return(request, "home:my_data"))
