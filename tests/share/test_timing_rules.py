from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.timing import Hours, is_within, local_moment, next_slot, tonight

PARIS = ZoneInfo("Europe/Paris")
ZONES = [PARIS, ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe"), UTC]


def paris(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def test_a_time_that_does_not_exist_is_shifted_by_the_gap_and_said() -> None:
    chosen = local_moment(datetime(2026, 3, 29, 2, 30), PARIS)  # noqa: DTZ001
    assert chosen.is_shifted
    assert chosen.at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert chosen.at.astimezone(PARIS).time() == time(3, 30)


def test_a_time_that_happens_twice_is_the_first() -> None:
    chosen = local_moment(datetime(2026, 10, 25, 2, 30, fold=1), PARIS)  # noqa: DTZ001
    assert chosen.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not chosen.is_shifted


def test_an_ordinary_time_is_itself() -> None:
    chosen = local_moment(datetime(2026, 11, 2, 12), PARIS)  # noqa: DTZ001
    assert (chosen.at, chosen.is_shifted) == (datetime(2026, 11, 2, 11, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("asked", "slot"),
    [
        (paris(2, 10), paris(2, 10)),
        (paris(2, 8), paris(2, 9)),
        (paris(2, 18), paris(3, 9)),
        (paris(6, 20), paris(9, 9)),
        (paris(7, 12), paris(9, 9)),
    ],
)
def test_a_share_waits_for_its_owner_s_hours(asked: datetime, slot: datetime) -> None:
    assert next_slot(Hours(), asked, PARIS) == slot


def test_someone_without_a_day_has_no_slot() -> None:
    assert next_slot(Hours(weekdays=frozenset()), paris(2, 10), PARIS) is None


def test_one_day_a_week_comes_back_the_week_after() -> None:
    mondays = Hours(weekdays=frozenset({0}))
    assert next_slot(mondays, paris(2, 19), PARIS) == paris(9, 9)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)), st.sampled_from(ZONES))  # noqa: DTZ001
def test_the_next_slot_is_within_hours_and_never_before(moment: datetime, zone: ZoneInfo) -> None:
    at = moment.replace(tzinfo=UTC)
    slot = next_slot(Hours(), at, zone)
    assert slot is not None
    assert slot >= at
    assert is_within(Hours(), slot, zone)
    assert slot - at < timedelta(days=4)


def test_this_evening_is_tomorrow_s_once_it_has_passed() -> None:
    assert tonight(paris(2, 10), PARIS) == paris(2, 18, 30)
    assert tonight(paris(2, 18, 30), PARIS) == paris(3, 18, 30)


def test_hours_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="start before"):
        Hours(starts=time(18), ends=time(9))
    with pytest.raises(ValueError, match="weekday"):
        Hours(weekdays=frozenset({7}))
