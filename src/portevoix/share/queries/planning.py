"""What we ask when a moment is chosen: her hours, what colleagues say then, her calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portevoix.lib.periods import Period, day_in, month_of
from portevoix.people.models import Person
from portevoix.share.models import OwnHours, Share
from portevoix.share.rules.spreading import APART, spread
from portevoix.share.rules.timing import Hours, is_within
from portevoix.share.rules.words import closeness

# As far ahead as a moment is looked for that no colleague has taken.
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Saying:
    """Words that a person wants on a network about an item: what may be near a colleague's."""

    words: str
    item_id: int | None
    network: str
    person: Person


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar: a day of the week before or after is there to fill the grid."""

    on: date
    shares: list[Share]
    is_of_month: bool
    is_hers: bool


def hours_of(person: Person) -> Hours:
    """The hours in which she is content to be published; those of the office by default."""
    own = OwnHours.objects.visible_to(person).first()
    return own.hours if own else Hours()


def saying_of(share: Share) -> Saying | None:
    """What a share says, where we publish it for her; None otherwise: she alone knows when."""
    if share.mode != Share.Mode.API:
        return None
    return Saying(share.words, share.item_id, share.network, share.person)


def free_moment(saying: Saying, asked: datetime) -> datetime:
    """The first moment from `asked` on when no colleague says nearly the same there.

    Only the moment leaves this question: nobody is told who says what.
    """
    taken = near_copies(saying, asked - APART, asked + AHEAD)
    return spread(asked, taken, saying.person.zone, hours_of(saying.person))


def moment_after_said(saying: Saying, at: datetime) -> datetime:
    """The first moment that is an hour after what colleagues have said or may be saying."""
    taken = [moment for moment in near_copies(saying, at - APART, at + APART) if moment <= at]
    return spread(at, taken, saying.person.zone, hours_of(saying.person))


def near_copies(saying: Saying, start: datetime, end: datetime) -> list[datetime]:
    """When colleagues say nearly the same of the same item there, between two moments."""
    if saying.item_id is None:
        return []
    said = Share.objects.filter(item=saying.item_id, network=saying.network, mode=Share.Mode.API)
    others = said.exclude(person=saying.person).leaving_between(start, end)
    return [
        sending_at or scheduled_for
        for words, sending_at, scheduled_for in others.values_list(
            "words", "sending_at", "scheduled_for"
        )
        if closeness(saying.words, words).is_near_copy
    ]


def calendar_of(person: Person, month: Period) -> list[Day]:
    """Her month in whole weeks, each day with what she planned or published on it."""
    zone, hours = person.zone, hours_of(person)
    first = month.first_on - timedelta(days=month.first_on.weekday())
    after = day_in(month.end - timedelta(seconds=1), zone) + timedelta(days=1)
    count = (after - first).days + (-(after - first).days) % 7
    days = [first + timedelta(days=place) for place in range(count)]
    on_day: dict[date, list[Share]] = {day: [] for day in days}
    for share in _shown(person):
        shares = on_day.get(day_in(moment_of(share), zone))
        if shares is not None:
            shares.append(share)
    return [
        Day(day, on_day[day], month.first_on <= day < after, day.weekday() in hours.weekdays)
        for day in days
    ]


def month_around(day: date, person: Person) -> Period:
    """The month of a day, in her zone."""
    return month_of(day, person.zone)


def moment_of(share: Share) -> datetime:
    """When a share was published, or is to be."""
    return share.sent_at or share.scheduled_for


def is_in_her_hours(share: Share, hours: Hours) -> bool:
    """Whether the moment of a share is one of hers."""
    return is_within(hours, moment_of(share), share.person.zone)


def _shown(person: Person) -> list[Share]:
    own = Share.objects.visible_to(person).exclude(state=Share.State.CANCELLED)
    return sorted(own.select_related("person", "link"), key=moment_of)
