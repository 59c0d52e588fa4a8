"""How long one person waits for her page of today, as `bench.ranking` prints it.

A throwaway SQLite database holds the items (about 60 words each, French-like, of 121 topics and 80
sources) and everybody with five declared topics; those who ask have a hundred answers each. Whole
pages are asked through Django's test client, one at a time, each of somebody else; medians.

`first_s`: the wait of whoever comes first after a start. `rank_ms`: the ranking alone. `today_ms`:
a page. `changed_ms`: the median, and `changed_worst_ms` the slowest, of pages asked while the index
takes up one changed item, which the page after shows (`late_s`: how long that took). `rebuilt_ms`
and `rebuilt_worst_ms`: while the whole index is built anew, which took `rebuild_s`.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, cycle
from pathlib import Path
from typing import Any

ASKED = 60
ANSWERS = 100
DECLARED = 5
TOPICS = 121
SOURCES = 80
LEXICON = 20_000
STOP = "le la les de des du un une et en est que qui dans pour par sur the of and to in".split()
SYLLABLES = [a + b for a in "b c d f g l m n p r s t v ch tr pl".split() for b in "aeiou"]
ENDINGS = ["", "s", "e", "es", "er", "ement", "ation", "ations", "eur", "ing", "ed", "ique"]


def pages(*, people: int, items: int) -> dict[str, float]:
    """The waits, in milliseconds or seconds as each says."""
    with tempfile.TemporaryDirectory(prefix="portevoix-bench-") as folder:
        _open_database(Path(folder))
        _fill(items, people)
        figures = _measured()
        _close_database()
    return figures


def _open_database(folder: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portevoix.config.settings",
        PORTEVOIX_DATA_DIR=str(folder),
        PORTEVOIX_LOG_LEVEL="WARNING",
        DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
    )
    (folder / "static").mkdir()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _close_database() -> None:
    from django.db import connections

    connections.close_all()


def _fill(size: int, people: int) -> None:
    from django.utils import timezone

    from portevoix.people.models import Organisation, Topic

    draw = random.Random(size)
    words = _Words(draw)
    at = timezone.now()
    Organisation.objects.create(pk=1, name="Atelier", language="fr", founded_at=at)
    topics = Topic.objects.bulk_create(
        Topic(slug=f"topic-{n}", name_en=f"Topic {n}", name_fr=f"Sujet {n}", keywords=own[:4])
        for n, own in enumerate(words.by_topic)
    )
    items = _fill_items(size, topics, words, at)
    _fill_people(topics, items, draw, at, people)


class _Words:
    """Words by Zipf's law, some of them of one topic only."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        made = {self._word(): None for _ in range(LEXICON)}
        self.lexicon = list(made)
        self.weights = list(accumulate(1 / (rank + 10) for rank in range(len(made))))
        self.by_topic = [draw.sample(self.lexicon, 150) for _ in range(TOPICS)]

    def _word(self) -> str:
        root = "".join(self.draw.choices(SYLLABLES, k=self.draw.choice((2, 3, 3, 4))))
        return root + self.draw.choice(ENDINGS)

    def text(self, length: int, topic: int) -> str:
        own = self.by_topic[topic]
        usual = self.draw.choices(self.lexicon, cum_weights=self.weights, k=length)
        # In running French, four words in ten are stop words.
        return " ".join(
            self.draw.choice((self.draw.choice(STOP), word, word, self.draw.choice(own)))
            if self.draw.random() < 0.8
            else self.draw.choice(STOP)
            for word in usual
        )


def _fill_items(size: int, topics: Sequence[object], words: _Words, at: datetime) -> list[int]:
    from portevoix.curate.models import Item, ItemTopic, Source

    draw = words.draw
    sources = Source.objects.bulk_create(
        Source(url=f"https://s{n}.example/feed", name=f"S{n}", added_at=at, next_fetch_at=at)
        for n in range(SOURCES)
    )
    abouts = [draw.randrange(TOPICS) for _ in range(size)]
    items = Item.objects.bulk_create(
        Item(
            source=draw.choice(sources),
            guid=str(n),
            url=f"https://s.example/{n}",
            url_digest=f"{n:064}",
            title=words.text(9, about).capitalize() + f" {n}",
            summary=words.text(52, about),
            author=f"author {draw.randrange(300)}",
            language=draw.choice(("fr", "fr", "en")),
            published_at=at - timedelta(minutes=3 * n),
            found_at=at,
            state=Item.State.APPROVED,
        )
        for n, about in enumerate(abouts)
    )
    ItemTopic.objects.bulk_create(
        ItemTopic(item=item, topic=topics[topic], score=score)
        for item, about in zip(items, abouts, strict=True)
        for topic, score in ((about, 0.8), ((about + item.pk % 5 + 1) % TOPICS, 0.4))
    )
    return [item.pk for item in items]


def _fill_people(
    topics: Sequence[object], items: Sequence[int], draw: random.Random, at: datetime, count: int
) -> None:
    from portevoix.curate.models import Answer
    from portevoix.people.models import Endorsement, Expertise, Person

    before = at - timedelta(days=3)
    people = Person.objects.bulk_create(
        (
            Person(name=f"Person {n}", email=f"p{n}@atelier.example", language="fr")
            for n in range(count)
        ),
        batch_size=2000,
    )
    known = Expertise.objects.bulk_create(
        (
            Expertise(person=person, topic=topic, declared_at=before)
            for person in people
            for topic in draw.sample(list(topics), DECLARED)
        ),
        batch_size=5000,
    )
    Endorsement.objects.bulk_create(
        (
            Endorsement(expertise=one, by=people[0], at=before)
            for one in known[: 20 * ASKED : 4]
            if one.person_id != people[0].pk
        ),
        batch_size=5000,
    )
    kinds = ("more", "more", "more", "less", "not_my_field")
    Answer.objects.bulk_create(
        Answer(person=person, item_id=item, kind=draw.choice(kinds), at=before)
        for person in people[: 2 * ASKED]
        for item in draw.sample(items, ANSWERS)
    )


def _measured() -> dict[str, float]:
    from django.utils import timezone

    from portevoix.curate.queries import feed
    from portevoix.curate.rules.matching import rank
    from portevoix.curate.rules.profiles import Settings
    from portevoix.people.models import Person

    at = timezone.now()
    people = list(Person.objects.order_by("pk")[: 2 * ASKED])
    start = time.perf_counter()
    feed.todays_items(people[0], at=at)
    first_s = time.perf_counter() - start
    feed.settle()
    index = feed.current_index(timezone.now())
    profiles = [feed.profile_of(person, before=at, index=index) for person in people[:ASKED]]
    today = Settings(limit=10)
    rank_ms = _times(lambda one: rank(index, one, at=at, seed="today", settings=today), profiles)
    feed.settle()
    browsers = list(map(_browser, people))
    pages = _times(_page, browsers[:ASKED])
    changed, late_s = _while_looking(browsers[ASKED:], changes=1)
    rebuilt, rebuild_s = _while_looking(browsers[ASKED:], changes=700)
    return {
        "first_s": first_s,
        "rank_ms": statistics.median(rank_ms),
        "today_ms": statistics.median(pages),
        "changed_ms": statistics.median(changed),
        "changed_worst_ms": max(changed),
        "late_s": late_s,
        "rebuilt_ms": statistics.median(rebuilt),
        "rebuilt_worst_ms": max(rebuilt),
        "rebuild_s": rebuild_s,
        "candidates": len(index.items),
    }


def _page(browser: Any) -> None:
    assert browser.get("/").status_code == 200


def _browser(person: object) -> object:
    from django.test import Client

    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person)
    # A server has its layers loaded before anybody asks.
    browser.get("/health/")
    return browser


def _touch(count: int) -> None:
    from django.db.models import F, Value
    from django.db.models.functions import Concat

    from portevoix.curate.models import Item

    keys = list(Item.objects.newest_first().values_list("pk", flat=True)[:count])
    again = Concat(Value("Again: "), "title")
    Item.objects.filter(pk__in=keys).update(revision=F("revision") + 1, title=again)


def _while_looking(browsers: Sequence[object], changes: int) -> tuple[list[float], float]:
    """The waits of pages from the first look after some changes until they are shown."""
    from portevoix.curate.queries import feed

    before = feed.current_index(_now())
    feed.settle()
    _touch(changes)
    time.sleep(2.1)
    times, start = [], time.perf_counter()
    for browser in cycle(browsers):
        times += _times(_page, [browser])
        if feed.current_index(_now()) is not before and len(times) > 10:
            break
    shown = time.perf_counter() - start
    feed.settle()
    return times, shown


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def _times(work: Callable[[Any], object], over: Iterable[Any]) -> list[float]:
    times = []
    for one in over:
        start = time.perf_counter()
        work(one)
        times.append(1000 * (time.perf_counter() - start))
    return times
