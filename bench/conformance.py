"""How well feeds are read beside feedparser, by two published suites; and that nothing crashes.

Both readers get the same bytes and the same address and are judged by one rule
(`bench.feedcases`); no case is left out.

- gofeed: 539 documents with the JSON that gofeed makes of them. As expected: as many entries, and
  every field that the JSON states and both readers model (title, address, language of the feed;
  title, address, identity, author, dates, categories, pictures and words of an entry).
- W3C feed validator: 1,795 documents, judged as `bench.feedcases.w3c` says: a feed gives what it
  states, a broken one a refusal, a warning or a part, and what is no feed is refused.
- A crash is any error but a named problem, in this process, on any document of the suites, the
  real feeds, the lists and the hostile payloads; and a child that dies on one of a sample.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bench.feedcases.archives import SUITES, data_folder, other_files
from bench.feedcases.gofeed import gofeed_cases
from bench.feedcases.judging import differences
from bench.feedcases.said import Said, feedparsers, ours
from bench.feedcases.w3c import w3c_cases
from portevoix.curate.sources.feeds import parse_feed
from portevoix.curate.sources.outlines import read_outlines
from portevoix.curate.sources.parsed import FeedProblem
from portevoix.curate.sources.process import stop_children

DEATHS = frozenset({"crashed", "timeout", "memory"})
Judged = tuple[str, bytes, Callable[[Said], list[str]]]


def main() -> None:
    """Print what each reader gets wrong and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="fewer documents through the child")
    parser.add_argument("--wrong", action="store_true", help="name each case that we get wrong")
    asked = parser.parse_args()
    data = data_folder()
    suites = {"w3c": w3c(data), "gofeed": gofeed(data)}
    figures: dict[str, float] = {}
    for name, cases in suites.items():
        for reader, key in ((ours, name), (feedparsers, f"{name}_feedparser")):
            figures[key] = _share(key, cases, reader, is_named=asked.wrong and reader is ours)
    bodies = [(name, body) for cases in suites.values() for name, body, _ in cases]
    bodies += other_files(data)
    crashes = [*crashes_here(bodies), *crashes_in_a_child(bodies[:: 40 if asked.small else 8])]
    print(f"crashes: {len(crashes)} of {len(bodies)} documents {crashes or ''}")
    figures["crashes"] = len(crashes)
    print(json.dumps(figures))


def w3c(data: Path) -> list[Judged]:
    """The cases of the W3C validator, each with its verdict."""
    archive = data / SUITES / "feedvalidator.tar.gz"
    return [(case.name, case.body, case.verdict) for case in w3c_cases(archive)]


def gofeed(data: Path) -> list[Judged]:
    """The cases of gofeed, each with its verdict."""
    archive = data / SUITES / "gofeed.tar.gz"
    return [
        (case.name, case.body, lambda found, expected=case.expected: differences(expected, found))
        for case in gofeed_cases(archive)
    ]


def wrong_cases(cases: Iterable[Judged], reader: Callable[[bytes], Said]) -> dict[str, list[str]]:
    """Each case that a reader gets wrong, with the fields."""
    verdicts = ((name, verdict(reader(body))) for name, body, verdict in cases)
    return {name: wrong for name, wrong in verdicts if wrong}


def crashes_here(bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """The documents on which our readers raise anything but a problem, in this process."""
    for name, body in bodies:
        if said := ours(body).crashed:
            yield f"{name}: {said}"
        try:
            read_outlines(body)
        except FeedProblem:
            continue
        except Exception as error:
            yield f"{name}: {type(error).__name__} as a list"


def crashes_in_a_child(bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """The documents that kill the child that reads them."""
    try:
        for name, body in bodies:
            try:
                parse_feed(body, "", "https://cases.example/feed")
            except FeedProblem as problem:
                if problem.code in DEATHS:
                    yield f"{name}: {problem}"
    finally:
        stop_children()


def _share(
    name: str, cases: Sequence[Judged], reader: Callable[[bytes], Said], *, is_named: bool
) -> float:
    start = time.perf_counter()
    wrong = wrong_cases(cases, reader)
    took = time.perf_counter() - start
    fields = Counter(field for fields in wrong.values() for field in set(fields))
    right = len(cases) - len(wrong)
    print(f"{name:18} {right:5} of {len(cases)} as expected, {took:5.1f} s; wrong: {dict(fields)}")
    for case, told in wrong.items() if is_named else ():
        print(f"    {case}: {', '.join(told)}")
    return round(right / len(cases), 4)


if __name__ == "__main__":
    main()
