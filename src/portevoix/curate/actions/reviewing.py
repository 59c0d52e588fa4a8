"""Reviewing: a programme manager offers an item to everyone, or does not, and names its topics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item, ItemTopic
from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person, Topic

# A person who names a topic is sure of it.
NAMED_SCORE = 1.0


class ProposedByColleague(Refusal):
    """Somebody proposed it and is owed an answer, which a review does not give."""

    sentence = _("A colleague proposed this: answer under “Proposals”, where your note is read.")


@transaction.atomic
def approve_item(*, item: Item, by: Person, at: datetime) -> Item:
    """Offer an item to everyone who works here; refuses what a colleague proposed."""
    _decide(item, Item.State.APPROVED)
    record("item.approved", actor=by.ref, subject=str(item.pk), at=at)
    return item


@transaction.atomic
def approve_items(*, items: Iterable[Item], by: Person, at: datetime) -> int:
    """Offer to everyone those of some items that still wait; says how many there were."""
    waiting = Item.objects.waiting().filter(pk__in=[item.pk for item in items])
    number = waiting.update(state=Item.State.APPROVED, revision=F("revision") + 1)
    record("items.approved", actor=by.ref, at=at, details={"number": number})
    return number


@transaction.atomic
def decline_item(*, item: Item, by: Person, at: datetime) -> Item:
    """Offer an item to nobody; what was shared of it stays. Refuses what a colleague proposed."""
    _decide(item, Item.State.DECLINED)
    record("item.declined", actor=by.ref, subject=str(item.pk), at=at)
    return item


@transaction.atomic
def reopen_item(*, item: Item, by: Person, at: datetime) -> Item:
    """Put an item back among those to review; refuses what a colleague proposed."""
    _decide(item, Item.State.PENDING)
    record("item.reopened", actor=by.ref, subject=str(item.pk), at=at)
    return item


@transaction.atomic
def set_item_topics(*, item: Item, topics: Iterable[Topic], by: Person, at: datetime) -> Item:
    """Say which topics an item is about: those kept keep their score, those named are certain."""
    named = {topic.pk for topic in topics}
    item.about.exclude(topic__in=named).delete()
    kept = set(item.about.values_list("topic_id", flat=True))
    ItemTopic.objects.bulk_create(
        [ItemTopic(item=item, topic_id=pk, score=NAMED_SCORE) for pk in sorted(named - kept)]
    )
    _raise_revision(item)
    record("item.topics_set", actor=by.ref, subject=str(item.pk), at=at)
    return item


def _decide(item: Item, state: Item.State) -> None:
    if hasattr(item, "proposal"):
        raise ProposedByColleague
    item.state = state
    item.save(update_fields=["state"])
    _raise_revision(item)


def _raise_revision(item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(revision=F("revision") + 1, words_version=0)
