from __future__ import annotations

import gzip
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from django.utils import timezone

from portevoix.curate import tasks
from portevoix.curate.actions.reading import claim_source, state_of
from portevoix.curate.actions.sources import add_source, hasten_source
from portevoix.curate.models import Item, Source
from portevoix.curate.rules.fetching import LEASE
from portevoix.curate.views.wording import trouble_of
from tests.conftest import Cast

pytestmark = [pytest.mark.loopback, pytest.mark.usefixtures("shared_database", "parsers")]

RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>
<title>{name}</title><link>https://{name}.example/</link><language>fr</language>
<item><title>{title}</title><link>https://{name}.example/a?utm_source=rss</link>
<guid>{name}-a</guid><description>{text}</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>An atom</title><id>atom</id>
<entry><id>atom-a</id><title>Kubernetes without tears</title>
<link href="https://atom.example/a"/><updated>2099-01-01T00:00:00Z</updated></entry></feed>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "A JSON feed",
"items": [{"id": "1", "url": "https://json.example/a", "title": "Hiring in a small town"}]}"""
PAGE = """<!doctype html><html><head><title>A page</title>
<link rel="alternate" type="application/rss+xml" href="/rss"></head><body>Hello</body></html>"""


def rss(name: str, title: str = "", text: str = "Some words.", encoding: str = "utf-8") -> bytes:
    words = RSS.format(name=name, title=title or f"News of {name}", text=text, encoding=encoding)
    return words.encode(encoding)


class Theatre(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Actor)
        self.asked: Counter[str] = Counter()
        self.said: dict[str, str] = {}
        self.over = threading.Event()
        self.edition = "First title"

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{path}"


class Actor(BaseHTTPRequestHandler):
    server: Theatre

    def log_message(self, *words: object) -> None: ...

    def do_GET(self) -> None:
        part = self.path.strip("/")
        self.server.asked[part] += 1
        getattr(self, f"play_{part}", self.play_missing)()

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def play_rss(self) -> None:
        self.answer(rss("rss"))

    def play_atom(self) -> None:
        self.answer(ATOM.encode())

    def play_json(self) -> None:
        self.answer(JSON_FEED.encode(), Content_Type="application/feed+json")

    def play_latin(self) -> None:
        # Says UTF-8, and is not.
        body = rss("latin", "Déploiement à l'été", encoding="latin-1")
        self.answer(body.replace(b"latin-1", b"utf-8"), Content_Type="text/xml; charset=utf-8")

    def play_etag(self) -> None:
        self.server.said["etag"] = self.headers.get("If-None-Match", "")
        if self.headers.get("If-None-Match") == '"one"':
            self.answer(b"", 304)
        else:
            self.answer(rss("etag"), ETag='"one"')

    def play_edited(self) -> None:
        self.answer(rss("edited", self.server.edition))

    def play_moved(self) -> None:
        self.answer(b"", 301, Location="/arrived")

    def play_arrived(self) -> None:
        self.answer(rss("arrived"))

    def play_gone(self) -> None:
        self.answer(b"", 410)

    def play_missing(self) -> None:
        self.answer(b"", 404)

    def play_later(self) -> None:
        self.answer(b"", 429, Retry_After="7200")

    def play_page(self) -> None:
        self.answer(PAGE.encode(), Content_Type="text/html")

    def play_empty(self) -> None:
        self.answer(b"")

    def play_bomb(self) -> None:
        self.answer(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")

    def play_huge(self) -> None:
        self.answer(os.urandom(6 * 1024 * 1024))

    def play_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.over.wait(0.2):
            with suppress(OSError):
                self.wfile.write(b" ")

    def play_noise(self) -> None:
        self.answer(os.urandom(5000))


@pytest.fixture
def theatre(loopback: None, settings: object) -> Iterator[Theatre]:
    settings.FETCH_LOOPBACK = True  # type: ignore[attr-defined]
    server = Theatre()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def add(theatre: Theatre, cast: Cast, *parts: str) -> dict[str, Source]:
    at = timezone.now()
    return {
        part: add_source(url=theatre.address(part), name=part, by=cast.lea, at=at) for part in parts
    }


def read_all() -> None:
    tasks.read_due_sources()
    while not tasks._reading.is_idle() or Source.objects.due(timezone.now()).exists():
        tasks.read_due_sources()


def again(source: Source, cast: Cast) -> Source:
    source.refresh_from_db()
    hasten_source(source=source, by=cast.lea, at=timezone.now())
    read_all()
    source.refresh_from_db()
    return source


GOOD = {
    "rss": "News of rss",
    "atom": "Kubernetes without tears",
    "json": "Hiring in a small town",
    "etag": "News of etag",
    "latin": "Déploiement à l'été",
}
BAD = {
    "gone": "gone",
    "missing": "missing",
    "later": "asked_to_wait",
    "page": "html",
    "empty": "empty",
    "bomb": "bomb",
    "huge": "too_large",
    "drip": "too_slow",
    "noise": "unreadable",
}


def test_hostile_sources_have_their_sentence_and_delay_nobody(
    theatre: Theatre, cast: Cast, as_lea: Client
) -> None:
    sources = add(theatre, cast, *BAD, *GOOD)
    began = time.monotonic()
    deadline = began + 14
    while Item.objects.count() < len(GOOD) and time.monotonic() < deadline:
        tasks.read_due_sources()
    # The drip still holds its lane: the others are all there.
    assert time.monotonic() - began < 8
    read_all()
    assert time.monotonic() - began < 15
    titles = dict(Item.objects.values_list("source__name", "title"))
    assert titles == GOOD
    problems = dict(Source.objects.exclude(problem="").values_list("name", "problem"))
    assert problems == BAD
    page = as_lea.get("/studio/sources/").content.decode()
    for code in BAD.values():
        assert str(trouble_of(code).cause) in page
    assert "Read that instead" in page
    assert sources["page"].pk
    assert Source.objects.get(name="page").pointed_feed == theatre.address("rss")
    assert Source.objects.get(name="gone").state == Source.State.GONE
    waited = Source.objects.get(name="later").next_fetch_at - timezone.now()
    assert waited.total_seconds() > 7000


def test_reading_twice_adds_nothing_and_asks_conditionally(theatre: Theatre, cast: Cast) -> None:
    sources = add(theatre, cast, "etag", "rss")
    read_all()
    before = set(Item.objects.values_list("pk", flat=True))
    for source in sources.values():
        again(source, cast)
    assert set(Item.objects.values_list("pk", flat=True)) == before
    assert len(before) == 2
    assert theatre.said["etag"] == '"one"'
    assert theatre.asked["etag"] == theatre.asked["rss"] == 2
    assert Source.objects.get(name="etag").problem == ""


def test_an_edited_entry_changes_its_item(theatre: Theatre, cast: Cast) -> None:
    source = add(theatre, cast, "edited")["edited"]
    read_all()
    found = Item.objects.get()
    theatre.edition = "Second title"
    again(source, cast)
    edited = Item.objects.get()
    assert (edited.pk, edited.title) == (found.pk, "Second title")
    assert edited.revision == found.revision + 1


def test_a_move_is_believed_after_three_times(theatre: Theatre, cast: Cast) -> None:
    source = add(theatre, cast, "moved")["moved"]
    read_all()
    assert again(source, cast).url == theatre.address("moved")
    assert again(source, cast).url == theatre.address("arrived")
    again(source, cast)
    assert theatre.asked == {"moved": 3, "arrived": 4}


def test_a_move_to_a_known_source_pauses_and_says_so(theatre: Theatre, cast: Cast) -> None:
    sources = add(theatre, cast, "arrived", "moved")
    read_all()
    again(sources["moved"], cast)
    moved = again(sources["moved"], cast)
    assert (moved.state, moved.problem) == (Source.State.PAUSED, "double")
    assert Item.objects.count() == 1


def test_two_workers_make_one_fetch(theatre: Theatre, cast: Cast) -> None:
    source = add(theatre, cast, "rss")["rss"]
    barrier = threading.Barrier(6)

    def work() -> None:
        barrier.wait()
        tasks._read_next(0)
        tasks.connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert theatre.asked["rss"] == 1
    assert source.items.count() == 1


def test_a_worker_killed_while_reading_is_replaced_after_its_lease(
    theatre: Theatre, cast: Cast
) -> None:
    source = add(theatre, cast, "rss")["rss"]
    assert claim_source(source=source, at=timezone.now())
    tasks._read_next(0)
    assert theatre.asked["rss"] == 0
    Source.objects.update(held_until=timezone.now() - LEASE)
    read_all()
    assert source.items.count() == 1


def test_what_a_worker_read_without_its_lease_is_not_kept(theatre: Theatre, cast: Cast) -> None:
    source = add(theatre, cast, "rss")["rss"]
    claim_source(source=source, at=timezone.now())
    Source.objects.update(held_until=None)
    tasks._read(source, state_of(source))
    assert Item.objects.count() == 0
    source.delete()
    tasks._read(Source(pk=source.pk or 1, url=theatre.address("rss")), state_of_url(theatre))
    assert Item.objects.count() == 0


def state_of_url(theatre: Theatre) -> object:
    from portevoix.curate.rules.fetching import FetchState

    return FetchState(theatre.address("rss"))
