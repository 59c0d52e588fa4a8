from __future__ import annotations

import asyncio
import os
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from portevoix.share.actions.clicks import renew_salts
from portevoix.share.engines.journal import Hit, hits_from, journal_files
from portevoix.share.models import DailySalt, Link
from portevoix.share.queries import links
from portevoix.share.rules.requests import Request
from portevoix.share.views import links as following
from portevoix.share.views import listening, serving
from portevoix.share.views.serving import LinkServer, Reply
from tests.conftest import Cast
from tests.share.link_servers import AGENT, CODE, TARGET, asking, free_port, kill, prepared, said
from tests.share.link_servers import serving as served
from tests.share.world import a_lone_link

BROWSER = {"user-agent": AGENT, "accept-language": "fr"}
Story = Callable[[int], Awaitable[None]]


@pytest.fixture(autouse=True)
def journals(tmp_path: Path, settings: object) -> Iterator[Path]:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    following._journal.cache_clear()
    serving._always.cache_clear()
    links.forget_remembered()
    yield tmp_path / "clicks"
    following._journal.cache_clear()
    links.forget_remembered()


@pytest.fixture
def link(shared_database: None, cast: Cast) -> Link:
    now = datetime.now().astimezone()
    renew_salts(at=now)
    return a_lone_link(cast.ines, now, TARGET)


def hits(journals: Path) -> list[Hit]:
    return [hit for path in journal_files(journals) for hit, _ in hits_from(path, 0) if hit]


def reply(code: str, method: str = "GET", headers: dict[str, str] | None = None) -> Reply:
    async def asked() -> Reply:
        server = LinkServer(asyncio.get_running_loop())
        told = dict(BROWSER if headers is None else headers)
        return await server.reply_to(Request(method, f"/l/{code}", told, True), "203.0.113.9")

    return asyncio.run(asked())


def fields(told: Reply) -> dict[str, str]:
    lines = told.headers.decode().splitlines()
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


def off(link: Link) -> None:
    Link.objects.filter(pk=link.pk).update(disabled_at=datetime.now().astimezone())
    links.forget_remembered()


@pytest.mark.parametrize("kind", ["known", "unknown", "off"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_server_says_what_the_page_says(
    client: Client, link: Link, journals: Path, kind: str, method: str
) -> None:
    if kind == "off":
        off(link)
    code = "nothing" if kind == "unknown" else link.code
    page = getattr(client, method.lower())(f"/l/{code}", headers=BROWSER)
    counted = len(hits(journals))
    told = reply(code, method)
    assert told.status == page.status_code
    assert len(hits(journals)) == 2 * counted
    ours = fields(told)
    assert ours.get("location") == page.headers.get("Location")
    for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag", "X-Content-Type-Options"):
        assert ours[name.lower()] == page.headers[name]
    if told.status != 302:
        assert told.body == (page.content if method == "GET" else b"")
        assert ours["content-language"] == page.headers["Content-Language"] == "fr"
        assert ours["x-frame-options"] == page.headers["X-Frame-Options"]
        policy = ours["content-security-policy"].split("; ")
        assert sorted(policy) == sorted(page.headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_told_which_there_are(link: Link, journals: Path, method: str) -> None:
    told = reply(link.code, method)
    assert (told.status, fields(told)["allow"]) == (405, "GET, HEAD")
    assert not hits(journals)


@pytest.mark.parametrize(
    "code", ["", "nothing", "a/b", "../etc", "x" * 17, "é", "a\0b", "%61", "' OR 1=1"]
)
def test_a_hostile_code_leads_nowhere(link: Link, code: str) -> None:
    told = reply(code)
    assert told.status == 404
    assert "location" not in fields(told)


def test_only_a_code_that_could_be_one_reaches_the_database(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Link, "objects", _Down())
    assert reply("x" * 17).status == 404
    assert reply("neverseen").status == 503


def test_an_unknown_code_is_asked_for_once(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reply("nothing").status == 404
    monkeypatch.setattr(Link, "objects", _Down())
    assert reply("nothing").status == 404


class _Down:
    def __getattr__(self, name: str) -> object:
        raise OperationalError("the database is down")


class _Hanging:
    def __getattr__(self, name: str) -> object:
        time.sleep(0.6)
        raise OperationalError("the database is down")


@pytest.mark.parametrize("database", [_Down, _Hanging])
def test_memory_answers_while_the_database_does_not(
    link: Link, journals: Path, monkeypatch: pytest.MonkeyPatch, database: type
) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.1)
    assert reply(link.code).status == 302
    monkeypatch.setattr(Link, "objects", database())
    monkeypatch.setattr(DailySalt, "objects", database())
    for code, (_until, known) in tuple(links._Memory.links.items()):
        links._Memory.links[code] = (0.0, known)
    told = reply(link.code)
    assert (told.status, fields(told)["location"]) == (302, TARGET)
    assert links.remembered(link.code)[1]
    assert len(hits(journals)) == 2


def test_who_asks_for_the_same_link_waits_for_one_question(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def known(code: str) -> links.KnownLink | None:
        asked.append(code)
        time.sleep(0.05)
        return links.known_link(code)

    monkeypatch.setattr(serving, "known_link", known)

    async def crowd() -> list[Reply]:
        server = LinkServer(asyncio.get_running_loop())
        request = Request("GET", f"/l/{link.code}", dict(BROWSER), True)
        return await asyncio.gather(*(server.reply_to(request, "203.0.113.9") for _ in range(50)))

    assert {told.status for told in asyncio.run(crowd())} == {302}
    assert asked == [link.code]


def test_guessing_many_codes_is_held_back(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_ASKED", 3)
    monkeypatch.setattr(serving, "known_link", lambda code: time.sleep(0.05))

    async def guessing() -> list[Reply]:
        server = LinkServer(asyncio.get_running_loop())
        codes = [f"guess{number}" for number in range(10)]
        return await asyncio.gather(
            *(server.reply_to(Request("GET", f"/l/{code}", {}, True), "") for code in codes)
        )

    statuses = [told.status for told in asyncio.run(guessing())]
    assert statuses.count(404) == 3
    assert statuses.count(503) == 7


def test_a_day_without_salt_tells_nobody_apart_and_leads_on(link: Link, journals: Path) -> None:
    DailySalt.objects.all().delete()
    assert reply(link.code).status == 302
    assert [hit.digest for hit in hits(journals)] == [""]


def test_a_journal_of_the_server_holds_no_address_and_no_agent(link: Link, journals: Path) -> None:
    headers = BROWSER | {"x-forwarded-for": "198.51.100.7", "referer": "https://a.example/secret"}
    assert reply(link.code, headers=headers).status == 302
    (path,) = journal_files(journals)
    written = path.read_text()
    for told in ("203.0.113", "198.51.100", "Mozilla", "secret"):
        assert told not in written
    (hit,) = hits(journals)
    assert (len(hit.digest), hit.referrer_host, hit.verdict) == (32, "a.example", "human")


@pytest.mark.parametrize("referrer", ["http://[", "\x00", "x" * 20_000, "//\udfff"])
def test_a_garbage_referrer_costs_the_referrer_alone(
    link: Link, journals: Path, referrer: str
) -> None:
    assert reply(link.code, headers=BROWSER | {"referer": referrer}).status == 302
    assert len(hits(journals)) == 1


def test_a_full_disk_costs_the_figure_and_never_the_way(link: Link, journals: Path) -> None:
    journals.write_text("a file where the folder should be")
    assert reply(link.code).status == 302


def on_a_connection(story: Story) -> None:
    """Tell a story to a server in this process, on a port of loopback."""

    async def told() -> None:
        port = free_port()
        task = asyncio.create_task(listening.listen("127.0.0.1", port, os.getppid()))
        await asyncio.sleep(0.05)
        try:
            await story(port)
        finally:
            task.cancel()

    asyncio.run(told())


def statuses(told: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", told)]


@pytest.mark.loopback
def test_requests_of_one_connection_are_answered_in_their_order(link: Link, journals: Path) -> None:
    async def story(port: int) -> None:
        sent = asking(link.code) + asking("nothing") + asking(link.code) + asking("a/b")
        assert statuses(await said(port, sent)) == [302, 404, 302, 404]

    on_a_connection(story)
    assert len(hits(journals)) == 2


@pytest.mark.loopback
def test_a_request_in_pieces_is_one(link: Link, journals: Path) -> None:
    async def story(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for byte in asking(link.code, "Connection: close"):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)
        assert statuses(await reader.read()) == [302]
        writer.close()
        await writer.wait_closed()

    on_a_connection(story)


@pytest.mark.loopback
def test_a_body_passes_for_no_second_request(link: Link, journals: Path) -> None:
    async def story(port: int) -> None:
        inner = asking(link.code)
        lengths = f"Content-Length: {len(inner)}"
        assert statuses(await said(port, asking("x", lengths, method="POST") + inner)) == [405]
        chunked = asking(link.code, "Transfer-Encoding: chunked") + b"0\r\n\r\n" + inner
        assert statuses(await said(port, chunked)) == [302]

    on_a_connection(story)
    assert len(hits(journals)) == 1


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /l/" + b"a" * 65_536 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
        (b"GET /l/" + b"a" * 4_096 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /l/a HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 65_536, 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"GET /l/a HTTP/1.1\r\nbad header\r\n\r\n", 400),
        (b"\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_is_answered_and_let_go(
    link: Link, journals: Path, sent: bytes, status: int
) -> None:
    async def story(port: int) -> None:
        assert statuses(await said(port, sent)) == [status]
        assert statuses(await said(port, asking(link.code))) == [302]

    on_a_connection(story)


@pytest.mark.loopback
def test_slow_readers_hold_nobody_back_and_are_let_go(
    link: Link, journals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PATIENCE", 0.3)
    monkeypatch.setattr(listening, "SWEEP_EVERY", 0.1)

    async def story(port: int) -> None:
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
        for number, (_reader, writer) in enumerate(slow):
            writer.write(b"GET /l/" if number % 2 else b"")
        assert statuses(await said(port, asking(link.code, "Connection: close"))) == [302]
        ended = await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in slow)), 5)
        assert [statuses(told) for told in ended] == [[], [408]] * 50
        for _reader, writer in slow:
            writer.close()
            await writer.wait_closed()

    on_a_connection(story)


@pytest.mark.loopback
def test_readers_beyond_what_one_process_serves_are_turned_away(
    link: Link, journals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOST_CONNECTIONS", 2)

    async def story(port: int) -> None:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        assert await said(port, asking(link.code)) == b""
        for _reader, writer in held:
            writer.close()
        await asyncio.sleep(0.05)
        assert statuses(await said(port, asking(link.code))) == [302]

    on_a_connection(story)


@pytest.mark.loopback
def test_acknowledged_clicks_survive_a_kill_of_every_process(tmp_path: Path) -> None:
    acknowledged: list[str] = []

    def click(port: int, name: str) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        for number in range(10_000):
            host = f"{name}-{number}.example"
            headers = {"User-Agent": AGENT, "Referer": f"https://{host}/"}
            try:
                connection.request("GET", f"/l/{CODE}", headers=headers)
                answer = connection.getresponse()
                answer.read()
            except OSError:
                return
            assert answer.status == 302
            acknowledged.append(host)

    with served(prepared(tmp_path)) as (port, process):
        readers = [threading.Thread(target=click, args=(port, f"r{n}")) for n in range(12)]
        for reader in readers:
            reader.start()
        while len(acknowledged) < 300:
            time.sleep(0.01)
        kill(process)
        for reader in readers:
            reader.join()
    kept = {hit.referrer_host for hit in hits(tmp_path / "clicks")}
    assert len(acknowledged) >= 300
    assert set(acknowledged) <= kept


@pytest.mark.loopback
def test_a_process_that_dies_is_started_again_and_none_outlives_the_command(
    tmp_path: Path,
) -> None:
    with served(prepared(tmp_path), workers=1) as (port, process):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        first = int(children.read_text())
        os.kill(first, 9)
        deadline = time.monotonic() + 30
        answer = b""
        while not answer.startswith(b"HTTP/1.1 302") and time.monotonic() < deadline:
            time.sleep(0.1)
            try:
                answer = asyncio.run(said(port, asking(CODE, "Connection: close")))
            except OSError:
                continue
        assert answer.startswith(b"HTTP/1.1 302")
        second = int(children.read_text())
        process.kill()
        process.wait()
        while Path(f"/proc/{second}").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not Path(f"/proc/{second}").exists()
