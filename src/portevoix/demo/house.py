"""The house: founded, peopled, its roles given, its charter signed, its choices made."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from portevoix.demo.calendar import in_hours
from portevoix.demo.texts import Colleague
from portevoix.demo.world import HOUSE, WEBSITE, Act, World
from portevoix.govern.actions import give_consent, sign_charter, withdraw_consent
from portevoix.govern.queries import PUBLISH, READ_BACK
from portevoix.home.actions import lay_foundations
from portevoix.lib.sealing import Secret
from portevoix.people.actions.expertise import declare_expertise, endorse
from portevoix.people.actions.organisation import Founder
from portevoix.people.actions.persons import (
    Facts,
    Newcomer,
    add_person,
    change_person,
    mark_departed,
    move_to_team,
)
from portevoix.people.actions.roles import give_role
from portevoix.people.models import Expertise, Person, Role, Team, Topic
from portevoix.people.rules.audiences import (
    ADMINISTRATOR,
    HR,
    MANAGER,
    PROGRAMME,
    REPRESENTATIVE,
)
from portevoix.share.actions.accounts import connect_account
from portevoix.share.platforms import demonstration
from portevoix.share.platforms.network import AccountAccess, Tokens

FOUNDER = "ada"
ROLES = (PROGRAMME, HR, REPRESENTATIVE, MANAGER, ADMINISTRATOR)
# Those who let Portevoix publish for them, each through an account on the invented server.
CONNECTED = (
    "ines", "karim", "lea", "malik", "bao", "clemence", "samuel", "julien", "noemie", "louise",
    "elif", "priya", "viktor", "simon", "yann", "mathilde",
)  # fmt: skip
# She stopped a while ago, and nobody needs to know why.
STOPPED = "tomasz"
# She left at this share of the story, with her own texts.
LEAVER, DEPARTURE = "sofia", 0.7
# The house is in Lille, and some of its people live across the border.
HOME = "fr"
COUNTRIES = {"astrid": "be", "samuel": "be", "ivana": "be", "jonas": "de", "luca": "be"}
BEFORE = timedelta(days=13, hours=17)


def acts_of_house(world: World) -> Iterator[Act]:
    """Everything that concerns people, in no order."""
    starts_at = world.calendar.starts_at - BEFORE
    yield Act(starts_at, partial(_found, world))
    for place, colleague in enumerate(world.colleagues):
        moment = starts_at + timedelta(hours=1, minutes=place)
        yield Act(moment, partial(_join, world, colleague))
        yield from _first_choices(world, colleague, starts_at + timedelta(days=1, minutes=place))
    yield Act(starts_at + timedelta(days=3), partial(_endorse_each_other, world))
    yield Act(world.calendar.moment(0.4), partial(_move, world, "anatole", "Données"))
    yield Act(world.calendar.moment(DEPARTURE), partial(_leave, world, LEAVER))
    yield Act(world.calendar.moment(0.6), partial(_stop, world))


def _found(world: World, at: datetime) -> None:
    ada = world.colleague(FOUNDER)
    # Nobody signs in with it: the cast is entered by one click.
    password = secrets.token_urlsafe(24)
    founder = Founder(ada.name, _mail_of(ada), password, job=ada.job, is_cast=True)
    world.people[FOUNDER] = lay_foundations(
        name=HOUSE, language="fr", founder=founder, at=at, is_demo=True, website=WEBSITE
    )


def _join(world: World, colleague: Colleague, at: datetime) -> None:
    founder = world.people[FOUNDER]
    if colleague.key == FOUNDER:
        team, on = Team.objects.get(name=colleague.team), at.date()
        move_to_team(person=founder, team=team, on=on, by=founder, at=at)
        facts = Facts(founder.name, founder.email or "", founder.job, HOME)
        change_person(person=founder, facts=facts, by=founder, at=at)
    else:
        newcomer = Newcomer(
            name=colleague.name,
            email=_mail_of(colleague),
            job=colleague.job,
            language=colleague.language,
            country=COUNTRIES.get(colleague.key, HOME),
            joined_on=_joined_on(colleague, at),
            team=colleague.team,
            is_cast="cast" in colleague.marks,
        )
        world.people[colleague.key] = add_person(newcomer=newcomer, by=founder, at=at)
    for role in sorted(colleague.marks & set(ROLES)):
        give_role(person=world.people[colleague.key], role=Role.Name(role), by=founder, at=at)


def _first_choices(world: World, colleague: Colleague, at: datetime) -> Iterator[Act]:
    """What she declares, and for those who speak: the charter, the choices, the account."""
    yield Act(at, partial(_declare, world, colleague))
    if not colleague.speaks and world.draw.random() < 0.55:
        return
    if "silent" in colleague.marks:
        return
    signed_at = in_hours(at.date() + timedelta(days=world.draw.randrange(1, 9)), world.draw)
    yield Act(signed_at, partial(_sign, world, colleague))
    if colleague.key in CONNECTED or colleague.key == STOPPED:
        yield Act(signed_at + timedelta(minutes=2), partial(_connect, world, colleague))


def _sign(world: World, colleague: Colleague, at: datetime) -> None:
    sign_charter(version=1, by=world.people[colleague.key], at=at)


def _stop(world: World, at: datetime) -> None:
    withdraw_consent(purpose_key=READ_BACK, by=world.people[STOPPED], at=at)


def _connect(world: World, colleague: Colleague, at: datetime) -> None:
    person = world.people[colleague.key]
    give_consent(purpose_key=READ_BACK, by=person, at=at)
    if colleague.key == STOPPED:
        return
    give_consent(purpose_key=PUBLISH, by=person, at=at)
    handle = f"@{colleague.key}@{demonstration.HOST.removeprefix('https://')}"
    tokens = Tokens(Secret("demonstration"))
    access = AccountAccess(demonstration.HOST, handle, colleague.key, tokens)
    connect_account(network="mastodon", access=access, by=person, at=at)


def _declare(world: World, colleague: Colleague, at: datetime) -> None:
    for topic in Topic.objects.filter(slug__in=colleague.topics).order_by("slug"):
        declare_expertise(topic=topic, by=world.people[colleague.key], at=at)


def _endorse_each_other(world: World, at: datetime) -> None:
    """Colleagues of a team, and those who know the same, confirm one another now and then."""
    draw = random.Random(7)
    keys = {world.people[one.key].pk: one for one in world.colleagues}
    known = Expertise.objects.select_related("person", "topic").order_by("person_id", "topic__slug")
    for expertise in known:
        owner = keys[expertise.person_id]
        for colleague in world.colleagues:
            if colleague.key != owner.key and draw.random() < _nearness(
                owner, colleague, expertise
            ):
                endorse(expertise=expertise, by=world.people[colleague.key], at=at)


def _nearness(owner: Colleague, other: Colleague, expertise: Expertise) -> float:
    same_team = owner.team == other.team
    same_topic = expertise.topic.slug in other.topics
    return 0.12 * same_team + 0.35 * same_topic


def _move(world: World, key: str, team: str, at: datetime) -> None:
    moved: Person = world.people[key]
    to, by = Team.objects.get(name=team), world.people[FOUNDER]
    move_to_team(person=moved, team=to, on=at.date(), by=by, at=at)


def _leave(world: World, key: str, at: datetime) -> None:
    mark_departed(person=world.people[key], left_on=at.date(), by=world.people[FOUNDER], at=at)


def _joined_on(colleague: Colleague, at: datetime) -> date:
    draw = random.Random(colleague.key)
    return at.date() - timedelta(days=draw.randrange(120, 3600))


def _mail_of(colleague: Colleague) -> str:
    return f"{colleague.key}@atelier-nord.example"
