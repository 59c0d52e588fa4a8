from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils.formats import date_format

from portevoix.govern.actions import lay_register, publish_charter
from portevoix.govern.models import Charter, Purpose
from portevoix.govern.queries import has_signed, is_open, safeguard
from portevoix.people.models import Organisation, Person
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

DESK = ["/desk/purposes/", "/desk/purposes/byoi/", "/desk/safeguards/", "/desk/charter/"]
WRITING = [
    ("/desk/purposes/byoi/", {"basis": "consent"}),
    ("/desk/safeguards/", {"key": "group_minimum", "value": "8"}),
    ("/desk/charter/", {"text_en": "Obey.", "text_fr": "Obéissez."}),
]
BYOI = {
    "basis": "consent",
    "retention_days": "365",
    "notice_en": "You declare it.",
    "notice_fr": "Vous le déclarez.",
    "assessment_ref": "DPIA 3",
    "council_consulted_on": "2026-09-14",
}


@pytest.fixture(autouse=True)
def house(cast: Cast, at: datetime) -> None:
    lay_register(at=at)


@pytest.fixture
def charter(cast: Cast, at: datetime) -> Charter:
    text = "Hello.\n\n# Promise\n\n1. Be *kind*.\n"
    return publish_charter(text_en=text, text_fr=f"Bonjour.\n\n{text}", by=cast.paul, at=at)


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def as_paul(cast: Cast) -> Client:
    return browser_of(cast.paul)


@pytest.fixture
def as_rosa(cast: Cast) -> Client:
    return browser_of(cast.rosa)


def text_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", [*DESK, "/desk/charter/1/"])
@pytest.mark.parametrize("who", ["ines", "karim", "lea"])
def test_the_desk_is_closed_to_employees_and_managers(cast: Cast, who: str, path: str) -> None:
    assert browser_of(getattr(cast, who)).get(path).status_code == 403


@pytest.mark.parametrize("path", DESK)
def test_a_staff_representative_reads_everything_and_finds_no_form(
    as_rosa: Client, charter: Charter, path: str
) -> None:
    page = text_of(as_rosa, path)
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main


@pytest.mark.parametrize(("path", "form"), WRITING)
def test_a_staff_representative_cannot_write(
    as_rosa: Client, path: str, form: dict[str, str]
) -> None:
    assert as_rosa.post(path, form).status_code == 403
    assert safeguard("group_minimum") == 5
    assert Charter.objects.current() is None
    assert Purpose.objects.get(key="byoi").basis == ""


def test_the_charter_is_a_document_that_waits_for_a_signature(
    as_ines: Client, cast: Cast, charter: Charter, at: datetime
) -> None:
    page = text_of(as_ines, "/charter/")
    assert "<h3>Promise</h3>" in page
    assert "<em>kind</em>" in page
    assert f"Version 1, in force since {date_format(at, 'DATE_FORMAT')}" in page
    assert "I sign version 1" in page
    signed = as_ines.post("/charter/sign/", {"version": "1"}, follow=True).content.decode()
    assert "You signed this version on" in signed
    assert "I sign version 1" not in signed
    assert has_signed(cast.ines)


def test_the_charter_bears_the_name_of_the_house(as_ines: Client, charter: Charter) -> None:
    assert "<h2>Charter of Atelier Nord</h2>" in text_of(as_ines, "/charter/")
    Organisation.objects.all().delete()
    assert "<h2>Charter</h2>" in text_of(as_ines, "/charter/")


def test_signing_returns_to_what_was_being_done(as_ines: Client, charter: Charter) -> None:
    assert 'name="next" value="/learn/"' in text_of(as_ines, "/charter/?next=/learn/")
    answer = as_ines.post("/charter/sign/", {"version": "1", "next": "/learn/"})
    assert answer.headers["Location"] == "/learn/"


def test_signing_never_leads_elsewhere(as_ines: Client, charter: Charter) -> None:
    assert "evil.example" not in text_of(as_ines, "/charter/?next=//evil.example/")
    answer = as_ines.post("/charter/sign/", {"version": "1", "next": "//evil.example/"})
    assert answer.headers["Location"] == "/charter/"


def test_a_changed_charter_asks_to_be_signed_again(
    as_ines: Client, cast: Cast, charter: Charter, at: datetime
) -> None:
    as_ines.post("/charter/sign/", {"version": "1"})
    publish_charter(text_en="Be kinder.", text_fr="Soyez meilleurs.", by=cast.paul, at=at)
    assert "It has changed since you signed it" in text_of(as_ines, "/charter/")
    outdated = as_ines.post("/charter/sign/", {"version": "1"})
    assert outdated.status_code == 409
    assert "please read the new version" in outdated.content.decode()


def test_signing_without_saying_what_signs_nothing(
    as_ines: Client, cast: Cast, charter: Charter
) -> None:
    assert as_ines.post("/charter/sign/", {}).headers["Location"] == "/charter/"
    assert not has_signed(cast.ines)


def test_without_a_charter_the_page_says_who_writes_it(as_ines: Client, as_paul: Client) -> None:
    assert "HR and legal will publish it" in text_of(as_ines, "/charter/")
    assert 'href="/desk/charter/"' in text_of(as_paul, "/charter/")


def test_the_first_version_starts_from_our_text(as_paul: Client) -> None:
    page = text_of(as_paul, "/desk/charter/")
    assert "Refusing is free" in page
    assert "Refuser est libre" in page


def test_hr_reads_the_next_version_before_publishing_it(as_paul: Client) -> None:
    texts = {"text_en": "# Be kind", "text_fr": "# Soyez bons"}
    preview = as_paul.post("/desk/charter/", texts | {"preview": "yes"})
    assert "<h4>Soyez bons</h4>" in preview.content.decode()
    assert Charter.objects.current() is None
    assert as_paul.post("/desk/charter/", texts).status_code == 302
    current = Charter.objects.current()
    assert current
    assert (current.version, current.text_en) == (1, "# Be kind")


def test_nobody_signs_the_same_text_twice(as_paul: Client, charter: Charter) -> None:
    same = {"text_en": charter.text_en, "text_fr": charter.text_fr.replace("\n", "\r\n")}
    answer = as_paul.post("/desk/charter/", same)
    assert answer.status_code == 422
    assert "the same text twice" in answer.content.decode()


def test_a_charter_in_one_language_is_not_published(as_paul: Client) -> None:
    assert as_paul.post("/desk/charter/", {"text_en": "Be kind."}).status_code == 422
    assert Charter.objects.current() is None


def test_every_version_can_be_read_as_it_was(
    as_rosa: Client, cast: Cast, charter: Charter, at: datetime
) -> None:
    publish_charter(text_en="Be kinder.", text_fr="Soyez meilleurs.", by=cast.paul, at=at)
    assert "/desk/charter/1/" in text_of(as_rosa, "/desk/charter/")
    assert "<em>kind</em>" in text_of(as_rosa, "/desk/charter/1/")
    assert as_rosa.get("/desk/charter/3/").status_code == 404


def test_the_register_says_what_is_open_and_what_is_missing(as_rosa: Client) -> None:
    page = text_of(as_rosa, "/desk/purposes/")
    assert "the impact assessment" in page
    assert "Kept for 25 months." in page
    assert "It could be used to watch people." in page


def test_a_register_without_a_shut_purpose_lists_none(as_rosa: Client) -> None:
    Purpose.objects.filter(can_watch=True).delete()
    assert "Still missing" not in text_of(as_rosa, "/desk/purposes/")


def test_hr_completes_a_purpose_and_its_gate_opens(as_paul: Client) -> None:
    answer = as_paul.post("/desk/purposes/byoi/", BYOI, follow=True)
    assert "this purpose is open" in answer.content.decode()
    assert is_open("byoi")


def test_an_incomplete_purpose_is_kept_and_stays_shut(as_paul: Client) -> None:
    answer = as_paul.post("/desk/purposes/byoi/", BYOI | {"assessment_ref": ""}, follow=True)
    assert "stays shut for now" in answer.content.decode()
    assert Purpose.objects.get(key="byoi").retention_days == 365
    assert not is_open("byoi")


def test_a_wrong_value_is_said_and_nothing_is_written(as_paul: Client) -> None:
    answer = as_paul.post("/desk/purposes/byoi/", BYOI | {"retention_days": "0"})
    assert answer.status_code == 422
    assert Purpose.objects.get(key="byoi").basis == ""


def test_opening_a_purpose_and_saving_it_asks_nobody_again(as_paul: Client, cast: Cast) -> None:
    browser = browser_of(cast.ines)
    browser.post("/consent/", {"purpose": "publish", "choice": "on"})
    before = Purpose.objects.get(key="publish")
    form = {
        "basis": before.basis,
        "retention_days": str(before.retention_days),
        "notice_en": before.notice_en,
        "notice_fr": before.notice_fr,
    }
    as_paul.post("/desk/purposes/publish/", form)
    assert Purpose.objects.get(key="publish") == before
    assert "On since" in text_of(browser, "/my-data/")


def test_an_ordinary_purpose_asks_for_no_assessment(as_paul: Client) -> None:
    assert "assessment" not in text_of(as_paul, "/desk/purposes/links/")


def test_hr_sets_a_safeguard(as_paul: Client) -> None:
    answer = as_paul.post("/desk/safeguards/", {"key": "group_minimum", "value": "8"}, follow=True)
    page = answer.content.decode()
    assert "The change is in the record" in page
    assert "Set on" in page
    assert safeguard("group_minimum") == 8


def test_a_safeguard_out_of_bounds_is_said_beside_it(as_paul: Client) -> None:
    answer = as_paul.post("/desk/safeguards/", {"key": "group_minimum", "value": "4"})
    assert answer.status_code == 422
    assert "greater than or equal to 5" in answer.content.decode()
    assert safeguard("group_minimum") == 5


def test_a_safeguard_that_does_not_exist_is_not_set(as_paul: Client) -> None:
    assert as_paul.post("/desk/safeguards/", {"key": "moon", "value": "1"}).status_code == 422


def test_nobody_is_told_who_signed(
    as_ines: Client, as_paul: Client, cast: Cast, charter: Charter
) -> None:
    paths = [*DESK, "/desk/charter/1/", "/charter/"]
    before = [without_tokens(text_of(as_paul, path)) for path in paths]
    as_ines.post("/charter/sign/", {"version": "1"})
    assert has_signed(cast.ines)
    assert [without_tokens(text_of(as_paul, path)) for path in paths] == before


def without_tokens(page: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", page)
