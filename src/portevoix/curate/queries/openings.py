"""The jobs to fill, listed to everyone who works here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from portevoix.curate.models import Item, ItemTopic
from portevoix.people.models import Expertise, Person


def openings_for(person: Person, at: datetime) -> QuerySet[Item]:
    """Every opening that stands, those of topics she declares first, then the latest.

    None is left out: what she declares sorts them, and only for her.
    """
    known = Expertise.objects.filter(person=person).values("topic")
    about = ItemTopic.objects.filter(item=OuterRef("pk"), topic__in=known)
    standing = Item.objects.visible_to(person).offered().current(at).openings().one_a_story()
    nearness = Case(When(Exists(about), then=Value(0)), default=1, output_field=IntegerField())
    found = standing.annotate(nearness=nearness).select_related("source", "opening")
    return found.order_by("nearness", "-published_at", "-pk")
