"""Passing an opening on, and what came of it: one's own pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.models import Item
from portevoix.curate.queries.openings import offers_of
from portevoix.people.queries import person_of
from portevoix.share.actions.promising import agree_to_be_named, decline_to_be_named
from portevoix.share.actions.relaying import relay_opening
from portevoix.share.models import Bonus
from portevoix.share.queries import short_url
from portevoix.share.queries.bonuses import bonuses_of, promise_for
from portevoix.share.queries.referrals import referrals_of, relay_of, relayed_by, visits_of
from portevoix.share.views.referral_words import bonus_words
from portevoix.web.page import page
from portevoix.web.qr import qr_svg


@page(audience="employee", writes=True)
def opening(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person).openings(), pk=item_id)
    if request.method == "POST":
        relay_opening(item=item, by=person, at=at)
        messages.success(request, _("This link is yours alone: send it to whom you like."))
        return redirect("share:opening", item.pk)
    relay = relay_of(person, item)
    address = short_url(relay.link) if relay else ""
    is_open = item.state == Item.State.APPROVED and (not item.expires_at or item.expires_at > at)
    context = {
        "item": item,
        "offer": offers_of(person, [item.pk])[0],
        "is_open": is_open,
        "promise": promise_for(item, at),
        "relay": relay,
        "short_url": address,
        "qr": qr_svg(address) if relay else "",
        "visits": visits_of(relay, at) if relay else None,
        "nav": "more",
        "at": at,
    }
    return render(request, "share/opening.html", context)


@page(audience="employee")
def referrals(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    context = {
        "relayed": relayed_by(person, at),
        "referrals": referrals_of(person),
        "bonuses": [(bonus, bonus_words(bonus, at)) for bonus in bonuses_of(person)],
        "nav": "more",
        "at": at,
    }
    return render(request, "share/referrals.html", context)


@page(audience="employee", writes=True, reads=False)
def answer_bonus(request: HttpRequest, ref: str) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    bonus = get_object_or_404(Bonus.objects.visible_to(person).filter(person=person), ref=ref)
    if request.POST.get("answer") == "agree":
        agree_to_be_named(bonus=bonus, by=person, at=at)
        messages.success(request, _("HR now sees your name beside this bonus, and nothing else."))
    else:
        decline_to_be_named(bonus=bonus, by=person, at=at)
        messages.info(request, _("HR does not see your name beside this bonus."))
    return redirect("share:referrals")
