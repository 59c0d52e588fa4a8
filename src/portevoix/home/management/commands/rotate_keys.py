"""`portevoix rotate_keys`: a fresh key for the sealed tokens, in steps that may be interrupted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portevoix.lib.refusals import Refusal
from portevoix.lib.sealing import KeyRing, ring_of, ring_with_new_key, ring_without
from portevoix.share.actions.rotating import check_droppable, reseal_all
from portevoix.share.queries.sealed import secrets_by_key

AGAIN = "Restart every process of Portevoix, so that each knows the keys"


class Command(BaseCommand):
    """Add a key, seal everything again with it, drop the old one: one step at a time."""

    help = "Seal the tokens again with the newest key; --add makes one, --drop removes an old one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the two steps around the rotation itself."""
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--add", action="store_true", help="make a new key, to seal from now on")
        step.add_argument("--drop", metavar="KEY", help="remove a key that seals nothing any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one step, and say the next."""
        if options["add"]:
            self._add()
        elif options["drop"]:
            self._drop(options["drop"])
        else:
            self._rotate(ring_of(settings.SEALING_KEYS))

    def _add(self) -> None:
        written = ring_with_new_key(settings.SEALING_KEYS)
        self._keep(written)
        self.stdout.write(f"The new key is {ring_of(written).current}. {AGAIN}; then rotate_keys.")

    def _rotate(self, ring: KeyRing) -> None:
        resealed, unreadable = reseal_all(ring=ring, at=timezone.now())
        self.stdout.write(f"{resealed} secrets sealed again with the key {ring.current}.")
        if unreadable:
            self.stdout.write(f"{unreadable} do not open: their key is not on the ring any more.")
        used = secrets_by_key()
        for key in ring.keys:
            said = "in use" if key == ring.current else f"seals {used[key]}"
            may = ": may be dropped" if key != ring.current and not used[key] else ""
            self.stdout.write(f"key {key}: {said}{may}")

    def _drop(self, key: str) -> None:
        try:
            written = ring_without(settings.SEALING_KEYS, key)
            check_droppable(key)
        except (Refusal, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._keep(written)
        self.stdout.write(f"The key {key} is dropped. {AGAIN}.")

    def _keep(self, written: str) -> None:
        """Write the keys where Portevoix keeps them; who supplies them is told what to change."""
        kept: Path = settings.DATA / "portevoix_sealing_keys"
        is_ours = kept.exists() and kept.read_text(encoding="utf-8") == settings.SEALING_KEYS
        if not is_ours:
            raise CommandError(
                "PORTEVOIX_SEALING_KEYS is given from outside: nothing was changed. "
                f"Set it there to:\n{written}"
            )
        fresh = kept.with_name(f"{kept.name}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(written, encoding="utf-8")
        fresh.replace(kept)
