"""What we ask of campaigns: whom they are for, what they offer one person, what may be told.

How many took part is told as the confirmations of a reading are (decision 0013): once a day, in
whole groups, never falling, without those who may read the figure, and without whom it was for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from portevoix.curate.models import Item
from portevoix.curate.rules.confirming import told_under
from portevoix.govern.queries import safeguard
from portevoix.lib.periods import day_in
from portevoix.notify.models import Ask
from portevoix.people.models import Expertise, Membership, Person
from portevoix.people.rules.audiences import roles_of
from portevoix.share.models import Campaign, Kit, Share
from portevoix.share.rules.campaigns import Phase, phase_of

# The latest day ends everywhere on Earth within a day and a half, and is then counted once more.
COUNTED_ON = timedelta(days=2)
# Of what the watch offers, what a new campaign may be about.
LATELY = timedelta(days=60)
MOST_ITEMS = 60
# How asks name what they are about.
MATTER = "campaign:"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One ask that waits for her word, with the campaign it is about."""

    ask: Ask
    campaign: Campaign


def matter_of(campaign: Campaign) -> str:
    """How an ask names a campaign."""
    return f"{MATTER}{campaign.slug}"


def is_recalled(share: Share, *, hold: bool = False) -> bool:
    """Whether the campaign a share is of was recalled; held, none can be until the end."""
    if share.campaign_id is None:
        return False
    own = Campaign.objects.filter(pk=share.campaign_id)
    if hold:
        own = own.select_for_update(no_key=True)
    return any(one.state == Campaign.State.RECALLED for one in own)


def phase_on(campaign: Campaign, person: Person, at: datetime) -> Phase:
    """Where a campaign stands on the day of a person's calendar."""
    day = day_in(at, person.zone)
    return phase_of(campaign.state, campaign.starts_on, campaign.ends_on, day)


def campaigns_in_studio(person: Person) -> list[Campaign]:
    """All of them, those whose days come latest first."""
    visible = Campaign.objects.visible_to(person).select_related("audience")
    return list(visible.order_by("-starts_on", "-pk"))


def campaigns_for(person: Person, at: datetime) -> QuerySet[Campaign]:
    """Those that run now and are for her, the first to end first."""
    begun = Campaign.objects.visible_to(person).open_on(day_in(at, person.zone))
    return begun.meant_for(person, at).order_by("ends_on", "pk")


def kit_of(campaign: Campaign, person: Person) -> Kit | None:
    """The kit in her language, or in the other one where hers has none."""
    kits = {kit.language: kit for kit in Kit.objects.visible_to(person).filter(campaign=campaign)}
    return kits.get(person.language) or next(iter(kits.values()), None)


def items_of(campaign: Campaign, person: Person, at: datetime) -> list[Item]:
    """What it is about and she may be shown, the newest first."""
    about = Item.objects.visible_to(person).filter(campaigns=campaign).current(at)
    return list(about.select_related("source").newest_first())


def items_to_choose(campaign: Campaign, person: Person, at: datetime) -> list[Item]:
    """What a campaign may be about: what was offered lately, its own first."""
    own = Q(campaigns=campaign)
    lately = Q(state=Item.State.APPROVED, published_at__gte=at - LATELY, story=None)
    found = Item.objects.visible_to(person).filter(own | lately).distinct()
    rows = list(found.select_related("source").newest_first()[:MOST_ITEMS])
    chosen = set(campaign.items.values_list("pk", flat=True))
    return sorted(rows, key=lambda item: item.pk not in chosen)


def campaign_of(slug: str, item: Item, person: Person, at: datetime) -> Campaign | None:
    """The campaign of this name that runs for her and is about this item."""
    return campaigns_for(person, at).filter(slug=slug, items=item).first() if slug else None


def invitations_of(person: Person, at: datetime) -> list[Invitation]:
    """What she was asked of campaigns that still run, and has not answered, the latest first."""
    waiting = Ask.objects.visible_to(person).open_at(at).filter(kind=Ask.Kind.CAMPAIGN)
    asks = {ask.about: ask for ask in waiting}
    running = campaigns_for(person, at) if asks else ()
    found = [Invitation(asks[key], one) for one in running if (key := matter_of(one)) in asks]
    return sorted(found, key=lambda one: one.ask.asked_at, reverse=True)


def campaigns_to_offer(at: datetime) -> list[Campaign]:
    """Those that were offered and run now (UTC), the first to end first."""
    running = Campaign.objects.open_on(day_in(at)).exclude(offered_at=None)
    return list(running.select_related("audience").order_by("ends_on", "pk"))


def people_to_ask(campaign: Campaign, at: datetime) -> QuerySet[Person]:
    """Those it is for who were not asked of it yet, nor have said something of it."""
    people: QuerySet[Person] = Person.objects.present().filter(is_active=True)
    if campaign.audience:
        people = _in_audience(people, campaign, at)
    topics = list(campaign.topics.all())
    if topics:
        knowing = Expertise.objects.filter(topic__in=topics).values("person")
        people = people.filter(pk__in=knowing)
    asked = Ask.objects.filter(about=matter_of(campaign)).values("person")
    said = Share.objects.filter(campaign=campaign).values("person")
    return people.exclude(pk__in=asked).exclude(pk__in=said)


def campaigns_to_count(at: datetime) -> QuerySet[Campaign]:
    """Those that were not counted today (UTC), until what their latest day brought is counted."""
    today = day_in(at)
    is_due = Q(counted_on=None) | Q(counted_on__lt=today)
    standing = Campaign.objects.begun().filter(is_due, ends_on__gte=today - COUNTED_ON)
    return standing.order_by("pk")


def voices_of(campaign: Campaign, before: datetime) -> int:
    """How many had said something of it by a moment, without those who may read the figure."""
    readers = Q(person__roles__name__in=roles_of("programme"))
    said = Share.objects.published().filter(campaign=campaign, sent_at__lt=before)
    return said.exclude(readers).values("person").distinct().count()


def told_of(campaign: Campaign) -> int:
    """At least so many took part; zero: too few, or not counted yet."""
    return told_under(campaign.counted, safeguard("group_minimum"))


def asks_in_a_year(people: Iterable[Person], at: datetime) -> dict[int, list[datetime]]:
    """When each of these people was asked something in the past year."""
    found: dict[int, list[datetime]] = defaultdict(list)
    recent = Ask.objects.filter(person__in=list(people), asked_at__gt=at - timedelta(days=365))
    for person, asked_at in recent.values_list("person", "asked_at"):
        found[person].append(asked_at)
    return found


def _in_audience(people: QuerySet[Person], campaign: Campaign, at: datetime) -> QuerySet[Person]:
    audience = campaign.audience
    assert audience is not None
    teams = list(audience.teams.all())
    if teams:
        stays = Membership.objects.on(day_in(at)).filter(team__in=teams)
        people = people.filter(pk__in=stays.values("person"))
    if audience.country_codes:
        people = people.filter(country__in=_both_cases(audience.country_codes))
    if audience.language_codes:
        people = people.filter(language__in=audience.language_codes)
    return people


def _both_cases(codes: Iterable[str]) -> list[str]:
    return [form for code in codes for form in (code.lower(), code.upper())]
