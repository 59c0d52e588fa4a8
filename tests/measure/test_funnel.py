"""Referrals leave in groups only: enough people behind each line, and nothing to subtract."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portevoix.lib.periods import month_of
from portevoix.measure.actions import MonthClosed, MonthOpen, close_funnel
from portevoix.measure.models import FunnelFigure
from portevoix.measure.queries import closed_funnels, funnel_results, funnels_to_close
from portevoix.measure.rules.funnel import OTHERS, FunnelLine, StepOf, funnel_of
from portevoix.measure.tasks import close_funnels
from portevoix.share.models import Referral
from portevoix.share.rules.referrals import WAY, Step
from tests.conftest import Cast
from tests.measure.world import CLOSING, OCTOBER, TENTH, team_of
from tests.share.referral_world import a_relay, an_opening, keep, told

NAMES = ("Baker", "Weaver", "Smith")
STEPS = st.lists(
    st.builds(StepOf, st.integers(0, 9), st.sampled_from(NAMES), st.sampled_from(WAY)), max_size=60
)


def steps(opening: str, referrers: int, each: int = 1) -> list[StepOf]:
    people = [person for person in range(referrers) for _time in range(each)]
    return [StepOf(person, opening, Step.APPLICATION) for person in people]


@given(STEPS)
def test_every_line_has_enough_people_and_the_lines_share_nothing(told: list[StepOf]) -> None:
    lines = funnel_of(told, 5)
    for step in WAY:
        of_step = [one for one in told if one.step == step]
        named = {line.opening: line.count for line in lines if line.step == step}
        counts = Counter(one.opening for one in of_step)
        people = {name: {o.referrer for o in of_step if o.opening == name} for name in NAMES}
        shown = {name for name in NAMES if len(people[name]) >= 5}
        assert set(named) == shown | {OTHERS}
        assert all(named[name] == counts[name] for name in shown)
        rest = {one.referrer for one in of_step if one.opening not in shown}
        left = sum(counts[name] for name in counts if name not in shown)
        assert named[OTHERS] == (left if len(rest) >= 5 else None)


def test_many_applications_by_few_people_are_withheld() -> None:
    told = steps("Baker", 4, each=50)
    assert funnel_of(told, 5) == tuple(FunnelLine(OTHERS, step, None) for step in WAY)


def test_four_and_none_are_told_alike() -> None:
    some = funnel_of(steps("Weaver", 6) + steps("Baker", 4), 5)
    none = funnel_of(steps("Weaver", 6), 5)
    assert some == none


def test_small_openings_stand_together_by_people_not_by_pairs() -> None:
    # Three people at two openings each are three people.
    few = steps("Baker", 3) + steps("Weaver", 3)
    assert funnel_of(few, 5)[0] == FunnelLine(OTHERS, Step.APPLICATION, None)
    more = [*few, StepOf(7, "Smith", Step.APPLICATION), StepOf(8, "Smith", Step.APPLICATION)]
    assert funnel_of(more, 5)[0] == FunnelLine(OTHERS, Step.APPLICATION, 8)


@pytest.fixture
def referred(cast: Cast) -> None:
    _team, people = team_of("Design", 6)
    opening = an_opening(TENTH)
    for number, person in enumerate((*people, cast.ines)):
        relay = a_relay(person, TENTH, opening)
        keep(told(Step.APPLICATION, relay.link.code, reference=str(number)), at=TENTH)
    keep(told(Step.HIRE, reference="6"), at=TENTH)
    other = a_relay(cast.theo, TENTH, an_opening(TENTH, "Weaver"))
    keep(told(Step.APPLICATION, other.link.code, reference="of another opening"), at=TENTH)


@pytest.mark.django_db
def test_a_month_is_closed_once_and_holds_groups_only(cast: Cast, referred: None) -> None:
    assert funnels_to_close(CLOSING - timedelta(seconds=1)) == []
    with time_machine.travel(CLOSING, tick=False):
        assert close_funnels() == 1
        assert close_funnels() == 0
    closed = funnel_results(cast.lea, OCTOBER)
    assert closed
    assert [(line.title, line.counts) for line in closed.lines] == [
        ("Reliability engineer", (7, None, None)),
        ("", (None, None, None)),
    ]
    with pytest.raises(MonthClosed):
        close_funnel(month=OCTOBER, at=CLOSING)
    with pytest.raises(MonthOpen):
        close_funnel(month=month_of(date(2026, 11, 1)), at=CLOSING)


@pytest.mark.django_db
def test_what_is_told_late_changes_no_closed_month(cast: Cast, referred: None) -> None:
    close_funnel(month=OCTOBER, at=CLOSING)
    before = list(FunnelFigure.objects.order_by("pk").values())
    keep(told(Step.INTERVIEW, at=TENTH, reference="0"), at=CLOSING)
    Referral.objects.all().delete()
    assert list(FunnelFigure.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_only_the_programme_and_the_desk_see_them(cast: Cast, referred: None) -> None:
    close_funnel(month=OCTOBER, at=CLOSING)
    for person in (cast.lea, cast.paul, cast.rosa):
        assert closed_funnels(person) == [OCTOBER]
    for person in (cast.karim, cast.ines, cast.ada, cast.sofia):
        assert closed_funnels(person) == []
        assert funnel_results(person, OCTOBER) is None


@pytest.mark.django_db
def test_the_page_in_both_states(cast: Cast, as_lea: Client, referred: None, at: datetime) -> None:
    with time_machine.travel(CLOSING, tick=False):
        as_lea.force_login(cast.lea)
        assert "No month is closed yet" in as_lea.get("/studio/referrals/").content.decode()
        close_funnels()
        page = as_lea.get("/studio/referrals/?month=2026-10").content.decode()
        assert as_lea.get("/studio/referrals/?month=2026-09").status_code == 404
    assert "Reliability engineer" in page
    assert "All other openings together" in page
    assert "Weaver" not in page
    assert "Inès" not in page
