"""What we ask of people."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.conf import settings
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest

from portevoix.ledger.models import Entry
from portevoix.lib.personal_data import Limits
from portevoix.lib.sealing import ring_of
from portevoix.people.models import (
    Endorsement,
    Erased,
    Expertise,
    ImportDraft,
    Membership,
    Organisation,
    Person,
    Role,
    Team,
    Topic,
)
from portevoix.people.rules.importing.plan import Plan, plan_of
from portevoix.people.rules.importing.rows import PeopleFile, StaysFile, read_people, read_stays
from portevoix.people.rules.importing.state import Known, State, Wishes
from portevoix.people.rules.suggesting import Candidate, suggested
from portevoix.people.rules.terms import folded

OWN_CHOICES = ("expertise.declared", "expertise.withdrawn")


@dataclass(frozen=True, slots=True)
class TopicTerms:
    """One topic with every term that betrays it, for matching."""

    pk: int
    slug: str
    name_en: str
    name_fr: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """The topics of one field; `mine` are those that somebody declares."""

    name: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """One topic that somebody declares to know, and how many colleagues confirm it."""

    expertise: Expertise
    topic: Topic
    endorsement_count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One colleague as the directory shows her."""

    person: Person
    team: Team | None
    topics: tuple[Topic, ...]


def person_of(request: HttpRequest) -> Person:
    """The signed-in person of a request that the guard let in."""
    return cast(Person, request.user)


def organisation() -> Organisation | None:
    """The organisation served here, once it was founded."""
    return Organisation.objects.first()


def is_demo() -> bool:
    """Whether the organisation is invented, so that its cast may be entered by anyone."""
    return Organisation.objects.filter(is_demo=True).exists()


def cast_of_demo() -> list[Person]:
    """The one-click accounts of a demo, those with a role first; nobody in a real organisation."""
    if not is_demo():
        return []
    people = Person.objects.filter(is_cast=True, is_active=True)
    ranked = people.annotate(role_count=Count("roles")).prefetch_related("roles")
    return list(ranked.order_by("-role_count", "pk"))


def team_of(person: Person, on: date) -> Team | None:
    """The team she is in on a day; the one she joined latest if there are several."""
    stays = Membership.objects.on(on).filter(person=person).select_related("team")
    latest = stays.order_by("started_on", "pk").last()
    return latest.team if latest else None


def members_of(team: Team, on: date) -> QuerySet[Person]:
    """Who works here and is in a team on a day."""
    stays = Membership.objects.on(on).filter(team=team)
    return Person.objects.present().filter(pk__in=stays.values("person"))


def expertise_of(person: Person) -> list[Declared]:
    """What somebody declares to know, most confirmed first; counts colleagues who work here."""
    rows = Expertise.objects.filter(person=person, topic__is_active=True).select_related("topic")
    given = Endorsement.objects.filter(expertise__person=person, by__left_on=None)
    counts = Counter(given.values_list("expertise_id", flat=True))
    declared = [Declared(row, row.topic, counts[row.pk]) for row in rows]
    return sorted(declared, key=lambda one: (-one.endorsement_count, folded(one.topic.name)))


def confirmed_by(person: Person, colleague: Person) -> set[int]:
    """The expertise of a colleague that somebody confirms, by key."""
    given = Endorsement.objects.filter(by=person, expertise__person=colleague)
    return set(given.values_list("expertise_id", flat=True))


def topics_with_terms() -> tuple[TopicTerms, ...]:
    """Every topic in use with its names and keywords, in a stable order."""
    rows = Topic.objects.active().order_by("slug")
    return tuple(
        TopicTerms(row.pk, row.slug, row.name_en, row.name_fr, tuple(row.keywords)) for row in rows
    )


def topics_by_field(q: str = "") -> list[TopicGroup]:
    """The topics in use by field; with words to look for, those whose name or keywords hold them.

    Topics added here without a field come last.
    """
    sought = folded(q)
    groups: dict[str, list[Topic]] = {}
    for topic in Topic.objects.active().in_order():
        if sought in folded(f"{topic.name_en} | {topic.name_fr} | {' | '.join(topic.keywords)}"):
            groups.setdefault(topic.field_name, []).append(topic)
    ordered = sorted(groups.items(), key=lambda group: (not group[0], folded(group[0])))
    return [
        TopicGroup(name, tuple(sorted(topics, key=lambda topic: folded(topic.name))))
        for name, topics in ordered
    ]


def topics_suggested_to(person: Person, on: date, most: int) -> list[Topic]:
    """Topics that she may want to declare: of her job, her team on a day, or the house."""
    declared = Expertise.objects.visible_to(person).filter(person__left_on=None)
    everywhere = Counter(declared.values_list("topic_id", flat=True))
    team = team_of(person, on)
    near = declared.filter(person__in=members_of(team, on)) if team else declared.none()
    in_team = Counter(near.values_list("topic_id", flat=True))
    own = Expertise.objects.filter(person=person).values("topic")
    topics = {row.slug: row for row in Topic.objects.active().exclude(pk__in=own)}
    candidates = [
        Candidate(
            slug,
            (row.name_en, row.name_fr),
            tuple(row.keywords),
            in_team=in_team[row.pk],
            in_house=everywhere[row.pk],
        )
        for slug, row in sorted(topics.items())
    ]
    return [topics[slug] for slug in suggested(person.job, candidates, most)]


def directory(person: Person, q: str = "") -> QuerySet[Person]:
    """The colleagues that somebody sees, by name; found by name, job, team or declared topic."""
    people = Person.objects.visible_to(person).present()
    if folded(q):
        people = people.filter(pk__in=_found(people, folded(q)))
    shown = Expertise.objects.filter(topic__is_active=True).select_related("topic")
    stays = Membership.objects.select_related("team").order_by("started_on", "pk")
    return people.by_name().prefetch_related(
        Prefetch("expertise", shown), Prefetch("memberships", stays)
    )


def cards_of(people: Iterable[Person], on: date) -> list[Card]:
    """People of `directory` with their team on a day and what they declare to know."""
    return [
        Card(
            person,
            _latest_team(person.memberships.all(), on),
            tuple(row.topic for row in person.expertise.all()),
        )
        for person in people
    ]


def countries_of_colleagues(person: Person) -> list[str]:
    """The codes of the countries where colleagues work, as far as that is said."""
    said = Person.objects.visible_to(person).present().exclude(country="")
    return sorted(said.values_list("country", flat=True).distinct())


def long_gone(limits: Limits) -> QuerySet[Person]:
    """Those who left so long ago that nothing of them may be held any more, in any table."""
    return Person.objects.gone_by(limits["people.Person"].date()).order_by("pk")


def administrators() -> QuerySet[Person]:
    """Those who work here and administer it."""
    return Person.objects.present().filter(is_active=True, roles__name=Role.Name.ADMINISTRATOR)


def people_with_roles() -> QuerySet[Person]:
    """Those who hold a role, by name."""
    people = Person.objects.present().filter(roles__isnull=False).distinct()
    return people.by_name().prefetch_related("roles")


def erasure_digests(mark: str) -> tuple[str, ...]:
    """Keyed digests (HMAC-SHA-256, hex) of a mail address or reference, the current key's first.

    One per sealing key, so that who was erased under an older key stays recognised.
    """
    ring = ring_of(settings.SEALING_KEYS)
    keys = (ring.keys[ring.current], *ring.keys.values())
    word = f"people.erased|{mark.strip().casefold()}".encode()
    return tuple(hmac.new(key, word, hashlib.sha256).hexdigest() for key in dict.fromkeys(keys))


def draft_plan(draft: ImportDraft, on: date) -> Plan:
    """What applying a draft would do on a day."""
    wishes = Wishes(on, is_complete=draft.is_complete, adds_topics=draft.adds_topics)
    return import_plan(draft.people_text, draft.stays_text, wishes)


def import_plan(people_text: str, stays_text: str, wishes: Wishes) -> Plan:
    """What importing a file of people, and perhaps one of stays, would do."""
    people = read_people(people_text)
    stays = read_stays(stays_text) if stays_text else StaysFile()
    return plan_of(people, stays, state_before(people, wishes.day), wishes)


def state_before(file: PeopleFile, on: date) -> State:
    """What an import of this file is compared with."""
    return State(people=_known_people(on), topics=topics_by_term(), erased=_erased_in(file))


def topics_by_term() -> dict[str, str]:
    """The slug of the topic that each folded term means; a name wins over a keyword."""
    rows = Topic.objects.active().order_by("slug")
    names: dict[str, str] = {}
    keywords: dict[str, str] = {}
    for row in rows:
        for name in (row.name_en, row.name_fr, row.slug):
            names.setdefault(folded(name), row.slug)
        for word in row.keywords:
            keywords.setdefault(folded(word), row.slug)
    return {**keywords, **names}


def _found(people: QuerySet[Person], sought: str) -> list[int]:
    # Compared here and not in SQL: SQLite folds neither accents nor capitals beyond ASCII.
    rows = people.values_list("pk", "name", "job")
    found = {pk for pk, name, job in rows if sought in folded(f"{name} | {job}")}
    slugs = {
        slug for term, slug in topics_by_term().items() if sought == term or sought in term.split()
    }
    found |= set(Expertise.objects.filter(topic__slug__in=slugs).values_list("person", flat=True))
    teams = [pk for pk, name in Team.objects.values_list("pk", "name") if sought in folded(name)]
    stays = Membership.objects.filter(team__in=teams, ended_on=None)
    return list(found | set(stays.values_list("person", flat=True)))


def _latest_team(stays: Iterable[Membership], on: date) -> Team | None:
    running = [stay for stay in stays if stay.holds_on(on)]
    return running[-1].team if running else None


def _known_people(on: date) -> tuple[Known, ...]:
    teams, stays = _teams_and_stays(on)
    topics = _grouped(Expertise.objects.values_list("person_id", "topic__slug"))
    administrators_ = set(
        Role.objects.filter(name=Role.Name.ADMINISTRATOR).values_list("person", flat=True)
    )
    # What somebody chose herself is in the record of acts.
    choosers = set(Entry.objects.filter(act__in=OWN_CHOICES).values_list("actor", flat=True))
    return tuple(
        Known(
            pk=person.pk,
            reference=person.external_ref,
            email=person.email or "",
            name=person.name,
            job=person.job,
            language=person.language,
            country=person.country,
            joined_on=person.joined_on,
            left_on=person.left_on,
            team=teams.get(person.pk, ""),
            is_administrator=person.pk in administrators_,
            has_chosen_topics=person.ref in choosers,
            topics=frozenset(topics.get(person.pk, ())),
            stays=stays.get(person.pk, {}),
        )
        for person in Person.objects.filter(is_active=True).order_by("pk")
    )


def _teams_and_stays(
    on: date,
) -> tuple[dict[int, str], dict[int, dict[tuple[str, date | None], date | None]]]:
    teams: dict[int, str] = {}
    stays: dict[int, dict[tuple[str, date | None], date | None]] = {}
    rows = Membership.objects.order_by("started_on", "pk").values_list(
        "person_id", "team__name", "started_on", "ended_on"
    )
    for pk, team, started_on, ended_on in rows:
        stays.setdefault(pk, {})[(team.casefold(), started_on)] = ended_on
        if Membership(started_on=started_on, ended_on=ended_on).holds_on(on):
            teams[pk] = team
    return teams, stays


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    groups: dict[int, set[str]] = {}
    for pk, word in pairs:
        groups.setdefault(pk, set()).add(word)
    return groups


def _erased_in(file: PeopleFile) -> frozenset[str]:
    digests = set(Erased.objects.values_list("digest", flat=True))
    if not digests:
        return frozenset()
    marks = {mark.casefold() for row in file.rows for mark in (row.reference, row.email) if mark}
    return frozenset(mark for mark in marks if digests.intersection(erasure_digests(mark)))
