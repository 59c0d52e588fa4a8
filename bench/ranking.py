"""10,000 items for 100,000 people: everybody's best 30 in one refresh, and one person's page.

People declare five topics of 121 (as many as the product's own taxonomy), some endorsed; items are
about two, and up to 30 days old. Each engine runs in a process of its own on the same input, three
times (medians), ours as `curate.engines.everyone` does it with the product's settings.

The scores are made of products: interest is a noisy-or, which is a sum over the subsets of an
item's topics, and freshness one column that everybody has. So the peers get the same scores to the
digit, as a sparse matrix of people times a sparse matrix of items; the fastest of these is the peer
of the last line. An easier product, without freshness, is timed beside it: it is not the same best
items. Tried: sparse_dot_topn, scipy's product and numpy's dense one, both with a partition and on a
part of the people, scaled up. bm25s has scores of its own, and cannot be given these.

Before anything is timed, our best are compared with brute force on a sample of people.

`one_item_ms`: a new item takes its place among everybody's best. `today_ms`: the whole page of one
person, in a database of all of them; see `bench.pages.today`.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PEOPLE, PEOPLE_SMALL = 100_000, 10_000
ITEMS = 10_000
TOPICS = 121
DECLARED = 5
ABOUT = 2
MOST = 30
ROUNDS = 3
SAMPLE = 200
AT = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print a table and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the people")
    people = PEOPLE_SMALL if parser.parse_args().small else PEOPLE
    ours = _alone(_ours, people)
    print(f"{people:,} people, {ITEMS:,} items, {MOST} best of each\n")
    print(f"{'engine':44} {'seconds':>8} {'extra MB':>9} {'times ours':>11}")
    print(f"{'portevoix':44} {ours['seconds']:8.2f} {ours['mb']:9.0f} {1:11.1f}")
    found = {}
    for name, run in PEERS.items():
        told = found[name] = _alone(run, people)
        ratio = told["seconds"] / ours["seconds"]
        print(f"{name:44} {told['seconds']:8.2f} {told['mb']:9.0f} {ratio:11.1f}")
    print(f"\none item more: {ours['one_item_ms']:.1f} ms, in {ours['touched']:,.0f} feeds")
    pages = _alone(_pages, people)
    print("\n".join(f"{name:22} {value:9.1f}" for name, value in pages.items()))
    same = [name for name in found if EASIER not in name]
    peer = min(same, key=lambda name: found[name]["seconds"])
    figures = {
        "people": people,
        "items": ITEMS,
        "seconds": round(ours["seconds"], 3),
        "peer": peer,
        "peer_seconds": round(found[peer]["seconds"], 3),
        "peak_mb": round(ours["mb"], 1),
        "one_item_ms": round(ours["one_item_ms"], 2),
        "today_ms": round(pages["today_ms"], 1),
    }
    print(json.dumps(figures))


def _alone(run: Callable[[int], dict[str, float]], people: int) -> dict[str, float]:
    with get_context("spawn").Pool(1) as process:
        return process.apply(run, (people,))


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """Who knows what (people x declared), how surely, and what the items are about."""

    topics: NDArray[np.intp]
    convictions: NDArray[np.float64]
    about: NDArray[np.intp]
    shares: NDArray[np.float64]
    days: NDArray[np.float64]


def _drawn(people: int) -> Input:
    draw = np.random.default_rng(people)
    endorsed = draw.choice([0, 0, 0, 0, 1, 2, 3], (people, DECLARED))
    return Input(
        topics=_distinct(draw, people, DECLARED),
        convictions=np.minimum(1.0, 0.8 * (1 + 0.1 * endorsed)),
        about=_distinct(draw, ITEMS, ABOUT),
        shares=np.round(draw.uniform(0.3, 1.0, (ITEMS, ABOUT)), 3),
        days=draw.uniform(0, 30, ITEMS),
    )


def _distinct(draw: np.random.Generator, rows: int, each: int) -> NDArray[np.intp]:
    order = np.argsort(draw.random((rows, TOPICS), dtype=np.float32), axis=1)
    return np.sort(order[:, :each], axis=1)


def _ours(people: int) -> dict[str, float]:
    from portevoix.curate.engines.everyone import Everyone
    from portevoix.curate.rules.crowds import Circle, Crowd
    from portevoix.curate.rules.facts import facts_of
    from portevoix.curate.rules.profiles import ItemText

    given = _drawn(people)
    crowd = Crowd(
        people=np.arange(people),
        owners=np.repeat(np.arange(people), DECLARED),
        topics=given.topics.ravel(),
        convictions=given.convictions.ravel(),
        names=[str(topic) for topic in range(TOPICS)],
        circles=(Circle(),),
        circle_of=np.zeros(people, dtype=np.intp),
        closed={},
    )
    items = [
        ItemText(
            f"{number:06}",
            "",
            topics=tuple((str(topic), share) for topic, share in zip(about, shares, strict=True)),
            published_at=AT - timedelta(days=days),
        )
        for number, (about, shares, days) in enumerate(
            zip(given.about.tolist(), given.shares.tolist(), given.days.tolist(), strict=True)
        )
    ]
    facts = facts_of(items)
    before = _from_here_mb()
    seconds = _median(lambda: Everyone.refresh(crowd, facts, at=AT, most=MOST))
    told = {"seconds": seconds, "mb": _peak_mb() - before}
    everyone = Everyone.refresh(crowd, facts, at=AT, most=MOST)
    _compare(everyone, given)
    new = ItemText("new", "", topics=(("3", 0.8), ("4", 0.6)), published_at=AT)
    touched = (everyone.with_item(new).marks != everyone.marks).any(axis=1).sum()
    one = 1000 * _median(lambda: everyone.with_item(new))
    return told | {"one_item_ms": one, "touched": float(touched)}


def _compare(everyone: Any, given: Input) -> None:
    """Brute force on some people: the same scores, and each item worth what is said of it."""
    for person in np.random.default_rng(1).integers(0, len(given.topics), SAMPLE).tolist():
        sure = np.zeros(TOPICS)
        sure[given.topics[person]] = given.convictions[person]
        interest = 1 - np.prod(1 - sure[given.about] * given.shares, axis=1)
        worth, alone = _worth(given)
        scores = worth * interest + alone
        best = everyone.best_of(person)
        found = [one.score for one in best]
        np.testing.assert_allclose(found, np.sort(scores)[::-1][:MOST], atol=1e-9)
        np.testing.assert_allclose(found, scores[[int(one.key) for one in best]], atol=1e-9)


def _worth(given: Input) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    fresh = 0.5 ** (given.days / 7)
    return 1 - 0.5 * (1 - fresh), 0.2 * fresh


def _matrices(people: int, *, is_whole: bool) -> tuple[Any, Any]:
    """People and items (transposed) whose product is every score; without freshness: interest."""
    from scipy import sparse

    given = _drawn(people)
    worth, alone = _worth(given)
    columns: dict[tuple[int, ...], int] = {}
    items = []
    for item, (about, shares) in enumerate(zip(given.about, given.shares, strict=True)):
        for subset, part in _subsets(about.tolist(), shares.tolist()):
            column = columns.setdefault(subset, len(columns))
            # Of a noisy-or written out, products of an even number of chances are taken away.
            items.append((item, column, -((-1) ** len(subset)) * part * worth[item]))
    known = [
        (person, columns[subset], part)
        for person, (topics, sure) in enumerate(
            zip(given.topics.tolist(), given.convictions.tolist(), strict=True)
        )
        for subset, part in _subsets(topics, sure)
        if subset in columns
    ]
    if is_whole:
        known += [(person, len(columns), 1.0) for person in range(people)]
        items += [(item, len(columns), value) for item, value in enumerate(alone.tolist())]
    return (
        _sparse(sparse, known, (people, len(columns) + 1)),
        sparse.csr_matrix(_sparse(sparse, items, (ITEMS, len(columns) + 1)).T),
    )


def _subsets(keys: list[int], parts: list[float]) -> list[tuple[tuple[int, ...], float]]:
    pairs = list(zip(keys, parts, strict=True))
    return [
        (tuple(key for key, _part in some), float(np.prod([part for _key, part in some])))
        if size > 1
        else ((some[0][0],), some[0][1])
        for size in range(1, ABOUT + 1)
        for some in combinations(pairs, size)
    ]


def _sparse(sparse: Any, rows: list[tuple[int, int, float]], shape: tuple[int, int]) -> Any:
    where, column, value = zip(*rows, strict=True)
    return sparse.csr_matrix((value, (where, column)), shape=shape)


def _topn(people: int, *, is_whole: bool) -> dict[str, float]:
    from sparse_dot_topn import sp_matmul_topn

    known, items = _matrices(people, is_whole=is_whole)
    return _measured(
        lambda: sp_matmul_topn(known, items, top_n=MOST, sort=True, n_threads=2), scale=1
    )


def _topn_whole(people: int) -> dict[str, float]:
    return _topn(people, is_whole=True)


def _topn_interest(people: int) -> dict[str, float]:
    return _topn(people, is_whole=False)


def _scipy(people: int) -> dict[str, float]:
    known, items = _matrices(people, is_whole=False)
    part = known[: people // 100]

    def run() -> None:
        product = part @ items
        for row in range(product.shape[0]):
            scores = product.data[product.indptr[row] : product.indptr[row + 1]]
            np.sort(-np.partition(-scores, min(MOST, len(scores) - 1))[:MOST])

    return _measured(run, scale=100)


def _dense(people: int) -> dict[str, float]:
    known, items = _matrices(people, is_whole=True)
    part, table = known[: people // 500], items.toarray().astype(np.float32)

    def run() -> None:
        scores = part.toarray().astype(np.float32) @ table
        np.sort(np.partition(scores, ITEMS - MOST, axis=1)[:, ITEMS - MOST :], axis=1)

    return _measured(run, scale=500)


EASIER = "without freshness"
PEERS: dict[str, Callable[[int], dict[str, float]]] = {
    "sparse_dot_topn": _topn_whole,
    f"sparse_dot_topn, {EASIER}": _topn_interest,
    f"scipy, {EASIER} (from a part)": _scipy,
    "numpy (from a part)": _dense,
}


def _pages(people: int) -> dict[str, float]:
    from bench.pages.today import pages

    return pages(people=people, items=ITEMS)


def _measured(run: Callable[[], object], scale: int) -> dict[str, float]:
    before = _from_here_mb()
    return {"seconds": scale * _median(run), "mb": _peak_mb() - before}


def _median(run: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _peak_mb() -> float:
    return _resident("VmHWM")


def _from_here_mb() -> float:
    # Linux forgets the highest mark: what was drawn before is not what the engine takes.
    Path("/proc/self/clear_refs").write_text("5")
    return _resident("VmRSS")


def _resident(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    main()
