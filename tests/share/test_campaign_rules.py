from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.campaigns import (
    LONGEST_SLUG,
    Guest,
    Phase,
    hashtags_of,
    in_fair_order,
    lines_of,
    phase_of,
    slug_of,
)

FIRST, END = date(2026, 11, 2), date(2026, 11, 9)


@pytest.mark.parametrize(
    ("state", "day", "phase"),
    [
        ("draft", FIRST, Phase.DRAFT),
        ("running", date(2026, 11, 1), Phase.TO_COME),
        ("running", FIRST, Phase.RUNNING),
        ("running", date(2026, 11, 8), Phase.RUNNING),
        ("running", END, Phase.ENDED),
        ("ended", FIRST, Phase.ENDED),
        ("recalled", END, Phase.RECALLED),
    ],
)
def test_a_campaign_runs_on_its_days_the_end_left_out(state: str, day: date, phase: Phase) -> None:
    assert phase_of(state, FIRST, END, day) is phase


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("Portes ouvertes à Lyon !", (), "portes-ouvertes-a-lyon"),
        ("Open day", ("open-day", "open-day-2"), "open-day-3"),
        ("日本", (), "campaign"),
    ],
)
def test_a_name_becomes_an_address(name: str, taken: tuple[str, ...], slug: str) -> None:
    assert slug_of(name, taken) == slug


@given(st.text(max_size=200), st.integers(0, 12))
def test_whatever_the_name_its_address_is_whole_and_new(name: str, taken: int) -> None:
    known: list[str] = []
    for _ in range(taken):
        known.append(slug_of(name, known))
    slug = slug_of(name, known)
    assert slug not in known
    assert len(slug) <= LONGEST_SLUG
    assert all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in slug)


def test_whoever_was_asked_least_comes_first_then_whoever_waited_longest() -> None:
    june, july = (datetime(2026, month, 1, tzinfo=UTC) for month in (6, 7))
    guests = [Guest(1, 2, june), Guest(2, 1, july), Guest(3, 1, june), Guest(4)]
    assert [one.key for one in in_fair_order(guests)] == [4, 3, 2, 1]


def test_hashtags_get_their_sign_once() -> None:
    assert hashtags_of("#OpenDay lyon, #lyon  2026 Été") == ("#OpenDay", "#lyon", "#Été")


def test_one_thing_a_line() -> None:
    assert lines_of("- Say who you are\n\n• Answer kindly \r\n") == (
        "Say who you are",
        "Answer kindly",
    )
