from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from portevoix.ledger.models import Entry
from portevoix.people.actions import expertise as acts
from portevoix.people.actions.organisation import plant_taxonomy
from portevoix.people.actions.topics import retire_topic
from portevoix.people.models import Endorsement, Expertise, Topic
from portevoix.people.queries import expertise_of, topics_by_field, topics_with_terms
from portevoix.people.rules.taxonomy import FIELDS, TOPICS
from portevoix.people.rules.terms import folded
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(cast: Cast, at: datetime) -> Topic:
    plant_taxonomy(by=cast.ada, at=at)
    return Topic.objects.get(slug="kubernetes")


@pytest.fixture
def declared(cast: Cast, topic: Topic, at: datetime) -> Expertise:
    return acts.declare_expertise(topic=topic, by=cast.ines, at=at)


def acts_recorded() -> list[str]:
    return list(Entry.objects.in_order().values_list("act", flat=True))


def test_the_taxonomy_is_whole() -> None:
    assert {seed.field for seed in TOPICS} == {field.key for field in FIELDS}
    assert len({seed.slug for seed in TOPICS}) == len(TOPICS) >= 90
    for seed in TOPICS:
        assert seed.name_en
        assert seed.name_fr
        assert len(seed.keywords) >= 3
        assert max(len(seed.name_en), len(seed.name_fr)) <= 80


def test_no_two_topics_have_one_name() -> None:
    names = [folded(name) for seed in TOPICS for name in {seed.name_en, seed.name_fr}]
    by_topic = {folded(seed.name_en) for seed in TOPICS}
    assert len(by_topic) == len(TOPICS)
    assert len(set(names)) >= len(TOPICS)


def test_planting_twice_plants_once(cast: Cast, topic: Topic, at: datetime) -> None:
    Topic.objects.filter(slug="kubernetes").update(name_en="K8s, ours")
    assert plant_taxonomy(by=cast.ada, at=at) == 0
    assert Topic.objects.get(slug="kubernetes").name_en == "K8s, ours"
    assert acts_recorded() == ["taxonomy.planted"]


def test_declaring_twice_is_once(cast: Cast, declared: Expertise, at: datetime) -> None:
    assert acts.declare_expertise(topic=declared.topic, by=cast.ines, at=at) == declared
    assert acts_recorded().count("expertise.declared") == 1


def test_a_retired_topic_is_not_declared(cast: Cast, topic: Topic, at: datetime) -> None:
    retire_topic(topic=topic, by=cast.ada, at=at)
    with pytest.raises(acts.TopicRetired, match="no longer in use"):
        acts.declare_expertise(topic=topic, by=cast.ines, at=at)


def test_withdrawing_takes_the_confirmations_along(
    cast: Cast, declared: Expertise, at: datetime
) -> None:
    acts.endorse(expertise=declared, by=cast.karim, at=at)
    acts.withdraw_expertise(topic=declared.topic, by=cast.ines, at=at)
    assert not Endorsement.objects.exists()
    with pytest.raises(acts.NotDeclared):
        acts.withdraw_expertise(topic=declared.topic, by=cast.ines, at=at)


def test_a_colleague_confirms_once(cast: Cast, declared: Expertise, at: datetime) -> None:
    acts.endorse(expertise=declared, by=cast.karim, at=at)
    acts.endorse(expertise=declared, by=cast.karim, at=at)
    assert [row.endorsement_count for row in expertise_of(cast.ines)] == [1]
    assert acts_recorded().count("expertise.endorsed") == 1


def test_nobody_confirms_herself(cast: Cast, declared: Expertise, at: datetime) -> None:
    with pytest.raises(acts.OneselfEndorsed, match="a colleague can"):
        acts.endorse(expertise=declared, by=cast.ines, at=at)


def test_who_left_neither_confirms_nor_is_confirmed(
    cast: Cast, declared: Expertise, topic: Topic, at: datetime
) -> None:
    with pytest.raises(acts.ColleagueGone):
        acts.endorse(expertise=declared, by=cast.sofia, at=at)
    hers = Expertise.objects.create(person=cast.sofia, topic=topic, declared_at=at)
    with pytest.raises(acts.ColleagueGone):
        acts.endorse(expertise=hers, by=cast.ines, at=at)


def test_a_confirmation_can_be_withdrawn(cast: Cast, declared: Expertise, at: datetime) -> None:
    acts.endorse(expertise=declared, by=cast.karim, at=at)
    acts.withdraw_endorsement(expertise=declared, by=cast.karim, at=at)
    with pytest.raises(acts.NotEndorsed):
        acts.withdraw_endorsement(expertise=declared, by=cast.karim, at=at)


def test_the_record_does_not_say_which_topic(declared: Expertise) -> None:
    assert "kubernetes" not in str(list(Entry.objects.values_list("subject", "details")))


def test_matching_gets_the_terms_of_both_languages(topic: Topic) -> None:
    terms = next(row for row in topics_with_terms() if row.slug == "kubernetes")
    assert {"k8s", "conteneurs"} <= set(terms.keywords)


def test_a_topic_is_found_by_a_synonym_without_accents(topic: Topic) -> None:
    found = [row.slug for group in topics_by_field("conteneurises") for row in group.topics]
    assert found == []
    found = [row.slug for group in topics_by_field("Conteneurisation") for row in group.topics]
    assert found == ["docker"]
    found = [row.slug for group in topics_by_field("prud hommes") for row in group.topics]
    assert found == ["labour-law"]


def test_the_page_adds_and_removes_in_one_tap(as_ines: Client, cast: Cast, topic: Topic) -> None:
    page = as_ines.get(reverse("people:expertise"), {"q": "k8s"}).content.decode()
    assert 'value="kubernetes"' in page
    assert 'value="accounting"' not in page
    answer = as_ines.post(reverse("people:declare"), {"topic": "kubernetes", "q": "k8s"})
    assert answer["Location"] == "/expertise/?q=k8s"
    page = as_ines.get("/expertise/").content.decode()
    assert page.count('value="kubernetes"') == 1
    assert page.index('value="kubernetes"') < page.index('value="accounting"')
    assert as_ines.post(reverse("people:withdraw"), {"topic": "kubernetes"}).status_code == 302
    assert not cast.ines.expertise.exists()


def test_the_page_answers_a_refusal_by_its_sentence(as_ines: Client, topic: Topic) -> None:
    answer = as_ines.post(reverse("people:withdraw"), {"topic": "kubernetes"})
    assert answer.status_code == 409
    assert "You do not declare this topic." in answer.content.decode()


def test_an_unknown_topic_is_not_found(as_ines: Client, topic: Topic) -> None:
    assert as_ines.post(reverse("people:declare"), {"topic": "alchemy"}).status_code == 404


def test_an_empty_list_of_topics_says_who_plants_it(as_ines: Client) -> None:
    assert "An administrator plants the first ones." in as_ines.get("/expertise/").content.decode()


def test_a_word_that_nothing_holds_says_so(as_ines: Client, topic: Topic) -> None:
    page = as_ines.get("/expertise/", {"q": "alchemy"}).content.decode()
    assert "No other topic has this word" in page
