"""`portevoix work`: the background work in a process of its own."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from portevoix.web.working import work, work_once


class Command(BaseCommand):
    """Ask what is due, again and again; any number of these may run beside each other."""

    help = "Do the background work (reading sources, publishing, measuring) in this process."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer a single round, for schedulers and tests."""
        parser.add_argument("--once", action="store_true", help="ask every question once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop."""
        schedule = import_string(settings.SCHEDULE)
        if options["once"]:
            work_once(schedule)
            return
        stop = threading.Event()
        for told in (signal.SIGINT, signal.SIGTERM):
            signal.signal(told, lambda *_: stop.set())
        self.stdout.write(f"Working on {len(schedule)} questions. Ctrl-C stops.")
        work(schedule, stop)
