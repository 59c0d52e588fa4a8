"""A crew: hands that work side by side, a few for each door, so that no door delays another."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.db import connections

log = logging.getLogger(__name__)
# In seconds; a hand that is never short of work stops now and then all the same.
SHIFT = 20.0


class Crew:
    """At most so many threads for each door, each doing one thing after another until none is left.

    `do_next` takes the door and says whether it found something to do there. A door is never
    refused its first hand but by `most`, the threads of all doors together.
    """

    def __init__(self, each: int, most: int, do_next: Callable[[Any], bool]) -> None:
        self._each, self._most, self._do_next = each, most, do_next
        self._hands: dict[threading.Thread, Hashable] = {}
        self._lock = threading.Lock()
        self._done = 0

    def set_to_work(self, doors: Iterable[Hashable], patience: float) -> int:
        """Give every door a hand more, up to its share, and wait for them so many seconds.

        Says how many things were done since it was asked before; whoever is slow goes on alone.
        """
        with self._lock:
            for door in doors:
                self._give_a_hand(door)
            hands = list(self._hands)
        until = time.monotonic() + patience
        for hand in hands:
            hand.join(max(until - time.monotonic(), 0))
        with self._lock:
            done, self._done = self._done, 0
        return done

    def is_idle(self) -> bool:
        """Whether no hand is at work."""
        with self._lock:
            return not any(hand.is_alive() for hand in self._hands)

    def _give_a_hand(self, door: Hashable) -> None:
        self._hands = {hand: at for hand, at in self._hands.items() if hand.is_alive()}
        is_full = len(self._hands) >= self._most
        if is_full or list(self._hands.values()).count(door) >= self._each:
            return
        # A daemon: whatever it holds is a lease, so the process may end at any moment.
        hand = threading.Thread(target=self._work, args=(door,), daemon=True)
        self._hands[hand] = door
        hand.start()

    def _work(self, door: Hashable) -> None:
        until = time.monotonic() + SHIFT
        try:
            while time.monotonic() < until and self._do_next(door):
                with self._lock:
                    self._done += 1
        except Exception:
            # What it held is a lease; the next hand goes on.
            log.exception("at %s", door)
        finally:
            connections.close_all()
