from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import pytest

from portevoix.web.working import Due, work, work_once


def rounds(most: int, stop: threading.Event) -> tuple[list[int], Callable[[], None]]:
    asked: list[int] = []

    def ask() -> None:
        asked.append(len(asked))
        if len(asked) >= most:
            stop.set()

    return asked, ask


def broken() -> None:
    raise RuntimeError("a task that fails")


def test_every_question_is_asked_until_told_to_stop() -> None:
    stop = threading.Event()
    asked, ask = rounds(3, stop)
    work([Due("ask", ask, every=0.001)], stop)
    assert asked == [0, 1, 2]


def test_a_question_that_fails_never_stops_the_others(caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    asked, ask = rounds(5, stop)
    with caplog.at_level(logging.ERROR):
        work([Due("broken", broken, every=0.001), Due("ask", ask, every=0.001)], stop)
    assert len(asked) == 5
    assert "broken failed and will be tried again" in caplog.text


def test_a_question_that_fails_waits_longer_each_time() -> None:
    stop, waits = threading.Event(), []
    wait = stop.wait

    def waited(seconds: float) -> bool:
        waits.append(seconds)
        if len(waits) == 4:
            stop.set()
        return wait(0)

    stop.wait = waited  # type: ignore[method-assign]
    work([Due("broken", broken, every=1)], stop)
    assert waits == [2, 4, 8, 16]


def test_one_round_asks_in_order_and_hides_nothing() -> None:
    asked: list[str] = []
    work_once([Due("a", lambda: asked.append("a"), 1), Due("b", lambda: asked.append("b"), 1)])
    assert asked == ["a", "b"]
    with pytest.raises(RuntimeError):
        work_once([Due("broken", broken, 1)])
