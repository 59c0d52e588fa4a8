"""The journal of clicks: a click is on disk before its redirect is answered.

One file per serving process, one JSON line per click, appended and flushed to the disk. A worker
copies whole lines into the database and remembers how far it read; read twice, a line counts once.
A file is left for a fresh one by size or age, long before a worker removes it.
The redirect therefore needs no database write, and works while the database is down.
"""

from __future__ import annotations

import errno
import json
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path

# A file is left for a fresh one beyond these, so that read ones can be removed. Lines hold the
# day's digest of a visitor: both moments together stay far below 48 hours.
MOST_BYTES = 8 * 1024 * 1024
OLDEST_SECONDS = 6 * 3600.0
# A file untouched for so long is written by nobody any more.
FINISHED_SECONDS = 2 * OLDEST_SECONDS


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
        """The hit as one line of JSON, whatever its texts hold."""
        # Written by hand: this is done for every click, at tens of thousands a second.
        return (
            f'{{"hit_id":{quoted(self.hit_id)},"code":{quoted(self.code)},'
            f'"at":"{self.at.isoformat()}","verdict":{quoted(self.verdict)},'
            f'"reason":{quoted(self.reason)},"digest":{quoted(self.digest)},'
            f'"referrer_host":{quoted(self.referrer_host)}}}\n'
        ).encode()


class Journal:
    """One process's journal; safe to append to from any thread."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._opened_at = 0.0
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._written = 0

    def append(self, hit: Hit) -> None:
        """Write one hit and wait until the disk has it."""
        self.append_lines(hit.line())

    def append_lines(self, lines: bytes) -> None:
        """Write whole lines and wait, once for all of them, until the disk has them."""
        with self._lock:
            descriptor = self._opened()
            if os.write(descriptor, lines) < len(lines):
                # A full disk took half a line: it must not spoil the next one.
                os.ftruncate(descriptor, self._written)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fdatasync(descriptor)
            self._written += len(lines)

    def _opened(self) -> int:
        if self._descriptor is not None and self._is_spent():
            os.close(self._descriptor)
            self._descriptor = None
        if self._descriptor is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"{os.getpid()}-{uuid.uuid4().hex}.clicks"
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._descriptor = os.open(self._folder / name, flags, 0o600)
            self._written, self._opened_at = 0, self._clock()
        return self._descriptor

    def _is_spent(self) -> bool:
        age = self._clock() - self._opened_at
        return self._written > MOST_BYTES or age > OLDEST_SECONDS


def journal_files(folder: Path) -> list[Path]:
    """The journal files there are, the longest waiting first."""
    return sorted(folder.glob("*.clicks"), key=lambda path: path.stat().st_mtime)


def hits_from(path: Path, offset: int, most: int = 5000) -> Iterator[tuple[Hit | None, int]]:
    """Whole lines from an offset in bytes, each with the offset after it; a torn line ends it.

    A line that is no hit is None: one bad line never stops those after it.
    """
    with path.open("rb") as file:
        file.seek(offset)
        for _ in range(most):
            line = file.readline()
            if not line.endswith(b"\n"):
                return
            offset += len(line)
            yield _hit_of(line), offset


def _hit_of(line: bytes) -> Hit | None:
    try:
        fields = json.loads(line)
        return Hit(**fields | {"at": datetime.fromisoformat(fields["at"])})
    except (ValueError, TypeError, KeyError):
        return None
