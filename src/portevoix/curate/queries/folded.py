"""Stories told by several sources: who else tells one, and what a person is done with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portevoix.curate.models import Answer, Item, Saved
from portevoix.people.models import Person

DECLINED = (Answer.Kind.LESS, Answer.Kind.NOT_MY_FIELD)


@dataclass(frozen=True, slots=True)
class Also:
    """Another source that tells the same story, and where."""

    source: str
    url: str


def others_of(items: Iterable[Item], person: Person, at: datetime) -> Mapping[int, list[Also]]:
    """For each item, the others of its story that a person is offered, the first told first."""
    stories = {item.pk: item.story_id or item.pk for item in items}
    leads = set(stories.values())
    folded = Item.objects.filter(story__in=leads).values_list("pk", flat=True)
    keys = leads.union(folded)
    if len(keys) == len(leads):
        return {key: [] for key in stories}
    offered = Item.objects.visible_to(person).offered().current(at).filter(pk__in=keys)
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


def told_with(keys: Iterable[int]) -> Mapping[int, int]:
    """The keys of all items that tell one story with some, each with the one of these."""
    wanted = Item.objects.filter(pk__in=list(keys)).values_list("pk", "story")
    by_story = {story or key: key for key, story in wanted}
    folded = Item.objects.filter(story__in=by_story).values_list("pk", "story")
    # A story bears the key of the item that leads it.
    return by_story | {key: by_story[story] for key, story in folded if story}


def closed_stories(person: Person, before: datetime, shared: Iterable[int]) -> frozenset[int]:
    """What she is not offered again: what she shared, and whatever tells a story she declined."""
    own = Answer.objects.visible_to(person).filter(at__lt=before, kind__in=DECLINED)
    done = {*shared, *own.values_list("item_id", flat=True)}
    return frozenset(done | told_with(done).keys()) if done else frozenset()
