"""`portevoix mail --test ADDRESS`: whether mail leaves, and if not, why."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portevoix.notify.channels.letters import Letter, Unreachable
from portevoix.notify.channels.registry import mail_channel
from portevoix.notify.rules.handing import Handed, Outcome, Problem
from portevoix.people.queries import is_demo

WORDS = "This is a test: mail leaves Portevoix as it should."
SENTENCES = {
    Problem.CONNECTION: "The mail server cannot be reached: look at the host and the port.",
    Problem.TLS: "The mail server cannot prove who it is, or offers no STARTTLS: look at tls=.",
    Problem.SIGN_IN: "The mail server refuses the user or the password of PORTEVOIX_MAIL_URL.",
    Problem.SENDER: "The mail server takes no mail from PORTEVOIX_MAIL_FROM, or wants a sign-in.",
    Problem.ADDRESS: "The mail server refuses the address it was to go to.",
    Problem.CONTENT: "The mail server refuses the mail itself.",
    Problem.BUSY: "The mail server asks to come back later.",
    Problem.LOST: "The connection broke after the mail was handed over: it may have left.",
}


class Command(BaseCommand):
    """Send one mail, and say what became of it."""

    help = "Send one mail to an address of yours, and say plainly what goes wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where to send it."""
        parser.add_argument("--test", metavar="ADDRESS", required=True, help="an address of yours")

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand one mail over; exit code 1 where it did not surely leave."""
        channel = mail_channel()
        if is_demo():
            raise CommandError("This is the demo organisation: it sends no mail anywhere.")
        if channel is None:
            raise CommandError("Mail is not set up: PORTEVOIX_MAIL_URL is empty.")
        try:
            with channel.open() as session:
                handed = session.hand(_letter(options["test"]))
        except Unreachable as fault:
            raise CommandError(_said(fault.problem, fault.detail)) from fault
        self._tell(handed, options["test"])

    def _tell(self, handed: Handed, address: str) -> None:
        if handed.outcome is not Outcome.SENT:
            raise CommandError(_said(handed.problem, handed.detail))
        self.stdout.write(f"The mail server took the mail: look for it at {address}.")


def _said(problem: Problem, detail: str) -> str:
    return f"{SENTENCES[problem]} ({detail})" if detail else SENTENCES[problem]


def _letter(address: str) -> Letter:
    return Letter(
        ref=str(uuid.uuid4()),
        to=address,
        subject="Portevoix: mail works",
        text=f"{WORDS}\n",
        html=f'<!doctype html><html lang="en"><body><p>{WORDS}</p></body></html>',
        language="en",
        dated=timezone.now(),
    )
