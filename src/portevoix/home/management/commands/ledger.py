"""`portevoix ledger verify`: whether the record of acts was left as it was written."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portevoix.ledger.queries import verification


class Command(BaseCommand):
    """Read the whole chain again; exit code 1 where it breaks."""

    help = "Verify the record of acts: every entry follows from the ones before."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what to do with the record."""
        parser.add_argument("what", choices=["verify"], help="verify: read the whole chain again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that the record is sound, or where it breaks."""
        outcome = verification()
        if not outcome.is_sound:
            raise CommandError(
                f"The record breaks at entry {outcome.broken_at} ({outcome.entries} entries)."
            )
        dropped = f", after {outcome.dropped} dropped in time" if outcome.dropped else ""
        self.stdout.write(f"The record is sound: {outcome.entries} entries{dropped}.")
