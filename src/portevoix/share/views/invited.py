"""Campaigns as those they are for see them: what it is, what helps, and her own yes or no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.notify.actions.asking import answer_ask
from portevoix.notify.models import Ask
from portevoix.people.queries import person_of
from portevoix.share.engines.visuals import visual_path
from portevoix.share.models import Campaign, Visual
from portevoix.share.queries.campaigns import (
    campaigns_for,
    invitations_of,
    items_of,
    kit_of,
    matter_of,
    phase_on,
)
from portevoix.share.rules.campaigns import Phase
from portevoix.share.views.campaign_words import phase_in_words
from portevoix.share.views.kit_words import kit_in_words
from portevoix.web.page import page
from portevoix.web.returning import place_to_return


@page(audience="employee")
def campaigns(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    context = {"campaigns": list(campaigns_for(person, at)), "nav": "share"}
    return render(request, "share/campaigns.html", context)


@page(audience="employee")
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    visible = Campaign.objects.visible_to(person).begun().meant_for(person, at)
    one = get_object_or_404(visible, slug=slug)
    phase, kit = phase_on(one, person, at), kit_of(one, person)
    waiting = (asked for asked in invitations_of(person, at) if asked.campaign == one)
    context = {
        "campaign": one,
        "phase": phase,
        "phase_words": phase_in_words(phase),
        "is_running": phase is Phase.RUNNING,
        "last_on": one.ends_on - timedelta(days=1),
        "invitation": next(waiting, None),
        "items": items_of(one, person, at),
        "kit": kit_in_words(kit) if kit else None,
        "nav": "share",
        "at": at,
    }
    return render(request, "share/campaign.html", context)


@page(audience="employee")
def visual(request: HttpRequest, visual_id: int) -> FileResponse:
    seen = Visual.objects.visible_to(person_of(request))
    path = visual_path(get_object_or_404(seen, pk=visual_id).picture)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@page(audience="employee", writes=True, reads=False)
def answer(request: HttpRequest, ask_id: int) -> HttpResponse:
    person, said = person_of(request), request.POST.get("answer", "")
    asked = get_object_or_404(Ask.objects.visible_to(person), pk=ask_id)
    answer_ask(ask=asked, answer=said, by=person, at=timezone.now())
    if said != Ask.Answer.YES:
        messages.success(request, _SAID[said]())
        return redirect(place_to_return(request, "home:today"))
    running = campaigns_for(person, timezone.now())
    wanted = next((one for one in running if asked.about == matter_of(one)), None)
    return redirect("share:campaign", wanted.slug) if wanted else redirect("share:campaigns")


_SAID: dict[str, Callable[[], str]] = {
    Ask.Answer.NOT_THIS: lambda: _("Noted. Nobody is told, and nothing is asked for two weeks."),
    Ask.Answer.LATER: lambda: _("It comes back here in a week, once."),
    Ask.Answer.NEVER: lambda: _("Nothing of this kind is asked any more, until you say so."),
}
