"""What is asked to be read: of whom, who said so of herself, and how many may be told of.

The manager learns "at least N people confirmed", and nothing else. The figure is made once a day,
from what had been confirmed by the midnight before (UTC), so that nobody who watches it sees whom
it moves for. It moves by whole groups of the smallest size whose figures may be shown, so that no
difference of two figures tells of fewer people. It never falls: taking one's word back, or being
forgotten, leaves no trace in it. Those who read the figure are not counted in it: their own word
would let them find out how many others stand at its edge. The size of the audience is not beside
it. Where everyone of an audience confirmed, that may show; who is missing never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from portevoix.curate.models import Confirmation, Item, MustRead
from portevoix.curate.models.must_read import MustReadQuerySet
from portevoix.curate.rules.confirming import told_under
from portevoix.govern.queries import safeguard
from portevoix.lib.periods import day_in
from portevoix.people.models import Person
from portevoix.people.rules.audiences import roles_of

# The latest day ends everywhere on Earth within a day and a half, and is then counted once more.
COUNTED_ON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading that is, or was, asked of one person; `confirmed_at`: when she said she did."""

    must_read: MustRead
    item: Item
    confirmed_at: datetime | None
    is_standing: bool

    @property
    def is_due(self) -> bool:
        """Whether it is asked of her, and not confirmed yet."""
        return self.is_standing and not self.confirmed_at


@dataclass(frozen=True, slots=True)
class Told:
    """One reading as the manager sees it: at least so many confirmed it, zero: not said."""

    must_read: MustRead
    item: Item
    at_least: int
    is_standing: bool


def must_reads_for(person: Person, at: datetime) -> list[Asked]:
    """What is asked of her and not confirmed yet, the first to end first."""
    return [one for one in asked_of(person, at) if one.is_due]


def earlier_must_reads_of(person: Person, at: datetime) -> list[Asked]:
    """What she confirmed, and what is no longer asked, the latest first."""
    return [one for one in asked_of(person, at) if not one.is_due][::-1]


def asked_of(person: Person, at: datetime) -> list[Asked]:
    """Every reading that is or was asked of her, the first to end first."""
    rows = list(visible_must_reads(person, at).order_by("until_on", "pk"))
    own = Confirmation.objects.visible_to(person).filter(must_read__in=rows) if rows else ()
    said = {one.must_read_id: one.at for one in own}
    today = _today(person, at)
    return [Asked(row, row.item, said.get(row.pk), row.until_on >= today) for row in rows]


def is_asked_of(person: Person, must_read: MustRead, at: datetime) -> bool:
    """Whether her reading of this is asked at a moment."""
    return _meant_for(person, at).standing(_today(person, at)).filter(pk=must_read.pk).exists()


def visible_must_reads(person: Person, at: datetime) -> QuerySet[MustRead]:
    """Those that were ever asked of her: what she may confirm, take back or read again."""
    return _meant_for(person, at).select_related("item", "item__source")


def must_read_of(item: Item, person: Person) -> MustRead | None:
    """What the programme asks about an item."""
    return MustRead.objects.visible_to(person).filter(item=item).first()


def must_reads_told(person: Person, at: datetime) -> list[Told]:
    """Every reading that the programme asks or asked, with what may be told, the latest first."""
    least, today = safeguard("group_minimum"), _today(person, at)
    rows = MustRead.objects.visible_to(person).select_related("item", "item__source")
    return [
        Told(row, row.item, told_under(row.counted, least), row.until_on >= today)
        for row in rows.order_by("-until_on", "-pk")
    ]


def told_of(must_read: MustRead) -> int:
    """At least so many people confirmed it; zero: too few, or not counted yet."""
    return told_under(must_read.counted, safeguard("group_minimum"))


def must_reads_to_count(at: datetime) -> QuerySet[MustRead]:
    """Those that were not counted today (UTC), until what their latest day brought is counted."""
    today = day_in(at)
    is_due = Q(counted_on=None) | Q(counted_on__lt=today)
    return MustRead.objects.standing(today - COUNTED_ON).filter(is_due).order_by("pk")


def confirmations_to_count(must_read: MustRead, before: datetime) -> int:
    """How many had confirmed by a moment, without those who may read the figure."""
    readers = Q(person__roles__name__in=roles_of("programme"))
    had = Confirmation.objects.filter(must_read=must_read, at__lt=before).exclude(readers)
    return had.count()


def _meant_for(person: Person, at: datetime) -> MustReadQuerySet:
    # Few items are ever asked to be read: they are looked up by key, not looked for among all.
    keys = list(MustRead.objects.values_list("item_id", flat=True))
    if not keys:
        return MustRead.objects.none()
    offered = Item.objects.visible_to(person).offered().current(at).filter(pk__in=keys)
    return MustRead.objects.filter(item__in=offered.meant_for(person, at))


def _today(person: Person, at: datetime) -> date:
    return day_in(at, person.zone)
