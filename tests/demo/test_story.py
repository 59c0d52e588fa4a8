"""The story as it is planned, before anything is written down."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from portevoix.demo.house import DEPARTURE, LEAVER
from portevoix.demo.texts import colleagues, feeds
from portevoix.demo.voices import SHORT, utterances
from portevoix.demo.watch import articles_of
from portevoix.demo.world import world_of
from portevoix.people.rules.taxonomy import TOPICS

DAYS = [
    date(2026, 11, 1),
    date(2026, 11, 2),
    date(2026, 11, 22),
    date(2027, 3, 1),
    date(2027, 3, 31),
    date(2028, 2, 29),
]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_there_are_people_teams_and_voices_enough() -> None:
    everybody = colleagues()
    voices = Counter(one.team for one in everybody if one.speaks)
    assert len(everybody) >= 60
    assert len({one.team for one in everybody}) >= 6
    assert sum(count >= 6 for count in voices.values()) >= 4
    assert min(voices.values()) < 5


def test_every_topic_is_one_of_the_taxonomy() -> None:
    known = {topic.slug for topic in TOPICS}
    declared = {slug for one in colleagues() for slug in one.topics}
    given = {slug for feed in feeds() for slug in feed.topics}
    assert declared | given <= known


def test_titles_are_all_different_and_addresses_are_nobodys() -> None:
    articles = articles_of(world_of(_midnight(DAYS[2])))
    assert len({one.article.title for one in articles}) == len(articles) >= 240
    assert len({one.url for one in articles}) == len(articles)
    assert all(one.url.split("/")[2].endswith(".example") for one in articles)


def test_nothing_said_is_said_twice_nor_too_long() -> None:
    said = [one.words for feed in feeds() for article in feed.articles for one in article.said]
    assert len(set(said)) == len(said) >= 150
    assert all(len(words) < SHORT + 60 for words in said)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_eight_weeks_go_by_whatever_the_day(day: date) -> None:
    calendar = world_of(_midnight(day)).calendar
    assert timedelta(weeks=8) <= calendar.ends_at - calendar.starts_at <= timedelta(days=92)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_three_teams_have_five_voices_in_each_whole_month(day: date) -> None:
    world = world_of(_midnight(day))
    said = utterances(world, articles_of(world))
    assert 100 <= len(said) <= 190
    for month in world.calendar.months[:2]:
        voices = {one.colleague.key: one.colleague.team for one in said if one.at in month}
        teams = Counter(voices.values())
        assert sum(count >= 5 for count in teams.values()) >= 3
        assert min(teams.values()) < 5


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nobody_speaks_before_the_article_nor_after_leaving(day: date) -> None:
    world = world_of(_midnight(day))
    for one in utterances(world, articles_of(world)):
        assert one.article.at < one.at < world.calendar.ends_at
        assert one.said.language == one.colleague.language
        if one.colleague.key == LEAVER:
            assert one.at < world.calendar.moment(DEPARTURE)


def test_the_same_day_tells_the_same_story() -> None:
    first, second = (world_of(_midnight(DAYS[2])) for _ in range(2))
    said = utterances(first, articles_of(first))
    again = utterances(second, articles_of(second))
    assert [(one.at, one.said, one.network) for one in said] == [
        (one.at, one.said, one.network) for one in again
    ]
