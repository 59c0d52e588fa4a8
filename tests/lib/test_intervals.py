from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.lib.intervals import (
    Estimate,
    counted,
    poisson_interval,
    unknown,
    wilson_interval,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_nothing_counted_still_has_an_upper_bound() -> None:
    low, high = poisson_interval(0)
    assert low == 0
    assert high == pytest.approx(-math.log(0.025))


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(1, 0.0253, 5.572), (10, 4.795, 18.39), (100, 81.36, 121.6)],
)
def test_the_bounds_are_those_of_garwoods_table(count: int, low: float, high: float) -> None:
    assert poisson_interval(count) == pytest.approx((low, high), rel=1e-3)


@pytest.mark.parametrize("mean", [0.3, 2.0, 7.5, 40.0])
def test_a_poisson_interval_covers_at_least_what_it_states(mean: float) -> None:
    covered = 0.0
    for count in range(200):
        low, high = poisson_interval(count, 0.9)
        if low <= mean <= high:
            covered += math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    assert covered >= 0.9


@given(st.integers(0, 10**6), st.floats(0.5, 0.99))
def test_more_confidence_makes_a_wider_poisson_interval(count: int, confidence: float) -> None:
    low, high = poisson_interval(count, confidence)
    wider_low, wider_high = poisson_interval(count, confidence + 0.005)
    assert wider_low <= low <= count <= high <= wider_high


def test_the_score_interval_is_wilsons() -> None:
    assert wilson_interval(9, 10) == pytest.approx((0.596, 0.982), abs=1e-3)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_proportion_lies_within_its_bounds(some: int, others: int) -> None:
    low, high = wilson_interval(some, some + others)
    assert 0 <= low <= high <= 1
    if some + others:
        assert low <= some / (some + others) <= high


def test_untried_is_unknown() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_wilson_holds_the_truth_about_as_often_as_stated() -> None:
    rates = [step / 100 for step in range(5, 96)]
    covered = 0.0
    for rate in rates:
        for hits in range(61):
            low, high = wilson_interval(hits, 60)
            chance = math.comb(60, hits) * rate**hits * (1 - rate) ** (60 - hits)
            covered += chance if low <= rate <= high else 0
    assert covered / len(rates) == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -1.0])
def test_a_confidence_is_a_chance(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        poisson_interval(3, confidence)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        poisson_interval(-1)
    with pytest.raises(ValueError, match="between"):
        wilson_interval(3, 2)


def test_unknown_is_not_zero() -> None:
    nothing, none = unknown("own_link"), counted(0, 0, "own_link", NOON)
    assert not nothing.is_known
    assert not nothing.is_sure
    assert nothing.value is None
    assert none.is_known
    assert none.is_sure
    assert none.value == 0


def test_a_count_between_two_has_no_single_figure() -> None:
    visits = counted(31, 38, "own_link", NOON)
    assert (visits.value, visits.low, visits.high) == (None, 31, 38)
    assert visits.is_known
    assert not visits.is_sure


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(None, 1, None), (None, None, 1), (3, None, None), (3, 4, 5), (6, 4, 5), (None, 5, 4)],
)
def test_an_estimate_must_make_sense(
    value: float | None, low: float | None, high: float | None
) -> None:
    with pytest.raises(ValueError, match=r"interval|bounds"):
        Estimate(value, low, high, "estimate", NOON)
