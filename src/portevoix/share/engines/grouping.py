"""Group commit: clicks that wait at the same time share one write and one flush of the disk.

An answer is released once its click is on disk. A disk that refuses (full) or stalls releases it
all the same: the figure may be lost, the reader's way never is, and the log says how many.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue

from portevoix.share.engines.journal import Journal

log = logging.getLogger(__name__)
# How long readers may wait for the disk, in seconds.
PATIENCE = 2.0
# How many clicks are held for a disk that stalls: some 30 MB.
MOST_HELD = 100_000
LOG_EVERY = 60.0


@dataclass(slots=True)
class _Group:
    """Lines that are written together, and the answers that wait for them."""

    lines: list[bytes] = field(default_factory=list)
    waiting: list[Callable[[bool], None]] = field(default_factory=list)

    def release(self, is_kept: bool) -> None:
        waiting, self.waiting = self.waiting, []
        for go_on in waiting:
            go_on(is_kept)


class GroupCommit:
    """The one writer of a journal for an event loop; asked from that loop alone."""

    def __init__(self, journal: Journal, loop: asyncio.AbstractEventLoop) -> None:
        self._journal, self._loop = journal, loop
        self._gathering = _Group()
        self._is_writing = self._is_stalled = False
        self._lost, self._said_at = 0, -LOG_EVERY
        self._handed: SimpleQueue[_Group | None] = SimpleQueue()
        threading.Thread(target=self._write, name="clicks", daemon=True).start()

    def written(self, line: bytes) -> asyncio.Future[bool]:
        """Wait for this and the line is on disk; False: the disk refused it, or stalls."""
        answer: asyncio.Future[bool] = self._loop.create_future()
        # One whose reader has gone may be cancelled: it must not take the others with it.
        self.write(line, lambda is_kept: None if answer.done() else answer.set_result(is_kept))
        return answer

    def write(self, line: bytes, then: Callable[[bool], None]) -> None:
        """Call `then` once the line is on disk, or False: the disk refused it, or stalls.

        Never from within this call: who asks for more in `then` would go ever deeper.
        """
        group = self._gathering
        if len(group.lines) >= MOST_HELD:
            self._lose(1, "the disk stalls")
            self._loop.call_soon(then, False)
            return
        group.lines.append(line)
        group.waiting.append(then)
        if self._is_stalled:
            self._loop.call_soon(group.release, False)
        elif not self._is_writing:
            # After whatever is ready now: it goes with the same flush.
            self._is_writing = True
            self._loop.call_soon(self._hand_over)

    def close(self) -> None:
        """Let the writing thread end after what it was handed."""
        self._handed.put(None)

    def _hand_over(self) -> None:
        group, self._gathering = self._gathering, _Group()
        self._patience = self._loop.call_later(PATIENCE, self._lose_patience, group)
        self._handed.put(group)

    def _lose_patience(self, group: _Group) -> None:
        self._is_stalled = True
        log.error("the disk stalls: readers of short links are led on without waiting for it")
        group.release(False)
        self._gathering.release(False)

    def _write(self) -> None:
        while (group := self._handed.get()) is not None:
            problem = ""
            try:
                self._journal.append_lines(b"".join(group.lines))
            except OSError as refused:
                problem = str(refused)
            try:
                self._loop.call_soon_threadsafe(self._landed, group, problem)
            except RuntimeError:
                # The loop has ended: nobody waits any more.
                return

    def _landed(self, group: _Group, problem: str) -> None:
        self._patience.cancel()
        self._is_writing = self._is_stalled = False
        if problem:
            self._lose(len(group.lines), problem)
        group.release(not problem)
        if self._gathering.lines:
            self._is_writing = True
            self._hand_over()

    def _lose(self, clicks: int, why: str) -> None:
        self._lost += clicks
        if self._loop.time() - self._said_at >= LOG_EVERY:
            log.error("%d clicks could not be written down: %s", self._lost, why)
            self._lost, self._said_at = 0, self._loop.time()
