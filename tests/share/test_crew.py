from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from portevoix.share.engines.crew import Crew

# Threads that end close their connections; none was opened here.
pytestmark = pytest.mark.django_db


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    opened = threading.Event()
    yield opened
    opened.set()


def until_idle(crew: Crew) -> None:
    deadline = time.monotonic() + 5
    while not crew.is_idle() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert crew.is_idle()


def test_a_slow_door_delays_no_other(gate: threading.Event) -> None:
    left = {"slow": 40, "quick": 40}

    def do_next(door: str) -> bool:
        if door == "slow":
            gate.wait(5)
        left[door] -= 1
        return left[door] > 0

    crew = Crew(2, 10, do_next)
    for _ in range(3):
        crew.set_to_work(["slow", "quick"], 0.2)
    assert left["quick"] <= 0
    assert left["slow"] == 40
    gate.set()
    until_idle(crew)


def test_a_door_has_its_share_of_hands_and_no_more(gate: threading.Event) -> None:
    inside: Counter[str] = Counter()

    def do_next(door: str) -> bool:
        inside[door] += 1
        gate.wait(5)
        return False

    crew = Crew(2, 3, do_next)
    for _ in range(5):
        crew.set_to_work(["a", "b"], 0.01)
    assert inside == {"a": 2, "b": 1}
    gate.set()
    until_idle(crew)


def test_a_fault_is_logged_and_the_next_hand_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    tries = []

    def do_next(door: str) -> bool:
        tries.append(door)
        if len(tries) == 1:
            raise RuntimeError("a bug")
        return len(tries) < 3

    crew = Crew(1, 1, do_next)
    with caplog.at_level(logging.ERROR):
        crew.set_to_work(["a"], 2)
        done = crew.set_to_work(["a"], 2)
    assert "a bug" in caplog.text
    assert (done, len(tries)) == (1, 3)
