"""Good sources that turn hostile: what they brought stays, and a page says what is wrong."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from bench.feedcases.archives import files_of
from portevoix.curate import tasks
from portevoix.curate.models import Item, Source
from portevoix.curate.views.wording import trouble_of
from tests.conftest import Cast
from tests.curate.test_hostile_sources import Actor, Theatre, add, again, read_all, rss

pytestmark = [pytest.mark.loopback, pytest.mark.usefixtures("shared_database", "parsers")]

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
IMAGE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
PAGE = b"<!doctype html><html><head><title>A page</title></head><body>Hello</body></html>"


class Turncoat(Actor):
    """Gives a good feed the first time, then what its name says."""

    def do_GET(self) -> None:
        part = self.path.strip("/").partition("?")[0]
        self.server.asked[part] += 1
        if self.server.asked[part] == 1:
            self.answer(rss(part))
            return
        with suppress(OSError):
            SCENES[part](self)

    def endlessly(self, piece: bytes, pause: float = 0.0) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.over.wait(pause):
            self.wfile.write(piece)

    def cut(self, body: bytes, **headers: str) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) + 100))
        self.end_headers()
        self.wfile.write(body)


def said(body: bytes, status: int = 200, **headers: str) -> Callable[[Turncoat], None]:
    return lambda actor: actor.answer(body, status, **headers)


def moved(place: str, status: int = 302) -> Callable[[Turncoat], None]:
    return lambda actor: actor.answer(b"", status, Location=place)


NEWS = rss("gentle", "Something new")
# What each does the second time, and the problem that is told; none where it can be read.
SCENES: dict[str, Callable[[Turncoat], None]] = {
    "endless": lambda actor: actor.endlessly(b"<item/>" * 10_000),
    "drip": lambda actor: actor.endlessly(b" ", 0.3),
    "never": lambda actor: bool(actor.server.over.wait(30)) and None,
    "bomb": said(gzip.compress(b"<rss>" + b" " * 50_000_000), Content_Encoding="gzip"),
    "private": moved("http://10.0.0.1/feed"),
    "metadata": moved("http://169.254.169.254/latest/meta-data/"),
    "file": moved("file:///etc/passwd"),
    "circle": moved("/circle?again"),
    "image": said(IMAGE, Content_Type="application/rss+xml"),
    "page": said(PAGE, Content_Type="application/rss+xml"),
    "packed": said(gzip.compress(NEWS), Content_Type="application/rss+xml"),
    "cut": lambda actor: actor.cut(NEWS[:200]),
    "cut_packed": said(gzip.compress(NEWS)[:-30], Content_Encoding="gzip"),
    "laughs": said(f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{LAUGHS}]><rss>&l10;</rss>".encode()),
    "deep": said(b"<rss>" + b"<a>" * 400_000),
    "many": said(b"<rss><channel>" + b"<item/>" * 500_000 + b"</channel></rss>"),
    "gone": said(b"", 410),
    "later": said(b"", 429, Retry_After="7200"),
    "broken": said(b"", 500),
    # Lies that do no harm: the news is read.
    "as_image": said(rss("as_image", "Something new"), Content_Type="image/png"),
    "as_page": said(rss("as_page", "Something new"), Content_Type="text/html"),
    "as_latin": said(rss("as_latin", "Été neuf"), Content_Type="text/xml; charset=iso-8859-1"),
    "half": said(rss("half", "Something new")[:-10]),
}
PROBLEMS = {
    "endless": {"too_large"},
    "drip": {"too_slow"},
    "never": {"too_slow"},
    "bomb": {"bomb"},
    "private": {"address_refused"},
    "metadata": {"address_refused"},
    "file": {"scheme"},
    "circle": {"too_many_redirects"},
    "image": {"unreadable"},
    "page": {"html"},
    "packed": {"unreadable"},
    "cut": {"protocol"},
    "cut_packed": {"encoding"},
    "laughs": {"unreadable", "memory", "timeout", "no_entries"},
    "deep": {"unreadable", "memory", "timeout", "no_entries"},
    "many": {"memory"},
    "gone": {"gone"},
    "later": {"asked_to_wait"},
    "broken": {"server"},
}


@pytest.fixture
def stage(loopback: None, settings: object) -> Iterator[Theatre]:
    settings.FETCH_LOOPBACK = True  # type: ignore[attr-defined]
    server = Theatre()
    server.RequestHandlerClass = Turncoat
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_a_source_brought_outlives_whatever_it_turns_into(
    stage: Theatre, cast: Cast, as_lea: Client
) -> None:
    add(stage, cast, *SCENES)
    read_all()
    before = dict(Item.objects.values_list("source__name", "title"))
    assert set(before) == set(SCENES)
    Source.objects.update(next_fetch_at=timezone.now())
    read_all()
    kept = dict(Item.objects.filter(title__in=before.values()).values_list("source__name", "title"))
    changed = {"as_image", "as_page", "as_latin", "half"}
    assert kept == {name: title for name, title in before.items() if name not in changed}
    assert Item.objects.count() == len(before)
    found = dict(Source.objects.exclude(problem="").values_list("name", "problem"))
    assert set(found) == set(PROBLEMS)
    assert {name for name in found if found[name] not in PROBLEMS[name]} == set(), found
    page = as_lea.get("/studio/sources/").content.decode()
    for code in found.values():
        assert str(trouble_of(code).cause) in page
    again_read = Source.objects.filter(name__in=changed)
    assert set(again_read.values_list("problem", flat=True)) == {""}
    assert set(Item.objects.filter(source__in=again_read).values_list("title", flat=True)) == {
        "Something new",
        "Été neuf",
    }


def test_a_feed_that_calms_down_is_read_again_and_nothing_comes_twice(
    stage: Theatre, cast: Cast
) -> None:
    source = add(stage, cast, "broken")["broken"]
    read_all()
    assert again(source, cast).problem == "server"
    stage.asked["broken"] = 0
    calmed = again(source, cast)
    assert (calmed.problem, calmed.failures, calmed.failing_since) == ("", 0, None)
    assert Item.objects.count() == 1


def test_a_temporary_move_is_followed_and_never_adopted(stage: Theatre, cast: Cast) -> None:
    source = add(stage, cast, "astray")["astray"]
    read_all()
    SCENES["astray"] = moved("/harbour")
    SCENES["harbour"] = said(rss("harbour"))
    stage.asked["harbour"] = 1
    try:
        for _ in range(4):
            assert again(source, cast).url == stage.address("astray")
    finally:
        del SCENES["astray"], SCENES["harbour"]
    assert (source.problem, source.moved_to, source.moved_times) == ("", "", 0)


def test_new_names_for_old_entries_and_entries_from_the_future_bring_nothing_twice(
    stage: Theatre, cast: Cast
) -> None:
    source = add(stage, cast, "renamed")["renamed"]
    read_all()
    entry = rss("renamed").replace(b"renamed-a", b"another-name")
    future = entry.replace(
        b"</item></channel>",
        b"</item><item><title>From tomorrow</title><link>https://renamed.example/z</link>"
        b"<guid>z</guid><pubDate>Mon, 01 Jan 2190 00:00:00 GMT</pubDate></item>"
        b"<item><title>From tomorrow</title><link>https://renamed.example/z#again</link>"
        b"<guid>z2</guid></item></channel>",
    )
    SCENES["renamed"] = said(future)
    try:
        for _ in range(3):
            again(source, cast)
    finally:
        del SCENES["renamed"]
    assert sorted(Item.objects.values_list("title", flat=True)) == [
        "From tomorrow",
        "News of renamed",
    ]
    assert Item.objects.get(title="From tomorrow").published_at <= timezone.now()


@pytest.mark.parametrize("column", ["next_fetch_at", "held_until"])
def test_a_moment_that_no_clock_means_stops_no_reading(
    stage: Theatre, cast: Cast, column: str
) -> None:
    source = add(stage, cast, "clock")["clock"]
    # Written by a clock ten years ahead that has been set right since.
    Source.objects.update(**{column: timezone.now() + timedelta(days=3650)})
    read_all()
    source.refresh_from_db()
    assert stage.asked["clock"] == 1
    assert source.next_fetch_at - timezone.now() < timedelta(days=2)
    assert source.held_until is None


def test_two_schedulers_that_look_at_once_ask_every_source_once(stage: Theatre, cast: Cast) -> None:
    names = [f"shared{number}" for number in range(12)]
    add(stage, cast, *names)
    barrier = threading.Barrier(4)

    def schedule(lane: int) -> None:
        barrier.wait()
        while tasks._read_next(lane):
            continue
        tasks.connection.close()

    threads = [threading.Thread(target=schedule, args=(lane,)) for lane in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: stage.asked[name] for name in names} == dict.fromkeys(names, 1)
    assert Item.objects.count() == len(names)


def test_no_published_payload_does_harm_on_its_way_to_the_page(
    stage: Theatre, cast: Cast, as_lea: Client, shared_data: Path
) -> None:
    archive = shared_data / "conformance" / "payloads.tar.gz"
    files = list(files_of(archive))
    documents = [body for name, body in files if name.endswith((".xml", ".svg"))]
    bodies = {f"raw{n}": body for n, body in enumerate(documents)}
    bodies |= {f"wrapped{n}": wrapped(body, n) for n, (_, body) in enumerate(files)}
    try:
        for name, body in bodies.items():
            SCENES[name], stage.asked[name] = said(body), 1
        add(stage, cast, *bodies, "bystander")
        read_all()
    finally:
        for name in bodies:
            del SCENES[name]
    problems = set(Source.objects.values_list("problem", flat=True))
    assert problems <= {"", "unreadable", "html", "no_entries", "empty"}, problems
    assert Item.objects.filter(source__name="bystander").count() == 1
    assert Item.objects.filter(source__name__startswith="wrapped").count() > 40
    for address in Item.objects.values_list("url", flat=True):
        assert address.startswith(("http://", "https://"))
    for place in ("/studio/sources/", "/studio/sources/health/", "/"):
        page = as_lea.get(place)
        assert page.status_code == 200
        assert not SCRIPT.search(page.content.decode())


# A script of ours has an address and no words.
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>|\son\w+=[\"'][^\"']*alert", re.IGNORECASE)


def wrapped(payload: bytes, number: int) -> bytes:
    words = payload.replace(b"]]>", b"]] >").replace(b"\0", b"")
    return (
        b"<rss><channel><title>T</title><item><guid>%d</guid><link>https://p.example/%d</link>"
        b"<title><![CDATA[%s]]></title><description><![CDATA[%s]]></description></item></channel></rss>"
    ) % (number, number, words, words)
