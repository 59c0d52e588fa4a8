"""A small watch on kubernetes that brings something new each day, and who wants it by mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from portevoix.curate.actions.digesting import ask_for_digest
from portevoix.curate.models import Item
from portevoix.govern.actions import lay_register
from portevoix.notify.rules.rhythm import Rhythm
from portevoix.people.models import Person, Topic
from tests.conftest import NOON
from tests.curate.world import about, item, knows, source, topic
from tests.notify.world import EVERY_DAY

# A server of nobody: tests that send put a channel of their own in its place.
SERVER = {"host": "mail.example", "port": 25, "sender": "Atelier Nord <watch@atelier.example>"}
_WORDS = "pods nodes cluster rollout ingress containers scheduler operators".split()
DAY = timedelta(days=1)


def wanting(person: Person, rhythm: Rhythm = EVERY_DAY, at: datetime = NOON - DAY) -> None:
    lay_register(at=at)
    ask_for_digest(rhythm=rhythm, by=person, at=at)


def a_watch(*readers: Person, stories: int = 3, found_at: datetime | None = None) -> list[Item]:
    known = Topic.objects.filter(slug="kubernetes").first() or topic("kubernetes")
    for reader in readers:
        knows(reader, known)
    return news(stories, found_at or NOON - timedelta(hours=5))


def news(stories: int, found_at: datetime) -> list[Item]:
    subject = Topic.objects.get(slug="kubernetes")
    day = f"{found_at:%d%H}"
    return [
        about(
            item(
                f"{_WORDS[n % 8].capitalize()} {chr(97 + n) * 5} {chr(107 + n) * 4} {day}",
                of=source(f"Site {day}-{n}"),
                summary=f"{_WORDS[(n + 3) % 8]} {chr(99 + n) * 6}",
                published_at=found_at - timedelta(hours=1),
                found_at=found_at,
            ),
            subject,
        )
        for n in range(stories)
    ]
