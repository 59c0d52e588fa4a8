"""The journal of clicks: a click is on disk before its redirect is answered.

One file per serving process, one JSON line per click, appended and flushed to the disk. A worker
copies whole lines into the database and remembers how far it read; read twice, a line counts once.
The redirect therefore needs no database write, and works while the database is down.
"""

from __future__ import annotations

import json
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

# A file is left for a fresh one beyond this, so that read ones can be removed.
MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Hit:
    """One answered request of a short link; `digest` is salted by the day, no address is kept."""

    hit_id: str
    code: str
    at: datetime
    verdict: str
    reason: str
    digest: str
    referrer_host: str

    def line(self) -> bytes:
        """The hit as one line."""
        fields = asdict(self) | {"at": self.at.isoformat()}
        return json.dumps(fields, separators=(",", ":")).encode() + b"\n"


class Journal:
    """One process's journal; safe to append to from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._written = 0

    def append(self, hit: Hit) -> None:
        """Write one hit and wait until the disk has it."""
        line = hit.line()
        with self._lock:
            descriptor = self._opened()
            os.write(descriptor, line)
            os.fdatasync(descriptor)
            self._written += len(line)

    def _opened(self) -> int:
        if self._descriptor is not None and self._written > MOST_BYTES:
            os.close(self._descriptor)
            self._descriptor = None
        if self._descriptor is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"{os.getpid()}-{uuid.uuid4().hex}.clicks"
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._descriptor = os.open(self._folder / name, flags, 0o600)
            self._written = 0
        return self._descriptor


def journal_files(folder: Path) -> list[Path]:
    """The journal files there are, the longest waiting first."""
    return sorted(folder.glob("*.clicks"), key=lambda path: path.stat().st_mtime)


def hits_from(path: Path, offset: int, most: int = 5000) -> Iterator[tuple[Hit, int]]:
    """Whole lines from an offset in bytes, each with the offset after it; a torn line ends it."""
    with path.open("rb") as file:
        file.seek(offset)
        for _ in range(most):
            line = file.readline()
            if not line.endswith(b"\n"):
                return
            offset += len(line)
            yield _hit_of(line), offset


def _hit_of(line: bytes) -> Hit:
    fields = json.loads(line)
    return Hit(**fields | {"at": datetime.fromisoformat(fields["at"])})
