from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.rules.dates import believable_date
from portevoix.curate.rules.fetching import (
    CALM,
    LONGEST,
    SHORTEST,
    UNKNOWN_RHYTHM,
    FetchOutcome,
    FetchState,
    Hop,
    back_off,
    conditional_headers,
    decide_fetch,
    permanent_target,
    problem_of,
    rhythm,
    waiting_time,
)

AT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
URL = "https://example.org/feed"
HOUR = timedelta(hours=1)


def every(gap, count=10, since=timedelta()):
    return tuple(AT - since - gap * number for number in range(count))


def ok(**more):
    return FetchOutcome(status=200, **more)


def moved(*hops):
    return ok(redirects=tuple(Hop(status, url) for status, url in hops))


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ((), UNKNOWN_RHYTHM),
        ((AT,), UNKNOWN_RHYTHM),
        (every(timedelta(minutes=2)), SHORTEST),
        (every(CALM), CALM),
        (every(4 * CALM), 2 * CALM),
        (every(timedelta(days=40)), LONGEST),
        (every(CALM, since=CALM * 27), 2 * CALM),
        (every(HOUR, since=-timedelta(days=365), count=5), UNKNOWN_RHYTHM),
    ],
)
def test_a_source_is_read_by_the_root_of_its_rate_longer_as_silence_lasts(published, expected):
    assert rhythm(published, AT) == expected


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30))
def test_the_rhythm_stays_between_a_quarter_and_a_day(published):
    assert SHORTEST <= rhythm(tuple(published), AT) <= LONGEST


@given(st.integers(1, 10_000), st.integers(2, 20), st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_news_never_slow_the_rhythm_and_silence_never_hastens_it(gap, count, more, silence):
    def pause(minutes, quiet):
        moments = every(timedelta(minutes=minutes), count, timedelta(minutes=quiet))
        return rhythm(moments, AT)

    assert pause(gap, silence) <= pause(gap + more, silence)
    assert pause(gap, silence) <= pause(gap, silence + more)


@given(
    st.integers(100, 599) | st.none(),
    st.sampled_from(["", "dns", "too_slow", "unreadable"]),
    st.text(max_size=40),
    st.integers(0, 10_000),
)
def test_no_outcome_leads_to_the_past_or_beyond_a_day(status, error, retry_after, failures):
    outcome = FetchOutcome(status=status, error=error, retry_after=retry_after)
    decision = decide_fetch(FetchState(URL, failures=failures), outcome, AT)
    if decision.is_gone:
        assert decision.next_fetch_at is None
    else:
        assert SHORTEST <= decision.next_fetch_at - AT <= LONGEST


def test_failures_space_out_to_a_day():
    minutes = [back_off(number).total_seconds() / 60 for number in (0, 1, 2, 3, 8, 9999)]
    assert minutes == [15, 15, 30, 60, 1440, 1440]


def test_a_failure_remembers_since_when():
    first = decide_fetch(FetchState(URL), FetchOutcome(error="dns"), AT).state
    second = decide_fetch(first, FetchOutcome(status=500), AT + HOUR).state
    assert (first.problem, first.failures, first.failing_since) == ("dns", 1, AT)
    assert (second.problem, second.failures, second.failing_since) == ("server", 2, AT)
    healed = decide_fetch(second, ok(), AT + HOUR).state
    assert (healed.problem, healed.failures, healed.failing_since) == ("", 0, None)


def test_ten_failures_break_a_source_but_it_is_still_tried():
    decision = decide_fetch(FetchState(URL, failures=9), FetchOutcome(status=404), AT)
    assert decision.is_broken
    assert decision.state.problem == "missing"
    assert decision.next_fetch_at is not None
    assert not decide_fetch(FetchState(URL, failures=8), FetchOutcome(status=404), AT).is_broken


def test_gone_is_final():
    decision = decide_fetch(FetchState(URL), FetchOutcome(status=410), AT)
    assert decision.is_gone
    assert decision.next_fetch_at is None
    assert decision.state.problem == "gone"


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [
        (FetchOutcome(status=304), ""),
        (FetchOutcome(status=403), "forbidden"),
        (FetchOutcome(status=429), "asked_to_wait"),
        (FetchOutcome(status=503, retry_after="9"), "asked_to_wait"),
        (FetchOutcome(status=503), "server"),
        (FetchOutcome(status=204), "http"),
        (FetchOutcome(), "http"),
        (FetchOutcome(status=200, error="html"), "html"),
    ],
)
def test_each_outcome_has_a_stable_code(outcome, problem):
    assert problem_of(outcome) == problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3600", HOUR),
        (" 120 ", timedelta(minutes=2)),
        ("9" * 300, LONGEST),
        ("Mon, 02 Nov 2026 13:00:00 GMT", HOUR),
        ("Mon, 02 Nov 2026 13:00:00", HOUR),
        ("Mon, 02 Nov 2026 11:00:00 GMT", timedelta()),
        ("Fri, 31 Dec 9999 23:59:59 -2359", LONGEST),
        ("-5", timedelta()),
        ("²", timedelta()),
        ("soon", timedelta()),
        ("", timedelta()),
    ],
)
def test_retry_after_is_honoured_and_capped(text, expected):
    assert waiting_time(text, AT) == expected


def test_a_server_that_asks_to_wait_is_left_alone_at_least_that_long():
    outcome = FetchOutcome(status=429, retry_after="7200")
    assert decide_fetch(FetchState(URL), outcome, AT).next_fetch_at >= AT + 2 * HOUR


def test_a_move_is_adopted_the_third_time():
    state, new = FetchState(URL), "https://new.example/feed"
    adopted = []
    for _ in range(3):
        decision = decide_fetch(state, moved((301, new)), AT)
        state = decision.state
        adopted.append(decision.adopt_url)
    assert adopted == ["", "", new]
    assert (state.url, state.moved_to, state.moved_times) == (new, "", 0)


@pytest.mark.parametrize(
    "between",
    [moved(), moved((302, "https://new.example/feed")), moved((301, "https://b.example"))],
)
def test_a_move_must_be_told_three_times_in_a_row(between):
    state, new = FetchState(URL), moved((308, "https://new.example/feed"))
    for outcome in (new, new, between, new, new):
        decision = decide_fetch(state, outcome, AT)
        assert decision.adopt_url == ""
        state = decision.state
    assert state.moved_times == 2


def test_a_failure_neither_confirms_nor_denies_a_move():
    state = FetchState(URL, moved_to="https://n.example/", moved_times=2)
    kept = decide_fetch(state, FetchOutcome(error="too_slow"), AT).state
    assert (kept.moved_to, kept.moved_times) == ("https://n.example/", 2)


@pytest.mark.parametrize(
    ("hops", "target"),
    [
        ([], ""),
        ([(301, "https://a.example")], "https://a.example"),
        ([(301, "https://a.example"), (308, "https://b.example")], "https://b.example"),
        ([(301, "https://a.example"), (302, "https://b.example")], "https://a.example"),
        ([(307, "https://a.example"), (301, "https://b.example")], ""),
        ([(301, "http://a.example")], ""),
        ([(301, "https://a.example"), (301, URL)], ""),
    ],
)
def test_only_the_permanent_start_of_a_chain_counts(hops, target):
    assert permanent_target(URL, tuple(Hop(*hop) for hop in hops)) == target


def test_not_modified_keeps_the_validators():
    state = FetchState(URL, etag='"a"', modified="Mon", published=every(HOUR))
    kept = decide_fetch(state, FetchOutcome(status=304), AT).state
    assert conditional_headers(kept) == {"If-None-Match": '"a"', "If-Modified-Since": "Mon"}
    assert kept.published == state.published


def test_a_new_body_replaces_the_validators():
    state = FetchState(URL, etag='"a"', modified="Mon")
    assert conditional_headers(decide_fetch(state, ok(), AT).state) == {}


def test_new_moments_join_the_known_ones():
    state = FetchState(URL, published=every(HOUR, 20))
    newer = (AT + HOUR, AT)
    kept = decide_fetch(state, ok(published=newer), AT + HOUR).state.published
    assert kept[0] == AT + HOUR
    assert len(kept) == 20
    assert len(set(kept)) == 20


def test_sources_of_one_minute_do_not_come_back_in_one_minute():
    nexts = {
        decide_fetch(FetchState(f"https://{n}.example/"), ok(), AT).next_fetch_at for n in range(60)
    }
    assert len(nexts) > 50


@pytest.mark.parametrize(
    ("published", "updated", "expected", "is_corrected"),
    [
        (AT - HOUR, AT, AT - HOUR, False),
        (None, AT - HOUR, AT - HOUR, False),
        (None, None, AT, True),
        (AT + timedelta(days=3), None, AT, True),
        (AT + timedelta(minutes=5), None, AT, False),
        (datetime(1970, 1, 1, tzinfo=UTC), None, AT, True),
    ],
)
def test_an_item_of_the_future_is_sorted_as_found_now(published, updated, expected, is_corrected):
    dated = believable_date(published, updated, AT)
    assert (dated.at, dated.is_corrected) == (expected, is_corrected)
