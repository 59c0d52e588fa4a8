from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from portevoix.govern.models import Safeguard
from portevoix.ledger.models import Entry
from portevoix.lib.periods import month_after, month_before
from portevoix.measure import tasks
from portevoix.measure.actions import (
    FiguresBehind,
    MonthClosed,
    MonthOpen,
    close_month,
    freeze_month,
)
from portevoix.measure.models import GroupFigure, PeriodMember
from portevoix.measure.queries import MonthOfGroups, closed_months, group_results, months_to_close
from portevoix.people.models import Membership, Person, Team
from tests.conftest import Cast
from tests.measure.world import (
    CLOSING,
    OCTOBER,
    TENTH,
    UNKNOWN,
    clicked,
    colleague,
    fill,
    published,
    team_of,
)

pytestmark = pytest.mark.django_db


def heard(people: list[Person], *, visits: int = 1) -> None:
    for person in people:
        clicked(published(person), visits)


def closed(by: Person) -> MonthOfGroups:
    fill(CLOSING)
    close_month(month=OCTOBER, at=CLOSING)
    month = group_results(by, OCTOBER)
    assert month is not None
    return month


def figures(month: MonthOfGroups) -> dict[str, tuple[float | None, float | None]]:
    lines = [month.everyone, *month.teams]
    return {line.name: (line.publications.high, line.visits.high) for line in lines}


def test_a_team_with_enough_voices_is_shown(cast: Cast) -> None:
    _team, people = team_of("Design", 8)
    heard(people[:5], visits=3)
    heard([cast.ines, cast.karim, cast.lea, cast.paul, cast.theo])
    month = closed(cast.lea)
    assert figures(month) == {"": (10, 20), "Design": (5, 15), "Platform": (5, 5)}
    assert month.minimum == 5
    assert month.closed_at == CLOSING


def test_a_team_with_too_few_voices_holds_nothing(cast: Cast) -> None:
    _team, people = team_of("Design", 8)
    heard(people[:4])
    month = closed(cast.lea)
    assert figures(month) == {"": (None, None), "Design": (None, None), "Platform": (None, None)}
    stored = GroupFigure.objects.values_list("is_released", "low", "high").distinct()
    assert list(stored) == [(False, None, None)]


def test_a_silent_team_is_not_told_by_subtraction(cast: Cast) -> None:
    _team, people = team_of("Design", 8)
    heard(people)
    month = closed(cast.lea)
    assert figures(month)["Platform"] == (None, None)
    # Everyone less Design would be Platform's zero.
    assert figures(month)["Design"] == (None, None)
    assert figures(month)[""] == (8, 8)


def test_each_figure_has_contributors_of_its_own(cast: Cast) -> None:
    _team, people = team_of("Design", 6)
    heard(people[:2])
    for person in people[2:]:
        published(person)
    month = closed(cast.lea)
    assert figures(month)[""] == (6, None)


def test_doubt_about_robots_makes_a_span_and_no_voice(cast: Cast) -> None:
    _team, people = team_of("Design", 6)
    heard(people)
    clicked(people[0].shares.get(), 4, UNKNOWN)
    clicked(published(cast.ines), 9, UNKNOWN)
    everyone = closed(cast.lea).everyone
    assert (everyone.visits.low, everyone.visits.high) == (6, 19)


def test_who_is_in_no_team_counts_in_the_total(cast: Cast) -> None:
    heard([colleague(f"Alone{number}", None) for number in range(6)])
    heard([cast.ines, cast.karim, cast.lea, cast.paul, cast.theo])
    assert figures(closed(cast.lea)) == {"": (11, 11), "Platform": (5, 5)}


def test_one_in_no_team_is_not_told_by_subtraction(cast: Cast) -> None:
    heard([colleague("Alone", None)])
    heard([cast.ines, cast.karim, cast.lea, cast.paul, cast.theo])
    assert figures(closed(cast.lea)) == {"": (6, 6), "Platform": (None, None)}


def test_only_the_months_own_acts_count(cast: Cast) -> None:
    _team, people = team_of("Design", 6)
    heard(people)
    for person in people:
        share = published(person, datetime(2026, 9, 30, 23, 59, tzinfo=UTC))
        clicked(share, at=datetime(2026, 11, 1, tzinfo=UTC))
        published(person, datetime(2026, 11, 1, tzinfo=UTC))
    assert figures(closed(cast.lea))[""] == (6, 6)


def test_the_minimum_is_the_safeguard(cast: Cast, at: datetime) -> None:
    Safeguard.objects.create(key="group_minimum", value=6, changed_at=at)
    _team, people = team_of("Design", 8)
    heard(people[:5])
    month = closed(cast.lea)
    assert figures(month)[""] == (None, None)
    assert month.minimum == 6


def test_teams_stand_in_the_same_order_whatever_happened(cast: Cast) -> None:
    _quiet, _ = team_of("Accounting", 6)
    _loud, people = team_of("Zoology", 9)
    heard(people)
    names = [line.name for line in closed(cast.lea).teams]
    assert names == ["Accounting", "Platform", "Zoology"]


def test_a_month_is_not_closed_before_its_time(cast: Cast) -> None:
    fill(CLOSING)
    early = CLOSING - timedelta(seconds=1)
    with pytest.raises(MonthOpen):
        close_month(month=OCTOBER, at=early)
    with pytest.raises(MonthOpen):
        freeze_month(month=OCTOBER, at=early)
    assert months_to_close(early) == []


def test_a_closed_month_is_never_written_again(cast: Cast) -> None:
    _team, people = team_of("Design", 8)
    heard(people)
    before = figures(closed(cast.lea))
    heard(people)
    fill(CLOSING)
    with pytest.raises(MonthClosed):
        close_month(month=OCTOBER, at=CLOSING)
    with pytest.raises(MonthClosed):
        freeze_month(month=OCTOBER, at=CLOSING)
    month = group_results(cast.lea, OCTOBER)
    assert month is not None
    assert figures(month) == before


def test_a_month_waits_until_its_clicks_are_counted(cast: Cast) -> None:
    with pytest.raises(FiguresBehind):
        close_month(month=OCTOBER, at=CLOSING)
    fill(CLOSING - timedelta(hours=1))
    with pytest.raises(FiguresBehind):
        close_month(month=OCTOBER, at=CLOSING)


def test_frozen_teams_are_those_of_the_month(cast: Cast) -> None:
    design, people = team_of("Design", 1)
    moved, stayed = people[0], cast.ines
    sales = Team.objects.create(name="Sales")
    moved.memberships.update(ended_on=date(2026, 10, 15))
    Membership.objects.create(person=moved, team=sales, started_on=date(2026, 10, 15))
    stayed.memberships.update(ended_on=date(2026, 11, 1))
    Membership.objects.create(person=stayed, team=sales, started_on=date(2026, 11, 1))
    alone = colleague("Alone", None)
    newcomer = colleague("Newcomer", design)
    newcomer.joined_on = date(2026, 11, 1)
    newcomer.save()
    assert freeze_month(month=OCTOBER, at=CLOSING) == 9
    frozen = dict(PeriodMember.objects.values_list("person__name", "team__name"))
    assert frozen[moved.name] == "Sales"
    assert frozen[stayed.name] == "Platform"
    assert frozen[alone.name] is None
    assert newcomer.name not in frozen
    assert cast.sofia.name not in frozen


def test_what_is_frozen_is_not_asked_again(cast: Cast) -> None:
    _team, people = team_of("Design", 6)
    heard(people)
    freeze_month(month=OCTOBER, at=CLOSING)
    Membership.objects.all().delete()
    assert [line.name for line in closed(cast.lea).teams] == ["Design", "Platform"]


def test_closing_is_on_the_record(cast: Cast) -> None:
    closed(cast.lea)
    entries = Entry.objects.in_order().filter(act__startswith="month.")
    assert [(entry.act, entry.actor, entry.details) for entry in entries] == [
        ("month.frozen", "system", {"month": "2026-10"}),
        ("month.closed", "system", {"month": "2026-10"}),
    ]


def test_months_are_closed_in_order_by_the_task(cast: Cast) -> None:
    published(cast.ines, datetime(2026, 8, 20, tzinfo=UTC))
    with time_machine.travel(CLOSING, tick=False):
        assert tasks.close_months() == 3
        assert tasks.close_months() == 0
    august = month_before(month_before(OCTOBER))
    assert closed_months(cast.lea) == [OCTOBER, month_before(OCTOBER), august]
    with time_machine.travel(CLOSING + timedelta(days=30), tick=False):
        assert tasks.close_months() == 1


def test_nothing_is_closed_before_the_first_publication(cast: Cast) -> None:
    assert tasks.close_months() == 0


def test_a_task_killed_between_months_goes_on(cast: Cast) -> None:
    published(cast.ines, datetime(2026, 9, 20, tzinfo=UTC))
    september = month_before(OCTOBER)
    fill(CLOSING)
    freeze_month(month=september, at=CLOSING)
    assert months_to_close(CLOSING) == [september, OCTOBER]
    close_month(month=september, at=CLOSING)
    assert months_to_close(CLOSING) == [OCTOBER]


def test_an_open_month_has_no_results(cast: Cast) -> None:
    closed(cast.lea)
    assert group_results(cast.lea, month_after(OCTOBER)) is None


@pytest.mark.parametrize(
    ("key", "may"),
    [("lea", True), ("paul", True), ("rosa", True), ("karim", False), ("ines", False)],
)
def test_who_may_look_at_groups(cast: Cast, key: str, may: bool) -> None:
    closed(cast.lea)
    person = getattr(cast, key)
    assert bool(closed_months(person)) is may
    assert (group_results(person, OCTOBER) is not None) is may


def test_the_database_refuses_a_withheld_number(cast: Cast) -> None:
    cell = {"month": TENTH.date(), "figure": "shares", "minimum": 5, "closed_at": CLOSING}
    for is_released, low, high in [(False, 3, 3), (True, None, None), (True, 4, 3)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            GroupFigure.objects.create(is_released=is_released, low=low, high=high, **cell)
