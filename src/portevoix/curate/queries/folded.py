"""Stories told by several sources: who else tells one, and what a person is done with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portevoix.curate.models import Item, Saved
from portevoix.people.models import Person


@dataclass(frozen=True, slots=True)
class Also:
    """Another source that tells the same story, and where."""

    source: str
    url: str


def others_of(
    items: Iterable[Item], told: Mapping[int, int], person: Person, at: datetime
) -> Mapping[int, list[Also]]:
    """For each item, the others of its story that a person is offered, the first told first.

    `told`: what tells a story with them (`told_with`).
    """
    stories = {item.pk: item.story_id or item.pk for item in items}
    if told.keys() == set(stories.values()):
        return {key: [] for key in stories}
    offered = Item.objects.visible_to(person).offered().current(at).filter(pk__in=told)
    found = offered.meant_for(person, at).select_related("source").order_by("published_at", "pk")
    by_story: dict[int, list[Item]] = {}
    for member in found:
        by_story.setdefault(member.story_id or member.pk, []).append(member)
    return {
        key: [Also(one.origin, one.url) for one in by_story.get(story, []) if one.pk != key]
        for key, story in stories.items()
    }


def saved_among(items: Iterable[Item], person: Person) -> frozenset[int]:
    """The keys of those that a person saved."""
    own = Saved.objects.visible_to(person).filter(item__in=list(items))
    return frozenset(own.values_list("item_id", flat=True))


def told_with(items: Iterable[Item]) -> Mapping[int, int]:
    """The keys of all items that tell one story with some, each with the one of these."""
    by_story = {item.story_id or item.pk: item.pk for item in items}
    folded = Item.objects.filter(story__in=by_story).values_list("pk", "story")
    # A story bears the key of the item that leads it.
    return by_story | {key: by_story[story] for key, story in folded if story}


def whole_stories(keys: Collection[int]) -> frozenset[int]:
    """Some items by their keys, and whatever tells a story with one of them."""
    if not keys:
        return frozenset()
    own = Item.objects.filter(pk__in=keys).values_list("pk", "story")
    leads = {story or key for key, story in own}
    folded = Item.objects.filter(story__in=leads).values_list("pk", flat=True)
    return frozenset(keys).union(leads, folded)
