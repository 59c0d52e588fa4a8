from __future__ import annotations

import csv
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from portevoix.ledger.queries import verification
from portevoix.people.actions.importing import apply_import
from portevoix.people.actions.organisation import plant_taxonomy
from portevoix.people.models import Expertise, Membership, Person, Team, Topic
from portevoix.people.queries import import_plan, members_of, team_of
from portevoix.people.rules.importing.plan import Plan
from portevoix.people.rules.importing.state import Wishes
from portevoix.people.rules.importing.table import decoded
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)


@dataclass(frozen=True, slots=True)
class Files:
    people: str
    missions: str

    def person_rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(self.people.splitlines()))

    def mission_rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(self.missions.splitlines()))


@pytest.fixture
def files(shared_data: Path) -> Files:
    folder = shared_data / "org" / "beta-gouv"
    return Files(
        decoded((folder / "people.csv").read_bytes()),
        decoded((folder / "missions.csv").read_bytes()),
    )


def imported(files: Files, cast: Cast, at: datetime, *, adds_topics: bool = False) -> Plan:
    wishes = Wishes(at.date(), adds_topics=adds_topics)
    plan = import_plan(files.people, files.missions, wishes)
    apply_import(plan=plan, by=cast.ada, at=at)
    return plan


def of_the_file() -> Iterable[Person]:
    return Person.objects.exclude(external_ref="")


def test_the_whole_organisation_comes_in(files: Files, cast: Cast, at: datetime) -> None:
    started = time.monotonic()
    plan = imported(files, cast, at, adds_topics=True)
    assert time.monotonic() - started < 15
    assert (plan.count("new"), len(plan.troubles)) == (3484, 0)
    rows = files.person_rows()
    assert {p.external_ref: p.job for p in of_the_file()} == {
        row["person"]: row["domaine"] for row in rows
    }
    stays = {
        (row["person"], team, row["start"])
        for row in files.mission_rows()
        for team in row["startups"].split("|")
        if team
    }
    kept = Membership.objects.exclude(person__external_ref="")
    assert len(stays) == kept.count() == 4802
    assert Team.objects.exclude(name="Platform").count() == len({team for _, team, _ in stays})
    assert verification().is_sound


def test_whoever_has_no_mission_left_is_a_past_member(
    files: Files, cast: Cast, at: datetime
) -> None:
    imported(files, cast, at)
    ends: dict[str, date] = {}
    for row in files.mission_rows():
        end = date.fromisoformat(row["end"])
        ends[row["person"]] = max(end, ends.get(row["person"], end))
    past = {who: end + timedelta(days=1) for who, end in ends.items() if end < DAY}
    departed = Person.objects.departed().exclude(external_ref="")
    assert dict(departed.values_list("external_ref", "left_on")) == past
    assert (len(past), 3484 - len(past)) == (2600, 884)


def test_skills_become_expertise(files: Files, cast: Cast, at: datetime) -> None:
    imported(files, cast, at, adds_topics=True)
    # The one skill of 104 signs is a sentence, not a topic; capitals do not make another skill.
    declared = {
        (row["person"], skill.strip().casefold())
        for row in files.person_rows()
        for skill in row["competences"].split("|")
        if skill and len(skill) <= 80
    }
    assert Expertise.objects.exclude(person__external_ref="").count() == len(declared) == 4057
    backend = Topic.objects.get(name_fr="Développement Backend")
    assert backend.experts.count() == 217


def test_skills_find_the_planted_topics(files: Files, cast: Cast, at: datetime) -> None:
    plant_taxonomy(by=cast.ada, at=at)
    topics = Topic.objects.count()
    plan = imported(files, cast, at)
    assert Topic.objects.count() == topics
    for slug, least in {"backend": 217, "ux-design": 216, "kubernetes": 22, "python": 120}.items():
        assert Topic.objects.get(slug=slug).experts.count() >= least
    unknown = sum(times for _, times in plan.vocabulary.unknown)
    assert unknown < 0.05 * 4058  # of all declarations, fewer than one in twenty is not recognised


def test_the_same_files_twice_change_nothing(files: Files, cast: Cast, at: datetime) -> None:
    imported(files, cast, at, adds_topics=True)
    again = import_plan(files.people, files.missions, Wishes(DAY, adds_topics=True))
    assert (again.changes, again.count("unchanged")) == ((), 3484)


def test_an_interrupted_import_continues(files: Files, cast: Cast, at: datetime) -> None:
    plan = import_plan(files.people, files.missions, Wishes(DAY))
    apply_import(plan=replace(plan, steps=plan.steps[:1500]), by=cast.ada, at=at)
    rest = import_plan(files.people, files.missions, Wishes(DAY))
    assert (rest.count("unchanged"), rest.count("new")) == (1500, 1984)
    apply_import(plan=rest, by=cast.ada, at=at)
    assert len(list(of_the_file())) == 3484


def test_a_later_day_sees_more_departures(files: Files, cast: Cast, at: datetime) -> None:
    imported(files, cast, at)
    later = import_plan(files.people, files.missions, Wishes(date(2027, 1, 1)))
    gone = {row["person"] for row in files.mission_rows()} - {
        row["person"] for row in files.mission_rows() if row["end"] >= "2027-01-01"
    }
    assert later.count("leaves") == len(gone) - 2600
    assert later.is_alarming


def test_teams_know_their_members_on_a_day(files: Files, cast: Cast, at: datetime) -> None:
    imported(files, cast, at)
    rows = files.mission_rows()
    there = {
        row["person"]
        for row in rows
        if "dossierfacile" in row["startups"].split("|")
        and row["start"] <= DAY.isoformat() <= row["end"]
    }
    team = Team.objects.get(name="dossierfacile")
    assert set(members_of(team, DAY).values_list("external_ref", flat=True)) == there
    member = members_of(team, DAY).get(external_ref=min(there))
    assert team_of(member, DAY) is not None


def test_noon_is_the_day_of_these_tests(at: datetime) -> None:
    assert at == datetime(2026, 11, 2, 12, tzinfo=UTC)
