"""The worker of one round: the product's own task reads every source of a throwaway database.

`python -m bench.feedround.refresh DATABASE SECONDS` reads addresses from its input, the hostile one
last and marked, adds them as due sources, works as the worker of the product does until all but
the hostile one are read, and prints one line of JSON with the moments of each.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

# As the schedule has it: the task is called again so many seconds after it was called.
EVERY = 5.0
LONGEST = 300.0


def main() -> None:
    """Read the addresses, do the round, print the moments."""
    given = json.loads(sys.stdin.readline())
    _open(given["database"])
    told = _round(given["warming"], given["addresses"], given["hostile"])
    print(json.dumps(told), flush=True)
    # Until it is told to go: its memory is being read.
    sys.stdin.readline()
    from portevoix.curate.sources.process import stop_children

    stop_children()
    os._exit(0)


def _open(database: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portevoix.config.settings",
        DATABASE_URL=f"sqlite:///{database}",
        PORTEVOIX_LOG_LEVEL="ERROR",
    )
    import django

    django.setup()
    from django.conf import settings

    settings.FETCH_LOOPBACK = True


def _round(warming: list[str], addresses: list[str], hostile: str) -> dict[str, Any]:
    from portevoix.curate import tasks
    from portevoix.curate.models import Item, Source

    claimed, kept = _watched(tasks)
    _add(warming)
    while len(kept) < len(warming):
        tasks.read_due_sources()
    _add([*addresses, hostile] if hostile else addresses)
    expected = set(addresses)
    due, busy = time.monotonic(), time.process_time()
    while not expected <= kept.keys() and time.monotonic() < due + LONGEST:
        called = time.monotonic()
        tasks.read_due_sources()
        while time.monotonic() < called + EVERY and not expected <= kept.keys():
            time.sleep(0.02)
    read = [url for url in addresses if url in kept]
    wall = time.monotonic() - due
    if hostile:
        _finish(tasks, due)
    problem = Source.objects.filter(url=hostile).values_list("problem", flat=True)
    return {
        "spans": [kept[url] - claimed[url] for url in read],
        "delays": [kept[url] - due for url in read],
        "unread": len(addresses) - len(read),
        "items": Item.objects.count(),
        "problem": next(iter(problem), ""),
        "wall": wall,
        "busy": time.process_time() - busy,
    }


def _add(addresses: list[str]) -> None:
    from portevoix.curate.models import Source

    at = datetime.now(UTC)
    Source.objects.bulk_create(
        Source(url=url, name=url[-9:], added_at=at, next_fetch_at=at) for url in addresses
    )


def _finish(tasks: Any, due: float) -> None:
    # The hostile one may still hold its lane: what it costs is counted too.
    while not tasks._reading.is_idle() and time.monotonic() < due + LONGEST:
        time.sleep(0.1)


def _watched(tasks: Any) -> tuple[dict[str, float], dict[str, float]]:
    claimed: dict[str, float] = {}
    kept: dict[str, float] = {}
    claim, keep = tasks.claim_source, tasks.keep_read

    def claim_source(*, source: Any, at: datetime) -> bool:
        began = time.monotonic()
        is_ours: bool = claim(source=source, at=at)
        if is_ours:
            claimed[source.url] = began
        return is_ours

    def keep_read(*, source: Any, outcome: Any, at: datetime) -> Any:
        brought = keep(source=source, outcome=outcome, at=at)
        kept[source.url] = time.monotonic()
        return brought

    tasks.claim_source, tasks.keep_read = claim_source, keep_read
    return claimed, kept


if __name__ == "__main__":
    main()
