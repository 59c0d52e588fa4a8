"""Processes that serve beside each other: as many as wanted, each started again when it dies."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

log = logging.getLogger(__name__)
# One that dies at once is not started again in a whirl, in seconds.
SHORTEST_LIFE = 1.0


def keep_serving(serve: Callable[[int], None], count: int) -> None:
    """Fork `count` processes that call `serve` with our own number, until told to stop."""
    parent, started = os.getpid(), dict[int, float]()
    signal.signal(signal.SIGTERM, _stop)
    try:
        while True:
            while len(started) < count:
                started[_forked(serve, parent)] = time.monotonic()
            ended, _status = os.wait()
            lived = time.monotonic() - started.pop(ended, 0.0)
            log.error("a serving process ended and is started again")
            time.sleep(max(0.0, SHORTEST_LIFE - lived))
    except KeyboardInterrupt:
        for process in started:
            os.kill(process, signal.SIGTERM)
        for process in started:
            os.waitpid(process, 0)


def _forked(serve: Callable[[int], None], parent: int) -> int:
    process = os.fork()
    if process:
        return process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        serve(parent)
    except BaseException:
        log.exception("a serving process failed")
    finally:
        # Whatever the parent had to tidy up is the parent's.
        sys.stderr.flush()
        os._exit(1)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
