"""What one hostile feed does to the others: 1,000 feeds read by the product's own task.

Real servers on loopback serve feeds of 2 to 200 KB with waits drawn from a fixed distribution,
packed and with validators (`bench.feedround.server`). A worker process reads them all as the
product does: claim, safe fetch, parse in a bounded child, keep in a throwaway SQLite database with
24 topics. Rounds without and with one hostile source alternate, each hostile kind in its turn, each
round in a new process on a new database, after 24 feeds that warm it up; all sources are due at
once. Of each other source the time from being claimed to being kept is taken; `p95` is the median
of the rounds. Memory is what the processes of the worker hold at their highest, sampled every
50 ms, what several share counted once between them (PSS); `extra_mb` is the most by which a hostile
round exceeds the round before it.

The peer (feedparser and httpx with eight threads, which stores nothing and refuses nothing) reads
the same feeds once, for context. Two figures of the rhythm follow: see `bench.feedround.rhythm`.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.feedround.peer import read_all
from bench.feedround.rhythm import told_by_rhythm

KINDS = (
    "drip", "bomb", "deep", "never", "endless", "fifty_megabytes", "laughs", "loop", "many",
    "slow_head",
)  # fmt: skip
WARMING = 24
TOPICS = 24
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from portevoix.people.models import Topic
Topic.objects.bulk_create(
    Topic(slug=f"t{n}", name_en=f"Topic {n}", name_fr=f"Sujet {n}", keywords=keywords.split())
    for n, keywords in enumerate(KEYWORDS)
)
"""
KEYWORDS = ["données plateforme", "sécurité", "tests code", "cluster deploy"] * (TOPICS // 4)
Told = dict[str, Any]


def main() -> None:
    """Print each round and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="100 feeds, two hostile kinds")
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--kinds", default=",".join(KINDS))
    asked = parser.parse_args()
    feeds = 100 if asked.small else asked.feeds
    kinds = ["bomb", "drip"] if asked.small else asked.kinds.split(",")
    with tempfile.TemporaryDirectory(prefix="portevoix-bench-") as folder:
        empty = _empty_database(Path(folder))
        with _server(feeds + WARMING) as ports:
            addresses = [_address(ports, str(number)) for number in range(feeds + WARMING)]
            print(f"{'round':16}   p50 ms   p95 ms  all read s  due to read p95 s  busy s  peak MB")
            pairs = [
                (_shown("-", _round(empty, addresses, "")),
                 _shown(kind, _round(empty, addresses, _address(ports, kind))))
                for kind in kinds
            ]  # fmt: skip
            _print_peer(addresses[:feeds])
    for line in told_by_rhythm():
        print(line)
    print(json.dumps({"feeds": feeds, **_figures(pairs)}))


def _figures(pairs: Sequence[tuple[Told, Told]]) -> dict[str, float]:
    without = statistics.median(clean["p95"] for clean, _ in pairs)
    with_hostile = statistics.median(hostile["p95"] for _, hostile in pairs)
    ratio = statistics.median(hostile["p95"] / clean["p95"] for clean, hostile in pairs)
    print(f"p95 of the others, hostile round to the round before it: {ratio:.3f} (median)")
    extra = max(hostile["peak_mb"] - clean["peak_mb"] for clean, hostile in pairs)
    return {
        "p95_without_hostile_ms": round(without, 1),
        "p95_with_hostile_ms": round(with_hostile, 1),
        "extra_mb": round(max(extra, 0.0), 1),
    }


def _address(ports: Sequence[str], name: str) -> str:
    port = ports[int(name) % len(ports)] if name.isdecimal() else ports[0]
    return f"http://127.0.0.1:{port}/{name}"


def _shown(name: str, told: Told) -> Told:
    assert not told["unread"], f"{told['unread']} feeds were not read"
    spans, delays = sorted(told["spans"]), sorted(told["delays"])
    told["p95"] = 1000 * _p95(spans)
    print(
        f"{name:16} {1000 * statistics.median(spans):8.0f} {told['p95']:8.0f} "
        f"{told['wall']:11.1f} {_p95(delays):18.1f} {told['busy']:7.1f} {told['peak_mb']:8.0f}"
        f"  {told['problem']}",
        flush=True,
    )
    return told


def _p95(ordered: Sequence[float]) -> float:
    return ordered[int(len(ordered) * 0.95)]


def _print_peer(addresses: Sequence[str]) -> None:
    spans, wall = read_all(addresses)
    middle, late = 1000 * statistics.median(spans), 1000 * _p95(spans)
    print(f"feedparser+httpx {middle:8.0f} {late:8.0f} {wall:11.1f}")


def _empty_database(folder: Path) -> Path:
    path = folder / "empty.sqlite3"
    code = f"KEYWORDS = {KEYWORDS!r}\n{PREPARE}"
    subprocess.run([sys.executable, "-c", code], env=_env(path), check=True)
    return path


def _env(database: Path) -> dict[str, str]:
    (database.parent / "static").mkdir(exist_ok=True)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "portevoix.config.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "PORTEVOIX_DATA_DIR": str(database.parent),
        "PORTEVOIX_LOG_LEVEL": "ERROR",
    }


@contextmanager
def _server(count: int) -> Iterator[list[str]]:
    with _python("bench.feedround.server", str(count)) as process:
        assert process.stdout
        yield process.stdout.readline().split()
        process.communicate()


def _python(module: str, *words: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=env,
    )


def _round(empty: Path, addresses: Sequence[str], hostile: str) -> Told:
    database = empty.with_name("round.sqlite3")
    shutil.copy(empty, database)
    asked = {
        "database": str(database),
        "warming": addresses[-WARMING:],
        "addresses": addresses[:-WARMING],
        "hostile": hostile,
    }
    with _python("bench.feedround.refresh", env=_env(database)) as worker:
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write(json.dumps(asked) + "\n")
        worker.stdin.flush()
        peak = _peak_while(worker)
        told: Told = json.loads(worker.stdout.readline())
        worker.communicate("\n")
    for path in empty.parent.glob("round.sqlite3*"):
        path.unlink()
    return told | {"peak_mb": peak}


def _peak_while(worker: subprocess.Popen[str]) -> float:
    assert worker.stderr is None
    assert worker.stdout
    peak = 0
    os.set_blocking(worker.stdout.fileno(), False)
    while not worker.stdout.buffer.peek(1):  # type: ignore[attr-defined]
        assert worker.poll() is None, "the worker died"
        peak = max(peak, _held(worker.pid))
        time.sleep(0.05)
    os.set_blocking(worker.stdout.fileno(), True)
    return peak / 1e6


def _held(pid: int) -> int:
    """Bytes that a process and all its descendants hold; of a shared page, each its part."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kilobytes = next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [one for task in tasks for one in (task / "children").read_text().split()]
    except (OSError, StopIteration):
        return 0
    return 1024 * int(kilobytes) + sum(_held(int(child)) for child in children)


if __name__ == "__main__":
    main()
