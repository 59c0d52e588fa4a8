"""Lanes: readers side by side, of which a slow one holds back no other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections

# In seconds; a lane that is never short of work stops now and then all the same.
SHIFT = 20.0
_turn = threading.Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Let the lanes of this process write one after another, where the database wants it so.

    SQLite has one writer; those who wait for it look again after ever longer sleeps, and with
    several at it some wait for seconds. A lock wakes the next one at once.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with _turn:
        yield


class Lanes:
    """So many threads that each do one thing after another until there is nothing left to do.

    `do_next` takes the number of its lane and says whether it found something to do.
    """

    def __init__(self, count: int, do_next: Callable[[int], bool]) -> None:
        self._do_next = do_next
        self._threads: list[threading.Thread | None] = [None] * count
        self._lock = threading.Lock()
        self._done = 0

    def set_to_work(self, patience: float) -> int:
        """Start every idle lane and wait for them all, but no longer than `patience` seconds.

        Says how many things were done since it was asked before.
        """
        with self._lock:
            for lane, thread in enumerate(self._threads):
                if thread is None or not thread.is_alive():
                    self._threads[lane] = self._started(lane)
            threads = [thread for thread in self._threads if thread]
        until = time.monotonic() + patience
        for thread in threads:
            thread.join(max(until - time.monotonic(), 0))
        with self._lock:
            done, self._done = self._done, 0
        return done

    def is_idle(self) -> bool:
        """Whether no lane is at work."""
        return not any(thread and thread.is_alive() for thread in self._threads)

    def _started(self, lane: int) -> threading.Thread:
        # A daemon: whatever it holds is a lease, so the process may end at any moment.
        thread = threading.Thread(target=self._work, args=(lane,), daemon=True)
        thread.start()
        return thread

    def _work(self, lane: int) -> None:
        until = time.monotonic() + SHIFT
        try:
            while time.monotonic() < until and self._do_next(lane):
                with self._lock:
                    self._done += 1
        finally:
            connections.close_all()
