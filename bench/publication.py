"""Ten thousand publications through kill -9 and faulty networks: each once, none lost in silence.

`python -m bench.publication` plans 10,000 publications on five networks that behave like the real
ones and fail in 40 % of the calls, lets three real workers publish them, kills one of these at
least every 0.65 s, and then compares what the product says with what stands on the networks. It
uses SQLite, or the PostgreSQL of DATABASE_URL (a database of its own there, made and dropped).
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bench.outbox.clock import Clock

# Real seconds, at least and at most.
KILL_EVERY = (0.5, 0.65)
WORKERS = 3
# Of the questions about what nobody can know, so many are answered, by looking.
ANSWERED = 0.5


@dataclass(frozen=True)
class Size:
    """How many publications, over how many real seconds, and how long until we give up."""

    number: int
    seconds: float
    patience: float


FULL = Size(10_000, 600.0, 1_500.0)
SMALL = Size(200, 10.0, 50.0)
TINY = Size(100, 6.0, 20.0)


def main() -> None:
    """Run it whole or small and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="200 publications, under a minute")
    parser.add_argument("--tiny", action="store_true", help="100 publications, for the tests")
    parser.add_argument("--seed", type=int, default=20261125)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database(folder) as database:
        size = TINY if asked.tiny else SMALL if asked.small else FULL
        told = run(size, database, Path(folder), asked.seed)
    print(json.dumps(told), flush=True)


def run(size: Size, database: str, folder: Path, seed: int) -> dict[str, Any]:
    """Publish, kill, reckon; the figures."""
    _open(database, folder)
    clock = Clock.started()
    with _networks(clock, seed) as ports:
        from bench.outbox.world import build

        build(size.number, ports, clock, size.seconds)
        began = time.monotonic()
        kills = _live_through(size, ports, clock, seed)
        figures = _reckoned(size, _truth(ports))
    return figures | {"kills": kills, "seconds": round(time.monotonic() - began)}


def _live_through(size: Size, ports: dict[str, int], clock: Clock, seed: int) -> int:
    from bench.outbox.workers import Workers

    workers, draws = Workers(WORKERS, clock), random.Random(seed)
    told, until = time.monotonic(), time.monotonic() + size.patience
    try:
        while time.monotonic() < until:
            time.sleep(draws.uniform(*KILL_EVERY))
            workers.kill()
            if time.monotonic() - told > 5:
                told = time.monotonic()
                _answer_some(ports, clock, draws)
                if _is_over(size):
                    break
    finally:
        workers.end()
    return workers.kills


def _answer_some(ports: dict[str, int], clock: Clock, draws: random.Random) -> None:
    """Some owners look on their network and say what they see."""
    from portevoix.share.actions.composing import answer_question
    from portevoix.share.models import Share

    asked = Share.objects.filter(state="ask_person", problem="no_evidence", claim="")
    waiting = [share for share in asked.select_related("person")[:500] if share.pk not in _asked]
    standing = _truth(ports)["texts"] if waiting else {}
    for share in waiting:
        _asked.add(share.pk)
        if draws.random() < ANSWERED:
            seen = "published" if share.frozen_text in standing else "try_again"
            answer_question(share=share, answer=seen, by=share.person, at=clock())


_asked: set[int] = set()


def _is_over(size: Size) -> bool:
    from django.db import connections

    from portevoix.share.models import Share

    counts = Counter(Share.objects.values_list("state", flat=True))
    connections.close_all()
    over = counts["sent"] + counts["ask_person"]
    print(f"{over} of {size.number} over: {dict(counts)}", file=sys.stderr, flush=True)
    return over == size.number


def _reckoned(size: Size, truth: dict[str, Any]) -> dict[str, Any]:
    """Compare what the rows say with what stands on the networks."""
    from portevoix.share.models import Share

    standing = truth["texts"]
    rows = list(Share.objects.values_list("state", "problem", "frozen_text", "pk"))
    states = Counter(state for state, *_ in rows)
    unsaid = [text for state, _, text, _ in rows if state == "sent" and text not in standing]
    waiting = {"scheduled", "claimed", "sending", "unknown"}
    known = sum(states[state] for state in {"sent", "ask_person"} | waiting)
    reasons = Counter(problem for state, problem, *_ in rows if state == "ask_person")
    calls = Counter(truth["calls"])
    renewals, good = calls.pop("renewals", 0), calls.pop("good", 0)
    return {
        "published": len(standing),
        "duplicates": sum(standing.values()) - len(standing),
        # Said to be published and nowhere to be found, or in no state that anybody looks at.
        "lost": len(unsaid) + size.number - known,
        "asked": len({pk for state, *_, pk in rows if state == "ask_person"} | _asked),
        "still_asked": dict(reasons),
        "waiting": sum(states[state] for state in waiting),
        "calls": sum(calls.values()) + good,
        "faulty": round(sum(calls.values()) / max(sum(calls.values()) + good, 1), 3),
        "renewals": renewals,
    }


def _truth(ports: dict[str, int]) -> dict[str, Any]:
    """Everything that stands on the five networks, each text with its number."""
    texts, calls = Counter[str](), Counter[str]()
    for port in ports.values():
        told = _asked_of(f"http://127.0.0.1:{port}/truth")
        texts.update(told["texts"])
        calls.update(told["calls"])
    return {"texts": texts, "calls": calls}


def _asked_of(url: str) -> Any:
    while True:
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - ours, on loopback
                return json.load(answer)
        except OSError:
            # It is deaf now and then.
            time.sleep(0.05)


@contextmanager
def _networks(clock: Clock, seed: int) -> Iterator[dict[str, int]]:
    command = [sys.executable, "-m", "bench.outbox.server"]
    command += [str(clock.real), str(clock.shown), str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.kill()


@contextmanager
def _database(folder: str) -> Iterator[str]:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder}/bench.sqlite3"
        return
    import psycopg

    name = f"bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _open(database: str, folder: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portevoix.config.settings",
        DATABASE_URL=database,
        PORTEVOIX_DATA_DIR=str(folder),
        PORTEVOIX_LOG_LEVEL="CRITICAL",
    )
    import django

    django.setup()
    from django.core.management import call_command

    from bench.outbox.networks import BARE
    from portevoix.share.platforms import registry

    assert isinstance(registry.BY_KEY, dict)
    registry.BY_KEY.update({network.key: network for network in BARE})
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
