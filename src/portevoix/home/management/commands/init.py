"""`portevoix init`: a real, empty organisation."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portevoix.home.actions import lay_foundations
from portevoix.lib.refusals import Refusal
from portevoix.people.actions.organisation import Founder

_ASKED = {
    "name": "Name of the organisation",
    "language": "Its language (fr or en)",
    "admin_name": "Name of the first administrator",
    "admin_email": "Mail address of the first administrator",
}


class Command(BaseCommand):
    """Found the organisation: its charter, purposes, topics and first administrator."""

    help = "Found a real, empty organisation; asks for what the options do not say."

    def add_arguments(self, parser: CommandParser) -> None:
        """Every question has its option."""
        for key, asked in _ASKED.items():
            parser.add_argument(f"--{key.replace('_', '-')}", help=asked)
        parser.add_argument("--admin-password", help="at least 12 characters")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the database and found the organisation."""
        call_command("migrate", interactive=False, verbosity=0)
        given = {key: options[key] or self._ask(asked) for key, asked in _ASKED.items()}
        password = options["admin_password"] or self._ask("Password", is_secret=True)
        try:
            founder = Founder(given["admin_name"], given["admin_email"], password)
            lay_foundations(
                name=given["name"],
                language=given["language"],
                founder=founder,
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{given['name']} is founded. Now: portevoix serve")

    def _ask(self, asked: str, *, is_secret: bool = False) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"{asked}: please give it as an option (portevoix init --help).")
        answer = getpass.getpass(f"{asked}: ") if is_secret else input(f"{asked}: ")
        return answer.strip()
