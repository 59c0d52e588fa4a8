from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portevoix.lib.charts import (
    HEIGHT,
    LABEL_GAP,
    LEFT,
    RIGHT,
    WIDTH,
    Measured,
    Reading,
    band,
    bars,
    round_ceiling,
    sparkline,
)

amounts = st.floats(min_value=0, max_value=1e9, allow_nan=False)


def _reading(label: str, middle: float | None, gross: float | None = None) -> Reading:
    if middle is None:
        return Reading(label, None, None, None, gross)
    return Reading(label, middle * 0.8, middle, middle * 1.2, gross)


def test_a_ceiling_is_round_and_not_far_above() -> None:
    assert round_ceiling(5200) == 6000
    assert round_ceiling(1) == 1
    assert round_ceiling(0.31) == 0.4
    assert round_ceiling(0) == 1


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_a_ceiling_holds_its_value(value: float) -> None:
    assert value <= round_ceiling(value) * (1 + 1e-9) <= value * 2.1


def test_a_sparkline_breaks_where_a_value_is_not_known() -> None:
    points = sparkline([3, 5, None, 8])
    assert len(points.runs) == 2
    assert points.latest is not None
    assert points.latest.value == 8


def test_an_unknown_value_at_either_end_draws_nothing() -> None:
    points = sparkline([None, 2, 4, None, None])
    assert len(points.runs) == 1
    assert points.latest is not None
    assert points.latest.value == 4


def test_a_sparkline_of_nothing_is_empty() -> None:
    points = sparkline([None, None])
    assert points.runs == ()
    assert points.latest is None


def test_zero_is_drawn_and_unknown_is_not() -> None:
    assert sparkline([0, 0]).runs
    assert not sparkline([None, None]).runs


def test_time_goes_left_to_right() -> None:
    first, second = sparkline([1, 2]).runs[0].split(" ")
    assert float(first.split(",")[0]) < float(second.split(",")[0])


def test_more_is_drawn_higher() -> None:
    first, second = sparkline([1, 2]).runs[0].split(" ")
    assert float(first.split(",")[1]) > float(second.split(",")[1])


@given(st.lists(st.none() | amounts, min_size=1, max_size=30))
def test_a_sparkline_stays_inside_its_frame(values: list[float | None]) -> None:
    points = sparkline(values)
    for run in points.runs:
        for pair in run.split(" "):
            x, y = map(float, pair.split(","))
            assert 0 <= x <= points.width
            assert 0 <= y <= points.height


def test_a_band_holds_its_middle() -> None:
    chart = band([_reading("a", 10), _reading("b", 20)])
    low, _, _, high = chart.areas[0].split(" ")
    middle = chart.lines[0].split(" ")[0]
    above, inside, below = (float(pair.split(",")[1]) for pair in (high, middle, low))
    assert above < inside < below


def test_a_band_is_cut_where_it_is_not_known() -> None:
    chart = band([_reading("a", 1), _reading("b", 2), _reading("c", None), _reading("d", 3)])
    assert len(chart.areas) == 2
    assert len(chart.lines) == 2


def test_a_lone_interval_can_still_be_seen() -> None:
    (area,) = band([_reading("a", 5)]).areas
    xs = {pair.split(",")[0] for pair in area.split(" ")}
    assert len(xs) == 2


def test_a_band_of_unknowns_says_so() -> None:
    chart = band([_reading("a", None), _reading("b", None)])
    assert not chart.is_known
    assert chart.areas == chart.lines == chart.ghosts == ()


def test_a_band_without_moments_draws_nothing() -> None:
    chart = band([])
    assert not chart.is_known
    assert chart.moments == ()


def test_the_gross_sum_is_a_ghost_of_its_own() -> None:
    chart = band([_reading("a", 5, 12), _reading("b", 6, None), _reading("c", 7, 20)])
    assert len(chart.ghosts) == 2
    assert chart.latest_gross is not None
    assert chart.latest_gross.value == 20


def test_labels_do_not_cover_each_other() -> None:
    chart = band([_reading("a", 100, 101)])
    assert chart.latest is not None
    assert chart.latest_gross is not None
    assert chart.latest.y - chart.latest_gross.y == LABEL_GAP


def test_labels_that_are_far_apart_stay_at_their_points() -> None:
    chart = band([_reading("a", 10, 100)])
    assert chart.latest_gross is not None
    assert f"{chart.latest_gross.x:g},{chart.latest_gross.y:g}" in chart.ghosts[0]


def test_moments_are_named_at_the_ends_and_in_the_middle_of_a_long_time() -> None:
    short = band([_reading(label, 1) for label in "abc"])
    long = band([_reading(label, 1) for label in "abcde"])
    assert [spot.label for spot in short.moments] == ["a", "c"]
    assert [spot.label for spot in long.moments] == ["a", "c", "e"]
    assert [spot.anchor for spot in long.moments] == ["start", "middle", "end"]


def test_ticks_start_at_zero() -> None:
    chart = band([_reading("a", 5)])
    assert [tick.value for tick in chart.ticks] == [0, 3, 6]


@given(st.lists(st.tuples(st.none() | amounts, st.none() | amounts), min_size=1, max_size=24))
def test_a_band_stays_inside_its_frame(rows: list[tuple[float | None, float | None]]) -> None:
    chart = band([_reading(str(i), middle, gross) for i, (middle, gross) in enumerate(rows)])
    for shape in (*chart.areas, *chart.lines, *chart.ghosts):
        for pair in shape.split(" "):
            x, y = map(float, pair.split(","))
            assert LEFT - 3 <= x <= WIDTH - RIGHT + 3
            assert 0 <= y <= HEIGHT


def test_bars_share_one_scale() -> None:
    chart = bars([Measured("a", 4, 3, 5), Measured("b", 2)])
    assert chart.ceiling == 5
    assert [row.at for row in chart.rows] == [80, 40]
    assert (chart.rows[0].low_at, chart.rows[0].high_at) == (60, 100)


def test_a_bar_that_is_not_known_has_no_place() -> None:
    (row,) = bars([Measured("a", None)]).rows
    assert row.at is row.low_at is row.high_at is None


def test_a_given_ceiling_is_kept_and_never_passed() -> None:
    chart = bars([Measured("a", 15, 5, 40)], ceiling=20)
    assert chart.ceiling == 20
    assert chart.rows[0].high_at == 100


def test_the_average_has_its_place_on_the_same_scale() -> None:
    assert bars([Measured("a", 4)], average=2).average_at == 50
    assert bars([Measured("a", 4)]).average_at is None
