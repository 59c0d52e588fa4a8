from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from portevoix.share.engines import grouping
from portevoix.share.engines.grouping import GroupCommit
from portevoix.share.engines.journal import Journal, journal_files


class Disk(Journal):
    """A journal that counts its flushes, and refuses or stalls when told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.flushes, self.is_full = 0, False
        self.goes_on = threading.Event()
        self.goes_on.set()

    def append_lines(self, lines: bytes) -> None:
        self.goes_on.wait(10)
        self.flushes += 1
        if self.is_full:
            raise OSError(28, "no space left")
        super().append_lines(lines)


def tried(folder: Path, story: Callable[[Disk, GroupCommit], Awaitable[None]]) -> Disk:
    disk = Disk(folder)

    async def told() -> None:
        group = GroupCommit(disk, asyncio.get_running_loop())
        await story(disk, group)
        disk.goes_on.set()
        group.close()

    asyncio.run(told())
    return disk


def kept(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in journal_files(folder))


def test_clicks_that_wait_together_share_one_flush(tmp_path: Path) -> None:
    async def story(disk: Disk, group: GroupCommit) -> None:
        waiting = [group.written(b"%d\n" % number) for number in range(500)]
        assert all(await asyncio.gather(*waiting))
        assert kept(tmp_path).count(b"\n") == 500

    assert tried(tmp_path, story).flushes == 1


def test_no_answer_goes_before_its_click_is_on_disk(tmp_path: Path) -> None:
    async def story(disk: Disk, group: GroupCommit) -> None:
        async def click(number: int) -> None:
            await asyncio.sleep(number % 7 / 1000)
            assert await group.written(b"<%d>\n" % number)
            assert b"<%d>\n" % number in kept(tmp_path)

        await asyncio.gather(*(click(number) for number in range(200)))

    assert tried(tmp_path, story).flushes < 200


def test_a_full_disk_releases_everybody_and_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(disk: Disk, group: GroupCommit) -> None:
        disk.is_full = True
        for _ in range(3):
            assert not await group.written(b"lost\n")
        disk.is_full = False
        assert await group.written(b"kept\n")

    with caplog.at_level(logging.ERROR):
        tried(tmp_path, story)
    assert kept(tmp_path) == b"kept\n"
    assert [record.getMessage() for record in caplog.records] == [
        "1 clicks could not be written down: [Errno 28] no space left"
    ]


def test_a_disk_that_stalls_holds_nobody_for_long_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "PATIENCE", 0.05)

    async def story(disk: Disk, group: GroupCommit) -> None:
        disk.goes_on.clear()
        first = group.written(b"first\n")
        await asyncio.sleep(0.01)
        second = group.written(b"second\n")
        assert [await first, await second] == [False, False]
        # From now on readers are led on at once.
        third = group.written(b"third\n")
        await asyncio.sleep(0)
        assert third.done()
        disk.goes_on.set()
        await asyncio.sleep(0.1)
        assert await group.written(b"fourth\n")

    tried(tmp_path, story)
    assert kept(tmp_path) == b"first\nsecond\nthird\nfourth\n"


def test_what_a_stalled_disk_is_owed_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_HELD", 2)

    async def story(disk: Disk, group: GroupCommit) -> None:
        disk.goes_on.clear()
        waiting = [group.written(b"x\n") for _ in range(3)]
        await asyncio.sleep(0)
        assert [answer.done() for answer in waiting] == [False, False, True]
        assert not waiting[2].result()

    tried(tmp_path, story)


def test_a_reader_who_goes_takes_no_other_with_him(tmp_path: Path) -> None:
    async def story(disk: Disk, group: GroupCommit) -> None:
        gone, there = group.written(b"gone\n"), group.written(b"there\n")
        gone.cancel()
        assert await there
        assert kept(tmp_path) == b"gone\nthere\n"

    tried(tmp_path, story)
