from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portevoix.ledger.models import Entry
from portevoix.people.actions import persons, roles, topics
from portevoix.people.actions.organisation import (
    AlreadyFounded,
    Founder,
    found_organisation,
    plant_taxonomy,
)
from portevoix.people.actions.passwords import PasswordTooWeak, PasswordWrong, change_password
from portevoix.people.models import Organisation, Person, Team, Topic
from portevoix.people.queries import team_of
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

FOUNDER = Founder("Ada Nkemelu", "Ada@Atelier.example", "a long enough sentence")


def test_the_first_administrator_founds_the_organisation(db: None, at: datetime) -> None:
    house = found_organisation(name="Atelier", language="fr", founder=FOUNDER, at=at)
    ada = Person.objects.get()
    assert (house.name, house.language, house.is_demo) == ("Atelier", "fr", False)
    assert (ada.email, ada.language) == ("ada@atelier.example", "fr")
    assert ada.may_enter("administrator")
    assert ada.check_password(FOUNDER.password)
    assert Entry.objects.get().act == "organisation.founded"


def test_there_is_one_organisation(organisation: Organisation, at: datetime) -> None:
    with pytest.raises(AlreadyFounded, match="already"):
        found_organisation(name="Second", language="en", founder=FOUNDER, at=at)


def test_a_weak_password_founds_nothing(db: None, at: datetime) -> None:
    with pytest.raises(PasswordTooWeak, match="too short"):
        found_organisation(
            name="A", language="en", founder=Founder("Ada", "ada@a.example", "short"), at=at
        )
    assert not Organisation.objects.exists()
    assert "short" not in repr(Founder("Ada", "ada@a.example", "short"))


def newcomer(**facts: object) -> persons.Newcomer:
    given: dict[str, object] = {"name": "Zoé Petit", "email": "Zoe@Atelier.example"}
    return persons.Newcomer(**{**given, **facts})  # type: ignore[arg-type]


def test_somebody_joins_a_team(cast: Cast, at: datetime) -> None:
    who = newcomer(team="Studio", joined_on=date(2026, 10, 1), external_ref="z", is_cast=True)
    zoe = persons.add_person(newcomer=who, by=cast.ada, at=at)
    team = team_of(zoe, at.date())
    assert team
    assert (zoe.email, zoe.is_cast, team.name) == ("zoe@atelier.example", True, "Studio")
    assert not zoe.has_usable_password()


def test_two_people_share_neither_mail_nor_reference(cast: Cast, at: datetime) -> None:
    with pytest.raises(persons.MailTaken):
        persons.add_person(newcomer=newcomer(email="INES@atelier.example"), by=cast.ada, at=at)
    persons.add_person(newcomer=newcomer(external_ref="z"), by=cast.ada, at=at)
    other = newcomer(email="y@atelier.example", external_ref="z")
    with pytest.raises(persons.ReferenceTaken):
        persons.add_person(newcomer=other, by=cast.ada, at=at)


def test_moving_ends_the_stay_before(cast: Cast, at: datetime) -> None:
    studio = Team.objects.create(name="Studio")
    day = at.date()
    persons.move_to_team(person=cast.ines, team=studio, on=day, by=cast.ada, at=at)
    persons.move_to_team(person=cast.ines, team=studio, on=day, by=cast.ada, at=at)
    assert team_of(cast.ines, day) == studio
    assert [str(stay.ended_on) for stay in cast.ines.memberships.order_by("pk")] == [
        "2026-11-02",
        "None",
    ]


def test_a_move_undone_the_same_day_leaves_no_trace(cast: Cast, at: datetime) -> None:
    studio, lab = Team.objects.create(name="Studio"), Team.objects.create(name="Lab")
    for team in (studio, lab, studio):
        persons.move_to_team(person=cast.ines, team=team, on=at.date(), by=cast.ada, at=at)
    names = list(cast.ines.memberships.order_by("pk").values_list("team__name", flat=True))
    assert names == ["Platform", "Studio"]


def test_who_left_neither_moves_nor_leaves_again(cast: Cast, at: datetime) -> None:
    team = Team.objects.get()
    with pytest.raises(persons.Departed):
        persons.move_to_team(person=cast.sofia, team=team, on=at.date(), by=cast.ada, at=at)
    with pytest.raises(persons.Departed):
        persons.mark_departed(person=cast.sofia, left_on=at.date(), by=cast.ada, at=at)


def test_a_departure_ends_stays_and_roles(cast: Cast, at: datetime) -> None:
    persons.mark_departed(person=cast.lea, left_on=at.date(), by=cast.ada, at=at)
    assert not cast.lea.is_present
    assert not cast.lea.roles.exists()
    assert [stay.ended_on for stay in cast.lea.memberships.all()] == [at.date()]
    assert Entry.objects.get().subject == cast.lea.ref


def test_a_departure_is_not_written_before_its_day(cast: Cast, at: datetime) -> None:
    tomorrow = at.date() + timedelta(days=1)
    with pytest.raises(persons.DepartureAhead):
        persons.mark_departed(person=cast.lea, left_on=tomorrow, by=cast.ada, at=at)


def test_the_last_administrator_stays(cast: Cast, at: datetime) -> None:
    with pytest.raises(roles.AdministratorNeeded, match="last administrator"):
        persons.mark_departed(person=cast.ada, left_on=at.date(), by=cast.ada, at=at)
    with pytest.raises(roles.AdministratorNeeded):
        roles.take_role(person=cast.ada, role="administrator", by=cast.ada, at=at)
    roles.give_role(person=cast.lea, role="administrator", by=cast.ada, at=at)
    roles.take_role(person=cast.ada, role="administrator", by=cast.lea, at=at)
    assert not cast.ada.may_enter("administrator")


def test_roles_are_given_once_and_taken_once(cast: Cast, at: datetime) -> None:
    roles.give_role(person=cast.ines, role="hr", by=cast.ada, at=at)
    roles.give_role(person=cast.ines, role="hr", by=cast.ada, at=at)
    assert cast.ines.may_enter("desk")
    roles.take_role(person=cast.ines, role="hr", by=cast.ada, at=at)
    with pytest.raises(roles.RoleNotHeld):
        roles.take_role(person=cast.ines, role="hr", by=cast.ada, at=at)
    with pytest.raises(roles.RoleForTheDeparted):
        roles.give_role(person=cast.sofia, role="hr", by=cast.ada, at=at)
    acts = list(Entry.objects.in_order().values_list("act", flat=True))
    assert acts == ["role.given", "role.taken"]


def test_a_language_is_french_or_english(cast: Cast, at: datetime) -> None:
    persons.choose_language(language="fr", by=cast.ines, at=at)
    assert Person.objects.get(pk=cast.ines.pk).language == "fr"
    with pytest.raises(persons.LanguageUnknown):
        persons.choose_language(language="de", by=cast.ines, at=at)


def test_a_password_is_changed_by_who_knows_it(cast: Cast, at: datetime) -> None:
    cast.ines.set_password(FOUNDER.password)
    new = "another long sentence"
    with pytest.raises(PasswordWrong):
        change_password(present="no", new=new, by=cast.ines, at=at)
    with pytest.raises(PasswordTooWeak):
        change_password(present=FOUNDER.password, new="password", by=cast.ines, at=at)
    change_password(present=FOUNDER.password, new=new, by=cast.ines, at=at)
    assert Person.objects.get(pk=cast.ines.pk).check_password(new)
    assert cast.ines.password.startswith("argon2")


def test_the_password_page_keeps_this_session_and_closes_others(
    as_ines: Client, cast: Cast
) -> None:
    cast.ines.set_password(FOUNDER.password)
    cast.ines.save()
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        browser.force_login(cast.ines)
    url = reverse("people:password")
    wrong = here.post(url, {"present": "no", "new": "another long sentence"})
    assert "is not the one you typed" in wrong.content.decode()
    sent = {"present": FOUNDER.password, "new": "another long sentence"}
    assert here.post(url, sent)["Location"] == url
    assert here.get(url).status_code == 200
    assert elsewhere.get(url).status_code == 302


def test_a_visitor_and_a_person_choose_their_language(as_ines: Client, cast: Cast) -> None:
    visitor = Client()
    url = reverse("people:language")
    assert visitor.post(url, {"language": "fr", "next": "/sign-in/"})["Location"] == "/sign-in/"
    assert visitor.get("/sign-in/")["Content-Language"] == "fr"
    assert visitor.post(url, {"language": "de"}).status_code == 409
    assert as_ines.post(url, {"language": "fr", "next": "//evil.example"})["Location"] == "/"
    assert as_ines.get("/expertise/")["Content-Language"] == "fr"


NAMES = topics.TopicNames("Alchemy", "Alchimie", (" gold ", "or", "or", ""))


def test_topics_are_added_renamed_and_retired(cast: Cast, at: datetime) -> None:
    topic = topics.add_topic(names=NAMES, field="work", by=cast.ada, at=at)
    assert (topic.slug, topic.keywords, topic.field_name) == (
        "alchemy",
        ["gold", "or"],
        "Ways of working",
    )
    other = topics.TopicNames("Old chemistry", "Vieille chimie")
    topics.rename_topic(topic=topic, names=other, by=cast.ada, at=at)
    assert (topic.slug, topic.name) == ("alchemy", "Old chemistry")
    topics.retire_topic(topic=topic, by=cast.ada, at=at)
    assert not Topic.objects.active().exists()
    acts = list(Entry.objects.in_order().values_list("act", flat=True))
    assert acts == ["topic.added", "topic.renamed", "topic.retired"]


def test_a_retired_name_is_free_again(cast: Cast, at: datetime) -> None:
    first = topics.add_topic(names=NAMES, field="work", by=cast.ada, at=at)
    topics.retire_topic(topic=first, by=cast.ada, at=at)
    second = topics.add_topic(names=NAMES, field="work", by=cast.ada, at=at)
    assert second.slug == "alchemy-2"


@pytest.mark.parametrize(
    ("english", "french", "field", "refusal"),
    [
        ("ALCHEMY", "Autre", "work", topics.TopicNameTaken),
        ("Other", "Alchimié", "work", topics.TopicNameTaken),
        ("!!!", "Autre", "work", topics.TopicNameMissing),
        ("Other", "  ", "work", topics.TopicNameMissing),
        ("Other", "Autre", "astrology", topics.FieldUnknown),
    ],
)
def test_a_topic_is_refused(
    cast: Cast, at: datetime, english: str, french: str, field: str, refusal: type[Exception]
) -> None:
    topics.add_topic(names=NAMES, field="work", by=cast.ada, at=at)
    names = topics.TopicNames(english, french)
    with pytest.raises(refusal):
        topics.add_topic(names=names, field=field, by=cast.ada, at=at)


def test_a_topic_added_by_an_import_may_have_no_field(db: None) -> None:
    assert Topic(field="").field_name == ""


@pytest.fixture
def as_ada(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.ada)
    return browser


def test_the_topics_page_plants_adds_renames_and_retires(as_ada: Client, cast: Cast) -> None:
    url = reverse("people:topics")
    assert "There is no topic yet" in as_ada.get(url).content.decode()
    as_ada.post(reverse("people:plant"))
    sent = {"english": "Alchemy", "french": "Alchimie", "keywords": "gold\nor", "field": "work"}
    assert as_ada.post(url, sent).status_code == 302
    assert "of this name already" in as_ada.post(url, sent).content.decode()
    page = reverse("people:topic", args=["alchemy"])
    assert "gold\nor" in as_ada.get(page).content.decode()
    taken = {"english": "Go", "french": "Go", "keywords": ""}
    assert "of this name already" in as_ada.post(page, taken).content.decode()
    assert as_ada.post(page, {**sent, "english": "Alchemies"}).status_code == 302
    as_ada.post(reverse("people:retire", args=["alchemy"]))
    assert as_ada.get(page).status_code == 404


def test_the_roles_page_gives_and_takes(as_ada: Client, cast: Cast) -> None:
    url = reverse("people:roles")
    sent = {"email": "INES@atelier.example", "role": "representative"}
    assert as_ada.post(url, sent).status_code == 302
    assert "Inès Morel" in as_ada.get(url).content.decode()
    nobody = as_ada.post(url, {**sent, "email": "sofia@atelier.example"})
    assert "Nobody who works here has this mail address." in nobody.content.decode()
    taken = {"person": cast.ines.ref, "role": "representative"}
    assert as_ada.post(reverse("people:take_role"), taken).status_code == 302
    last = as_ada.post(
        reverse("people:take_role"), {"person": cast.ada.ref, "role": "administrator"}
    )
    assert last.status_code == 409
    assert "last administrator" in last.content.decode()


@pytest.mark.parametrize("name", ["topics", "roles", "import"])
def test_administration_is_for_administrators(as_lea: Client, cast: Cast, name: str) -> None:
    assert as_lea.get(reverse(f"people:{name}")).status_code == 403


def test_topics_say_their_field_in_the_language_of_the_page(cast: Cast, at: datetime) -> None:
    from django.utils import translation

    plant_taxonomy(by=cast.ada, at=at)
    topic = Topic.objects.get(slug="security")
    with translation.override("fr"):
        assert (topic.name, topic.field_name) == ("Cybersécurité", "Infrastructure et sécurité")
    assert str(topic) == "Cybersecurity"
