"""Joining, moving, leaving, and the language one reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import record
from portevoix.lib.countries import country_codes
from portevoix.lib.refusals import Refusal
from portevoix.people.actions.roles import keep_an_administrator
from portevoix.people.models import Membership, Person, Role, Team
from portevoix.people.models.language import Language


class MailTaken(Refusal):
    """Two people may not have one mail address."""

    sentence = _("Somebody else has this mail address.")


class ReferenceTaken(Refusal):
    """Two people may not have one reference."""

    sentence = _("Somebody else has this reference.")


class Departed(Refusal):
    """Somebody who left does not move or leave again."""

    sentence = _("This person no longer works here.")


class DepartureAhead(Refusal):
    """A departure is written when its day has come."""

    sentence = _("This day has not come yet: write the departure when it has.")


class MailMissing(Refusal):
    """Who has a mail address keeps one, and a way in needs one."""

    sentence = _("Nobody signs in without a mail address: write one first.")


class MoveAhead(Refusal):
    """A change of team is written when its day has come."""

    sentence = _("This day has not come yet: write the change of team when it has.")


class DayTooEarly(Refusal):
    """What happened later is not overwritten by an earlier day."""

    sentence = _("This person joined, or changed team, after this day: choose a later one.")


class CountryUnknown(Refusal):
    """The code is that of no country."""

    sentence = _("No country has this code: %(code)s.")


class LanguageUnknown(Refusal):
    """Pages speak French and English."""

    sentence = _("Pages speak French and English.")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who joins; a name and a mail address are enough."""

    name: str
    email: str
    job: str = ""
    language: str = Language.EN
    country: str = ""
    time_zone: str = "Europe/Paris"
    joined_on: date | None = None
    external_ref: str = ""
    team: str = ""
    is_cast: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What an administrator writes of somebody."""

    name: str
    email: str
    job: str
    country: str = ""


@transaction.atomic
def add_person(*, newcomer: Newcomer, by: Person, at: datetime) -> Person:
    """Add somebody, in a team if one is named.

    Refuses a mail address or reference in use, and what is the code of no country.
    """
    _refuse_no_country(newcomer.country)
    email = newcomer.email.strip().lower()
    if Person.objects.filter(email__iexact=email).exists():
        raise MailTaken
    ref = newcomer.external_ref
    if ref and Person.objects.filter(external_ref=ref).exists():
        raise ReferenceTaken
    person = Person(
        name=newcomer.name,
        email=email,
        job=newcomer.job,
        language=newcomer.language,
        country=newcomer.country,
        time_zone=newcomer.time_zone,
        joined_on=newcomer.joined_on,
        external_ref=ref,
        is_cast=newcomer.is_cast,
    )
    person.set_unusable_password()
    person.save()
    if newcomer.team:
        team = _team_named(newcomer.team)
        Membership.objects.create(person=person, team=team, started_on=newcomer.joined_on)
    record("person.added", actor=by.ref, subject=person.ref, at=at)
    return person


@transaction.atomic
def change_person(*, person: Person, facts: Facts, by: Person, at: datetime) -> Person:
    """Change somebody's name, mail address, job or country.

    Refuses a mail address in use, or none left, and what is the code of no country.

    The record says which of them changed, and not from what to what; nothing new is no act.
    """
    if not person.is_present:
        raise Departed
    _refuse_no_country(facts.country)
    email = facts.email.strip().lower()
    if person.email and not email:
        raise MailMissing
    if email and Person.objects.exclude(pk=person.pk).filter(email__iexact=email).exists():
        raise MailTaken
    wanted = {"name": facts.name, "email": email or None, "job": facts.job}
    wanted |= {"country": facts.country}
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    if not changed:
        return person
    for field in changed:
        setattr(person, field, wanted[field])
    person.save(update_fields=changed)
    details: dict[str, object] = {"fields": changed}
    record("person.changed", actor=by.ref, subject=person.ref, at=at, details=details)
    return person


@transaction.atomic
def join_team(*, person: Person, team: str, on: date, by: Person, at: datetime) -> Membership:
    """Put somebody in the team of this name from a day on; a team that is not there is made."""
    return move_to_team(person=person, team=_team_named(team), on=on, by=by, at=at)


@transaction.atomic
def move_to_team(*, person: Person, team: Team, on: date, by: Person, at: datetime) -> Membership:
    """Put somebody in a team from a day on; her other stays end that day.

    `on` is at most the day of `at`, and not before the day of an earlier change.
    """
    if not person.is_present:
        raise Departed
    if on > at.date():
        raise MoveAhead
    if person.memberships.filter(started_on__gt=on).exists():
        raise DayTooEarly
    running = Membership.objects.on(on).filter(person=person)
    here = running.filter(team=team).first()
    end_stays(running.exclude(team=team), on)
    stay = here or Membership.objects.create(person=person, team=team, started_on=on)
    record("person.moved", actor=by.ref, subject=person.ref, at=at, details={"team": team.pk})
    return stay


@transaction.atomic
def mark_departed(*, person: Person, left_on: date, by: Person, at: datetime) -> Person:
    """Write a departure: sessions and roles end, stays end; the last administrator cannot leave.

    `left_on` is the first day on which she no longer works here, at most the day of `at`, and
    not before she came or changed team.
    """
    if not person.is_present:
        raise Departed
    if left_on > at.date():
        raise DepartureAhead
    begun = person.memberships.filter(started_on__gt=left_on, started_on__lte=at.date())
    # Who was to join later and never comes may be written off today.
    if begun.exists() or (person.joined_on and left_on < person.joined_on <= at.date()):
        raise DayTooEarly
    keep_an_administrator(person)
    person.left_on = left_on
    person.save(update_fields=["left_on"])
    close_behind([person.pk], left_on)
    person.refresh_from_db(fields=["session_epoch"])
    record("person.departed", actor=by.ref, subject=person.ref, at=at)
    return person


@transaction.atomic
def choose_language(*, language: str, by: Person, at: datetime) -> Person:
    """Choose the language of one's pages and mails."""
    if language not in Language.values:
        raise LanguageUnknown
    by.language = language
    by.save(update_fields=["language"])
    record("language.chosen", actor=by.ref, subject=by.ref, at=at, details={"language": language})
    return by


def close_behind(people: list[int], left_on: date) -> None:
    """End sessions, roles and stays of people who left; inside the caller's transaction."""
    Person.objects.filter(pk__in=people).update(session_epoch=F("session_epoch") + 1)
    Role.objects.filter(person__in=people).delete()
    stays = Membership.objects.filter(person__in=people)
    end_stays(stays.filter(Q(ended_on=None) | Q(ended_on__gt=left_on)), left_on)


def end_stays(stays: QuerySet[Membership], on: date) -> None:
    """End stays on a day; those that would have begun that day or later never were."""
    keys = list(stays.values_list("pk", flat=True))
    chosen = Membership.objects.filter(pk__in=keys)
    chosen.filter(started_on__gte=on).delete()
    chosen.update(ended_on=on)


def _refuse_no_country(code: str) -> None:
    if code and code not in country_codes():
        raise CountryUnknown(code=code[:20])


def _team_named(name: str) -> Team:
    # Compared here: SQLite does not fold capitals beyond ASCII.
    teams = {team.name.casefold(): team for team in Team.objects.all()}
    return teams.get(name.casefold()) or Team.objects.create(name=name)
