"""A mail server that does not exist, for the demonstration: it takes every letter, none leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from portevoix.notify.channels.letters import Letter
from portevoix.notify.rules.handing import SENT, Handed


class Demonstration:
    """The channel of a demo organisation, whose people have no mailbox."""

    is_over = False

    @contextmanager
    def open(self) -> Iterator[Demonstration]:
        """Nothing is connected to anything."""
        yield self

    def hand(self, letter: Letter) -> Handed:
        """Take the letter and forget it."""
        return SENT
