"""Writing one batch of an import in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portevoix.people.actions.persons import close_behind, end_stays
from portevoix.people.models import Expertise, Membership, Person, Team, Topic
from portevoix.people.queries import organisation
from portevoix.people.rules.importing.plan import Stay, Step

_FIELDS = {
    "reference": "external_ref",
    "email": "email",
    "name": "name",
    "job": "job",
    "language": "language",
    "country": "country",
    "joined_on": "joined_on",
    "left_on": "left_on",
}


@dataclass(frozen=True, slots=True)
class _Written:
    step: Step
    person: Person


def write_batch(steps: Sequence[Step], *, day: date, at: datetime) -> None:
    """Write what the steps say; the caller holds the transaction and keeps the record."""
    written = [*_new_people(steps), *_changed_people(steps)]
    _close_behind_leavers(written)
    _end_stays_of_movers(written, day)
    _write_stays(written, day)
    _write_expertise(written, at)


def _new_people(steps: Iterable[Step]) -> list[_Written]:
    house = organisation()
    fresh: list[_Written] = []
    for step in steps:
        if step.pk is None:
            person = Person(language=house.language) if house else Person()
            person.set_unusable_password()
            _set_values(person, step)
            fresh.append(_Written(step, person))
    Person.objects.bulk_create([written.person for written in fresh])
    return fresh


def _changed_people(steps: Iterable[Step]) -> list[_Written]:
    known = {step.pk: step for step in steps if step.pk is not None}
    people = Person.objects.in_bulk(list(known))
    changed = [_Written(known[pk], person) for pk, person in people.items()]
    for written in changed:
        _set_values(written.person, written.step)
    touched = [written.person for written in changed if written.step.values]
    if touched:
        Person.objects.bulk_update(touched, list(_FIELDS.values()))
    return changed


def _set_values(person: Person, step: Step) -> None:
    for key, value in step.values.items():
        setattr(person, _FIELDS[key], value)


def _close_behind_leavers(written: Iterable[_Written]) -> None:
    by_day: dict[date, list[int]] = {}
    for one in written:
        left_on = one.person.left_on
        if one.step.kind == "leaves" and left_on:
            by_day.setdefault(left_on, []).append(one.person.pk)
    for left_on, people in by_day.items():
        close_behind(people, left_on)


def _end_stays_of_movers(written: Iterable[_Written], day: date) -> None:
    movers = [one.person.pk for one in written if one.step.team and one.step.pk is not None]
    if movers:
        end_stays(Membership.objects.on(day).filter(person__in=movers), day)


def _write_stays(written: Sequence[_Written], day: date) -> None:
    wanted = [(one.person, stay) for one in written for stay in _stays_of(one, day)]
    if not wanted:
        return
    teams = _teams_named({stay.team for _person, stay in wanted})
    rows = Membership.objects.filter(person__in={person.pk for person, _stay in wanted})
    held = {(row.person_id, row.team_id, row.started_on): row for row in rows}
    fresh, ended = [], []
    for person, stay in wanted:
        team = teams[stay.team.casefold()]
        row = held.get((person.pk, team.pk, stay.started_on))
        if row is None:
            fresh.append(
                Membership(
                    person=person, team=team, started_on=stay.started_on, ended_on=stay.ended_on
                )
            )
            continue
        row.ended_on = stay.ended_on
        ended.append(row)
    Membership.objects.bulk_create(fresh)
    Membership.objects.bulk_update(ended, ["ended_on"])


def _stays_of(written: _Written, day: date) -> Iterable[Stay]:
    step, person = written.step, written.person
    if not step.team:
        return step.stays
    started_on = person.joined_on if step.pk is None else day
    return (*step.stays, Stay(step.team, started_on, person.left_on))


def _teams_named(names: Iterable[str]) -> dict[str, Team]:
    # Compared here: SQLite does not fold capitals beyond ASCII.
    teams = {team.name.casefold(): team for team in Team.objects.all()}
    missing = {name.casefold(): Team(name=name) for name in sorted(names)}
    fresh = [team for name, team in missing.items() if name not in teams]
    Team.objects.bulk_create(fresh)
    return {**teams, **{team.name.casefold(): team for team in fresh}}


def _write_expertise(written: Iterable[_Written], at: datetime) -> None:
    wanted = [(one.person, slug) for one in written for slug in one.step.topics]
    if not wanted:
        return
    slugs = {slug for _person, slug in wanted}
    topics = {topic.slug: topic for topic in Topic.objects.filter(slug__in=slugs)}
    rows = [Expertise(person=person, topic=topics[slug], declared_at=at) for person, slug in wanted]
    Expertise.objects.bulk_create(rows, ignore_conflicts=True)
