"""A channel that remembers what it was handed, and answers as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from portevoix.notify.channels.letters import Letter, Unreachable
from portevoix.notify.rules.handing import SENT, Handed, Problem


class Killed(BaseException):
    """The worker was killed: nothing below catches it."""


def takes_all(letter: Letter) -> Handed:
    return SENT


@dataclass
class FakeChannel:
    """`answers` says what becomes of each letter; it may raise `Killed`."""

    answers: Callable[[Letter], Handed] = takes_all
    taken: list[Letter] = field(default_factory=list)
    is_down: bool = False

    @contextmanager
    def open(self) -> Iterator[FakeChannel]:
        if self.is_down:
            raise Unreachable(Problem.CONNECTION, "refused")
        yield self

    def hand(self, letter: Letter) -> Handed:
        self.taken.append(letter)
        return self.answers(letter)
