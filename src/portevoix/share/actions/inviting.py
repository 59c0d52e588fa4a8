"""Asking people whether they would like to take part, through the one door of `notify`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portevoix.govern.queries import is_agreed
from portevoix.notify.actions.asking import ask, held_budget
from portevoix.notify.actions.delivering import begin_sending, skip_delivery
from portevoix.notify.channels.letters import Letter
from portevoix.notify.models import Ask, Delivery
from portevoix.notify.rules.rhythm import Hours
from portevoix.people.models import Person
from portevoix.share.models import Campaign
from portevoix.share.queries.campaigns import matter_of
from portevoix.share.queries.inviting import ASK_MAIL, asked_by_letter


@transaction.atomic
def invite(*, person: Person, campaign: Campaign, channel: str, hours: Hours, at: datetime) -> Ask:
    """Ask one person about one campaign; whatever stands in the way is refused by the door."""
    return ask(
        person=person,
        kind=Ask.Kind.CAMPAIGN,
        about=matter_of(campaign),
        channel=channel,
        hours=hours,
        at=at,
    )


@transaction.atomic
def begin_ask_letter(*, delivery: Delivery, letter: Letter, at: datetime) -> bool:
    """Commit to send this very letter, if she still agrees and the question still stands."""
    is_over = held_budget(delivery.person).over_since is not None
    stands = not is_over and asked_by_letter(delivery, at) is not None
    if not stands or not is_agreed(delivery.person, ASK_MAIL, hold=True):
        skip_delivery(delivery=delivery, reason=Delivery.Reason.STOPPED, at=at)
        return False
    return begin_sending(delivery=delivery, subject=letter.subject, told=[], at=at)
