"""What is worth sharing this week, among all that the watch found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portevoix.curate.models import Item, ItemTopic
from portevoix.curate.queries.coverage import people_by_topic
from portevoix.curate.rules.worth import Candidate, worthiest
from portevoix.people.models import Person, Topic

A_WEEK = timedelta(days=7)
A_LIST = 12
MOST_READ = 3_000


@dataclass(frozen=True, slots=True)
class Worthy:
    """One story of the week: its leading topic, how many declare to know it, who else tells it."""

    item: Item
    topic: Topic
    people: int
    tellers: int


def worthy_items(person: Person, at: datetime, most: int = A_LIST) -> list[Worthy]:
    """The stories of seven days that meet the most expertise here, best first, varied.

    Those that wait for review are among them, so that they can be offered; declined ones never.
    """
    items = _of_the_week(person, at)
    known, people = _topics_of(items), people_by_topic()
    slugs = {topic.pk: topic.slug for topic in Topic.objects.filter(pk__in=people)}
    candidates = [_candidate(item, known[item.pk], people, slugs, at) for item in items]
    chosen = worthiest(candidates, most)
    topics = {topic.slug: topic for topic in Topic.objects.filter(pk__in=people)}
    by_key = {item.pk: item for item in items}
    return [
        Worthy(
            by_key[one.key],
            topics[one.leading],
            len(people[topics[one.leading].pk]),
            one.tellers,
        )
        for one in chosen
    ]


def _of_the_week(person: Person, at: datetime) -> list[Item]:
    current = Item.objects.visible_to(person).current(at).articles().one_a_story()
    recent = current.exclude(state=Item.State.DECLINED).filter(
        found_at__gt=at - A_WEEK, published_at__gt=at - 2 * A_WEEK
    )
    found = recent.select_related("source").prefetch_related("others")
    return list(found.newest_first()[:MOST_READ])


def _topics_of(items: Iterable[Item]) -> Mapping[int, list[tuple[int, float]]]:
    topics: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    about = ItemTopic.objects.filter(item__in=[item.pk for item in items]).order_by("-score", "pk")
    for item, topic, score in about.values_list("item_id", "topic_id", "score"):
        topics[item].append((topic, score))
    return topics


def _candidate(
    item: Item,
    topics: list[tuple[int, float]],
    people: Mapping[int, frozenset[int]],
    slugs: Mapping[int, str],
    at: datetime,
) -> Candidate:
    known = [(topic, score) for topic, score in topics if topic in people]
    readers = frozenset[int]().union(*(people[topic] for topic, _score in known))
    tellers = {item.source_id, *(other.source_id for other in item.others.all())}
    return Candidate(
        key=item.pk,
        source=item.source_id,
        topics=tuple((slugs[topic], score) for topic, score in known),
        readers=len(readers),
        tellers=len(tellers),
        trust=item.source.trust,
        age_days=(at - item.published_at) / timedelta(days=1),
    )
