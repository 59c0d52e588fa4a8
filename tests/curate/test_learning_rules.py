from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.rules.learning import Noted, by_month, most_noted, plain_cell

days = st.dates(date(2024, 1, 1), date(2027, 1, 1))
records = st.lists(
    st.builds(Noted, st.integers(1, 50), days, st.sampled_from(["", "law", "ruby", "wine"])),
    max_size=30,
)


@given(records)
def test_nothing_is_lost_and_nothing_is_shown_twice(noted: list[Noted]) -> None:
    shown = [one for month in by_month(noted) for topic in month.topics for one in topic.noted]
    assert sorted(shown, key=repr) == sorted(noted, key=repr)


@given(records)
def test_months_and_what_is_in_them_are_the_latest_first(noted: list[Noted]) -> None:
    months = by_month(noted)
    assert [month.first_on for month in months] == sorted(
        {one.on.replace(day=1) for one in noted}, reverse=True
    )
    for month in months:
        assert month.count == sum(len(topic.noted) for topic in month.topics)
        for topic in month.topics:
            assert [one.on for one in topic.noted] == sorted(
                (one.on for one in topic.noted), reverse=True
            )


def test_the_topic_with_most_in_it_comes_first_and_what_has_none_at_the_end() -> None:
    day = date(2026, 11, 2)
    noted = [
        Noted(1, day), Noted(2, day), Noted(3, day, "law"), Noted(4, day, "ruby"),
        Noted(5, day + timedelta(days=1), "ruby"), Noted(6, day, "cooking"),
    ]  # fmt: skip
    (month,) = by_month(noted)
    assert [topic.topic for topic in month.topics] == ["ruby", "cooking", "law", ""]
    assert [one.key for one in month.topics[0].noted] == [5, 4]


def test_the_picture_counts_topics_only_and_so_many_of_them() -> None:
    day = date(2026, 11, 2)
    noted = [Noted(n, day, topic) for n, topic in enumerate(["b", "a", "", "c", "b"])]
    assert most_noted(noted, 2) == (("b", 2), ("a", 1))
    assert most_noted([], 2) == ()


def test_no_cell_begins_like_a_formula() -> None:
    for sign in "=+-@\t\r\n":
        assert plain_cell(f"{sign}cmd") == f"'{sign}cmd"
    assert plain_cell("A plain title = nothing") == "A plain title = nothing"
    assert plain_cell("") == ""
