"""`portevoix way_in MAIL`: a link by which somebody chooses a password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portevoix.lib.refusals import Refusal
from portevoix.people.actions.way_in import give_way_in
from portevoix.people.models import Person


class Command(BaseCommand):
    """Print a link that works once, for three days."""

    help = "Print a link by which somebody chooses a password: it works once, for three days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say whom it is for."""
        parser.add_argument("mail", help="mail address of the person who shall come in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the link and print nothing else."""
        person = Person.objects.present().filter(email__iexact=options["mail"].strip()).first()
        if person is None:
            raise CommandError("Nobody who works here has this mail address.")
        try:
            way = give_way_in(person=person, by=None, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(way.url)
