"""`portevoix serve`: the pages, and the background work beside them unless told otherwise.

`portevoix serve --links`: short links alone, at speed, from processes of their own.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces

from portevoix.web.processes import keep_serving
from portevoix.web.working import work


class Command(BaseCommand):
    """Serve the pages."""

    help = "Serve the pages, with the background work inside unless PORTEVOIX_WORK_INSIDE=no."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8, help="requests answered at once")
        parser.add_argument("--links", action="store_true", help="serve short links alone")
        parser.add_argument("--workers", type=int, default=2, help="processes that serve links")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until told to stop."""
        host, port = options["host"], options["port"]
        if not _is_free(host, port):
            raise CommandError(f"Port {port} is taken on {host}: choose another with --port.")
        if options["links"]:
            _serve_links(host, port, options["workers"])
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        # SQLite breaks when a process that holds its files open is forked.
        connections.close_all()
        Granian(
            "portevoix.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            blocking_threads=options["threads"],
            respawn_failed_workers=True,
            log_access=False,
        ).serve(target_loader=_pages_and_work)


def _serve_links(host: str, port: int, workers: int) -> None:
    if workers < 1:
        raise CommandError("Links need at least one process: choose another number of --workers.")
    listen = import_string("portevoix.share.views.listening.listen")
    connections.close_all()
    keep_serving(lambda parent: asyncio.run(listen(host, port, parent)), workers)


def _pages_and_work(target: str) -> Any:
    # Called in the serving process, after the fork.
    if settings.WORK_INSIDE:
        schedule = import_string(settings.SCHEDULE)
        threading.Thread(target=work, args=(schedule, threading.Event()), daemon=True).start()
    return import_string(target.replace(":", "."))


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
