"""A channel that remembers what it was handed, and answers as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from portevoix.notify.channels.letters import Letter, Unreachable
from portevoix.notify.rules.handing import SENT, Handed, Outcome, Problem
from tests.notify.contract import Manners

ADDRESS = Problem.ADDRESS


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
    is_over: bool = False

    @contextmanager
    def open(self) -> Iterator[FakeChannel]:
        if self.is_down:
            raise Unreachable(Problem.CONNECTION, "refused")
        yield self

    def hand(self, letter: Letter) -> Handed:
        self.taken.append(letter)
        return self.answers(letter)


@dataclass
class Emulator:
    """A mail server without a socket, with the manners it is told."""

    manners: Manners
    is_there: bool = True
    is_over: bool = False

    @property
    def channel(self) -> Emulator:
        return self

    @contextmanager
    def open(self) -> Iterator[Emulator]:
        if not self.is_there:
            raise Unreachable(Problem.CONNECTION, "refused")
        yield self

    def hand(self, letter: Letter) -> Handed:
        if self.is_over or self.manners.hangs_up_at in {"mail", "rcpt"}:
            self.is_over = True
            return Handed(Outcome.NOT_SENT, Problem.CONNECTION)
        if letter.to in self.manners.refused:
            return Handed(Outcome.REFUSED, Problem.ADDRESS, "550 nobody")
        for reply, problem in ((self.manners.mail, Problem.SENDER), (self.manners.rcpt, ADDRESS)):
            if not reply.startswith("2"):
                return _answer(reply, problem)
        return self._text()

    def _text(self) -> Handed:
        if not self.manners.data.startswith("2"):
            return _answer(self.manners.data, Problem.CONTENT)
        self.manners.kept.append(b"a letter")
        if self.manners.hangs_up_at:
            self.is_over = True
            return Handed(Outcome.UNKNOWN, Problem.LOST)
        return SENT


@contextmanager
def emulated(manners: Manners) -> Iterator[Emulator]:
    there = Emulator(manners)
    yield there
    there.is_there = False


def _answer(reply: str, problem: Problem) -> Handed:
    if problem is Problem.SENDER or reply.startswith("530"):
        return Handed(Outcome.NOT_SENT, Problem.SENDER, reply)
    if reply.startswith("4"):
        return Handed(Outcome.NOT_SENT, Problem.BUSY, reply)
    return Handed(Outcome.REFUSED, problem, reply)
