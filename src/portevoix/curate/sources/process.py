"""Bounded parsing: jobs are given to small child processes that die alone when a feed kills them.

A child serves many feeds (starting one costs more than a parse), holds no secret of the house,
and is replaced after a failure, after `JOBS_OF_A_LIFE` feeds, or when its parent has forked.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import portevoix
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem

PROGRAM = "portevoix.curate.sources.reading"
JOBS_OF_A_LIFE = 200
MOST_IDLE = 4
# What a larger body made a child take, it keeps: a new one is smaller.
SWELLING = 1024 * 1024
LONGEST_ANSWER = 48 * 1024 * 1024

_idle: list["_Child"] = []
_lock = threading.Lock()


def read_in_child(job: dict[str, Any], body: bytes, limits: FeedLimits) -> dict[str, Any]:
    """Have a child read some bytes and return what it says, or raise the problem it met."""
    child = _borrow()
    is_fresh = child.jobs == 0
    try:
        return _answer_of(child, job, body, limits)
    except FeedProblem as problem:
        if is_fresh or problem.code != "crashed":
            raise
    # It may have died before this feed, while idle: a fresh one tells them apart.
    return _answer_of(_Child(), job, body, limits)


def stop_children() -> None:
    """End every idle child; the next parse starts a new one."""
    with _lock:
        children, _idle[:] = list(_idle), []
    for child in children:
        if child.is_ours:
            child.kill()


def _answer_of(
    child: "_Child", job: dict[str, Any], body: bytes, limits: FeedLimits
) -> dict[str, Any]:
    try:
        answer = child.ask(job, body, limits)
    except BaseException:
        child.kill()
        raise
    problem = answer.get("problem")
    is_swollen = problem == "memory" or len(body) > SWELLING
    if is_swollen or child.jobs >= JOBS_OF_A_LIFE:
        child.kill()
    else:
        _give_back(child)
    if problem:
        feeds = tuple(str(feed) for feed in answer.get("feeds", ()))
        raise FeedProblem(str(problem), str(answer.get("detail", ""))[:200], feeds)
    return answer


class _Child:
    def __init__(self) -> None:
        self.parent = os.getpid()
        self.jobs = 0
        self._is_late = False
        # The environment holds the keys of the house: the child gets none of it.
        source = str(Path(portevoix.__file__).parents[1])
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": source, "PYTHONUTF8": "1", "PATH": os.defpath},
            cwd="/",
        )

    @property
    def is_ours(self) -> bool:
        # After a fork, it is the parent's: neither to be asked nor to be ended by us.
        return self.parent == os.getpid()

    def ask(self, job: dict[str, Any], body: bytes, limits: FeedLimits) -> dict[str, Any]:
        self.jobs += 1
        timer = threading.Timer(limits.seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            line = self._exchange(job, body)
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if self._is_late or not line.endswith(b"\n"):
            raise self._death()
        answer = json.loads(line)
        assert isinstance(answer, dict)
        return answer

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()

    def _exchange(self, job: dict[str, Any], body: bytes) -> bytes:
        sent, received = self._process.stdin, self._process.stdout
        assert sent is not None
        assert received is not None
        sent.write(json.dumps({**job, "length": len(body)}).encode() + b"\n")
        sent.write(body)
        sent.flush()
        return received.readline(LONGEST_ANSWER)

    def _end_late(self) -> None:
        self._is_late = True
        self._process.kill()

    def _death(self) -> FeedProblem:
        self._process.kill()
        code = self._process.wait()
        is_late = self._is_late or code == -signal.SIGXCPU
        return FeedProblem("timeout" if is_late else "crashed", f"parser ended with {code}")


def _borrow() -> _Child:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.is_ours:
                return child
    return _Child()


def _give_back(child: _Child) -> None:
    with _lock:
        if len(_idle) < MOST_IDLE:
            _idle.append(child)
            return
    child.kill()


atexit.register(stop_children)
