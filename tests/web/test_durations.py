from __future__ import annotations

import pytest

from portevoix.web.durations import days_in_words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (30, "30 days"),
        (60, "60 days"),
        (90, "3 months"),
        (365, "1 year"),
        (760, "25 months"),
        (1825, "5 years"),
    ],
)
def test_days_are_said_in_the_largest_honest_unit(days: int, words: str) -> None:
    assert days_in_words(days) == words
