from __future__ import annotations

from datetime import datetime

import pytest
from django.apps import apps
from django.test import Client

from portevoix.people.actions.expertise import declare_expertise, endorse
from portevoix.people.actions.importing import SentFiles, send_import
from portevoix.people.models import Endorsement, Erased, Expertise, ImportDraft, Person, Topic
from portevoix.people.personal_data import HOLDER
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast, at: datetime) -> Cast:
    topic = Topic.objects.create(slug="go", name_en="Go", name_fr="Go")
    for person, colleague in ((cast.ines, cast.karim), (cast.karim, cast.ines)):
        expertise = declare_expertise(topic=topic, by=person, at=at)
        endorse(expertise=expertise, by=colleague, at=at)
    send_import(files=SentFiles(b"id\n1"), by=cast.ada, at=at)
    return cast


def test_every_table_that_names_a_person_is_described() -> None:
    named = {
        model._meta.label
        for model in apps.get_app_config("people").get_models()
        if any(field.related_model is Person for field in model._meta.get_fields()
               if field.many_to_one)
    }  # fmt: skip
    assert named | {"people.Person", "people.Erased"} == set(HOLDER.tables)


def test_an_export_holds_what_is_hers(story: Cast) -> None:
    told = HOLDER.export(story.ines)
    assert set(told) == set(HOLDER.tables)
    assert told["people.Person"][0]["mail address"] == "ines@atelier.example"
    assert told["people.Membership"][0]["team__name"] == "Platform"
    assert told["people.Expertise"][0]["topic__slug"] == "go"
    assert len(told["people.Endorsement"]) == 2
    assert HOLDER.export(story.lea)["people.Role"][0]["name"] == "programme"
    assert len(HOLDER.export(story.ada)["people.ImportDraft"]) == 1


def test_forgetting_leaves_a_row_that_says_nothing(story: Cast, at: datetime) -> None:
    browser = Client()
    browser.force_login(story.ines)
    HOLDER.forget(story.ines, at=at)
    left = Person.objects.get(pk=story.ines.pk)
    assert (left.email, left.name, left.job, left.external_ref) == (None, "", "", "")
    assert (left.is_active, left.is_present, left.has_usable_password()) == (False, False, False)
    assert not left.memberships.exists()
    assert not Expertise.objects.filter(person=left).exists()
    assert not Endorsement.objects.filter(by=left).exists()
    assert browser.get("/expertise/").status_code == 302
    told = HOLDER.export(left)
    assert not any(rows for table, rows in told.items() if table != "people.Person")


def test_forgetting_one_keeps_the_others(story: Cast, at: datetime) -> None:
    HOLDER.forget(story.ines, at=at)
    assert Expertise.objects.get().person == story.karim
    story.karim.refresh_from_db()
    assert story.karim.name == "Karim Haddad"


def test_the_digest_of_the_erased_tells_nothing(story: Cast, at: datetime) -> None:
    HOLDER.forget(story.ines, at=at)
    (erased,) = Erased.objects.all()
    assert len(erased.digest) == 64
    HOLDER.forget(story.ines, at=at)  # twice is once
    assert Erased.objects.count() == 1


def test_forgetting_an_administrator_forgets_her_drafts(story: Cast, at: datetime) -> None:
    HOLDER.forget(story.ada, at=at)
    assert not ImportDraft.objects.exists()
    assert not story.ada.roles.exists()
