from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from portevoix.people.actions.expertise import declare_expertise, endorse
from portevoix.people.actions.organisation import plant_taxonomy
from portevoix.people.models import Expertise, Person, Topic
from portevoix.people.queries import cards_of, directory, members_of, team_of
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def expertise(cast: Cast, at: datetime) -> Expertise:
    plant_taxonomy(by=cast.ada, at=at)
    topic = Topic.objects.get(slug="kubernetes")
    return declare_expertise(topic=topic, by=cast.ines, at=at)


def names(cast: Cast, q: str) -> list[str]:
    return [person.first_name for person in directory(cast.karim, q)]


def test_who_left_is_not_in_the_directory(cast: Cast) -> None:
    assert "Sofia" not in names(cast, "")
    assert names(cast, "")[:2] == ["Ada", "Inès"]


@pytest.mark.parametrize("q", ["ines", "INÈS", "morel", "k8s", "Kubernetes", "helm"])
def test_a_colleague_is_found_by_name_without_accents_or_topic(
    cast: Cast, expertise: Expertise, q: str
) -> None:
    assert names(cast, q) == ["Inès"]


def test_a_colleague_is_found_by_job_and_team(cast: Cast) -> None:
    assert set(names(cast, "engineer")) == {"Inès", "Karim", "Théo"}
    assert len(names(cast, "platform")) == 7
    assert names(cast, "zzz") == []


def test_one_who_left_sees_only_herself_and_not_as_present(cast: Cast) -> None:
    assert list(directory(cast.sofia)) == []
    assert list(Person.objects.visible_to(cast.sofia)) == [cast.sofia]


def test_cards_name_the_team_of_the_day(cast: Cast, expertise: Expertise, at: datetime) -> None:
    card = next(
        one for one in cards_of(directory(cast.karim), at.date()) if one.person == cast.ines
    )
    assert card.team
    assert (card.team.name, [topic.slug for topic in card.topics]) == ("Platform", ["kubernetes"])
    early = cards_of(directory(cast.karim), at.date().replace(year=2020))
    assert early[0].team is None


def test_a_team_has_its_members_of_the_day(cast: Cast, at: datetime) -> None:
    team = team_of(cast.ines, at.date())
    assert team
    assert set(members_of(team, at.date())) == set(Person.objects.present())
    assert team_of(cast.sofia, at.date()) is None


def test_the_directory_is_paginated(as_ines: Client, cast: Cast) -> None:
    for number in range(40):
        Person.objects.create(name=f"Zoe {number:02}", email=f"z{number}@atelier.example")
    first = as_ines.get(reverse("people:directory")).content.decode()
    assert "47 colleagues" in first
    assert "Zoe 39" not in first
    assert "Zoe 39" in as_ines.get(reverse("people:directory"), {"page": 2}).content.decode()


def test_a_colleagues_page_shows_what_she_knows_and_no_activity(
    cast: Cast, expertise: Expertise, at: datetime
) -> None:
    endorse(expertise=expertise, by=cast.theo, at=at)
    browser = Client()
    browser.force_login(cast.karim)
    page = browser.get(reverse("people:person", args=[cast.ines.ref])).content.decode()
    assert "1 colleague confirms it" in page
    assert "I confirm it" in page
    main = page[page.index("<main") : page.index("</main")]
    assert "share" not in main.lower()


def test_a_colleague_confirms_and_takes_it_back(cast: Cast, expertise: Expertise) -> None:
    browser = Client()
    browser.force_login(cast.karim)
    sent = {"topic": "kubernetes"}
    browser.post(reverse("people:confirm", args=[cast.ines.ref]), sent)
    assert expertise.endorsements.get().by == cast.karim
    page = browser.get(reverse("people:person", args=[cast.ines.ref])).content.decode()
    assert "You confirm it" in page
    browser.post(reverse("people:unconfirm", args=[cast.ines.ref]), sent)
    assert not expertise.endorsements.exists()


def test_ones_own_page_has_no_button(as_ines: Client, cast: Cast, expertise: Expertise) -> None:
    page = as_ines.get(reverse("people:person", args=[cast.ines.ref])).content.decode()
    assert "I confirm it" not in page
    answer = as_ines.post(reverse("people:confirm", args=[cast.ines.ref]), {"topic": "kubernetes"})
    assert answer.status_code == 409
    assert "You cannot confirm your own expertise" in answer.content.decode()


def test_the_page_of_one_who_left_is_not_found(as_ines: Client, cast: Cast) -> None:
    assert as_ines.get(reverse("people:person", args=[cast.sofia.ref])).status_code == 404


@pytest.mark.parametrize("name", ["theo", "ines"])
def test_an_empty_page_says_what_is_next(as_ines: Client, cast: Cast, name: str) -> None:
    ref = getattr(cast, name).ref
    page = as_ines.get(reverse("people:person", args=[ref])).content.decode()
    expected = "Nothing is declared here yet" if name == "theo" else "You declare nothing yet"
    assert expected in page
