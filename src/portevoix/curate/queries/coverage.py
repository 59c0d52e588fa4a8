"""Coverage: which declared expertise the watch feeds, and which source serves nobody.

Rests on what people declare, which every colleague sees: on nothing that is theirs alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet

from portevoix.curate.models import Item, ItemTopic, Source
from portevoix.curate.queries.served import readers_by_item
from portevoix.people.models import Expertise, Person, Topic

LATELY = timedelta(days=30)
# One story every week or so: below, whoever knows the topic is badly served.
FEW = 4


@dataclass(frozen=True, slots=True)
class Fed:
    """One topic that people declare, and what 30 days brought of it."""

    topic: Topic
    people: int
    items: int
    sources: int
    latest: datetime | None

    @property
    def is_starved(self) -> bool:
        """Whether nothing came at all."""
        return self.items == 0

    @property
    def is_thin(self) -> bool:
        """Whether little came."""
        return 0 < self.items < FEW


@dataclass(frozen=True, slots=True)
class Serving:
    """One source, what 30 days brought of it, and how much of that serves somebody."""

    source: Source
    items: int
    served: int

    @property
    def is_idle(self) -> bool:
        """Whether it serves nobody, though it brings something."""
        return self.items > 0 and self.served == 0


def people_by_topic() -> dict[int, frozenset[int]]:
    """For each topic (by key), who declares it and works here (by key)."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    declared = Expertise.objects.filter(person__left_on=None, topic__is_active=True)
    for topic, person in declared.values_list("topic_id", "person_id"):
        found[topic].add(person)
    return {topic: frozenset(people) for topic, people in found.items()}


def fed_topics(person: Person, at: datetime) -> list[Fed]:
    """Every topic that somebody here declares, the worst fed first, then the most declared."""
    people = people_by_topic()
    about = ItemTopic.objects.filter(topic__in=people, item__in=_lately(person, at))
    rows = about.values("topic").annotate(
        items=Count("item"),
        sources=Count("item__source", distinct=True),
        latest=Max("item__found_at"),
    )
    given = {row["topic"]: (row["items"], row["sources"], row["latest"]) for row in rows}
    topics = Topic.objects.visible_to(person).in_bulk(list(people))
    found = [
        Fed(topic, len(people[key]), *given.get(key, (0, 0, None))) for key, topic in topics.items()
    ]
    return sorted(found, key=lambda one: (one.items, -one.people, one.topic.name))


def serving_sources(person: Person, at: datetime) -> list[Serving]:
    """Every source that is read and what it is good for, those that serve nobody first.

    A story serves somebody when it lies in her field and is among the thirty best of her month.
    """
    readers = readers_by_item(at)
    brought: Counter[int] = Counter()
    served: Counter[int] = Counter()
    for key, source in _lately(person, at).values_list("pk", "source"):
        brought[source] += 1
        served[source] += readers.get(key, 0) > 0
    sources = Source.objects.visible_to(person).active()
    found = [Serving(one, brought[one.pk], served[one.pk]) for one in sources]
    return sorted(found, key=_least_useful)


def _lately(person: Person, at: datetime) -> QuerySet[Item]:
    offered = Item.objects.visible_to(person).offered().current(at)
    return offered.filter(found_at__gt=at - LATELY)


def _least_useful(one: Serving) -> tuple[bool, float, str]:
    share = one.served / one.items if one.items else 1.0
    return (not one.is_idle, share, one.source.name)
