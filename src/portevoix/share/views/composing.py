"""Say something: one's own words first, then where and when."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings
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
from portevoix.people.queries import organisation, person_of
from portevoix.share.actions.composing import Composition, declare_share, plan_shares
from portevoix.share.forms import LONGEST, ComposeForm, PostedForm
from portevoix.share.models import Share, Suggestion
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode, Network
from portevoix.share.queries import accounts_of, promotes_house, warnings_on
from portevoix.share.queries.bonuses import promise_for
from portevoix.share.rules.codes import LENGTH
from portevoix.share.rules.words import Counting
from portevoix.web.page import page

# As long as any link of ours: what is left is counted beside it.
SAMPLE_LINK = f"{settings.LINK_URL}/l/{'a' * LENGTH}"


@page(audience="employee", writes=True)
def compose(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    must_sign = not has_signed(person)
    if must_sign and request.method != "POST":
        return redirect(f"{reverse('govern:charter')}?{urlencode({'next': request.path})}")
    form = ComposeForm(request.POST or None, person=person, at=at)
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        warnings = form.unseen(warnings_on(form.cleaned_data["words"], item, person))
        shares = [] if warnings else _planned(form, item, person)
        if shares:
            return _after(request, shares, form)
    shown = {"form": form, "warnings": warnings, "at": at, "must_sign": must_sign}
    is_kept = bool(form.errors or warnings)
    context = _beside(item, person) | shown
    return render(request, "share/compose.html", context, status=422 if is_kept else 200)


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
    house, has_accounts = organisation(), bool(accounts_of(person))
    suggestions = Suggestion.objects.visible_to(person).filter(item=item)
    return {
        "item": item,
        "nav": "share",
        "posted": PostedForm(),
        "suggestions": [
            {"id": one.pk, "text": one.words, "language": one.language} for one in suggestions
        ],
        "counters": [_counter(network) for network in registry.ALL if _is_short(network)],
        "card": {
            "title": item.title,
            "description": item.summary,
            "site": _host(item.url),
            "image": reverse("curate:picture", args=[item.pk]) if item.picture else "",
        },
        # A reward makes a public post an advertisement that must say so.
        "promise": promise_for(item, timezone.now()) if item.kind == Item.Kind.OPENING else None,
        "disclosure": house if promotes_house(item, house) else None,
        "has_accounts": has_accounts,
        "lacks_consent": has_accounts and not is_agreed(person, PUBLISH),
        "may_suggest": person.may_enter("programme"),
    }


def _is_short(network: Network) -> bool:
    return 0 < network.limits.maximum < LONGEST


def _counter(network: Network) -> dict[str, object]:
    with_link = network.limits.room_in(network.compose("a", SAMPLE_LINK))
    # An address costs as much as it is long, but where a network has a price for it.
    has_price = network.limits.counting in {Counting.WEIGHTED, Counting.FIXED_LINKS}
    return {
        "key": network.key,
        "field_id": "id_words",
        "network": network.name,
        "limit": with_link.left + 1,
        "address_cost": network.limits.link_cost if has_price else 0,
    }


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
