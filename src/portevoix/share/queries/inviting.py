"""Whom a campaign may be put to now, and the letter that asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portevoix.curate.queries.digest import hours_of_house
from portevoix.govern.models import Consent
from portevoix.govern.queries import is_open
from portevoix.notify.channels.letters import Letter
from portevoix.notify.channels.registry import has_mail
from portevoix.notify.models import Ask, AskBudget, Delivery
from portevoix.notify.queries import stop_token
from portevoix.notify.rules.asking import APART
from portevoix.notify.rules.rhythm import WORKDAYS, Rhythm, due_slot
from portevoix.notify.rules.subjects import plain_line
from portevoix.people.models import Person
from portevoix.people.queries import organisation
from portevoix.share.models import Campaign
from portevoix.share.queries.campaigns import asks_in_a_year, invitations_of, people_to_ask
from portevoix.share.rules.campaigns import Guest, in_fair_order

# The purpose that asking rests on, and the one of doing so by mail: also the kind of its letters.
ASKS, ASK_MAIL = "asks", "ask_mail"


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One person who may perhaps be asked now, and where."""

    person: Person
    channel: str


def offers_ask_mail() -> bool:
    """Whether mail is set up and the register allows asking by it."""
    return has_mail() and is_open(ASK_MAIL)


def guests_of(campaign: Campaign, at: datetime) -> Iterator[ToAsk]:
    """Those it is for, in fair order, without whom the door would surely turn away.

    By mail for who agreed to it, and then only within her hours; on the page for the others.
    """
    unwilling = AskBudget.objects.exclude(over_since=None) | AskBudget.objects.filter(monthly=0)
    lately = Ask.objects.filter(asked_at__gt=at - APART)
    people = people_to_ask(campaign, at).exclude(pk__in=unwilling.values("person"))
    found = {one.pk: one for one in people.exclude(pk__in=lately.values("person"))}
    asked = asks_in_a_year(found.values(), at)
    guests = [Guest(pk, len(asked[pk]), max(asked[pk], default=None)) for pk in found]
    agreed = _agreed_to_mail() if offers_ask_mail() else frozenset()
    for guest in in_fair_order(guests):
        person = found[guest.key]
        if person.pk not in agreed or not person.email:
            yield ToAsk(person, Ask.Channel.PAGE)
        elif _is_within_hours(person, at):
            yield ToAsk(person, Ask.Channel.MAIL)


def asked_by_letter(delivery: Delivery, at: datetime) -> Campaign | None:
    """The campaign a letter asks about; None once it was answered, or runs no more."""
    waiting = invitations_of(delivery.person, at)
    return next((one.campaign for one in waiting if str(one.ask.pk) == delivery.period), None)


def ask_letter_of(delivery: Delivery, *, at: datetime) -> Letter | None:
    """The letter that asks, in her language; None if there is nothing to ask any more."""
    person = delivery.person
    with translation.override(person.language), timezone.override(person.zone):
        campaign = asked_by_letter(delivery, at)
        if campaign is None or not person.email:
            return None
        context = _letter_context(person, campaign)
        return Letter(
            ref=str(delivery.ref),
            to=person.email,
            subject=plain_line(_("Would you like to? %(campaign)s") % {"campaign": campaign.name}),
            text=render_to_string("mail/ask.txt", context),
            html=render_to_string("mail/ask.html", context),
            language=person.language,
            dated=at,
            stop_url=str(context["stop_url"]),
        )


def _letter_context(person: Person, campaign: Campaign) -> dict[str, object]:
    stop = reverse("share:stop_asks", args=[stop_token(person, ASK_MAIL)])
    return {
        "person": person,
        "organisation": organisation(),
        "campaign": campaign,
        "language": person.language,
        "campaign_url": settings.PUBLIC_URL + reverse("share:campaign", args=[campaign.slug]),
        "asks_url": settings.PUBLIC_URL + reverse("share:asks"),
        "stop_url": settings.PUBLIC_URL + stop,
    }


def _agreed_to_mail() -> frozenset[int]:
    agreed = Consent.objects.standing().filter(purpose__key=ASK_MAIL)
    return frozenset(agreed.values_list("person_id", flat=True))


def _is_within_hours(person: Person, at: datetime) -> bool:
    hours = hours_of_house()
    return due_slot(Rhythm(WORKDAYS, hours.starts), hours, person.zone, None, at) is not None
