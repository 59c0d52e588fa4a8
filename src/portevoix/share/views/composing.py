"""Say something: one's own words first, then where and when."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.models import Item
from portevoix.govern.queries import PUBLISH, has_signed, is_agreed
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.share.actions.composing import Composition, declare_share, plan_shares
from portevoix.share.actions.drafting import keep_draft
from portevoix.share.forms import ComposeForm, PostedForm, warned_of, written_in
from portevoix.share.models import Campaign, Draft, Share, Suggestion
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode
from portevoix.share.queries import accounts_of
from portevoix.share.queries.bonuses import promise_for
from portevoix.share.queries.pictures import pictures_in
from portevoix.share.queries.warnings import warnings_on
from portevoix.share.views.drafting import add_pictures
from portevoix.share.views.kit_words import campaign_beside, campaign_said, still_runs
from portevoix.share.views.looking import look_of
from portevoix.share.views.spreading import moved_apart
from portevoix.web.page import page


@page(audience="employee", writes=True, calls_out=True)
def compose(request: HttpRequest, item_id: int) -> HttpResponse:
    # Its pictures are drawn anew before anything is planned: no transaction waits for that.
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    if request.method == "POST":
        return _said(request, item, person, at)
    if not has_signed(person):
        return redirect(f"{reverse('govern:charter')}?{urlencode({'next': request.path})}")
    draft = Draft.objects.visible_to(person).filter(item=item).first()
    form = ComposeForm(person=person, at=at, draft=draft)
    return _shown(request, item, form, draft, problems=request.session.pop("picture_problems", []))


@page(audience="employee", writes=True, reads=False)
def declare(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    posted = PostedForm(request.POST)
    if posted.is_valid():
        share = _declared(posted, item, person)
        if share:
            messages.success(request, _("Noted: it counts as published by yourself."))
            return redirect("share:share", share.pk)
    draft = Draft.objects.visible_to(person).filter(item=item).first()
    form = ComposeForm(person=person, at=at, draft=draft)
    return _shown(request, item, form, draft, posted=posted, status=422)


def _said(request: HttpRequest, item: Item, person: Person, at: datetime) -> HttpResponse:
    # Whatever happens next, what she wrote is kept.
    draft = keep_draft(written=written_in(request.POST), item=item, by=person, at=at)
    problems = add_pictures(request.FILES.getlist("pictures"), draft, person)
    form, is_held = ComposeForm(request.POST, person=person, at=at), bool(problems)
    told: dict[str, Any] = {}
    if form.is_valid() and not problems and still_runs(request, form, item, person, at):
        words = form.cleaned_data["words"]
        warnings = warnings_on(words, item, person, pictures_in(draft))
        warnings += moved_apart(form, item, person)
        is_held = bool(warnings) and not form.has_seen(warnings)
        told = {"warnings": warnings, "warned_of": warned_of(words, warnings)} if is_held else {}
        campaign = campaign_said(request, item, person, at)
        shares = [] if is_held else _planned(form, item, person, draft, campaign)
        if shares:
            return _after(request, shares, form)
    told |= {"problems": problems, "is_held": is_held}
    return _shown(request, item, form, draft, status=422 if form.errors or is_held else 200, **told)


def _shown(
    request: HttpRequest,
    item: Item,
    form: ComposeForm,
    draft: Draft | None,
    *,
    status: int = 200,
    **others: Any,
) -> HttpResponse:
    person = person_of(request)
    words = str(form["words"].value() or "").replace("\r\n", "\n").strip()
    ticked = [str(key) for key in form["places"].value() or []]
    places = [form.destinations[key] for key in ticked if key in form.destinations]
    context = look_of(words, places, item, person, draft) | _beside(item, person)
    context |= campaign_beside(request, item, person, form.at)
    context |= {
        "form": form,
        "at": form.at,
        "must_sign": not has_signed(person),
        "tab": request.POST.get("tab") or secrets.token_urlsafe(12),
        "picture_problems": others.pop("problems", []),
    }
    return render(request, "share/compose.html", context | others, status=status)


def _planned(
    form: ComposeForm, item: Item, person: Person, draft: Draft, campaign: Campaign | None
) -> list[Share]:
    compositions = [
        Composition(
            network=place.network,
            mode=place.mode,
            words=form.cleaned_data["words"],
            target_url=item.url,
            item=item,
            account=place.account,
            title=item.title,
            description=item.summary[:300],
            language=item.language,
            draft=draft,
            campaign=campaign,
        )
        for place in form.chosen()
    ]
    try:
        with transaction.atomic():
            return plan_shares(
                compositions=compositions,
                scheduled_for=form.scheduled_for().at,
                by=person,
                at=form.at,
            )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return []


def _declared(posted: PostedForm, item: Item, person: Person) -> Share | None:
    url = posted.cleaned_data["post_url"]
    network = registry.network_of_post(url)
    if network is None:
        posted.add_error("post_url", _("This does not look like the address of a post."))
        return None
    composition = Composition(network.key, Mode.DECLARED, "", item.url, item, title=item.title)
    try:
        with transaction.atomic():
            return declare_share(
                composition=composition, post_url=url, by=person, at=timezone.now()
            )
    except Refusal as refusal:
        posted.add_error("post_url", str(refusal))
        return None


def _after(request: HttpRequest, shares: list[Share], form: ComposeForm) -> HttpResponse:
    if form.scheduled_for().is_shifted:
        messages.info(request, _("The clock changes then: we took the first moment that exists."))
    if len(shares) == 1:
        return redirect("share:share", shares[0].pk)
    return redirect("share:shares")


def _beside(item: Item, person: Person) -> dict[str, object]:
    has_accounts = bool(accounts_of(person))
    return {
        "nav": "share",
        "posted": PostedForm(),
        "suggestions": _suggestions(item, person),
        # A reward makes a public post an advertisement that must say so.
        "promise": promise_for(item, timezone.now()) if item.kind == Item.Kind.OPENING else None,
        "has_accounts": has_accounts,
        "lacks_consent": has_accounts and not is_agreed(person, PUBLISH),
        "may_suggest": person.may_enter("programme"),
    }


def _suggestions(item: Item, person: Person) -> list[dict[str, object]]:
    """Those in her own language; where there is none, those in another."""
    every = Suggestion.objects.visible_to(person).filter(item=item).order_by("created_at", "pk")
    own = [one for one in every if one.language == person.language]
    return [
        {"id": one.pk, "text": one.words, "language": one.language} for one in own or list(every)
    ]
