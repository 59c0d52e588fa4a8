"""Writing what a search looks in: the words of each item that is new or changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portevoix.curate.models import Item
from portevoix.curate.rules.searching import VERSION, search_words
from portevoix.curate.rules.urls import host_name

A_TIME = 200


@transaction.atomic
def write_words(*, at: datetime) -> int:
    """Write the words of some items that lack them by now, the latest found first; says how many.

    An item that is being changed meanwhile is left for the next time.
    """
    lacking = Item.objects.filter(words_version__lt=VERSION, found_at__lte=at).select_related(
        "source"
    )
    held = lacking.select_for_update(of=("self",), skip_locked=True).order_by("-found_at")[:A_TIME]
    items = list(held.prefetch_related("topics"))
    for item in items:
        item.words = search_words(item.title, item.summary, _about(item))
        item.words_version = VERSION
    Item.objects.bulk_update(items, ["words", "words_version"], batch_size=50)
    return len(items)


def _about(item: Item) -> list[str]:
    # In one order everywhere: databases give them in theirs.
    about = sorted(item.topics.all(), key=lambda topic: topic.slug)
    topics = [name for topic in about for name in (topic.name_en, topic.name_fr)]
    return [item.author, item.origin, host_name(item.url), *topics]
