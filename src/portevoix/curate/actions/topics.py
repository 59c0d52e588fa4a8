"""What items are about, judged by their words and by what is given to their source."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from portevoix.curate.models import Item, ItemTopic, Source
from portevoix.curate.rules.profiles import ItemText, TopicWords
from portevoix.curate.rules.topics import topics_of
from portevoix.ledger.models import Entry
from portevoix.people.queries import topics_with_terms

# What is given to a source by hand says something of each of its items, less than its own words.
GIVEN_SCORE = 0.5
BY_HAND = "item.topics_set"

Tags = tuple[str, ...]


def assign_topics(source: Source, items: Mapping[Item, Tags]) -> None:
    """Judge items of a source, each with its tags, anew; inside the caller's transaction."""
    if not items:
        return
    topics = topics_with_terms()
    words = [
        TopicWords(topic.slug, (topic.name_en, topic.name_fr, *topic.keywords)) for topic in topics
    ]
    ids = {topic.slug: topic.pk for topic in topics}
    given = dict.fromkeys(source.topics.values_list("slug", flat=True), GIVEN_SCORE)
    rows = []
    for item, tags in items.items():
        found = dict(topics_of(ItemText("", item.title, item.summary, tags), words))
        scores = found | {slug: max(score, found.get(slug, 0)) for slug, score in given.items()}
        rows += [
            ItemTopic(item=item, topic_id=ids[slug], score=min(score, 1.0))
            for slug, score in scores.items()
            if slug in ids
        ]
    ItemTopic.objects.filter(item__in=list(items)).delete()
    ItemTopic.objects.bulk_create(rows)


def named_by_hand(items: Collection[Item]) -> set[Item]:
    """Those whose topics a programme manager named, as the record says."""
    refs = {str(item.pk): item for item in items}
    said = Entry.objects.filter(act=BY_HAND, subject__in=list(refs))
    return {refs[ref] for ref in said.values_list("subject", flat=True)}
