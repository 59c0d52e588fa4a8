from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.models import Item
from portevoix.curate.queries.coverage import fed_topics, serving_sources
from portevoix.curate.queries.week import worthy_items
from portevoix.curate.rules.worth import Candidate, worth, worthiest
from tests.conftest import NOON, Cast
from tests.curate.world import about, item, knows, source, topic

DB = pytest.mark.django_db
CANDIDATES = st.builds(
    Candidate,
    key=st.integers(0, 1000),
    source=st.integers(0, 5),
    topics=st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(0.1, 1)),
        max_size=3,
        unique_by=lambda one: one[0],
    ).map(tuple),
    readers=st.integers(0, 500),
    tellers=st.integers(1, 9),
    trust=st.integers(-1, 1),
    age_days=st.floats(0, 14),
)


@given(CANDIDATES)
def test_more_readers_more_tellers_and_more_trust_are_never_worth_less(one: Candidate) -> None:
    for better in (
        {"readers": one.readers + 1},
        {"tellers": one.tellers + 1},
        {"trust": 1},
        {"age_days": one.age_days / 2},
    ):
        assert worth(replace(one, **better)) >= worth(one) >= 0


@given(st.lists(CANDIDATES, max_size=40, unique_by=lambda one: one.key))
def test_a_week_is_varied_and_holds_nothing_that_nobody_knows(found: list[Candidate]) -> None:
    chosen = worthiest(found, 12)
    assert len(chosen) <= 12
    assert all(one.readers and one.topics for one in chosen)
    assert all(sum(one.source == each.source for each in chosen) <= 2 for one in chosen)
    assert all(sum(one.leading == each.leading for each in chosen) <= 3 for one in chosen)
    assert chosen == worthiest(list(reversed(found)), 12)


@DB
def test_the_week_leads_with_what_most_people_know(cast: Cast, at: datetime) -> None:
    cloud, law = topic("cloud"), topic("law")
    for person in (cast.ines, cast.theo, cast.karim):
        knows(person, cloud)
    knows(cast.paul, law)
    known = about(item("Of the cloud"), cloud)
    rare = about(item("Of the law"), law)
    about(item("Declined", state=Item.State.DECLINED), cloud)
    about(item("Old", found_at=at - timedelta(days=8)), cloud)
    about(item("Over", expires_at=at), cloud)
    about(item("Nobody's"), topic("press"))
    item("Of nothing")
    found = worthy_items(cast.lea, at)
    assert [(one.item, one.people, one.tellers) for one in found] == [(known, 3, 1), (rare, 1, 1)]
    assert worthy_items(cast.ines, at)[0].item == known


@DB
def test_a_story_that_several_tell_comes_first_and_once(cast: Cast, at: datetime) -> None:
    cloud = topic("cloud")
    knows(cast.ines, cloud)
    lone = about(item("Lone"), cloud)
    told = about(item("Told by two"), cloud)
    about(item("Told by two, again", story=told), cloud)
    found = worthy_items(cast.lea, at)
    assert [(one.item, one.tellers) for one in found] == [(told, 2), (lone, 1)]


@DB
def test_who_left_counts_for_nothing(cast: Cast, at: datetime) -> None:
    cloud = topic("cloud")
    knows(cast.sofia, cloud)
    about(item(), cloud)
    assert worthy_items(cast.lea, at) == []
    assert fed_topics(cast.lea, at) == []


@DB
def test_coverage_tells_the_starved_first(cast: Cast, at: datetime) -> None:
    cloud, law, press = topic("cloud"), topic("law"), topic("press")
    for person in (cast.ines, cast.theo):
        knows(person, cloud)
    knows(cast.paul, law)
    site = source("Site")
    for _each in range(5):
        about(item(of=site), law)
    about(item(), press)
    fed = fed_topics(cast.lea, at)
    assert [(one.topic, one.people, one.items, one.sources) for one in fed] == [
        (cloud, 2, 0, 0),
        (law, 1, 5, 1),
    ]
    assert [(one.is_starved, one.is_thin) for one in fed] == [(True, False), (False, False)]


@DB
def test_a_source_that_serves_nobody_is_told(cast: Cast, at: datetime) -> None:
    law, press = topic("law"), topic("press")
    knows(cast.paul, law)
    useful, idle, silent = source("Useful"), source("Idle"), source("Silent")
    about(item(of=useful), law)
    about(item(of=idle), press)
    item(of=useful)
    found = serving_sources(cast.lea, at)
    assert [(one.source, one.items, one.served, one.is_idle) for one in found] == [
        (idle, 1, 0, True),
        (useful, 2, 1, False),
        (silent, 0, 0, False),
    ]
    assert serving_sources(cast.ines, at) == []


@DB
def test_both_pages_say_it_in_words(as_lea: Client, cast: Cast) -> None:
    cloud, law = topic("cloud"), topic("law")
    for person in (cast.ines, cast.theo):
        knows(person, cloud)
    knows(cast.paul, law)
    piece = about(item("A cloudy story", state=Item.State.PENDING), cloud)
    with time_machine.travel(NOON, tick=False):
        week = as_lea.get("/studio/week/").content.decode()
        coverage = as_lea.get("/studio/coverage/").content.decode()
    assert "2 people here know Cloud" in week
    assert f"/studio/review/?item={piece.pk}" in week
    assert "2 of 2 declared topics got nothing in 30 days." in coverage


@DB
def test_only_the_programme_sees_them(as_ines: Client) -> None:
    assert as_ines.get("/studio/week/").status_code == 403
    assert as_ines.get("/studio/coverage/").status_code == 403
