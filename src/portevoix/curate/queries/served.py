"""Whom the watch serves: everybody's best items, by what they declare and every colleague sees."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, Q

from portevoix.curate.engines.everyone import Everyone
from portevoix.curate.queries.feed import current_index
from portevoix.curate.rules.crowds import crowd_of
from portevoix.curate.rules.profiles import KnownTopic, Profile
from portevoix.people.models import Expertise


def everyones_best(at: datetime) -> Everyone:
    """The thirty best items of everybody who works here and declares something.

    Made from declared expertise only: no answer, nothing read, nothing shared is looked at.
    """
    return Everyone.refresh(crowd_of(_declared()), current_index(at).facts, at=at)


def readers_by_item(at: datetime) -> dict[int, int]:
    """For each item of the watch (by key), how many have it among their best, in their field."""
    best = everyones_best(at)
    return {
        int(key): number for key, number in zip(best.keys, best.readers().tolist(), strict=True)
    }


def _declared() -> dict[int, Profile]:
    known: defaultdict[int, list[KnownTopic]] = defaultdict(list)
    here = Expertise.objects.filter(person__left_on=None, topic__is_active=True)
    given = Count("endorsements", filter=Q(endorsements__by__left_on=None))
    counted = here.annotate(given=given).order_by("pk")
    rows = counted.values_list("person_id", "topic__slug", "given")
    for person, slug, endorsements in rows:
        known[person].append(KnownTopic(key=slug, endorsements=endorsements))
    return {person: Profile(declared=tuple(topics)) for person, topics in known.items()}
