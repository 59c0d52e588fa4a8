"""Workers of the product, forked from a process that has read its code, and killed.

A worker is what `portevoix work` runs, `portevoix.web.working.work`, with the three questions of
the outbox at the product's rhythm by the fast clock.
"""

import os
import signal
import threading
import time
from functools import partial

from django.db import connections
from django.utils import timezone

from bench.outbox.clock import CALL_SECONDS, SCALE, Clock
from portevoix.share import tasks
from portevoix.web.addresses import LOOPBACK_TOO
from portevoix.web.fetch import FetchLimits, safe_fetch
from portevoix.web.working import Due, work


class Workers:
    """So many workers; `kill` ends one as a power cut would, and another takes its place."""

    def __init__(self, number: int, clock: Clock) -> None:
        self._clock, self._pids, self._next = clock, [0] * number, 0
        self.kills = 0
        for place in range(number):
            self._start(place)

    def kill(self) -> None:
        place = self._next % len(self._pids)
        self._next += 1
        _end(self._pids[place])
        self.kills += 1
        self._start(place)

    def end(self) -> None:
        for pid in self._pids:
            _end(pid)

    def _start(self, place: int) -> None:
        # What a child inherits of a connection would be shared with its parent.
        connections.close_all()
        pid = os.fork()
        if not pid:
            try:
                _work(self._clock)
            finally:
                os._exit(1)
        self._pids[place] = pid


def _end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _work(clock: Clock) -> None:
    timezone.now = clock
    limits = FetchLimits(seconds=CALL_SECONDS)
    tasks.carrier_of = lambda account: partial(safe_fetch, permission=LOOPBACK_TOO, limits=limits)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    questions = ((tasks.recover, 20), (tasks.publish_due, 1), (tasks.look_for_unknown, 5))
    schedule = [Due(task.__name__, task, every / SCALE) for task, every in questions]
    work(schedule, threading.Event())


def _end_with_parent() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)
