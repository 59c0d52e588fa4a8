from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from portevoix.curate import tasks
from portevoix.curate.actions.answering import answer_item, save_item
from portevoix.curate.actions.reading_record import (
    LearningNotAgreed,
    drop_reading,
    erase_readings,
    remember_reading,
)
from portevoix.curate.models import Item, MustRead, Read
from portevoix.curate.queries.feed import profile_of, todays_items
from portevoix.curate.queries.learning import (
    learning_record,
    read_among,
    read_before,
    readings_of,
)
from portevoix.curate.rules.profiles import Signal
from portevoix.govern.actions import give_consent, lay_register, withdraw_consent
from portevoix.ledger.models import Entry
from portevoix.people.models import Person
from tests.conftest import NOON, Cast
from tests.curate.world import about, item, topic

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def register(cast: Cast) -> None:
    lay_register(at=NOON - 90 * DAY)


@pytest.fixture
def agreed(cast: Cast, register: None) -> Person:
    """Inès asked that what she reads be remembered."""
    agree(cast.ines, NOON - 60 * DAY)
    return cast.ines


def agree(person: Person, at: datetime) -> None:
    give_consent(purpose_key="learning", by=person, at=at)


def refuse(person: Person, at: datetime) -> None:
    withdraw_consent(purpose_key="learning", by=person, at=at)


def keys(person: Person, at: datetime) -> set[int]:
    return {one.item.pk for one in todays_items(person, at=at)}


def test_nothing_is_remembered_of_one_who_did_not_ask(
    cast: Cast, register: None, at: datetime
) -> None:
    with pytest.raises(LearningNotAgreed):
        remember_reading(item=item(), by=cast.ines, at=at)
    assert not Read.objects.exists()


def test_the_server_refuses_what_no_page_of_hers_would_send(
    as_ines: Client, cast: Cast, register: None
) -> None:
    assert as_ines.post(f"/items/{item().pk}/read/").status_code == 409
    assert not Read.objects.exists()


def test_no_link_says_where_unless_she_agreed(as_ines: Client, cast: Cast, register: None) -> None:
    piece = item()
    with time_machine.travel(NOON, tick=False):
        save_item(item=piece, by=cast.ines, at=NOON)
        for page in ("/", "/kept/", "/learn/"):
            assert "data-read-url" not in as_ines.get(page).text
            assert f"/items/{piece.pk}/read/" not in as_ines.get(page).text
        agree(cast.ines, NOON)
        for page in ("/", "/kept/", "/learn/"):
            assert f'data-read-url="/items/{piece.pk}/read/"' in as_ines.get(page).text


def test_reading_is_remembered_once_at_its_first_moment(agreed: Person, at: datetime) -> None:
    piece = item()
    remember_reading(item=piece, by=agreed, at=at)
    remember_reading(item=piece, by=agreed, at=at + DAY)
    assert [row.at for row in readings_of(agreed)] == [at]


def test_the_script_is_answered_without_a_page_and_the_button_with_one(
    as_ines: Client, agreed: Person
) -> None:
    piece = item()
    assert as_ines.post(f"/items/{piece.pk}/read/").status_code == 204
    assert as_ines.post(f"/items/{piece.pk}/read/", {"read": "no"}).status_code == 302
    assert not Read.objects.exists()
    as_ines.post(f"/items/{piece.pk}/read/", {"read": "yes", "next": "/kept/"})
    assert Read.objects.get().item == piece


def test_looking_at_a_page_remembers_nothing(as_ines: Client, agreed: Person) -> None:
    piece = item()
    assert as_ines.get(f"/items/{piece.pk}/read/").status_code == 405
    for page in ("/", "/learn/", "/learning/record.csv", "/learning/record.json"):
        as_ines.get(page)
    assert not Read.objects.exists()


def test_an_item_that_is_not_hers_to_see_is_no_reading(as_ines: Client, agreed: Person) -> None:
    piece = item(state=Item.State.PENDING)
    assert as_ines.post(f"/items/{piece.pk}/read/").status_code == 404


def test_what_she_withdrew_is_gone_at_once_and_erased_within_the_minute(
    agreed: Person, at: datetime
) -> None:
    remember_reading(item=item(), by=agreed, at=at)
    refuse(agreed, at)
    assert not readings_of(agreed).exists()
    assert learning_record(agreed) == []
    assert (tasks.forget_readings(), tasks.forget_readings()) == (1, 0)
    assert not Read.objects.exists()
    assert Entry.objects.filter(act="readings.erased", subject=agreed.ref).count() == 1


def test_agreeing_again_brings_nothing_back(agreed: Person, at: datetime) -> None:
    old, new = item(), item()
    remember_reading(item=old, by=agreed, at=at)
    remember_reading(item=new, by=agreed, at=at)
    refuse(agreed, at)
    agree(agreed, at + timedelta(seconds=1))
    assert not readings_of(agreed).exists()
    later = at + timedelta(seconds=5)
    remember_reading(item=new, by=agreed, at=later)
    assert [(row.item, row.at) for row in readings_of(agreed)] == [(new, later)]
    assert erase_readings(of=agreed, at=later) == 1
    assert erase_readings(of=agreed, at=later) == 0
    assert Read.objects.get().item == new
    assert Entry.objects.filter(act="readings.erased", subject=agreed.ref).count() == 1


def test_nobody_elses_record_is_erased_with_hers(cast: Cast, agreed: Person, at: datetime) -> None:
    agree(cast.theo, at - DAY)
    for person in (agreed, cast.theo):
        remember_reading(item=item(), by=person, at=at)
    refuse(agreed, at)
    tasks.forget_readings()
    assert Read.objects.get().person == cast.theo


def test_the_record_of_acts_holds_no_reading(agreed: Person, at: datetime) -> None:
    before = Entry.objects.count()
    remember_reading(item=item(), by=agreed, at=at)
    drop_reading(item=Read.objects.get().item, by=agreed, at=at)
    assert Entry.objects.count() == before


def test_what_she_read_is_not_offered_again_from_tomorrow_on(agreed: Person, at: datetime) -> None:
    read, other = item("Read already"), item("Not yet")
    remember_reading(item=read, by=agreed, at=at)
    assert {read.pk, other.pk} <= keys(agreed, at)
    assert keys(agreed, at + DAY) == {other.pk}
    refuse(agreed, at + DAY)
    assert keys(agreed, at + DAY) == {read.pk, other.pk}


def test_reading_counts_a_little_and_less_than_what_she_says_of_it(
    agreed: Person, at: datetime
) -> None:
    read, liked = item("Read"), item("Liked and read")
    for piece in (read, liked):
        remember_reading(item=piece, by=agreed, at=at)
    answer_item(item=liked, kind="more", by=agreed, at=at)
    answers = profile_of(agreed, before=at + DAY).answers
    assert {one.item.key: one.signal for one in answers} == {
        str(read.pk): Signal.READ,
        str(liked.pk): Signal.MORE,
    }


def test_what_she_read_is_known_of_some_items_and_before_a_moment(
    cast: Cast, agreed: Person, at: datetime
) -> None:
    read, other = item(), item()
    remember_reading(item=read, by=agreed, at=at)
    assert read_among(agreed, [read, other]) == {read.pk}
    assert read_before(agreed, at) == []
    assert read_before(agreed, at + DAY) == [read.pk]
    assert read_among(cast.theo, [read]) == frozenset()


def test_her_record_joins_what_she_read_and_saved_under_what_it_is_most_about(
    agreed: Person, at: datetime
) -> None:
    law, ruby = topic("law"), topic("ruby")
    both, saved = about(about(item("Both"), law, 0.4), ruby, 0.8), item("Only saved")
    remember_reading(item=both, by=agreed, at=at)
    save_item(item=both, by=agreed, at=at - DAY)
    save_item(item=saved, by=agreed, at=at - 2 * DAY)
    first, second = learning_record(agreed)
    assert (first.item, first.topic, first.read_at, first.saved_at) == (both, ruby, at, at - DAY)
    assert (second.item, second.topic, second.read_at) == (saved, None, None)


def test_learn_explains_itself_and_one_press_begins(
    as_ines: Client, cast: Cast, register: None
) -> None:
    page = as_ines.get("/learn/").text
    assert "nobody else ever sees it" in page
    said = {"purpose": "learning", "choice": "on", "next": "/learn/"}
    after = as_ines.post("/consent/", said, follow=True)
    assert after.redirect_chain[-1][0] == "/learn/"
    assert "Nothing yet" in after.text


def test_learn_says_so_where_the_register_does_not_allow_it(as_ines: Client, cast: Cast) -> None:
    assert "does not allow it here" in as_ines.get("/learn/").text


def test_learn_shows_months_topics_and_a_picture_with_its_table(
    as_ines: Client, agreed: Person, at: datetime
) -> None:
    law, ruby = topic("law"), topic("ruby")
    for subject, title, back in ((ruby, "Ruby one", 0), (ruby, "Ruby two", 1), (law, "Law", 40)):
        remember_reading(item=about(item(title), subject), by=agreed, at=at - back * DAY)
    remember_reading(item=item("Of no topic"), by=agreed, at=at)
    page = as_ines.get("/learn/").text
    assert "Ruby comes first" in page
    assert page.index("November 2026") < page.index("September 2026")
    assert page.index("Ruby one") < page.index("Ruby two") < page.index("Of no topic")
    assert "Without a topic" in page
    assert "The same as a table" in page


def test_her_record_can_be_taken_away_as_a_table_and_as_json(
    as_ines: Client, agreed: Person, at: datetime
) -> None:
    piece = about(item('=HYPERLINK("https://evil.example")'), topic("law"))
    remember_reading(item=piece, by=agreed, at=at)
    table = as_ines.get("/learning/record.csv")
    (row,) = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
    assert row["title"] == '\'=HYPERLINK("https://evil.example")'
    assert (row["topic"], row["read_at"], row["saved_at"]) == ("Law", at.isoformat(), "")
    assert "attachment" in table["Content-Disposition"]
    (same,) = json.loads(as_ines.get("/learning/record.json").content)
    assert (same["title"], same["saved_at"]) == (piece.title, None)


def test_what_is_taken_away_is_empty_without_consent_and_never_anothers(
    as_lea: Client, cast: Cast, agreed: Person, at: datetime
) -> None:
    remember_reading(item=item("Hers alone"), by=agreed, at=at)
    assert json.loads(as_lea.get("/learning/record.json").content) == []
    assert "Hers alone" not in as_lea.get("/learning/record.csv").content.decode()


def test_confirming_an_asked_reading_is_remembered_only_where_she_agreed(
    cast: Cast, agreed: Person, at: datetime
) -> None:
    row = MustRead.objects.create(
        item=item(), why="It matters", until_on=at.date(), asked_at=at, asked_by=cast.lea
    )
    with time_machine.travel(at, tick=False):
        for person in (agreed, cast.theo):
            browser = Client()
            browser.force_login(person)
            browser.post(f"/must-read/{row.pk}/confirm/")
    assert Read.objects.get().person == agreed
    assert row.confirmations.count() == 2
