"""Link servers to try: one in this process, or the real command in processes of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CODE, TARGET = "abcdefghijkm", "https://news.example/a"
PREPARE = f"""
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from portevoix.people.models import Person
from portevoix.share.actions.clicks import renew_salts
from portevoix.share.models import Link
person = Person(email="ines@atelier.example", name="Inès")
person.save()
Link.objects.create(
    code="{CODE}", person=person, target_url="{TARGET}", created_at=timezone.now()
)
renew_salts(at=timezone.now())
"""


def asking(code: str, *lines: str, method: str = "GET") -> bytes:
    head = (f"{method} /l/{code} HTTP/1.1", "Host: go.example", f"User-Agent: {AGENT}", *lines)
    return ("\r\n".join((*head, "Accept-Language: fr")) + "\r\n\r\n").encode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepared(folder: Path) -> dict[str, str]:
    """The environment of an installation with one link."""
    ours = {
        "PORTEVOIX_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "portevoix.config.settings",
    }
    env = {**os.environ, **ours, "DATABASE_URL": f"sqlite:///{folder / 'links.sqlite3'}"}
    subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True)
    return env


@contextmanager
def serving(env: dict[str, str], workers: int = 2) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The real command on a free port, ended with all its processes."""
    port = free_port()
    command = [sys.executable, "-m", "portevoix", "serve", "--links", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--workers", str(workers)], env=env, start_new_session=True
    )
    try:
        _wait_for(port)
        yield port, process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for the command and its processes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the link server did not start")


async def said(port: int, sent: bytes, *, and_close: bool = False) -> bytes:
    """Everything that a server answers to some bytes until it closes, or falls silent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    if and_close:
        writer.write_eof()
    told = b""
    try:
        while piece := await asyncio.wait_for(reader.read(65536), 1.0):
            told += piece
    except (TimeoutError, ConnectionResetError):
        pass
    finally:
        writer.close()
    return told
