"""What we ask of bonuses: what is promised for an opening, and what is owed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.share.models import Bonus, BonusPromise


def promise_for(item: Item | None, at: datetime) -> BonusPromise | None:
    """What is promised at a moment for a hire on this opening: its own promise, or that for all."""
    in_force = BonusPromise.objects.filter(made_at__lte=at).filter(
        Q(ended_at=None) | Q(ended_at__gt=at)
    )
    own = in_force.filter(item=item).order_by("-made_at", "-pk").first() if item else None
    return own or in_force.filter(item=None).order_by("-made_at", "-pk").first()


def promises_in_force() -> list[BonusPromise]:
    """What is promised now: for all openings first, then for single ones."""
    standing = BonusPromise.objects.standing().select_related("item")
    return sorted(standing, key=lambda one: (one.item_id is not None, -one.pk))


def bonuses_of(person: Person) -> list[Bonus]:
    """What is owed to her, the latest first."""
    return list(Bonus.objects.filter(person=person).order_by("-promised_at", "-pk"))


def bonuses_to_settle(person: Person) -> list[Bonus]:
    """What HR pays: bonuses whose owners agreed to be named, those due longest first."""
    agreed = Bonus.objects.visible_to(person).filter(agreed_at__isnull=False)
    return list(agreed.select_related("person").order_by("due_on", "pk"))
