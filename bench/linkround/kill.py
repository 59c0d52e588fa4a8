"""A loader that names each request, so that every acknowledged click can be looked for."""

import asyncio
import threading
from collections.abc import Callable

READERS = 64


def acknowledged_in_load(
    port: int, code: str, kill: Callable[[], None], *, seconds: float
) -> set[str]:
    """Ask for a link from many connections, kill the server meanwhile; say who was answered."""
    return asyncio.run(_asked(port, code, kill, seconds))


async def _asked(port: int, code: str, kill: Callable[[], None], seconds: float) -> set[str]:
    acknowledged: set[str] = set()
    readers = [
        asyncio.create_task(_reader(port, code, f"r{number}", acknowledged))
        for number in range(READERS)
    ]
    timer = threading.Timer(seconds, kill)
    timer.start()
    await asyncio.gather(*readers)
    timer.join()
    return acknowledged


async def _reader(port: int, code: str, name: str, acknowledged: set[str]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    number = 0
    try:
        while True:
            host = f"{name}-{number}.example"
            number += 1
            writer.write(
                f"GET /l/{code} HTTP/1.1\r\nHost: x\r\nReferer: https://{host}/\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"HTTP/1.1 302 "):
                acknowledged.add(host)
    except (OSError, asyncio.IncompleteReadError):
        writer.close()
