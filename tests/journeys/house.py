"""A real Portevoix for journeys: its own process, database, port and background work."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

STARTS_WITHIN = 60.0
PASSWORD = "a-long-pass-phrase-47"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """One installation: `portevoix(...)` runs a command of it, `serve()` opens it."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    database: str = ""

    @property
    def url(self) -> str:
        # Not 127.0.0.1: cookies, passkeys and people say localhost.
        return f"http://localhost:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        own = {
            "PORTEVOIX_DATA_DIR": str(self.folder),
            "PORTEVOIX_URL": self.url,
            "PORTEVOIX_FETCH_LOOPBACK": "yes",
            "PORTEVOIX_LOG_LEVEL": "INFO",
            "DATABASE_URL": self.database or f"sqlite:///{self.folder / 'portevoix.sqlite3'}",
            "PYTHONPATH": os.pathsep.join(sys.path[:2]),
        }
        return {**os.environ, **own}

    def portevoix(self, *words: str) -> str:
        """Run one command of this installation and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "portevoix", *words],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=170,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def serve(self, moment: datetime | None = None) -> None:
        """Open the house; with a moment, its clock begins there."""
        program = ["tests.journeys.later", moment.isoformat()] if moment else ["portevoix"]
        with (self.folder / "serve.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *program, "serve", "--port", str(self.port)],
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log()
            if self._answers():
                return
            time.sleep(0.2)
        raise AssertionError(f"the house did not open:\n{self.log()}")

    def kill(self) -> None:
        """End the whole process group at once, as a power cut would."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def log(self) -> str:
        return (self.folder / "serve.log").read_text(errors="replace")[-4000:]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/", timeout=2) as answer:
                return answer.read() == b"ok\n"
        except OSError:
            return False


def own_database() -> str:
    """A database of this house's own on the PostgreSQL that the suite runs on, or none."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    name = f"journey_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(url: str) -> None:
    if not url:
        return
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
