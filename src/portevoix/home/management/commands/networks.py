"""`portevoix networks`: which networks are there, whence, and how each is reached."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from portevoix.share.queries.networks import Known, alarm_of, known_networks


class Command(BaseCommand):
    """List the networks, as the administrator's page does."""

    help = "List the networks, the packages that brought them, and what is to be done."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a network, then what ends soon."""
        for one in known_networks():
            self.stdout.write(_line(one))
        alarm = alarm_of(settings.LINKEDIN_VERSION, timezone.now().date())
        if alarm:
            self.stdout.write(self.style.WARNING(alarm))


def _line(one: Known) -> str:
    modes = ", ".join(one.modes)
    origin = f" (by {one.origin})" if one.origin else ""
    lacking = "; no application registered" if one.needs_app and one.app is None else ""
    return f"{one.network.key}{origin}: {modes}{lacking}"
