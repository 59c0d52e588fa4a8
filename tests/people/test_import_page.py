from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portevoix.ledger.models import Entry
from portevoix.people import tasks
from portevoix.people.actions import importing
from portevoix.people.actions.expertise import declare_expertise, withdraw_expertise
from portevoix.people.actions.organisation import plant_taxonomy
from portevoix.people.models import ImportDraft, Membership, Person, Team, Topic
from portevoix.people.personal_data import HOLDER
from portevoix.people.queries import draft_plan, import_plan, team_of
from portevoix.people.rules.importing.plan import Plan
from portevoix.people.rules.importing.state import Wishes
from portevoix.people.rules.importing.table import MOST_BYTES
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

HEADINGS = "reference;nom;courriel;équipe;poste;compétences\n"
FILE = HEADINGS + "7;Zoé Petit;zoe@atelier.example;Studio;UX;Go\n"


@pytest.fixture
def as_ada(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.ada)
    return browser


def sent(text: str | bytes, **others: object) -> dict[str, object]:
    data = text.encode("cp1252") if isinstance(text, str) else text
    return {"people": SimpleUploadedFile("people.csv", data), **others}


def imported(text: str, cast: Cast, at: datetime, *, stays: str = "", **wishes: bool) -> Plan:
    plan = import_plan(text, stays, Wishes(at.date(), **wishes))
    importing.apply_import(plan=plan, by=cast.ada, at=at, has_confirmed=True)
    return plan


def test_a_file_is_shown_first_and_applied_when_confirmed(as_ada: Client, cast: Cast) -> None:
    answer = as_ada.post(reverse("people:import"), sent(FILE))
    page = as_ada.get(answer["Location"]).content.decode()
    assert "Zoé Petit" in page
    assert not Person.objects.filter(email="zoe@atelier.example").exists()
    assert "waits for your decision" in as_ada.get(reverse("people:import")).content.decode()
    done = as_ada.post(answer["Location"] + "apply/", follow=True).content.decode()
    assert "1 people were added or changed" in done
    zoe = Person.objects.get(email="zoe@atelier.example")
    assert (zoe.name, zoe.external_ref, zoe.job, zoe.language) == ("Zoé Petit", "7", "UX", "en")
    assert not ImportDraft.objects.exists()
    acts = list(Entry.objects.in_order().values_list("act", flat=True))
    assert acts == ["import.sent", "people.imported"]


def test_the_same_file_twice_does_nothing(as_ada: Client, cast: Cast) -> None:
    for _ in range(2):
        answer = as_ada.post(reverse("people:import"), sent(FILE))
        page = as_ada.get(answer["Location"]).content.decode()
        as_ada.post(answer["Location"] + "apply/")
    assert "everything in this file is known already" in page
    assert Entry.objects.filter(act="people.imported").count() == 1


def test_wrong_lines_say_their_number_and_why(as_ada: Client, cast: Cast) -> None:
    text = FILE + "8;Yves;not a mail;;;\n9;=1+1;y@atelier.example;;;\n7;Zora;;;;\n"
    answer = as_ada.post(reverse("people:import"), sent(text))
    page = as_ada.get(answer["Location"]).content.decode()
    assert "Line 3: “not a mail” is not a mail address." in page
    assert "Line 4: “=1+1” begins like a formula of a spreadsheet" in page
    assert "Line 5: the same reference as line 2." in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\n", "is empty"),
        (b"a,b\n1,2\n", "names its columns"),
        (b"\xff\xfe\x00\xd8\x00", "not text that can be read"),
        (b"id\n" + b"x" * MOST_BYTES, "larger than 5 MiB"),
        (b'id\n"' + b"x" * 200_000 + b'"', "not a table"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(as_ada: Client, data: bytes, sentence: str) -> None:
    answer = as_ada.post(reverse("people:import"), sent(data))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not ImportDraft.objects.exists()


def test_a_huge_file_is_read_past_and_not_kept(as_ada: Client) -> None:
    answer = as_ada.post(reverse("people:import"), sent(b"id\n" + b"x" * (3 * MOST_BYTES)))
    assert "larger than 5 MiB" in answer.content.decode()


def test_a_draft_is_seen_by_its_owner_only(as_ada: Client, cast: Cast, at: datetime) -> None:
    cast.lea.roles.create(name="administrator", given_at=at)
    other = Client()
    other.force_login(cast.lea)
    answer = as_ada.post(reverse("people:import"), sent(FILE))
    assert other.get(answer["Location"]).status_code == 404
    assert other.post(answer["Location"] + "apply/").status_code == 404


def test_a_new_file_replaces_the_one_before(as_ada: Client) -> None:
    for _ in range(2):
        as_ada.post(reverse("people:import"), sent(FILE))
    assert ImportDraft.objects.count() == 1


def test_a_file_can_be_forgotten(as_ada: Client, cast: Cast) -> None:
    answer = as_ada.post(reverse("people:import"), sent(FILE))
    page = as_ada.post(answer["Location"] + "discard/", follow=True).content.decode()
    assert "Nothing was changed" in page
    assert not ImportDraft.objects.exists()


def test_a_file_nobody_confirms_is_forgotten_in_a_day(cast: Cast) -> None:
    now = timezone.now()
    files = importing.SentFiles(FILE.encode())
    importing.send_import(files=files, by=cast.ada, at=now - timedelta(hours=23))
    assert tasks.forget_stale_imports() == 0
    importing.send_import(files=files, by=cast.ada, at=now - timedelta(hours=25))
    assert tasks.forget_stale_imports() == 1


def test_many_departures_ask_for_a_tick(as_ada: Client, cast: Cast) -> None:
    text = "courriel;départ\nines@atelier.example;2026-01-31\ntheo@atelier.example;2026-01-31\n"
    answer = as_ada.post(reverse("people:import"), sent(text))
    assert "More than one in ten" in as_ada.get(answer["Location"]).content.decode()
    refused = as_ada.post(answer["Location"] + "apply/")
    assert refused.status_code == 409
    assert "2 of 7 people would leave at once" in refused.content.decode()
    as_ada.post(answer["Location"] + "apply/", {"has_confirmed": "on"})
    cast.ines.refresh_from_db()
    assert cast.ines.left_on == date(2026, 2, 1)
    assert [stay.ended_on for stay in cast.ines.memberships.all()] == [date(2026, 2, 1)]


def test_a_departure_by_file_ends_sessions(as_ines: Client, cast: Cast, at: datetime) -> None:
    imported("mail,left\nines@atelier.example,2026-10-31", cast, at)
    assert as_ines.get("/expertise/").status_code == 302


def test_a_complete_list_lets_the_absent_go(cast: Cast, at: datetime) -> None:
    everybody = [p for p in Person.objects.present() if p != cast.theo]
    text = "mail,name\n" + "\n".join(f"{p.email},{p.name}" for p in everybody)
    imported(text, cast, at, is_complete=True)
    assert set(Person.objects.departed()) == {cast.sofia, cast.theo}


def test_a_change_of_team_is_a_move(cast: Cast, at: datetime) -> None:
    imported("mail,team\nines@atelier.example,Studio\ntheo@atelier.example,PLATFORM", cast, at)
    team = team_of(cast.ines, at.date())
    assert team
    assert team.name == "Studio"
    assert cast.ines.memberships.count() == 2
    assert cast.theo.memberships.count() == 1
    assert set(Team.objects.values_list("name", flat=True)) == {"Platform", "Studio"}


def test_who_comes_back_is_present_again(cast: Cast, at: datetime) -> None:
    imported("mail,left,team\nsofia@atelier.example,,Platform", cast, at)
    cast.sofia.refresh_from_db()
    assert cast.sofia.is_present
    assert team_of(cast.sofia, at.date()) == Team.objects.get()


def test_a_stay_that_gets_an_end_is_updated(cast: Cast, at: datetime) -> None:
    people = "id,mail\nu1,u1@atelier.example"
    imported(people, cast, at, stays="person,start,end,team\nu1,2024-01-01,,Studio")
    imported(people, cast, at, stays="person,start,end,team\nu1,2024-01-01,2027-06-30,Studio")
    stay = Membership.objects.get(person__external_ref="u1")
    assert (stay.started_on, stay.ended_on) == (date(2024, 1, 1), date(2027, 7, 1))


def test_skills_are_declared_unless_she_chose_herself(cast: Cast, at: datetime) -> None:
    plant_taxonomy(by=cast.ada, at=at)
    text = "mail,skills\nines@atelier.example,Golang|K8s\ntheo@atelier.example,Golang"
    go = Topic.objects.get(slug="go")
    declare_expertise(topic=go, by=cast.theo, at=at)
    withdraw_expertise(topic=go, by=cast.theo, at=at)
    imported(text, cast, at)
    assert set(cast.ines.expertise.values_list("topic__slug", flat=True)) == {"go", "kubernetes"}
    assert not cast.theo.expertise.exists()


def test_the_erased_stay_erased(as_ada: Client, cast: Cast, at: datetime) -> None:
    imported("id,mail,name\n7,zoe@atelier.example,Zoé", cast, at)
    HOLDER.forget(Person.objects.get(external_ref="7"), at=at)
    text = "id;mail;name\n7;;Zoé\n8;ZOE@atelier.example;Zoé\n9;y@atelier.example;Yves\n"
    answer = as_ada.post(reverse("people:import"), sent(text))
    page = as_ada.get(answer["Location"]).content.decode()
    assert page.count("asked to be forgotten") == 2
    as_ada.post(answer["Location"] + "apply/")
    assert not Person.objects.filter(name="Zoé").exists()
    assert Person.objects.filter(name="Yves").exists()


def test_new_people_speak_the_language_of_the_house(db: None, cast: Cast, at: datetime) -> None:
    from portevoix.people.models import Organisation

    Organisation.objects.update(language="fr")
    imported("mail,name,langue\na@a.example,A,\nb@a.example,B,en", cast, at)
    languages = Person.objects.filter(email__endswith="@a.example").order_by("email")
    assert [person.language for person in languages] == ["fr", "en"]
    Organisation.objects.all().delete()
    imported("mail,name\nc@a.example,C", cast, at)
    assert Person.objects.get(email="c@a.example").language == "en"


def test_ten_thousand_lines_are_fine(cast: Cast, at: datetime) -> None:
    lines = (f"{n};P{n};p{n}@atelier.example;Team {n % 200};Job;Go|Python\n" for n in range(10_000))
    plant_taxonomy(by=cast.ada, at=at)
    text = HEADINGS + "".join(lines)
    started = timezone.now()
    plan = imported(text, cast, at)
    assert (timezone.now() - started).total_seconds() < 30
    assert (plan.count("new"), Person.objects.count()) == (10_000, 10_008)
    assert Entry.objects.filter(act="people.imported").count() == 20


def test_an_interruption_keeps_whole_batches(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "mail,name\n" + "".join(f"p{n}@a.example,P{n}\n" for n in range(1200))
    plan = import_plan(text, "", Wishes(at.date()))
    write = importing.write_batch

    def cut(steps: tuple[object, ...], **others: object) -> None:
        if len(steps) < importing.BATCH:
            raise KeyboardInterrupt
        write(steps, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "write_batch", cut)
    with pytest.raises(KeyboardInterrupt):
        importing.apply_import(plan=plan, by=cast.ada, at=at)
    monkeypatch.undo()
    rest = import_plan(text, "", Wishes(at.date()))
    assert (rest.count("unchanged"), rest.count("new")) == (1000, 200)
    importing.apply_import(plan=rest, by=cast.ada, at=at)
    assert Person.objects.filter(email__endswith="@a.example").count() == 1200


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("import_people", *arguments, stdout=said)
    return said.getvalue()


def test_the_command_shows_and_then_does(cast: Cast, tmp_path: Path) -> None:
    file, stays = tmp_path / "people.csv", tmp_path / "stays.csv"
    file.write_text(FILE + "8;Yves;nope;;;\n", encoding="utf-8")
    stays.write_text("person,start,team\n7,2024-01-01,Lab\n", encoding="utf-8")
    said = run(str(file), "--dry-run")
    assert "line 3: “nope” is not a mail address" in said
    assert "new: 1" in said
    assert not Person.objects.filter(external_ref="7").exists()
    assert "Done." in run(str(file), "--stays", str(stays), "--add-topics")
    zoe = Person.objects.get(external_ref="7")
    assert [stay.team.name for stay in zoe.memberships.all()] == ["Lab"]
    assert [row.topic.name_en for row in zoe.expertise.all()] == ["Go"]


@pytest.mark.parametrize(
    ("content", "extra", "sentence"),
    [
        (b"", (), "is empty"),
        (None, (), "cannot be read"),
        (b"mail,left\nines@atelier.example,2020-01-01\n", (), "would leave at once"),
        (b"id\n7\n", ("--by", "ines@atelier.example"), "no such administrator"),
    ],
)
def test_the_command_fails_with_one_sentence(
    cast: Cast, tmp_path: Path, content: bytes | None, extra: tuple[str, ...], sentence: str
) -> None:
    file = tmp_path / "people.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(str(file), *extra)


def test_the_dry_run_answers_for_its_day(cast: Cast, at: datetime) -> None:
    files = importing.SentFiles(b"mail,left\nines@atelier.example,2026-12-31\n")
    draft = importing.send_import(files=files, by=cast.ada, at=at)
    assert draft_plan(draft, at.date()).count("leaves") == 0
    assert draft_plan(draft, date(2027, 1, 1)).count("leaves") == 1
