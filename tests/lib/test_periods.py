from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portevoix.lib.periods import (
    day_in,
    day_of,
    latest_weeks,
    month_after,
    month_before,
    month_of,
    months_between,
    week_of,
)

PARIS = ZoneInfo("Europe/Paris")
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(DAYS)
def test_a_month_follows_the_one_before_without_a_gap(day: date) -> None:
    month = month_of(day)
    assert month_before(month).end == month.start
    assert month_after(month).start == month.end
    assert month.first_on <= day < month.end_on


@given(DAYS)
def test_a_week_has_seven_days_and_begins_on_monday(day: date) -> None:
    week = week_of(day)
    assert (week.days, week.first_on.weekday()) == (7, 0)
    assert week.first_on <= day < week.end_on


def test_a_day_with_a_clock_change_has_an_hour_more() -> None:
    sunday = day_of(date(2026, 10, 25), PARIS)
    assert sunday.end - sunday.start == timedelta(hours=25)


def test_the_end_of_a_period_is_not_in_it() -> None:
    october = month_of(date(2026, 10, 5))
    assert october.start in october
    assert october.end - timedelta(microseconds=1) in october
    assert october.end not in october


def test_a_month_is_lived_in_a_zone() -> None:
    october = month_of(date(2026, 10, 5), PARIS)
    assert october.start == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert october.end == datetime(2026, 10, 31, 23, tzinfo=UTC)


def test_a_month_with_a_clock_change_has_an_hour_more() -> None:
    october = month_of(date(2026, 10, 5), PARIS)
    assert october.end - october.start == timedelta(days=31, hours=1)


def test_a_midnight_that_a_clock_change_skips_still_divides_the_days() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    before, after = week_of(date(2026, 3, 22), beirut), week_of(date(2026, 3, 29), beirut)
    assert before.end <= after.start
    assert after.start in after


def test_months_are_listed_up_to_the_last_which_is_left_out() -> None:
    first, end = month_of(date(2026, 11, 3)), month_of(date(2027, 2, 1))
    assert [m.first_on.month for m in months_between(first, end)] == [11, 12, 1]
    assert list(months_between(end, first)) == []


def test_the_latest_weeks_end_with_the_one_of_the_day() -> None:
    weeks = latest_weeks(date(2026, 11, 2), 3)
    assert [week.first_on for week in weeks] == [
        date(2026, 10, 19),
        date(2026, 10, 26),
        date(2026, 11, 2),
    ]


def test_a_moment_falls_on_the_day_of_its_zone() -> None:
    late = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    assert day_in(late) == date(2026, 10, 31)
    assert day_in(late, PARIS) == date(2026, 11, 1)
