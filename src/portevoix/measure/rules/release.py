"""The audited release: which sums over people may be shown so that no small group is determined.

Everything that released sums determine by subtraction is a linear combination of them. Such a
combination speaks of the people on whom its coefficients are not zero; when fewer than `minimum`
of them contributed, it tells too much of too few, and so would "nobody of these contributed".
The check is exact: integer elimination over groups of people who stand in the same sums
(cell suppression for linked tables: Willenborg, L. and de Waal, T. (2001), Elements of
Statistical Disclosure Control, chapter 6).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import gcd
from typing import TypeAlias

# Coefficients that are not zero, by group of people.
Vector: TypeAlias = dict[int, int]
# Beyond so many steps the search stops and the sums are taken to tell too much.
MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One sum that could be released: its name, and the people it runs over."""

    name: str
    people: Set[Hashable]


def releasable(
    cells: Sequence[Cell],
    contributors: Set[Hashable],
    minimum: int,
    released: Iterable[Set[Hashable]] = (),
) -> frozenset[str]:
    """The names of the cells that may be shown beside the sums that were released already.

    The smallest are withheld first until no combination speaks of fewer than `minimum`
    contributors; then whatever turns out harmless is given back, the largest first. People are
    opaque: give a person another token in each period that is summed apart.
    """
    past = list(released)
    table = _Table([*past, *(cell.people for cell in cells)], contributors)
    voices = {i: table.voices(i) for i in range(len(past), len(past) + len(cells))}
    shown = [i for i in voices if voices[i] >= minimum]
    shown.sort(key=lambda i: _size(cells[i - len(past)], voices[i]), reverse=True)
    before, withheld = list(range(len(past))), []
    while shown and table.exposes([*before, *shown], minimum):
        withheld.append(shown.pop())
    for i in reversed(withheld):
        if not table.exposes([*before, *shown, i], minimum):
            shown.append(i)
    return frozenset(cells[i - len(past)].name for i in shown)


def exposes(sums: Iterable[Set[Hashable]], contributors: Set[Hashable], minimum: int) -> bool:
    """Whether some combination of these sums speaks of fewer than `minimum` contributors."""
    table = _Table(list(sums), contributors)
    return table.exposes(range(len(table.rows)), minimum)


def _size(cell: Cell, voices: int) -> tuple[int, int, str]:
    return voices, len(cell.people), cell.name


class _Table:
    """Sums as rows over groups: people who stand in the same sums are one group."""

    def __init__(self, sums: Sequence[Set[Hashable]], contributors: Set[Hashable]) -> None:
        standing: defaultdict[Hashable, list[int]] = defaultdict(list)
        for row, people in enumerate(sums):
            for person in people:
                standing[person].append(row)
        voices: Counter[tuple[int, ...]] = Counter()
        for person, rows in standing.items():
            voices[tuple(rows)] += person in contributors
        self.weights = dict(enumerate(voices.values()))
        self.rows: list[Vector] = [{} for _ in sums]
        for group, rows_of_group in enumerate(voices):
            for row in rows_of_group:
                self.rows[row][group] = 1

    def voices(self, row: int) -> int:
        return sum(self.weights[group] for group in self.rows[row])

    def exposes(self, rows: Iterable[int], minimum: int) -> bool:
        space = [dict(self.rows[row]) for row in rows]
        search = _Search()
        return search.finds(space, self.weights, minimum)


class _Search:
    """Looks in a space of combinations for one that is lighter than a limit."""

    def __init__(self) -> None:
        self.steps = 0

    def finds(self, space: list[Vector], weights: Mapping[int, int], limit: int) -> bool:
        space, weights = _without_heavy(space, weights, limit)
        if not space:
            return False
        if any(sum(weights[group] for group in row) < limit for row in space):
            return True
        self.steps += 1
        if self.steps > MOST_STEPS:
            return True
        # A light combination either is zero on this group, or pays its weight.
        group = max(weights, key=lambda g: (weights[g], -g))
        paid = {**weights, group: 0}
        return self.finds(_zeroed(space, group), weights, limit) or self.finds(
            space, paid, limit - weights[group]
        )


def _without_heavy(
    space: list[Vector], weights: Mapping[int, int], limit: int
) -> tuple[list[Vector], Mapping[int, int]]:
    """The combinations that are zero wherever one group, or groups bound together, weigh enough."""
    while True:
        space = [row for row in space if row]
        bound = _bound_groups(space)
        weights = {groups[0]: sum(weights[group] for group in groups) for groups in bound}
        space = [{g: n for g, n in row.items() if g in weights} for row in space]
        heavy = [group for group, weight in weights.items() if weight >= limit]
        if not heavy:
            return space, weights
        for group in heavy:
            space = _zeroed(space, group)


def _bound_groups(space: Sequence[Vector]) -> list[list[int]]:
    """Groups whose coefficients are in a fixed ratio in every combination: zero together or not."""
    columns: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(space):
        for group, coefficient in row.items():
            columns[group].append((number, coefficient))
    bound: defaultdict[tuple[tuple[int, int], ...], list[int]] = defaultdict(list)
    for group, column in columns.items():
        bound[_primitive(column)].append(group)
    return list(bound.values())


def _primitive(column: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    divisor = gcd(*(coefficient for _, coefficient in column))
    if column[0][1] < 0:
        divisor = -divisor
    return tuple((row, coefficient // divisor) for row, coefficient in column)


def _zeroed(space: Sequence[Vector], group: int) -> list[Vector]:
    """The combinations that are zero on a group: one row is spent to clear the others."""
    touched = [row for row in space if group in row]
    if not touched:
        return list(space)
    spent = min(touched, key=len)
    rest = [row for row in space if group not in row]
    cleared = [_cleared(row, spent, group) for row in touched if row is not spent]
    return rest + [row for row in cleared if row]


def _cleared(row: Vector, spent: Vector, group: int) -> Vector:
    ours, theirs = spent[group], row[group]
    mixed = {g: ours * n for g, n in row.items()}
    for g, n in spent.items():
        mixed[g] = mixed.get(g, 0) - theirs * n
    left = {g: n for g, n in mixed.items() if n}
    divisor = gcd(*left.values()) if left else 1
    return {g: n // divisor for g, n in left.items()}
