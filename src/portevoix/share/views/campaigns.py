"""Campaigns in the studio: one page from intention to result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.govern.queries import safeguard
from portevoix.lib.refusals import Refusal
from portevoix.people.models.language import Language
from portevoix.people.queries import person_of
from portevoix.share.actions.campaigns import (
    begin_campaign,
    change_campaign,
    end_campaign,
    offer_campaign,
    prepare_campaign,
    recall_campaign,
    set_items,
    set_target,
)
from portevoix.share.forms.campaigns import AboutForm, IntentionForm, RecallForm, TargetForm
from portevoix.share.models import Campaign, Kit
from portevoix.share.queries.campaigns import (
    campaigns_in_studio,
    items_of,
    items_to_choose,
    phase_on,
    told_of,
)
from portevoix.share.rules.campaigns import Phase
from portevoix.share.views.campaign_words import phase_in_words, target_in_words
from portevoix.web.page import page

NAV = {"nav": "campaigns"}
OPEN = {Phase.DRAFT, Phase.TO_COME, Phase.RUNNING}


@page(audience="programme")
def campaign_list(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    rows = [
        {"campaign": one, "phase": phase_in_words(phase_on(one, person, at)), "last_on": _last(one)}
        for one in campaigns_in_studio(person)
    ]
    return render(request, "share/campaign_list.html", NAV | {"rows": rows})


@page(audience="programme", writes=True)
def prepare(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = IntentionForm(request.POST or None, person=person, campaign=None)
    if request.method == "POST" and form.is_valid():
        made = _done(
            form,
            lambda: prepare_campaign(intention=form.intention(), by=person, at=timezone.now()),
        )
        if made:
            return redirect("share:campaign_studio", made.slug)
    context = NAV | {"form": form, "heading": _("A new campaign"), "submit": _("Prepare it")}
    return render(request, "share/campaign_form.html", context, status=_status(form))


@page(audience="programme")
def campaign_studio(request: HttpRequest, slug: str) -> HttpResponse:
    return _shown(request, _campaign(request, slug))


@page(audience="programme", writes=True)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    person, campaign = person_of(request), _campaign(request, slug)
    form = IntentionForm(request.POST or None, person=person, campaign=campaign)
    return _form_page(
        request,
        campaign,
        form,
        _("The intention"),
        lambda: change_campaign(
            campaign=campaign, intention=form.intention(), by=person, at=timezone.now()
        ),
    )


@page(audience="programme", writes=True)
def target(request: HttpRequest, slug: str) -> HttpResponse:
    person, campaign = person_of(request), _campaign(request, slug)
    form = TargetForm(request.POST or None, person=person, campaign=campaign)
    return _form_page(
        request,
        campaign,
        form,
        _("Whom it is for"),
        lambda: set_target(campaign=campaign, **form.wishes(), by=person, at=timezone.now()),
    )


@page(audience="programme", writes=True)
def about(request: HttpRequest, slug: str) -> HttpResponse:
    person, campaign, at = person_of(request), _campaign(request, slug), timezone.now()
    items = items_to_choose(campaign, person, at)
    chosen = {item.pk for item in items_of(campaign, person, at)}
    form = AboutForm(request.POST or None, items=items, chosen=chosen)
    return _form_page(
        request,
        campaign,
        form,
        _("What it is about"),
        lambda: set_items(campaign=campaign, items=form.chosen(), by=person, at=at),
    )


ACTS: dict[str, Callable[..., Campaign]] = {
    "begin": begin_campaign,
    "offer": offer_campaign,
    "end": end_campaign,
}


@page(audience="programme", writes=True, reads=False)
def act(request: HttpRequest, slug: str) -> HttpResponse:
    campaign, asked = _campaign(request, slug), request.POST.get("act", "")
    if asked in ACTS:
        ACTS[asked](campaign=campaign, by=person_of(request), at=timezone.now())
        messages.success(request, _SAID[asked]())
    return redirect("share:campaign_studio", campaign.slug)


@page(audience="programme", writes=True, reads=False)
def recall(request: HttpRequest, slug: str) -> HttpResponse:
    campaign, form = _campaign(request, slug), RecallForm(request.POST)
    if not form.is_valid():
        return _shown(request, campaign, form)
    why, person, at = form.cleaned_data["why"], person_of(request), timezone.now()
    recall_campaign(campaign=campaign, why=why, by=person, at=at)
    messages.success(request, _("Recalled: nothing of it that is unsent leaves any more."))
    return redirect("share:campaign_studio", campaign.slug)


_SAID: dict[str, Callable[[], str]] = {
    "begin": lambda: _("It begins: those it is for see it from its first day."),
    "offer": lambda: _("Those it is for are asked, each as rarely as she wishes."),
    "end": lambda: _("It is over. What people planned of it leaves as they planned."),
}


def _campaign(request: HttpRequest, slug: str) -> Campaign:
    visible = Campaign.objects.visible_to(person_of(request)).select_related("audience")
    return get_object_or_404(visible, slug=slug)


def _shown(
    request: HttpRequest, campaign: Campaign, recalling: RecallForm | None = None
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    phase = phase_on(campaign, person, at)
    kits = {kit.language: kit for kit in Kit.objects.visible_to(person).filter(campaign=campaign)}
    context = NAV | {
        "campaign": campaign,
        "phase": phase,
        "phase_words": phase_in_words(phase),
        "last_on": _last(campaign),
        "target": target_in_words(campaign),
        "items": items_of(campaign, person, at),
        "kits": [
            {"code": code, "name": name, "kit": kits.get(code)} for code, name in _languages()
        ],
        "is_open": phase in OPEN,
        "told": told_of(campaign),
        "least": safeguard("group_minimum"),
        "recalling": recalling or RecallForm(),
    }
    status = 422 if recalling else 200
    return render(request, "share/campaign_studio.html", context, status=status)


def _form_page(
    request: HttpRequest, campaign: Campaign, form: Form, heading: str, deed: Callable[[], Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect("share:campaign_studio", campaign.slug)
    context = NAV | {"campaign": campaign, "form": form, "heading": heading, "submit": _("Save")}
    return render(request, "share/campaign_form.html", context, status=_status(form))


def _done(form: Form, deed: Callable[[], Any]) -> Any:
    try:
        with transaction.atomic():
            return deed()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _status(form: Form) -> int:
    return 422 if form.errors else 200


def _last(campaign: Campaign) -> Any:
    return campaign.ends_on - timedelta(days=1)


def _languages() -> list[tuple[str, str]]:
    return [(str(code), str(name)) for code, name in Language.choices]
