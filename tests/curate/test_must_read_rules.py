from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.rules.confirming import told_after, told_under

leasts = st.integers(5, 60)
counts = st.integers(0, 400)


def told(daily: list[int], least: int) -> list[int]:
    """What is told day after day."""
    figures, figure = [], 0
    for confirmed in daily:
        figure = told_after(figure, confirmed, least)
        figures.append(figure)
    return figures


@given(counts, leasts)
def test_the_first_figure_is_rounded_down_to_whole_groups(confirmed: int, least: int) -> None:
    assert told_after(0, confirmed, least) == confirmed // least * least


@given(st.lists(counts, max_size=12), leasts)
def test_a_figure_never_falls_and_never_says_more_than_was_ever_true(
    daily: list[int], least: int
) -> None:
    figures = told(daily, least)
    assert figures == sorted(figures)
    assert all(figure <= max(daily) for figure in figures)


@given(st.lists(st.tuples(counts, leasts), max_size=12))
def test_every_step_tells_of_a_whole_group_even_when_the_safeguard_moves(
    days: list[tuple[int, int]],
) -> None:
    figure = 0
    for confirmed, least in days:
        step = told_after(figure, confirmed, least) - figure
        assert step == 0 or step >= least
        figure += step


@given(counts, leasts)
def test_nothing_under_the_smallest_group_is_shown(figure: int, least: int) -> None:
    shown = told_under(figure, least)
    assert shown == 0 or shown >= least


@given(leasts, st.integers(1, 20))
def test_one_person_is_seen_from_one_in_as_many_as_a_group_has_people(
    least: int, groups: int
) -> None:
    # Two worlds that differ by one confirmation, wherever the others stand.
    others = range(least * groups)
    seen = [n for n in others if told_after(0, n, least) != told_after(0, n + 1, least)]
    assert len(seen) * least == len(others)


@given(st.lists(counts, min_size=1, max_size=12), leasts)
def test_a_world_with_one_more_confirmation_is_never_told_by_less_than_a_group(
    daily: list[int], least: int
) -> None:
    without, with_her = told(daily, least), told([n + 1 for n in daily], least)
    assert all(one in (0, least) for one in _differences(without, with_her))


def test_four_of_five_are_never_told() -> None:
    assert [told_under(told_after(0, n, 5), 5) for n in range(7)] == [0, 0, 0, 0, 0, 5, 5]


def _differences(without: list[int], with_her: list[int]) -> list[int]:
    return [more - fewer for fewer, more in zip(without, with_her, strict=True)]
