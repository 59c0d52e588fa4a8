"""Feeds of many sizes on loopback, as slow as the web, and some that mean harm.

`python -m bench.feedround.server COUNT` prints its ports and serves until its input ends. Sizes
(2 to 200 KB, median 25) and waits (median 60 ms, one in twenty over 300 ms, none over 900) are
drawn from fixed seeds, so that every round meets the same web.
"""

import asyncio
import contextlib
import gzip
import random
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

PORTS = 4
# The reader is gone, asked nonsense, or the bench is over.
BROKEN_OFF = (OSError, asyncio.IncompleteReadError, ValueError, asyncio.CancelledError)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WORDS = (
    "une équipe mesure le temps réel des données et publie sur la plateforme un service ouvert "
    "pour les développeurs dont le code reste simple sans perdre en sécurité ni en qualité the "
    "cluster of a small team learns to deploy every change with tests that everybody can read"
).split()
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Feed {n}</title>'
    "<link>https://site{n}.example/</link><language>fr</language>{items}</channel></rss>"
)
ITEM = (
    "<item><title>{title}</title><link>https://site{n}.example/{i}</link><guid>{n}-{i}</guid>"
    "<pubDate>{date}</pubDate><description>{summary}</description>"
    "<content:encoded><![CDATA[{content}]]></content:encoded></item>"
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def feed(number: int) -> bytes:
    """One feed of the web, always the same."""
    draw = random.Random(number)
    wanted = min(max(int(draw.lognormvariate(10.1, 1.0)), 2_000), 200_000)
    items: list[str] = []
    size = 300
    while size < wanted and len(items) < 60:
        items.append(_item(number, len(items), draw))
        size += len(items[-1])
    return RSS.format(n=number, items="".join(items)).encode()


def _item(number: int, index: int, draw: random.Random) -> str:
    def said(length: int) -> str:
        return " ".join(draw.choices(WORDS, k=length))

    content = "".join(f"<p>{said(40)}</p>" for _ in range(draw.randrange(1, 12)))
    moment = NOW - timedelta(hours=index * 7 + number % 24)
    return ITEM.format(
        n=number,
        i=index,
        title=f"{said(8)} {number} {index}",
        date=format_datetime(moment),
        summary=said(30),
        content=content,
    )


def wait_of(number: int) -> float:
    """Seconds that a server makes one wait, always the same for one feed."""
    return min(random.Random(-number).lognormvariate(-2.8, 0.95), 0.9)


def answer_of(body: bytes, asked: bytes) -> bytes:
    """The answer of a server that behaves: packed where that is accepted, 304 where it is known."""
    tag = b'"%08x"' % zlib.crc32(body)
    if tag in asked:
        return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\nConnection: close\r\n\r\n" % tag
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: %s\r\n" % tag
    if b"gzip" in asked:
        body, head = gzip.compress(body, 5), head + b"Content-Encoding: gzip\r\n"
    return head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"


async def drip() -> AsyncIterator[bytes]:
    """One byte a second."""
    yield OK + b"\r\n"
    while True:
        await asyncio.sleep(1)
        yield b" "


async def endless() -> AsyncIterator[bytes]:
    """A feed without an end."""
    yield OK + b"\r\n<rss><channel><title>T</title>"
    while True:
        yield b"<item><title>again</title></item>" * 2_000


async def never() -> AsyncIterator[bytes]:
    """A server that listens and says nothing."""
    yield b""
    await asyncio.sleep(3_600)


async def loop() -> AsyncIterator[bytes]:
    """A way that leads to itself."""
    yield b"HTTP/1.1 302 Found\r\nLocation: ?again\r\nContent-Length: 0\r\n\r\n"


def whole(body: bytes, head: bytes = b"") -> Callable[[], AsyncIterator[bytes]]:
    """One body, sent at once."""

    async def said() -> AsyncIterator[bytes]:
        yield OK + head + b"Content-Length: %d\r\n\r\n" % len(body)
        yield body

    return said


async def fifty_megabytes() -> AsyncIterator[bytes]:
    """A feed of 50 MB that does not say how long it is."""
    yield OK + b"\r\n<rss><channel><title>"
    for _ in range(800):
        yield b"x" * 65_536


async def slow_head() -> AsyncIterator[bytes]:
    """Headers without an end."""
    yield OK
    while True:
        yield b"X-More: and more\r\n"
        await asyncio.sleep(0.5)


HOSTILE: dict[str, Callable[[], AsyncIterator[bytes]]] = {
    "drip": drip,
    "endless": endless,
    "bomb": whole(gzip.compress(b"<rss>" + b" " * 50_000_000), b"Content-Encoding: gzip\r\n"),
    "never": never,
    "loop": loop,
    "fifty_megabytes": fifty_megabytes,
    "laughs": whole(f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{LAUGHS}]><rss>&l11;</rss>".encode()),
    "deep": whole(b"<rss>" + b"<a>" * 1_600_000),
    "many": whole(b"<rss><channel>" + b"<item/>" * 700_000 + b"</channel></rss>"),
    "slow_head": slow_head,
}


async def serve(count: int) -> None:
    """Serve until the input ends."""
    bodies = [feed(number) for number in range(count)]
    packed = {number: answer_of(body, b"gzip") for number, body in enumerate(bodies)}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(*BROKEN_OFF):
            asked = await reader.readuntil(b"\r\n\r\n")
            name = asked.split(b" ", 2)[1].decode().strip("/").partition("?")[0]
            if name in HOSTILE:
                async for piece in HOSTILE[name]():
                    writer.write(piece)
                    await writer.drain()
            else:
                number = int(name)
                await asyncio.sleep(wait_of(number))
                is_plain = b"If-None-Match" in asked or b"gzip" not in asked
                writer.write(answer_of(bodies[number], asked) if is_plain else packed[number])
                await writer.drain()
        writer.close()

    servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(PORTS)]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for server in servers:
        server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
