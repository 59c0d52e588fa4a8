"""What every channel must tell truly, whoever takes the letters: fakes and real servers alike.

A counterpart is asked to behave in one way, gets one letter or two, and what it kept is compared
with what the channel says of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import pytest

from portevoix.notify.channels.letters import Channel, Unreachable
from portevoix.notify.rules.handing import Outcome, Problem
from tests.notify.world import a_letter


@dataclass
class Manners:
    """How a server behaves: its reply to each step, and where it hangs up."""

    mail: str = "250 OK"
    rcpt: str = "250 OK"
    data: str = "250 OK"
    hangs_up_at: str = ""
    refused: frozenset[str] = frozenset()
    kept: list[bytes] = field(default_factory=list)


class Counterpart(Protocol):
    """A server that was told its manners; the channel that leads there."""

    manners: Manners
    channel: Channel


Served = Callable[[Manners], AbstractContextManager[Counterpart]]
# Manners, what the channel must say, and how many letters the server has then.
CASES = {
    "accepted": (Manners(), Outcome.SENT, Problem.NONE, 1),
    "sender refused": (Manners(mail="550 not you"), Outcome.NOT_SENT, Problem.SENDER, 0),
    "address refused": (Manners(rcpt="550 nobody"), Outcome.REFUSED, Problem.ADDRESS, 0),
    "address greylisted": (Manners(rcpt="451 later"), Outcome.NOT_SENT, Problem.BUSY, 0),
    "sign-in wanted": (Manners(rcpt="530 who are you"), Outcome.NOT_SENT, Problem.SENDER, 0),
    "text refused": (Manners(data="554 spam"), Outcome.REFUSED, Problem.CONTENT, 0),
    "text not taken yet": (Manners(data="451 full"), Outcome.NOT_SENT, Problem.BUSY, 0),
    "gone at MAIL": (Manners(hangs_up_at="mail"), Outcome.NOT_SENT, Problem.CONNECTION, 0),
    "gone at RCPT": (Manners(hangs_up_at="rcpt"), Outcome.NOT_SENT, Problem.CONNECTION, 0),
    "closing": (Manners(rcpt="421 closing"), Outcome.NOT_SENT, Problem.BUSY, 0),
    "gone after the text": (Manners(hangs_up_at="data"), Outcome.UNKNOWN, Problem.LOST, 1),
    "silent after the text": (Manners(hangs_up_at="silence"), Outcome.UNKNOWN, Problem.LOST, 1),
}


class ChannelContract:
    """Subclasses give the fixture `served`."""

    @pytest.mark.parametrize("case", CASES)
    def test_what_became_of_a_letter_is_told_truly(self, served: Served, case: str) -> None:
        given, outcome, problem, kept = CASES[case]
        manners = Manners(given.mail, given.rcpt, given.data, given.hangs_up_at)
        with served(manners) as there, there.channel.open() as session:
            handed = session.hand(a_letter())
        assert (handed.outcome, handed.problem) == (outcome, problem), handed.detail
        assert len(manners.kept) == kept

    def test_one_refused_address_does_not_harm_the_next(self, served: Served) -> None:
        manners = Manners(refused=frozenset({"nobody@atelier.example"}))
        names = ("ines", "nobody", "theo")
        with served(manners) as there, there.channel.open() as session:
            told = [session.hand(a_letter(to=f"{name}@atelier.example")) for name in names]
        assert [one.outcome.value for one in told] == ["sent", "refused", "sent"]
        assert told[1].blames_address
        assert len(manners.kept) == 2

    def test_after_a_broken_connection_nothing_more_is_tried(self, served: Served) -> None:
        manners = Manners(hangs_up_at="data")
        with served(manners) as there, there.channel.open() as session:
            told = [session.hand(a_letter()).outcome.value for _time in range(3)]
        assert told == ["unknown", "not_sent", "not_sent"]
        assert len(manners.kept) == 1

    def test_where_nobody_listens_nothing_is_sent(self, served: Served) -> None:
        with served(Manners()) as there:
            channel = there.channel
        with pytest.raises(Unreachable) as fault, channel.open():
            pass
        assert fault.value.problem is Problem.CONNECTION
