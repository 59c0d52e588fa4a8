from datetime import UTC, date, datetime, timedelta

import pytest

from portevoix.share.rules.connections import Standing, days_left, standing_of
from portevoix.share.rules.little_text import little_text
from portevoix.share.rules.versions import is_version_ending, version_ends_on

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "days", "standing"),
    [
        ("ready", None, Standing.READY),
        ("ready", 10.01, Standing.READY),
        ("ready", 10, Standing.ENDING),
        ("ready", 0.001, Standing.ENDING),
        ("ready", 0, Standing.ENDED),
        ("expired", None, Standing.ENDED),
        ("expired", 30, Standing.ENDED),
        ("suspended", 5, Standing.SUSPENDED),
    ],
)
def test_how_a_connection_stands(state: str, days: float | None, standing: Standing) -> None:
    ends_at = None if days is None else AT + timedelta(days=days)
    assert standing_of(state, ends_at, AT) is standing


def test_days_are_counted_as_a_person_counts_them() -> None:
    assert days_left(AT + timedelta(hours=1), AT) == 1
    assert days_left(AT + timedelta(days=3), AT) == 3
    assert days_left(AT - timedelta(days=3), AT) == 0


def test_what_needs_her_comes_first() -> None:
    ranks = sorted(Standing, key=lambda one: one.rank)
    assert ranks == [Standing.ENDED, Standing.SUSPENDED, Standing.ENDING, Standing.READY]


def test_a_version_lives_a_year_and_is_told_sixty_days_before() -> None:
    assert version_ends_on("202610") == date(2027, 10, 1)
    assert not is_version_ending("202610", date(2027, 8, 1))
    assert is_version_ending("202610", date(2027, 8, 2))
    assert is_version_ending("202610", date(2028, 1, 1))


@pytest.mark.parametrize("version", ["", "2026-10", "202613", "20261", "latest"])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="month"):
        version_ends_on(version)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, é and 👩‍💻!", "plain words, é and 👩‍💻!"),
        ("(a) [b] {c}", r"\(a\) \[b\] \{c\}"),
        ("#tag and # alone", r"#tag and \# alone"),
        ("a#b", r"a\#b"),
        ("#two_words", r"#two\_words"),
        ("back\\slash", r"back\\slash"),
        ("@you *bold* ~ <x> |", r"\@you \*bold\* \~ \<x\> \|"),
    ],
)
def test_little_text_escapes_what_would_cut_a_post(text: str, written: str) -> None:
    assert little_text(text) == written
