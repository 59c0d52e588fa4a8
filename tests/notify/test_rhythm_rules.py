from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portevoix.notify.rules.rhythm import (
    WORKDAYS,
    Hours,
    Rhythm,
    Slot,
    due_slot,
    next_slot,
)

PARIS = ZoneInfo("Europe/Paris")
TOKYO = ZoneInfo("Asia/Tokyo")
ANGELES = ZoneInfo("America/Los_Angeles")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Paris",
        "America/New_York",
        "America/Los_Angeles",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Africa/Casablanca",
        "UTC",
    )
]
DAY = Hours(9, 18)
MONDAYS = Rhythm(frozenset({0}), 9)
EVERY_DAY = Rhythm(WORKDAYS, 9)
# A Monday.
MORNING = datetime(2026, 11, 2, 9, 30, tzinfo=PARIS).astimezone(UTC)

rhythms = st.builds(Rhythm, st.frozensets(st.integers(0, 4), min_size=1), st.integers(0, 23))
days = st.builds(Hours, st.integers(7, 12), st.integers(13, 20))
zones = st.sampled_from(ZONES)
moments = st.integers(0, 4 * 366 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
steps = st.lists(st.integers(1, 60 * 30).map(lambda minutes: timedelta(minutes=minutes)))

# The first zone that is drawn on a busy machine takes its time; it says nothing of the rule.
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def slot(rhythm: Rhythm, at: datetime, latest_on: date | None = None, **more: object) -> Slot:
    found = due_slot(rhythm, DAY, PARIS, latest_on, at)
    assert found is not None
    return found


def test_it_is_due_on_her_day_from_her_hour_on() -> None:
    assert due_slot(MONDAYS, DAY, PARIS, None, MORNING - timedelta(hours=1)) is None
    assert slot(MONDAYS, MORNING).period == "2026-W45"
    assert slot(EVERY_DAY, MORNING).period == "2026-11-02"
    assert due_slot(MONDAYS, DAY, PARIS, None, MORNING + timedelta(days=1)) is None


def test_a_late_worker_sends_until_the_hours_are_over_and_then_skips_the_period() -> None:
    assert due_slot(MONDAYS, DAY, PARIS, None, MORNING + timedelta(hours=8))
    evening = MORNING + timedelta(hours=9)
    assert due_slot(MONDAYS, DAY, PARIS, None, evening) is None
    assert next_slot(MONDAYS, DAY, PARIS, None, evening).on == date(2026, 11, 9)


def test_an_hour_outside_the_safeguards_is_the_nearest_inside() -> None:
    early, late = Rhythm(frozenset({0}), 5), Rhythm(frozenset({0}), 22)
    assert next_slot(early, DAY, PARIS, None, MORNING).opens_at.astimezone(PARIS).hour == 9
    assert next_slot(late, DAY, PARIS, None, MORNING).opens_at.astimezone(PARIS).hour == 17


def test_another_day_of_the_same_week_is_next_week() -> None:
    thursdays = Rhythm(frozenset({3}), 9)
    assert next_slot(thursdays, DAY, PARIS, date(2026, 11, 2), MORNING).on == date(2026, 11, 12)


def test_a_zone_that_gives_the_same_day_again_brings_no_second_letter() -> None:
    friday_in_tokyo = datetime(2026, 11, 6, 9, 30, tzinfo=TOKYO)
    assert due_slot(EVERY_DAY, DAY, TOKYO, None, friday_in_tokyo)
    friday_in_california = datetime(2026, 11, 6, 9, 30, tzinfo=ANGELES)
    assert due_slot(EVERY_DAY, DAY, ANGELES, date(2026, 11, 6), friday_in_california) is None


def test_the_hour_that_spring_skips_is_an_hour_later() -> None:
    gap = Hours(2, 18)
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    night = Rhythm(WORKDAYS, 2)
    for zone in (PARIS, lord_howe):
        before = datetime(2026, 3, 27, tzinfo=zone)
        found = next_slot(night, gap, zone, date(2026, 3, 27), before)
        assert found.opens_at < found.closes_at


def test_a_clock_that_jumped_is_not_believed_for_ever() -> None:
    assert next_slot(MONDAYS, DAY, PARIS, date(2030, 1, 1), MORNING).on == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("weekdays", "hour"), [(set(), 9), ({5}, 9), ({0, 6}, 9), ({0}, 24), ({0}, -1)]
)
def test_a_rhythm_has_a_workday_and_an_hour(weekdays: set[int], hour: int) -> None:
    with pytest.raises(ValueError, match="a"):
        Rhythm(frozenset(weekdays), hour)


@pytest.mark.parametrize(("starts", "ends"), [(9, 9), (10, 9), (-1, 9), (9, 24)])
def test_hours_start_before_they_end(starts: int, ends: int) -> None:
    with pytest.raises(ValueError, match="hours"):
        Hours(starts, ends)


@patient
@given(rhythms, days, zones, moments)
def test_what_is_due_is_within_her_hours_on_her_day(
    rhythm: Rhythm, hours: Hours, zone: ZoneInfo, at: datetime
) -> None:
    found = due_slot(rhythm, hours, zone, None, at)
    if found:
        local = at.astimezone(zone)
        assert local.weekday() in rhythm.weekdays
        assert hours.starts <= local.hour < hours.ends
        assert local.hour >= min(rhythm.hour, hours.ends - 1)


@patient
@given(rhythms, days, zones, moments, st.integers(-20, 2))
def test_there_is_always_a_next_one_and_it_is_due_when_it_opens(
    rhythm: Rhythm, hours: Hours, zone: ZoneInfo, at: datetime, ago: int
) -> None:
    latest_on = at.astimezone(zone).date() + timedelta(days=ago)
    found = next_slot(rhythm, hours, zone, latest_on, at)
    assert found.closes_at > at
    opened = max(at, found.opens_at)
    assert due_slot(rhythm, hours, zone, latest_on, opened) == found


@patient
@given(
    st.lists(st.tuples(rhythms, zones), min_size=1, max_size=6), days, moments, steps.filter(len)
)
def test_however_she_and_the_worker_move_no_period_has_two(
    lives: list[tuple[Rhythm, ZoneInfo]], hours: Hours, at: datetime, waits: list[timedelta]
) -> None:
    latest_on: date | None = None
    sent: list[tuple[Rhythm, date]] = []
    for turn, wait in enumerate(waits):
        at += wait
        rhythm, zone = lives[turn % len(lives)]
        found = due_slot(rhythm, hours, zone, latest_on, at)
        if found:
            sent.append((rhythm, found.on))
            latest_on = found.on
    on = [day for _rhythm, day in sent]
    assert on == sorted(set(on))
    for (_before, earlier), (rhythm, later) in pairwise(sent):
        assert not rhythm.is_weekly or earlier.isocalendar()[:2] != later.isocalendar()[:2]
