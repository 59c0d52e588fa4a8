"""A campaign for the stories of campaigns, made through its actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from portevoix.curate.models import Item
from portevoix.lib.periods import day_in
from portevoix.people.models import Person
from portevoix.share.actions.campaigns import (
    Intention,
    begin_campaign,
    offer_campaign,
    prepare_campaign,
    set_items,
)
from portevoix.share.actions.composing import Composition, plan_share
from portevoix.share.models import Campaign, Share
from tests.share.world import WORDS, an_account, an_item

DAY = timedelta(days=1)


def an_intention(at: datetime, name: str = "Open day", days: int = 20) -> Intention:
    today = day_in(at)
    return Intention(name, "recruiting", today, today + days * DAY, "Come and see how we work.")


def a_draft(by: Person, at: datetime, name: str = "Open day", days: int = 20) -> Campaign:
    return prepare_campaign(intention=an_intention(at, name, days), by=by, at=at)


def a_running(by: Person, at: datetime, name: str = "Open day", days: int = 20) -> Campaign:
    campaign = a_draft(by, at, name, days)
    set_items(campaign=campaign, items=[an_item(at)], by=by, at=at)
    return begin_campaign(campaign=campaign, by=by, at=at)


def an_offered(by: Person, at: datetime, name: str = "Open day", days: int = 20) -> Campaign:
    return offer_campaign(campaign=a_running(by, at, name, days), by=by, at=at)


def said_of(
    campaign: Campaign, person: Person, at: datetime, *, due: datetime | None = None
) -> Share:
    """A share of a campaign, planned for a moment; the person is ready to share."""
    account = person.accounts.first() or an_account(person, at)
    item = Item.objects.get(campaigns=campaign)
    composition = Composition(
        account.network, "api", WORDS, item.url, item, account, language="en", campaign=campaign
    )
    return plan_share(composition=composition, scheduled_for=due or at, by=person, at=at)
