"""The jobs to fill, listed to everyone who works here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from portevoix.curate.models import Item, ItemTopic
from portevoix.curate.rules.openings import Fit, fit_of
from portevoix.curate.rules.profiles import KnownTopic
from portevoix.people.models import Expertise, Person, Topic


@dataclass(frozen=True, slots=True)
class Offer:
    """One opening as one person sees it: the topics of hers that put it where it stands."""

    item: Item
    topics: tuple[Topic, ...] = ()


def openings_for(person: Person, at: datetime) -> list[int]:
    """The keys of every opening that stands, those that fit what she declares first, then latest.

    None is left out: what she declares, and colleagues confirm, sorts them, and only for her.
    """
    latest_first = _standing(person, at).order_by("-published_at", "-pk")
    keys = list(latest_first.values_list("pk", flat=True))
    fits = _fits(person, keys)
    # Sorting is stable: of those that fit alike, the latest stays first.
    return sorted(keys, key=lambda key: -fits[key].score)


def offers_of(person: Person, keys: Iterable[int]) -> list[Offer]:
    """These openings with her reasons, in their order."""
    wanted = list(keys)
    fits = _fits(person, wanted)
    found = Item.objects.visible_to(person).select_related("source", "opening").in_bulk(wanted)
    names = {slug for fit in fits.values() for slug in fit.topics}
    topics = {topic.slug: topic for topic in Topic.objects.filter(slug__in=names)}
    return [
        Offer(found[key], tuple(topics[slug] for slug in fits[key].topics))
        for key in wanted
        if key in found
    ]


def _standing(person: Person, at: datetime) -> QuerySet[Item]:
    return Item.objects.visible_to(person).offered().current(at).openings().one_a_story()


def _fits(person: Person, keys: list[int]) -> dict[int, Fit]:
    known = [
        KnownTopic(key=slug, endorsements=confirmed)
        for slug, confirmed in Expertise.objects.filter(person=person)
        .values_list("topic__slug")
        .annotate(Count("endorsements"))
    ]
    about: defaultdict[int, dict[str, float]] = defaultdict(dict)
    slugs = [topic.key for topic in known]
    rows = ItemTopic.objects.filter(topic__slug__in=slugs, item__kind=Item.Kind.OPENING)
    for item, slug, score in rows.values_list("item_id", "topic__slug", "score"):
        about[item][slug] = score
    return {key: fit_of(about[key], known) for key in keys}
