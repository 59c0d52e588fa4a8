from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.rules.trusting import Decided, Numbers, Standing, Word, standing
from tests.conftest import NOON

FIVE_TWO = Numbers()
numbers = st.builds(Numbers, st.integers(1, 8), st.integers(1, 5))
histories = st.lists(st.booleans(), max_size=40)


def decided(answers: str, after: int = 0) -> list[Decided]:
    """One decision an hour: `+` accepted, `-` declined."""
    return [
        Decided(sign == "+", NOON + timedelta(hours=after + place))
        for place, sign in enumerate(answers)
    ]


def word(is_given: bool, after: float) -> Word:
    return Word(is_given, NOON + timedelta(hours=after))


@pytest.mark.parametrize(
    ("answers", "is_trusted"),
    [
        ("", False),
        ("++++", False),
        ("+++++", True),
        ("++-+++", True),
        ("+++++-", True),
        ("+++++--", False),
        ("+++++-+-", True),
        ("++++--+", False),
        ("++++--+++++", True),
        ("+++++--++++", False),
        ("+++++--+++++", True),
        ("-----", False),
    ],
)
def test_trust_is_earned_by_five_and_lost_by_two_in_a_row(answers: str, is_trusted: bool) -> None:
    assert standing(decided(answers), FIVE_TWO).is_trusted is is_trusted


def test_a_word_gives_trust_at_once_and_it_can_be_lost_all_the_same() -> None:
    given_early = word(True, 0.5)
    assert standing([], FIVE_TWO, given_early) == Standing(is_trusted=True, is_given=True)
    assert standing(decided("--"), FIVE_TWO, given_early).is_trusted
    assert not standing(decided("---"), FIVE_TWO, given_early).is_trusted
    assert not standing(decided("---"), FIVE_TWO, given_early).is_given


def test_a_word_takes_all_that_was_earned_and_it_can_be_earned_again() -> None:
    taken = word(False, 4.5)
    assert not standing(decided("+++++"), FIVE_TWO, taken).is_trusted
    assert not standing(decided("+++++++++"), FIVE_TWO, taken).is_trusted
    assert standing(decided("++++++++++"), FIVE_TWO, taken).is_trusted


def test_what_was_decided_at_the_very_moment_of_the_word_no_longer_counts() -> None:
    assert standing(decided("+" * 5), FIVE_TWO, word(False, 4)).accepted == 0
    assert standing(decided("--"), FIVE_TWO, word(True, 1)).is_trusted


def test_the_numbers_are_those_of_the_house() -> None:
    assert standing(decided("+"), Numbers(1, 1)).is_trusted
    assert not standing(decided("+-"), Numbers(1, 1)).is_trusted
    assert not standing(decided("+" * 9), Numbers(10, 1)).is_trusted


@given(histories, numbers)
def test_the_order_in_which_decisions_are_read_changes_nothing(
    answers: list[bool], numbers: Numbers
) -> None:
    history = [Decided(one, NOON + timedelta(hours=n)) for n, one in enumerate(answers)]
    assert standing(history, numbers) == standing(list(reversed(history)), numbers)


@given(histories, numbers)
def test_nobody_is_trusted_with_too_few_accepted(answers: list[bool], numbers: Numbers) -> None:
    history = [Decided(one, NOON + timedelta(hours=n)) for n, one in enumerate(answers)]
    if standing(history, numbers).is_trusted:
        assert sum(answers) >= numbers.trusted_after


@given(histories, numbers)
def test_enough_declined_in_a_row_always_lose_trust(answers: list[bool], numbers: Numbers) -> None:
    ending = [*answers, *[False] * numbers.lost_after]
    history = [Decided(one, NOON + timedelta(hours=n)) for n, one in enumerate(ending)]
    for early in (None, Word(True, NOON - timedelta(days=1))):
        assert not standing(history, numbers, early).is_trusted


@given(histories, numbers)
def test_enough_accepted_in_a_row_always_earn_trust(answers: list[bool], numbers: Numbers) -> None:
    ending = [*answers, *[True] * numbers.trusted_after]
    history = [Decided(one, NOON + timedelta(hours=n)) for n, one in enumerate(ending)]
    for taken in (None, Word(False, NOON - timedelta(days=1))):
        assert standing(history, numbers, taken).is_trusted


@given(histories, numbers, st.integers(0, 40), st.booleans())
def test_a_word_wins_over_all_that_came_before_it(
    answers: list[bool], numbers: Numbers, cut: int, is_given: bool
) -> None:
    history = [Decided(one, NOON + timedelta(hours=n)) for n, one in enumerate(answers)]
    said = Word(is_given, NOON + timedelta(hours=cut, minutes=-30))
    later = [one for one in history if one.at > said.at]
    assert standing(history, numbers, said) == standing(later, numbers, said)
