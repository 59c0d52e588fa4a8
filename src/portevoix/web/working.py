"""The background worker: it asks each question of the schedule again and again.

It holds nothing itself: the rows say what is due, so it may die at any moment and any number of
workers may run. A task that fails is logged, waits longer, and never stops the others.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import close_old_connections

log = logging.getLogger(__name__)
MOST_WAIT = 300.0


@dataclass(frozen=True, slots=True)
class Due:
    """One question of the schedule: the task that answers it, asked every so many seconds."""

    name: str
    task: Callable[[], object]
    every: float


def work(schedule: Sequence[Due], stop: threading.Event) -> None:
    """Ask every question in its rhythm until told to stop; each has a thread of its own."""
    threads = [
        threading.Thread(target=_ask_again, args=(due, stop), name=f"due-{due.name}", daemon=True)
        for due in schedule
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def work_once(schedule: Sequence[Due]) -> None:
    """Ask every question once, in order; a failure is the caller's."""
    for due in schedule:
        due.task()


def _ask_again(due: Due, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        failures = 0 if _asked(due) else failures + 1
        stop.wait(min(due.every * 2**failures, max(MOST_WAIT, due.every)))


def _asked(due: Due) -> bool:
    close_old_connections()
    try:
        due.task()
    except Exception:
        # Whatever went wrong, the other questions must go on being asked.
        log.exception("%s failed and will be tried again", due.name)
        return False
    finally:
        close_old_connections()
    return True
