"""Folding: what several sources tell becomes one story, under the first of them.

What is not compared yet, and what lost its lead, is a question to the rows: a worker may die
between two steps, and two may work at once; the next round mends what they leave.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min, Q

from portevoix.curate.models import Item
from portevoix.curate.models.item import ItemQuerySet
from portevoix.curate.rules.folding import NEARBY, Telling, folds, words_told

A_TIME = 500
_FOR_SOME = Q(audience__isnull=False) | Q(source__audience__isnull=False)


@transaction.atomic
def fold_items(*, at: datetime) -> int:
    """Compare some offered articles that were not yet, the oldest first; says how many.

    A lead that is offered no more hands over to the first that is.
    """
    _mend_the_leadless(at)
    offered = Item.objects.offered().current(at).articles()
    waiting = offered.filter(is_compared=False).order_by("published_at", "pk")
    keys = list(waiting.values_list("pk", flat=True)[:A_TIME])
    compare_again(Item.objects.filter(story__in=keys))
    fresh = Item.objects.filter(pk__in=keys, is_compared=False)
    if not fresh.update(is_compared=True, story=None):
        return 0
    bounds = Item.objects.filter(pk__in=keys).aggregate(Min("published_at"), Max("published_at"))
    since, until = bounds["published_at__min"] - NEARBY, bounds["published_at__max"] + NEARBY
    near = offered.one_a_story().filter(is_compared=True, published_at__range=(since, until))
    told = _tellings(near)
    compared = set(keys)
    joining = [telling for telling in told if telling.key in compared]
    for fold in folds(joining, [one for one in told if one.key not in compared]):
        under = Q(pk=fold.key) | Q(story=fold.key)
        Item.objects.filter(under).update(story=fold.lead)
    return len(keys)


def compare_again(items: ItemQuerySet) -> int:
    """Take some items out of their stories, to be compared anew; says how many."""
    return items.update(story=None, is_compared=False)


def _mend_the_leadless(at: datetime) -> None:
    leading = Item.objects.offered().current(at).one_a_story().exclude(_FOR_SOME)
    leadless = Item.objects.exclude(story=None).exclude(story__in=leading.values("pk"))
    for former in Item.objects.one_a_story().filter(others__in=leadless).distinct():
        _hand_over(former, at)
    compare_again(leadless)


def _hand_over(former: Item, at: datetime) -> None:
    heirs = former.others.offered().current(at).exclude(_FOR_SOME)
    heir = heirs.order_by("published_at", "-source__trust", "pk").first()
    if heir is None:
        return
    # The former lead stays in its story: who declined it declined the story.
    story = Item.objects.filter(Q(story=former) | Q(pk=former.pk))
    story.exclude(pk=heir.pk).update(story=heir)
    Item.objects.filter(pk=heir.pk).update(story=None)


def _tellings(items: ItemQuerySet) -> list[Telling]:
    for_some = items.filter(_FOR_SOME).values_list("pk", flat=True)
    kept_from_some = frozenset(for_some)
    return [_telling(item, kept_from_some) for item in items.select_related("source")]


def _telling(item: Item, for_some: frozenset[int]) -> Telling:
    return Telling(
        item.pk,
        *words_told(item.title, item.summary),
        language=item.language,
        source=item.source_id,
        published_at=item.published_at,
        trust=item.source.trust,
        is_for_all=item.pk not in for_some,
    )
