from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from portevoix.share.engines import journal
from portevoix.share.engines.journal import Hit, Journal, hits_from, journal_files

SOURCE = Path(__file__).parents[2] / "src"


def a_hit(at: datetime, code: str = "abc") -> Hit:
    return Hit(str(uuid.uuid4()), code, at, "human", "browser", "d" * 32, "news.example")


def all_hits(folder: Path) -> list[Hit]:
    files = journal_files(folder)
    return [hit for path in files for hit, _ in hits_from(path, 0) if hit]


def test_a_hit_comes_back_as_it_was(tmp_path: Path, at: datetime) -> None:
    hit = a_hit(at)
    Journal(tmp_path).append(hit)
    assert all_hits(tmp_path) == [hit]


def test_a_torn_line_waits_for_its_end(tmp_path: Path, at: datetime) -> None:
    first, second = a_hit(at).line(), a_hit(at).line()
    path = tmp_path / "1-a.clicks"
    path.write_bytes(first + second[:40])
    assert [offset for _, offset in hits_from(path, 0)] == [len(first)]
    path.write_bytes(first + second)
    assert len(list(hits_from(path, len(first)))) == 1


@pytest.mark.parametrize("bad", [b"\n", b"{}\n", b"[1]\n", b'{"hit_id": \n', b"\xff\xfe\n"])
def test_one_bad_line_does_not_stop_those_after_it(
    tmp_path: Path, at: datetime, bad: bytes
) -> None:
    good = a_hit(at)
    path = tmp_path / "1-a.clicks"
    path.write_bytes(bad + good.line())
    assert list(hits_from(path, 0)) == [(None, len(bad)), (good, len(bad) + len(good.line()))]


def test_half_a_line_on_a_full_disk_is_taken_back(
    tmp_path: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, write = Journal(tmp_path), os.write
    written.append(a_hit(at))
    monkeypatch.setattr(journal.os, "write", lambda to, line: write(to, line[:30]))
    with pytest.raises(OSError, match="No space"):
        written.append(a_hit(at))
    monkeypatch.setattr(journal.os, "write", write)
    written.append(a_hit(at))
    assert len(all_hits(tmp_path)) == 2


def test_a_large_file_is_left_for_a_fresh_one(
    tmp_path: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 300)
    written = Journal(tmp_path)
    for _ in range(6):
        written.append(a_hit(at))
    assert len(journal_files(tmp_path)) == 3
    assert len(all_hits(tmp_path)) == 6


def test_an_idle_file_is_left_long_before_it_may_be_removed(tmp_path: Path, at: datetime) -> None:
    now = 0.0
    written = Journal(tmp_path, clock=lambda: now)
    written.append(a_hit(at))
    now = journal.FINISHED_SECONDS
    (removed,) = journal_files(tmp_path)
    removed.unlink()
    written.append(a_hit(at))
    assert len(all_hits(tmp_path)) == 1
    assert timedelta(hours=48).total_seconds() > journal.OLDEST_SECONDS + journal.FINISHED_SECONDS


def test_threads_never_mix_their_lines(tmp_path: Path, at: datetime) -> None:
    written = Journal(tmp_path)

    def click() -> None:
        for _ in range(50):
            written.append(a_hit(at))

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({hit.hit_id for hit in all_hits(tmp_path)}) == 400


def test_a_journal_holds_no_address_and_no_agent(tmp_path: Path, at: datetime) -> None:
    Journal(tmp_path).append(a_hit(at))
    (path,) = journal_files(tmp_path)
    assert set(json.loads(path.read_bytes())) == {
        "hit_id", "code", "at", "verdict", "reason", "digest", "referrer_host",
    }  # fmt: skip
    assert path.stat().st_mode & 0o077 == 0


_CLICKING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from portevoix.share.engines.journal import Hit, Journal

journal = Journal(Path(sys.argv[1]))
while True:
    hit = Hit(str(uuid4()), "abc", datetime.now(UTC), "human", "browser", "", "")
    journal.append(hit)
    print(hit.hit_id, flush=True)  # the answer
"""


def test_an_acknowledged_click_survives_a_kill(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    for kill_after in (1, 20, 57):
        process = subprocess.Popen(
            [sys.executable, "-c", _CLICKING, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(SOURCE), "PATH": os.defpath},
        )
        assert process.stdout
        for _ in range(kill_after):
            acknowledged.append(process.stdout.readline().strip())
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        acknowledged += [line for line in rest.splitlines() if len(line) == 36]
    kept = {hit.hit_id for hit in all_hits(tmp_path)}
    assert len(acknowledged) >= 78
    assert set(acknowledged) <= kept
