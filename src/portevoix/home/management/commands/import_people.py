"""`portevoix import_people FILE`: the import of the administration page, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portevoix.lib.refusals import Refusal
from portevoix.people.actions.importing import apply_import, readable_files, trouble_in_words
from portevoix.people.models import Person
from portevoix.people.queries import administrators, import_plan
from portevoix.people.rules.importing.plan import Plan
from portevoix.people.rules.importing.state import Wishes


class Command(BaseCommand):
    """Read a file of people, show what would change, and do it."""

    help = "Import people from a CSV file; a second run after an interruption continues."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the files and what the page asks with tick boxes."""
        parser.add_argument("people", type=Path, help="the file of people")
        parser.add_argument("--stays", type=Path, help="a file of stays in teams")
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")
        parser.add_argument("--complete", action="store_true", help="whoever is absent has left")
        parser.add_argument("--add-topics", action="store_true", help="make topics of new skills")
        parser.add_argument("--confirm", action="store_true", help="even if many would leave")
        parser.add_argument("--by", help="mail address of the administrator who does it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, say it, and apply it unless this is a dry run."""
        by = self._administrator(options["by"])
        at = timezone.now()
        wishes = Wishes(
            at.date(), is_complete=options["complete"], adds_topics=options["add_topics"]
        )
        try:
            plan = import_plan(*readable_files(*self._bytes(options)), wishes)
            self._say(plan)
            if not options["dry_run"]:
                apply_import(plan=plan, by=by, at=at, has_confirmed=options["confirm"])
                self.stdout.write("Done.")
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _administrator(self, email: str | None) -> Person:
        found = administrators().order_by("pk")
        by = (found.filter(email__iexact=email) if email else found).first()
        if by is None:
            raise CommandError("There is no such administrator: run `portevoix init` first.")
        return by

    def _bytes(self, options: dict[str, Any]) -> tuple[bytes, bytes]:
        try:
            stays = options["stays"].read_bytes() if options["stays"] else b""
            return options["people"].read_bytes(), stays
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error

    def _say(self, plan: Plan) -> None:
        for trouble in plan.troubles:
            self.stdout.write(f"line {trouble.line}: {trouble_in_words(trouble)}")
        for kind in ("new", "changed", "returns", "leaves", "unchanged"):
            self.stdout.write(f"{kind}: {plan.count(kind)}")
        self.stdout.write(f"lines left out: {len(plan.troubles)}")
