from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portevoix.ledger.models import Entry
from portevoix.people.actions import persons
from portevoix.people.actions.importing import apply_import
from portevoix.people.models import Membership, Person, Team
from portevoix.people.queries import import_plan, team_of
from portevoix.people.rules.importing.state import Wishes
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

GET = ["admin_people", "admin_add", "admin_person"]
POST = [
    "admin_add",
    "admin_person",
    "admin_way_in",
    "admin_move",
    "admin_give_role",
    "admin_take_role",
    "admin_depart",
]


@pytest.fixture
def as_ada(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.ada)
    return browser


def address(name: str, person: Person) -> str:
    args = [] if name in {"admin_people", "admin_add"} else [person.ref]
    return reverse(f"people:{name}", args=args)


def sent(browser: Client, name: str, person: Person, /, **written: object) -> str:
    answer: HttpResponse = browser.post(address(name, person), written, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("who", ["ines", "lea", "paul", "rosa", "karim", "sofia"])
def test_only_an_administrator_enters(cast: Cast, who: str) -> None:
    browser = Client()
    browser.force_login(getattr(cast, who))
    answers = [browser.get(address(name, cast.theo)) for name in GET]
    answers += [browser.post(address(name, cast.theo)) for name in POST]
    assert {answer.status_code for answer in answers} == {403}
    assert not Entry.objects.exists()


def test_a_visitor_is_led_to_the_door(cast: Cast, client: Client) -> None:
    answers = [client.get(address(name, cast.theo)) for name in GET]
    answers += [client.post(address(name, cast.theo)) for name in POST]
    assert {answer["Location"].split("?")[0] for answer in answers} == {"/sign-in/"}


@pytest.mark.parametrize("name", sorted(set(POST) - set(GET)))
def test_looking_never_acts(as_ada: Client, cast: Cast, name: str) -> None:
    assert as_ada.get(address(name, cast.theo)).status_code == 405


@pytest.mark.parametrize("name", ["admin_people", "roles", "topics", "import", "admin_add"])
def test_the_door_of_the_administration_is_marked(as_ada: Client, cast: Cast, name: str) -> None:
    page = as_ada.get(reverse(f"people:{name}")).content.decode()
    assert '<a href="/admin/people/" aria-current="true">Administration</a>' in page
    assert page.count('aria-current="true"') == 1
    other = as_ada.get(reverse("people:directory")).content.decode()
    assert '<a href="/" aria-current="true">My page</a>' in other
    assert other.count('aria-current="true"') == 1


def test_the_list_finds_and_says_who_cannot_come_in(as_ada: Client, cast: Cast) -> None:
    Person.objects.filter(pk=cast.theo.pk).update(email=None)
    cast.ines.set_password("a long enough sentence")
    cast.ines.save()
    found = as_ada.get("/admin/people/?q=theo").content.decode()
    assert "Théo Blanc" in found
    assert "Inès" not in found
    assert "cannot sign in" in found
    ines = as_ada.get("/admin/people/?q=morel").content.decode()
    assert "No password yet" not in ines
    assert "cannot sign in" not in ines
    assert "No password yet" in as_ada.get("/admin/people/?q=karim").content.decode()
    assert "Nobody was found" in as_ada.get("/admin/people/?q=zzz").content.decode()
    assert "Sofia" not in as_ada.get("/admin/people/").content.decode()


def test_one_person_is_added(as_ada: Client, cast: Cast) -> None:
    facts = {"name": "Zoé Petit", "email": "Zoe@Atelier.example", "job": "UX", "team": "pLATFORM",
             "joined_on": "2026-10-01", "language": "fr"}  # fmt: skip
    page = sent(as_ada, "admin_add", cast.ada, **facts)
    assert "Next: give a way in" in page
    zoe = Person.objects.get(email="zoe@atelier.example")
    assert (zoe.name, zoe.job, zoe.language, zoe.joined_on) == (
        "Zoé Petit", "UX", "fr", date(2026, 10, 1))  # fmt: skip
    assert team_of(zoe, date(2026, 10, 1)) == Team.objects.get(name="Platform")
    assert "Somebody else has this mail address." in sent(as_ada, "admin_add", cast.ada, **facts)
    assert Person.objects.filter(name="Zoé Petit").count() == 1
    nothing = sent(as_ada, "admin_add", cast.ada, job="UX")
    assert nothing.count("This field is required.") >= 2
    assert Entry.objects.get().act == "person.added"


def test_the_form_of_a_newcomer_begins_today(as_ada: Client) -> None:
    page = as_ada.get("/admin/people/add/").content.decode()
    assert f'value="{timezone.now().date().isoformat()}"' in page


def test_facts_are_changed_and_the_record_names_the_fields(as_ada: Client, cast: Cast) -> None:
    facts = {"name": "Inès Morel", "email": "Morel@atelier.example", "job": "Architect"}
    assert "Written." in sent(as_ada, "admin_person", cast.ines, **facts)
    ines = Person.objects.get(pk=cast.ines.pk)
    assert (ines.name, ines.email, ines.job) == ("Inès Morel", "morel@atelier.example", "Architect")
    entry = Entry.objects.get()
    assert (entry.act, entry.subject, entry.details) == (
        "person.changed", ines.ref, {"fields": ["email", "job"]})  # fmt: skip
    sent(as_ada, "admin_person", cast.ines, **facts)
    assert Entry.objects.count() == 1  # nothing new is no act


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"email": "LEA@atelier.example"}, "Somebody else has this mail address."),
        ({"email": ""}, "Nobody signs in without a mail address"),
        ({"email": "no"}, "Enter a valid email address."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_facts_are_refused(
    as_ada: Client, cast: Cast, written: dict[str, str], sentence: str
) -> None:
    facts = {"name": "Inès", "email": "ines@atelier.example", "job": "Other", **written}
    page = sent(as_ada, "admin_person", cast.ines, **facts)
    assert sentence in page
    assert 'value="Other"' in page  # what was written is kept
    assert "<h1>Inès Morel</h1>" in page
    assert Person.objects.get(pk=cast.ines.pk).job == "Engineer"
    assert not Entry.objects.exists()


def test_who_has_no_mail_gets_one_and_then_a_way_in(as_ada: Client, cast: Cast) -> None:
    Person.objects.filter(pk__in=[cast.theo.pk, cast.ines.pk]).update(email=None)
    page = as_ada.get(address("admin_person", cast.theo)).content.decode()
    assert "Give a way in" not in page
    refused = as_ada.post(address("admin_way_in", cast.theo))
    assert refused.status_code == 409
    assert "Nobody signs in without a mail address" in refused.content.decode()
    sent(as_ada, "admin_person", cast.theo, name="Théo Blanc", email="", job="Baker")
    facts = {"name": "Théo Blanc", "email": "theo@atelier.example", "job": "Baker"}
    assert "Give a way in" in sent(as_ada, "admin_person", cast.theo, **facts)


def test_a_way_in_is_shown_once_and_kept_nowhere(as_ada: Client, cast: Cast) -> None:
    answer = as_ada.post(address("admin_way_in", cast.ines))
    page = answer.content.decode()
    link = page.split('<code id="link" translate="no">')[1].split("</code>")[0]
    assert "no-store" in answer["Cache-Control"]
    assert "Send it yourself" in page
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(dict(as_ada.session))
    assert token not in as_ada.get(address("admin_person", cast.ines)).content.decode()
    assert "Welcome, Inès" in Client().get(link).content.decode()
    assert token not in str(Entry.objects.get().details)


def test_the_page_says_honestly_that_no_mail_is_sent(as_ada: Client, cast: Cast) -> None:
    page = as_ada.get(address("admin_person", cast.ines)).content.decode()
    assert "sends no mail in this version" in page
    assert "has no password yet" in page
    cast.ines.set_password("a long enough sentence")
    cast.ines.save()
    again = as_ada.get(address("admin_person", cast.ines)).content.decode()
    assert "This person has a password." in again


def test_a_team_is_changed_or_made(as_ada: Client, cast: Cast) -> None:
    today = timezone.now().date()
    sent(as_ada, "admin_move", cast.ines, team="Élan", on=today)
    sent(as_ada, "admin_move", cast.theo, team="éLAN", on=today)
    elan = Team.objects.get(name="Élan")
    assert (team_of(cast.ines, today), team_of(cast.theo, today)) == (elan, elan)
    assert [entry.act for entry in Entry.objects.all()] == ["person.moved"] * 2


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (1, "This day has not come yet"),
        (-5000, "This person joined, or changed team, after this day"),
    ],
)
def test_a_change_of_team_is_refused(as_ada: Client, cast: Cast, days: int, sentence: str) -> None:
    on = timezone.now().date() + timedelta(days=days)
    page = sent(as_ada, "admin_move", cast.ines, team="Studio", on=on)
    assert sentence in page
    assert 'value="Studio"' in page
    assert not Team.objects.filter(name="Studio").exists()
    assert Membership.objects.filter(person=cast.ines).count() == 1


def test_roles_are_given_and_taken_on_her_page(as_ada: Client, cast: Cast) -> None:
    assert "Written." in sent(as_ada, "admin_give_role", cast.ines, role="hr")
    assert cast.ines.may_enter("desk")
    assert "Written." in sent(as_ada, "admin_take_role", cast.ines, role="hr")
    assert not cast.ines.may_enter("desk")
    assert "does not have this role" in sent(as_ada, "admin_take_role", cast.ines, role="hr")
    assert "last administrator" in sent(as_ada, "admin_take_role", cast.ada, role="administrator")
    assert "not one of the available choices" in sent(
        as_ada, "admin_give_role", cast.ines, role="king"
    )


def test_a_departure_is_written_and_only_an_import_undoes_it(as_ada: Client, cast: Cast) -> None:
    today = timezone.now().date()
    page = sent(as_ada, "admin_depart", cast.theo, left_on=today)
    assert "Written." in page
    assert "Théo" not in page
    assert Person.objects.get(pk=cast.theo.pk).left_on == today
    assert as_ada.get(address("admin_person", cast.theo)).status_code == 404
    plan = import_plan("mail;left\ntheo@atelier.example;\n", "", Wishes(today))
    apply_import(plan=plan, by=cast.ada, at=timezone.now(), has_confirmed=False)
    assert as_ada.get(address("admin_person", cast.theo)).status_code == 200


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (1, "This day has not come yet"),
        (-5000, "This person joined, or changed team, after this day"),
    ],
)
def test_a_departure_is_refused(as_ada: Client, cast: Cast, days: int, sentence: str) -> None:
    left_on = timezone.now().date() + timedelta(days=days)
    assert sentence in sent(as_ada, "admin_depart", cast.theo, left_on=left_on)
    assert Person.objects.get(pk=cast.theo.pk).is_present
    assert Membership.objects.filter(person=cast.theo, ended_on=None).exists()


def test_the_last_administrator_does_not_leave(as_ada: Client, cast: Cast) -> None:
    page = sent(as_ada, "admin_depart", cast.ada, left_on=timezone.now().date())
    assert "last administrator" in page


def test_nobody_leaves_before_she_came(cast: Cast, at: datetime) -> None:
    Membership.objects.all().delete()
    cast.theo.joined_on = at.date()
    yesterday = at.date() - timedelta(days=1)
    with pytest.raises(persons.DayTooEarly):
        persons.mark_departed(person=cast.theo, left_on=yesterday, by=cast.ada, at=at)
    persons.mark_departed(person=cast.theo, left_on=at.date(), by=cast.ada, at=at)


def test_who_never_came_is_written_off(cast: Cast, at: datetime) -> None:
    cast.theo.joined_on = at.date() + timedelta(days=9)
    persons.mark_departed(person=cast.theo, left_on=at.date(), by=cast.ada, at=at)
    assert not cast.theo.is_present


def test_who_left_is_not_changed(cast: Cast, at: datetime) -> None:
    facts = persons.Facts("Sofia", "sofia@atelier.example", "")
    with pytest.raises(persons.Departed):
        persons.change_person(person=cast.sofia, facts=facts, by=cast.ada, at=at)


def test_who_left_has_no_page(as_ada: Client, cast: Cast) -> None:
    for name in POST[1:]:
        assert as_ada.post(address(name, cast.sofia)).status_code == 404


def test_a_country_is_chosen_by_its_name(as_ada: Client, cast: Cast, at: datetime) -> None:
    sent = {"name": "Théo Blanc", "email": "theo@atelier.example", "job": "", "country": "be"}
    assert as_ada.post(address("admin_person", cast.theo), sent).status_code == 302
    cast.theo.refresh_from_db()
    assert cast.theo.country == "be"
    page = as_ada.get(address("admin_person", cast.theo)).content.decode()
    assert '<option value="be" selected>Belgium</option>' in page
    as_ada.post(address("admin_person", cast.theo), sent | {"country": "xx"})
    cast.theo.refresh_from_db()
    assert cast.theo.country == "be"


def test_what_is_no_country_is_refused(cast: Cast, at: datetime) -> None:
    facts = persons.Facts("Théo", "theo@atelier.example", "", "xx")
    with pytest.raises(persons.CountryUnknown):
        persons.change_person(person=cast.theo, facts=facts, by=cast.ada, at=at)
    newcomer = persons.Newcomer("New", "new@atelier.example", country="xx")
    with pytest.raises(persons.CountryUnknown):
        persons.add_person(newcomer=newcomer, by=cast.ada, at=at)
