"""`portevoix demo`: the fictional organisation."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portevoix.demo.loading import load_demo
from portevoix.people.queries import cast_of_demo, organisation


class Command(BaseCommand):
    """Prepare the database and fill it with invented people and eight weeks of their life."""

    help = "Fill an empty database with the demo organisation, and say as whom to enter."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, unless an organisation is there already."""
        call_command("migrate", interactive=False, verbosity=0)
        house = organisation()
        if house:
            raise CommandError(
                f"{house.name} lives in this database already: the demo needs an empty one "
                "(set PORTEVOIX_DATA_DIR to another directory). Nothing was changed."
            )
        world = load_demo(at=timezone.now(), say=self._say)
        self.stdout.write("\nOn the sign-in page, choose whom to be, one click each:")
        for person in cast_of_demo():
            self.stdout.write(f"  {person.name}, {person.job}")
        self.stdout.write(f"\n{len(world.people)} people are ready. Now: portevoix serve")

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()
