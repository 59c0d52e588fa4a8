"""The private record of what one person read and saved: hers alone, while she wants it.

A row counts only from the consent that stands on: what was kept before she withdrew is gone from
every page at once, even where it is not erased yet, and does not return when she agrees again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from portevoix.curate.models import Item, ItemTopic, Read, Saved
from portevoix.curate.models.answer import ReadQuerySet
from portevoix.curate.rules.learning import Noted
from portevoix.govern.models import Consent
from portevoix.govern.queries import is_agreed
from portevoix.lib.periods import day_in
from portevoix.people.models import Person, Topic

LEARNING = "learning"
# What she read long ago says little of what she wants now.
LATEST_READ = 100


@dataclass(frozen=True, slots=True)
class Learned:
    """One item that she read, saved or both; `topic` is what it is most about."""

    item: Item
    topic: Topic | None
    read_at: datetime | None
    saved_at: datetime | None

    @property
    def at(self) -> datetime:
        """When she read it; else, when she saved it."""
        moment = self.read_at or self.saved_at
        assert moment is not None
        return moment

    def as_noted(self, person: Person) -> Noted:
        """What grouping needs of it, on the day as she lived it."""
        slug = self.topic.slug if self.topic else ""
        return Noted(self.item.pk, day_in(self.at, person.zone), slug)


def keeps_record(person: Person) -> bool:
    """Whether she agreed that what she reads is remembered."""
    return is_agreed(person, LEARNING)


def readings_of(person: Person) -> QuerySet[Read]:
    """What she read while she wanted it remembered; nothing once she does not."""
    own = Read.objects.visible_to(person)
    return own.filter(_is_covered()) if keeps_record(person) else own.none()


def read_before(person: Person, before: datetime) -> list[int]:
    """The items that she read before a moment, the latest first."""
    own = readings_of(person).filter(at__lt=before).order_by("-at", "-pk")
    return list(own.values_list("item_id", flat=True))


def read_among(person: Person, items: QuerySet[Item] | list[Item]) -> frozenset[int]:
    """Which of some items she read, as far as she wants that remembered."""
    own = readings_of(person).filter(item__in=items)
    return frozenset(own.values_list("item_id", flat=True))


def learning_record(person: Person) -> list[Learned]:
    """What she read and saved, the latest first; nothing unless she keeps a record."""
    if not keeps_record(person):
        return []
    read = dict(readings_of(person).values_list("item_id", "at"))
    saved = dict(Saved.objects.visible_to(person).values_list("item_id", "at"))
    keys = {*read, *saved}
    items = Item.objects.filter(pk__in=keys).select_related("source").in_bulk()
    topics = leading_topics(keys)
    learned = [
        Learned(item, topics.get(key), read.get(key), saved.get(key)) for key, item in items.items()
    ]
    return sorted(learned, key=lambda one: (one.at, one.item.pk), reverse=True)


def leading_topics(keys: set[int]) -> dict[int, Topic]:
    """What each item is most about, where that is known."""
    about = ItemTopic.objects.filter(item__in=keys).select_related("topic")
    leading: dict[int, Topic] = {}
    for row in about.order_by("-score", "topic__slug"):
        leading.setdefault(row.item_id, row.topic)
    return leading


def readings_to_erase(person: Person | None = None) -> ReadQuerySet:
    """What no standing consent covers any more: of one person, or of everybody."""
    rows = Read.objects.exclude(_is_covered())
    return rows.filter(person=person) if person else rows


def people_to_forget_readings_of() -> QuerySet[Person]:
    """Those of whom something is kept that they no longer want remembered."""
    return Person.objects.filter(pk__in=readings_to_erase().values("person")).order_by("pk")


def _is_covered() -> Exists:
    agreed = Consent.objects.standing().filter(purpose__key=LEARNING)
    return Exists(agreed.filter(person=OuterRef("person"), given_at__lte=OuterRef("at")))
