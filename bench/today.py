"""How long one person waits for her page of today, on a watch of 2,000 and of 10,000 items.

A throwaway SQLite database holds the items (about 60 words each, French-like, of 24 topics and 80
sources) and 500 people, each with five declared topics and a hundred answers. A page is asked
through Django's test client, one at a time; times are medians. `rebuild_page` is the slowest of ten
pages asked when an item has just changed, so that the index has to be built again. `first` is the
wait of whoever comes first after a start; `build` the whole index, nothing being known yet.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, cycle, islice, product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

PEOPLE = 500
ANSWERS = 100
DECLARED = 5
TOPICS = 24
SOURCES = 80
LEXICON = 20_000
SIZES = (2_000, 10_000)
STOP = "le la les de des du un une et en est que qui dans pour par sur the of and to in".split()
SYLLABLES = [a + b for a in "b c d f g l m n p r s t v ch tr pl".split() for b in "aeiou"]
ENDINGS = ["", "s", "e", "es", "er", "ement", "ation", "ations", "eur", "ing", "ed", "ique"]


def main() -> None:
    """Print a table and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="fewer people are asked for")
    asked = 20 if parser.parse_args().small else 100
    figures: dict[str, float] = {}
    # A process of its own for each size, as empty as a server that has just started.
    with get_context("spawn").Pool(1, maxtasksperchild=1) as processes:
        for size, found in zip(
            SIZES, processes.imap(_of_size, product(SIZES, [asked])), strict=True
        ):
            figures |= {f"{name}_{size}": value for name, value in found.items()}
    print(f"{'':16}" + "".join(f"{size:>10,}" for size in SIZES))
    for name in dict.fromkeys(key.rsplit("_", 1)[0] for key in figures):
        print(f"{name:16}" + "".join(f"{figures[f'{name}_{size}']:10.2f}" for size in SIZES))
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def _of_size(asked_of: tuple[int, int]) -> dict[str, float]:
    size, asked = asked_of
    with tempfile.TemporaryDirectory(prefix="portevoix-bench-") as folder:
        _open_database(Path(folder))
        _fill(size)
        figures = _measured(asked)
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


def _fill(size: int) -> None:
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
    _fill_people(topics, items, draw, at)


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
    topics: Sequence[object], items: Sequence[int], draw: random.Random, at: datetime
) -> None:
    from portevoix.curate.models import Answer
    from portevoix.people.models import Endorsement, Expertise, Person

    before = at - timedelta(days=3)
    people = Person.objects.bulk_create(
        Person(name=f"Person {n}", email=f"p{n}@atelier.example", language="fr")
        for n in range(PEOPLE)
    )
    known = Expertise.objects.bulk_create(
        Expertise(person=person, topic=topic, declared_at=before)
        for person in people
        for topic in draw.sample(list(topics), DECLARED)
    )
    Endorsement.objects.bulk_create(
        Endorsement(expertise=one, by=people[0], at=before)
        for one in draw.sample(known, len(known) // 4)
        if one.person_id != people[0].pk
    )
    kinds = ("more", "more", "more", "less", "not_my_field")
    Answer.objects.bulk_create(
        Answer(person=person, item_id=item, kind=draw.choice(kinds), at=before)
        for person in people
        for item in draw.sample(items, ANSWERS)
    )


def _measured(asked: int) -> dict[str, float]:
    from django.utils import timezone

    from portevoix.curate.queries.feed import profile_of, todays_items
    from portevoix.curate.rules.matching import rank
    from portevoix.curate.rules.profiles import Settings
    from portevoix.people.models import Person

    at = timezone.now()
    people = list(Person.objects.order_by("pk")[:asked])
    start = time.perf_counter()
    todays_items(people[0], at=at)
    first_s = time.perf_counter() - start
    _settle()
    index, build_s = _built()
    profiles = [profile_of(person, before=at) for person in people]
    today = Settings(limit=7)
    rank_ms = _median(lambda one: rank(index, one, at=at, seed="today", settings=today), profiles)
    today_ms = _median(lambda person: todays_items(person, at=at), people)
    browsers = cycle(list(map(_browser, people[:10])))
    page_ms = _median(lambda browser: browser.get("/"), islice(browsers, asked))
    rebuilding = _while_rebuilding(browsers)
    return {
        "first_s": first_s,
        "build_s": build_s,
        "rank_ms": rank_ms,
        "today_ms": today_ms,
        "page_ms": page_ms,
        "rebuild_page_ms": max(_times(lambda browser: browser.get("/"), rebuilding)),
    }


def _built() -> tuple[object, float]:
    from portevoix.curate.models import Item
    from portevoix.curate.queries.feed import item_texts
    from portevoix.curate.rules import indexing, terms
    from portevoix.lib.text import is_telling, stem

    texts = item_texts(Item.objects.newest_first())
    # As in a process that has just started.
    for cache in (stem, is_telling, terms._stems, indexing._signature):
        cache.cache_clear()
    start = time.perf_counter()
    index = indexing.index_of(texts)
    return index, time.perf_counter() - start


def _browser(person: object) -> object:
    from django.test import Client

    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person)
    assert browser.get("/").status_code == 200
    return browser


def _while_rebuilding(browsers: Iterator[object]) -> Iterator[object]:
    from portevoix.curate.models import Item

    newest = Item.objects.newest_first().values_list("pk", flat=True)[:1]
    Item.objects.filter(pk=newest.get()).update(revision=1)
    yield from islice(browsers, 10)
    _settle()


def _settle() -> None:
    from portevoix.curate.queries.feed import settle

    settle()


def _median(work: Callable[[Any], object], over: Iterable[Any]) -> float:
    return statistics.median(_times(work, over))


def _times(work: Callable[[Any], object], over: Iterable[Any]) -> list[float]:
    times = []
    for one in over:
        start = time.perf_counter()
        work(one)
        times.append(1000 * (time.perf_counter() - start))
    return times


if __name__ == "__main__":
    main()
