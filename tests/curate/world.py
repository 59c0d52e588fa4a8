"""Sources, items and topics for the stories of the watch."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from portevoix.curate.models import Item, ItemTopic, Source
from portevoix.curate.rules.urls import url_digest
from portevoix.people.models import Expertise, Person, Topic
from tests.conftest import NOON

_numbers = count(1)


def source(name: str = "", **more: Any) -> Source:
    number = next(_numbers)
    given = {"url": f"https://site{number}.example/feed", "name": name or f"Site {number}"}
    moments = {"added_at": NOON, "next_fetch_at": NOON}
    return Source.objects.create(**given | moments | more)


def item(title: str = "", *, of: Source | None = None, **more: Any) -> Item:
    number = next(_numbers)
    url = more.pop("url", f"https://news.example/{number}")
    given = {
        "guid": str(number),
        "url": url,
        "url_digest": url_digest(url),
        "title": title or f"Article number {number}",
        "published_at": NOON - timedelta(hours=3),
        "found_at": NOON - timedelta(hours=2),
        "state": Item.State.APPROVED,
    }
    return Item.objects.create(source=of or source(), **given | more)


def topic(slug: str, *keywords: str) -> Topic:
    name = slug.capitalize()
    return Topic.objects.create(slug=slug, name_en=name, name_fr=name, keywords=list(keywords))


def about(piece: Item, topic: Topic, score: float = 0.9) -> Item:
    ItemTopic.objects.create(item=piece, topic=topic, score=score)
    return piece


def knows(person: Person, topic: Topic, at: datetime = NOON) -> None:
    Expertise.objects.create(person=person, topic=topic, declared_at=at)
