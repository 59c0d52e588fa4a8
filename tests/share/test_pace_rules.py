from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules import pace
from portevoix.share.rules.pace import FAILURES_TO_SHUT, PROBE, Pace, Rate

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
FIVE = Rate(5, timedelta(seconds=10))
NOW = timedelta()


def emptied(rate: Rate = FIVE) -> Pace:
    bucket = pace.full(rate, AT)
    for _ in range(rate.burst):
        assert pace.wait_for(bucket, rate, AT) == NOW
        bucket = pace.taken(bucket, rate, AT)
    return bucket


def failing(times: int) -> Pace:
    bucket = pace.full(FIVE, AT)
    for _ in range(times):
        bucket = pace.after_trouble(bucket, AT, 0.5)
    return bucket


def test_a_burst_goes_at_once_and_the_next_call_waits() -> None:
    assert pace.wait_for(emptied(), FIVE, AT) == timedelta(seconds=10)


def test_a_bucket_fills_steadily_and_never_over_its_burst() -> None:
    bucket = emptied()
    assert pace.wait_for(bucket, FIVE, AT + timedelta(seconds=10)) == NOW
    later = AT + timedelta(days=9)
    for _ in range(5):
        bucket = pace.taken(bucket, FIVE, later)
    assert pace.wait_for(bucket, FIVE, later) == timedelta(seconds=10)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=60))
def test_no_window_lets_more_through_than_the_burst_and_what_filled(waits: list[float]) -> None:
    bucket, at, passed = pace.full(FIVE, AT), AT, 0
    for wait in waits:
        at += timedelta(seconds=wait)
        if pace.wait_for(bucket, FIVE, at) == NOW:
            bucket = pace.taken(bucket, FIVE, at)
            passed += 1
    assert passed <= 5 + (at - AT) / FIVE.each + 0.001


def test_the_networks_word_is_waited_for_whatever_is_in_the_bucket() -> None:
    told = pace.told_to_wait(pace.full(FIVE, AT), timedelta(minutes=15), AT)
    assert pace.wait_for(told, FIVE, AT + timedelta(minutes=14)) == timedelta(minutes=1)
    after = AT + timedelta(minutes=15)
    assert pace.wait_for(told, FIVE, after) == NOW
    # One, and not a whole burst at the very moment.
    assert pace.wait_for(pace.taken(told, FIVE, after), FIVE, after) > NOW


def test_four_failures_are_habit_and_five_shut_the_server() -> None:
    assert pace.wait_for(failing(FAILURES_TO_SHUT - 1), FIVE, AT) == NOW
    assert pace.wait_for(failing(FAILURES_TO_SHUT), FIVE, AT) == timedelta(seconds=22.5)


def test_each_failure_more_doubles_the_wait_up_to_ten_minutes() -> None:
    waits = [pace.wait_for(failing(times), FIVE, AT) for times in (6, 7, 30)]
    assert waits == [timedelta(seconds=45), timedelta(seconds=90), timedelta(seconds=450)]


def test_one_call_alone_tries_a_server_that_was_left_alone() -> None:
    shut = failing(FAILURES_TO_SHUT)
    opens = AT + timedelta(seconds=23)
    probing = pace.taken(shut, FIVE, opens)
    assert pace.wait_for(probing, FIVE, opens) == PROBE
    assert pace.wait_for(probing, FIVE, opens + PROBE) == NOW


def test_an_answer_ends_the_trouble() -> None:
    assert pace.wait_for(pace.after_answer(failing(9)), FIVE, AT) == NOW


def test_a_network_that_nobody_described_is_called_with_care() -> None:
    assert pace.account_rate("unheard-of") == pace.UNKNOWN_ACCOUNT
    assert pace.account_rate("linkedin").each * 150 == timedelta(days=1)
