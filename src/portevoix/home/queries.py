"""What pages made of several capabilities ask."""

from __future__ import annotations

from portevoix.people.models import Person
from portevoix.share.models import Share


def shared_items_of(person: Person) -> frozenset[int]:
    """The items that she shared or plans to share."""
    own = Share.objects.visible_to(person).exclude(state=Share.State.CANCELLED)
    return frozenset(own.exclude(item=None).values_list("item_id", flat=True))
