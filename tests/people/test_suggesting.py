from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from portevoix.people.models import Expertise, Topic
from portevoix.people.queries import topics_suggested_to
from portevoix.people.rules.suggesting import Candidate, named_by, suggested
from portevoix.people.rules.taxonomy import TOPICS
from tests.conftest import NOON, Cast

TAXONOMY = [Candidate(one.slug, (one.name_en, one.name_fr), one.keywords) for one in TOPICS]


@pytest.mark.parametrize(
    ("job", "first"),
    [
        ("Développement", "full-stack"),
        ("Coaching", "coaching"),
        ("Product manager", "product-management"),
        ("UX researcher", "ux-research"),
        ("Chargée de recrutement", "recruitment"),
        ("Juriste, ressources humaines", "human-resources"),
        ("Social media lead", "social-media"),
    ],
)
def test_a_job_names_its_topic_first(job: str, first: str) -> None:
    assert suggested(job, TAXONOMY, 9)[0] == first


def test_a_rank_is_no_field() -> None:
    assert named_by("Responsable", TAXONOMY) == {}
    assert named_by("Senior lead", TAXONOMY) == {}


def test_what_the_job_names_outright_comes_before_the_team_and_the_team_before_what_is_near() -> (
    None
):
    found = suggested(
        "Product manager",
        [
            Candidate("house", ("Cooking",), in_house=50),
            Candidate("near", ("Product discovery",)),
            Candidate("team", ("Gardening",), in_team=2, in_house=2),
            Candidate("named", ("Product management",), ("product manager",)),
            Candidate("nothing", ("Weaving",)),
        ],
        9,
    )
    assert found == ("named", "team", "near", "house")


def test_there_are_never_more_than_asked_and_equals_keep_one_order() -> None:
    same = [Candidate(key, ("Weaving",), in_team=1) for key in "dcba"]
    assert suggested("", same, 3) == ("a", "b", "c")
    assert suggested("", [], 3) == ()


@pytest.mark.django_db
def test_what_her_team_declares_is_suggested_and_what_she_declares_is_not(cast: Cast) -> None:
    ruby, law, old = (
        Topic.objects.create(slug=slug, name_en=slug.title(), name_fr=slug.title(), is_active=on)
        for slug, on in (("ruby", True), ("law", True), ("cobol", False))
    )
    for person in (cast.theo, cast.karim):
        for subject in (ruby, law, old):
            Expertise.objects.create(person=person, topic=subject, declared_at=NOON)
    Expertise.objects.create(person=cast.ines, topic=law, declared_at=NOON)
    assert topics_suggested_to(cast.ines, date(2026, 11, 2), 9) == [ruby]


@pytest.mark.django_db
def test_one_press_declares_it_and_the_way_on_appears(as_ines: Client, cast: Cast) -> None:
    subject = Topic.objects.create(slug="engineer", name_en="Engineer", name_fr="Ingénierie")
    page = as_ines.get("/expertise/").text
    assert 'id="perhaps-engineer"' in page
    assert 'class="onwards"' not in page
    after = as_ines.post("/expertise/declare/", {"topic": subject.slug}, follow=True).text
    assert 'id="perhaps-engineer"' not in after
    assert 'class="onwards"' in after
    assert cast.ines.expertise.get().topic == subject
