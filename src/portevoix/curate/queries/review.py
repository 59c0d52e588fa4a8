"""What waits for the programme manager in the watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from portevoix.curate.models import Item, Source
from portevoix.curate.models.source import SourceQuerySet
from portevoix.people.models import Person

GIVEN_LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the first reads are: sources read, out of all those that are read."""

    done: int
    total: int

    @property
    def left(self) -> int:
        """How many were never read."""
        return self.total - self.done


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many items of one source wait for a decision."""

    source: int
    name: str
    number: int


def items_to_review(person: Person, *, source: int = 0) -> QuerySet[Item]:
    """Items that wait for a decision, the oldest first; of one source (by key), or of all.

    What colleagues propose is answered elsewhere, with a note; a story is decided once.
    """
    waiting = Item.objects.visible_to(person).waiting().one_a_story().filter(proposal=None)
    of_source = waiting.filter(source=source) if source else waiting
    return of_source.select_related("source", "audience").order_by("found_at", "pk")


def item_to_review(person: Person, *, after: int = 0, source: int = 0) -> Item | None:
    """The next item to decide, past one that was left for later; the first again at the end."""
    waiting = items_to_review(person, source=source)
    left = Item.objects.visible_to(person).filter(pk=after).first()
    if left is None:
        return waiting.first()
    later = Q(found_at__gt=left.found_at) | Q(found_at=left.found_at, pk__gt=left.pk)
    return waiting.filter(later).first() or waiting.first()


def waiting_by_source(person: Person) -> list[Waiting]:
    """How many items of each source wait, the most first."""
    rows = items_to_review(person).values_list("source", "source__name")
    counted = rows.order_by("source").annotate(Count("pk"))
    found = [Waiting(pk, name, number) for pk, name, number in counted]
    return sorted(found, key=lambda one: (-one.number, one.name))


def sources_in_trouble(person: Person) -> QuerySet[Source]:
    """Sources whose failure needs somebody, the longest failing first."""
    return Source.objects.visible_to(person).in_trouble().order_by("failing_since", "pk")


def sources_with_gifts(person: Person, at: datetime) -> SourceQuerySet:
    """Sources with `given`, their items of 30 days, and `latest`, the moment of the latest."""
    lately = Q(items__found_at__gt=at - GIVEN_LATELY)
    return Source.objects.visible_to(person).annotate(
        given=Count("items", filter=lately), latest=Max("items__published_at")
    )


def reading_of(person: Person) -> Reading:
    """How far the first reads of the sources are."""
    active = Source.objects.visible_to(person).active()
    unread = active.unread().count()
    total = active.count()
    return Reading(total - unread, total)
