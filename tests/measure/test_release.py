from __future__ import annotations

import random
from collections.abc import Sequence, Set
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portevoix.measure.rules import release
from portevoix.measure.rules.release import Cell, exposes, releasable

PEOPLE = range(7)
SUMS = st.lists(st.frozensets(st.sampled_from(PEOPLE), min_size=1), max_size=6)
SOME = st.frozensets(st.sampled_from(PEOPLE))


@settings(max_examples=400, deadline=None)
@given(SUMS, SOME, st.integers(1, 5))
def test_the_audit_says_what_trying_everything_says(
    sums: list[frozenset[int]], contributors: frozenset[int], minimum: int
) -> None:
    assert exposes(sums, contributors, minimum) == tried(sums, contributors, minimum)


@settings(max_examples=300, deadline=None)
@given(SUMS, SUMS, SOME, st.integers(1, 5))
def test_what_is_released_beside_the_past_tells_of_no_small_group(
    past: list[frozenset[int]],
    sums: list[frozenset[int]],
    contributors: frozenset[int],
    minimum: int,
) -> None:
    cells = [Cell(f"{number}", people) for number, people in enumerate(sums)]
    names = releasable(cells, contributors, minimum, past)
    shown = [cell.people for cell in cells if cell.name in names]
    assert not shown or not tried([*past, *shown], contributors, minimum)
    for cell in cells:
        if cell.name in names:
            assert len(cell.people & contributors) >= minimum


@settings(max_examples=200, deadline=None)
@given(SUMS, SOME, st.integers(1, 5))
def test_no_cell_is_withheld_that_could_be_shown(
    sums: list[frozenset[int]], contributors: frozenset[int], minimum: int
) -> None:
    cells = [Cell(f"{number}", people) for number, people in enumerate(sums)]
    names = releasable(cells, contributors, minimum)
    shown = [cell.people for cell in cells if cell.name in names]
    for cell in cells:
        if cell.name not in names:
            assert tried([*shown, cell.people], contributors, minimum)


def test_a_cell_with_too_few_voices_is_withheld() -> None:
    team = Cell("a", frozenset(range(20)))
    assert releasable([team], frozenset(range(4)), 5) == frozenset()
    assert releasable([team], frozenset(range(5)), 5) == {"a"}


def test_one_withheld_team_takes_another_with_it() -> None:
    small, middle, large = (frozenset(r) for r in (range(4), range(10, 16), range(20, 40)))
    cells = [Cell("small", small), Cell("middle", middle), Cell("large", large)]
    total = Cell("", small | middle | large)
    everyone = total.people
    assert releasable(cells, everyone, 5) == {"middle", "large"}
    # The total less the two others would be the small one.
    assert releasable([*cells, total], everyone, 5) == {"large", ""}


def test_a_team_of_silent_people_is_not_told_by_subtraction() -> None:
    silent, loud = frozenset(range(9)), frozenset(range(10, 30))
    cells = [Cell("silent", silent), Cell("loud", loud), Cell("", silent | loud)]
    assert releasable(cells, loud, 5) == {""}


def test_two_withheld_teams_hide_each_other() -> None:
    one, two, large = (frozenset(r) for r in (range(3), range(10, 13), range(20, 40)))
    cells = [Cell("one", one), Cell("two", two), Cell("large", large)]
    total = Cell("", one | two | large)
    assert releasable([*cells, total], total.people, 5) == {"large", ""}


def test_what_was_released_before_counts() -> None:
    yesterday, today = frozenset(range(20)), frozenset(range(21))
    assert releasable([Cell("a", today)], today, 5) == {"a"}
    assert releasable([Cell("a", today)], today, 5, [yesterday]) == frozenset()


def test_what_was_told_already_cannot_be_mended_by_more() -> None:
    cells = [Cell("a", frozenset(range(30)))]
    assert releasable(cells, frozenset(range(30)), 5, [frozenset(range(2))]) == frozenset()


def test_no_sums_tell_nothing() -> None:
    assert not exposes([], frozenset(PEOPLE), 5)
    assert not exposes([frozenset()], frozenset(PEOPLE), 5)


def test_an_audit_that_takes_too_long_withholds(monkeypatch: pytest.MonkeyPatch) -> None:
    # Two tables by different things: no single row is light, so that the search has to step.
    lines = [frozenset({0, 1, 2}), frozenset({3, 4, 5}), frozenset({6, 7, 8})]
    columns = [frozenset({0, 3, 6}), frozenset({1, 4, 7}), frozenset({2, 5, 8})]
    people = frozenset(range(9))
    assert not exposes([*lines, *columns], people, 3)
    monkeypatch.setattr(release, "MOST_STEPS", 0)
    assert exposes([*lines, *columns], people, 3)


def test_ten_thousand_people_are_audited() -> None:
    cells, contributors = crossed_world(people=10_000, teams=400, sites=12)
    names = releasable(cells, contributors, 5)
    assert "" in names
    assert 0 < len(names) < len(cells)
    assert not exposes([cell.people for cell in cells if cell.name in names], contributors, 5)


def crossed_world(*, people: int, teams: int, sites: int) -> tuple[list[Cell], frozenset[int]]:
    draw = random.Random(11)
    team_of = [int(draw.paretovariate(1.0)) % teams for _ in range(people)]
    site_of = [draw.randrange(sites) for _ in range(people)]
    members: dict[str, set[int]] = {}
    for person in range(people):
        members.setdefault(f"team {team_of[person]}", set()).add(person)
        members.setdefault(f"site {site_of[person]}", set()).add(person)
        members.setdefault("", set()).add(person)
    contributors = frozenset(person for person in range(people) if draw.random() < 0.3)
    return [Cell(name, frozenset(group)) for name, group in members.items()], contributors


def tried(sums: Sequence[Set[int]], contributors: Set[int], minimum: int) -> bool:
    """Try every group: a combination stays within it if the others' columns lose rank."""
    columns = range(max(PEOPLE) + 1)
    matrix = [[Fraction(person in people) for person in columns] for people in sums]
    whole = rank(matrix)
    silent = [person for person in columns if person not in contributors]
    for size in range(min(minimum, len(contributors) + 1)):
        for some in combinations(sorted(contributors), size):
            inside = {*some, *silent}
            outside = [[row[p] for p in columns if p not in inside] for row in matrix]
            if rank(outside) < whole:
                return True
    return False


def rank(matrix: Sequence[Sequence[Fraction]]) -> int:
    rows = [list(row) for row in matrix]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(len(rows)):
            if r != found and rows[r][column]:
                ratio = rows[r][column] / rows[found][column]
                rows[r] = [a - ratio * b for a, b in zip(rows[r], rows[found], strict=True)]
        found += 1
    return found
