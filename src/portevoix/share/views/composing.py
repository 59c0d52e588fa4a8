"""Say something: one's own words first, then where and when."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.models import Item
from portevoix.govern.queries import has_signed
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person
from portevoix.people.queries import organisation, person_of
from portevoix.share.actions.composing import Composition, declare_share, plan_shares
from portevoix.share.forms import ComposeForm, PostedForm
from portevoix.share.models import Share, Suggestion
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode, Network
from portevoix.share.queries import promotes_house, warnings_on
from portevoix.web.page import page


@page(audience="employee", writes=True)
def compose(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    if not has_signed(person):
        return redirect(f"/charter/?next={request.path}")
    form = ComposeForm(request.POST or None, person=person, at=at)
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        warnings = form.unseen(warnings_on(form.cleaned_data["words"], item, person))
        shares = [] if warnings else _planned(form, item, person)
        if shares:
            return _after(request, shares, form)
    context = _beside(item, person) | {"form": form, "warnings": warnings, "at": at}
    return render(request, "share/compose.html", context, status=422 if form.errors else 200)


@page(audience="employee", writes=True, reads=False)
def declare(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    posted = PostedForm(request.POST)
    form = ComposeForm(None, person=person, at=at)
    if posted.is_valid():
        share = _declared(posted, item, person)
        if share:
            messages.success(request, _("Noted: it counts as published by yourself."))
            return redirect("share:share", share.pk)
    context = _beside(item, person) | {"form": form, "posted": posted, "at": at}
    return render(request, "share/compose.html", context, status=422)


def _planned(form: ComposeForm, item: Item, person: Person) -> list[Share]:
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
    return declare_share(composition=composition, post_url=url, by=person, at=timezone.now())


def _after(request: HttpRequest, shares: list[Share], form: ComposeForm) -> HttpResponse:
    if form.scheduled_for().is_shifted:
        messages.info(request, _("The clock changes then: we took the first moment that exists."))
    if len(shares) == 1:
        return redirect("share:share", shares[0].pk)
    return redirect("share:shares")


def _beside(item: Item, person: Person) -> dict[str, object]:
    house = organisation()
    suggestions = Suggestion.objects.visible_to(person).filter(item=item)
    networks = [network for network in registry.ALL if Mode.DECLARED in network.modes]
    return {
        "item": item,
        "nav": "share",
        "posted": PostedForm(),
        "suggestions": [
            {"id": one.pk, "text": one.words, "language": one.language} for one in suggestions
        ],
        "counters": [_counter(network) for network in networks if network.limits.maximum],
        "card": {"title": item.title, "description": item.summary, "site": _host(item.url)},
        "disclosure": house if promotes_house(item, house) else None,
    }


def _counter(network: Network) -> dict[str, object]:
    return {
        "field_id": "id_words",
        "network": network.name,
        "limit": network.limits.maximum - network.limits.link_cost - 2,
        "address_cost": network.limits.link_cost,
    }


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
