"""How soon news are found by the rhythm that is learnt, beside fixed readings at the same cost.

The moments are those of the entries of the real feeds (dated to the minute, twelve or more, over
a day or more). Each feed is replayed: it holds at any moment its latest 20 entries; readings start
when it has four, and end with its latest entry. Sources are read by `rules.fetching`; then at fixed
times as often as the rule reads the average source, so that the cost of a watch of all of them is
the same. The delay of news weighs each source by what it publishes a day, as a reader meets them.
"""

import statistics
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bench.feedcases.archives import data_folder, files_of
from portevoix.curate.rules.fetching import rhythm
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem
from portevoix.curate.sources.reading import read_feed

FEWEST, HELD, FIRST = 12, 20, 4
Pause = Callable[[tuple[datetime, ...], datetime], timedelta]
Replay = tuple[list[float], int, float]


def told_by_rhythm() -> Iterator[str]:
    """One line for each way of reading."""
    sources = list(_dated(data_folder()))
    if not sources:
        return
    learnt = [replayed(moments, rhythm) for moments in sources]
    yield f"rhythm: {len(sources)} real feeds of {sum(map(len, sources))} dated entries"
    yield _line("learnt", learnt)
    hourly = [replayed(moments, lambda _, __: timedelta(hours=1)) for moments in sources]
    yield _line("every hour", hourly)
    equal = timedelta(days=1 / _readings_a_day(learnt))
    fixed = [replayed(moments, lambda _, __: equal) for moments in sources]
    yield _line("fixed, same cost", fixed)


def replayed(moments: list[datetime], pause: Pause) -> Replay:
    """Hours from publication to discovery of each entry, readings made, and days replayed."""
    at = moments[FIRST - 1]
    known, reads, delays = FIRST, 0, []
    while known < len(moments):
        held = tuple(moments[max(known - HELD, 0) : known])
        at += pause(held, at)
        reads += 1
        while known < len(moments) and moments[known] <= at:
            delays.append((at - moments[known]).total_seconds() / 3600)
            known += 1
    return delays, reads, (at - moments[FIRST - 1]).total_seconds() / 86_400


def _line(name: str, replays: list[Replay]) -> str:
    delays = [statistics.mean(delays) for delays, _, _ in replays]
    weights = [len(found) / days for found, _, days in replays]
    of_news = sum(one * weight for one, weight in zip(delays, weights, strict=True)) / sum(weights)
    return (
        f"{name:18} mean delay {of_news:6.2f} h of the news, {statistics.mean(delays):6.2f} h of "
        f"the sources; {_readings_a_day(replays):5.2f} readings a day and source"
    )


def _readings_a_day(replays: list[Replay]) -> float:
    return statistics.mean(reads / days for _, reads, days in replays)


def _dated(data: Path) -> Iterator[list[datetime]]:
    for body in _bodies(data):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                feed = read_feed(body, "", "https://cases.example/feed", FeedLimits())
            except FeedProblem:
                continue
        found = {entry.published_at for entry in feed.entries if entry.published_at}
        moments = sorted(found)
        # Days without hours say nothing of a rhythm.
        is_timed = any(moment.minute or moment.hour for moment in moments)
        if len(moments) >= FEWEST and is_timed and moments[-1] - moments[0] > timedelta(days=1):
            yield moments


def _bodies(data: Path) -> Iterator[bytes]:
    folder = data / "feeds" / "real"
    for path in sorted((folder / "fr").glob("*")):
        yield path.read_bytes()
    for name in ("feedjira", "rsparser"):
        archive = folder / f"{name}.tar.gz"
        yield from (body for _, body in (files_of(archive) if archive.exists() else ()))
