from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from portevoix.curate.actions.answering import (
    AnswerUnknown,
    answer_item,
    drop_saved,
    save_item,
    take_back_answer,
)
from portevoix.curate.models import Answer, Item, Saved
from portevoix.curate.personal_data import HOLDER
from portevoix.ledger.models import Entry
from portevoix.people.models import Person
from tests.conftest import Cast
from tests.curate.world import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered() -> Item:
    """One item that is news, whatever the day of the test."""
    from django.utils import timezone

    now = timezone.now()
    return item("One story", published_at=now, found_at=now)


def test_a_new_answer_replaces_the_one_before(cast: Cast, at: datetime) -> None:
    piece = item()
    answer_item(item=piece, kind="more", by=cast.ines, at=at)
    answer_item(item=piece, kind="less", by=cast.ines, at=at + timedelta(hours=1))
    assert [(row.kind, row.person) for row in Answer.objects.all()] == [("less", cast.ines)]


def test_an_unknown_answer_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(AnswerUnknown):
        answer_item(item=item(), kind="hate", by=cast.ines, at=at)
    assert not Entry.objects.exists()


def test_an_answer_is_taken_back(cast: Cast, at: datetime) -> None:
    piece = item()
    answer_item(item=piece, kind="more", by=cast.ines, at=at)
    answer_item(item=piece, kind="more", by=cast.theo, at=at)
    assert take_back_answer(item=piece, by=cast.ines, at=at)
    assert not take_back_answer(item=piece, by=cast.ines, at=at)
    assert Answer.objects.get().person == cast.theo


def test_keeping_twice_is_once(cast: Cast, at: datetime) -> None:
    piece = item()
    save_item(item=piece, by=cast.ines, at=at)
    save_item(item=piece, by=cast.ines, at=at + timedelta(hours=1))
    assert Saved.objects.get().at == at
    assert drop_saved(item=piece, by=cast.ines, at=at)
    assert not drop_saved(item=piece, by=cast.ines, at=at)
    assert not Saved.objects.exists()


def test_the_record_does_not_say_which_item(cast: Cast, at: datetime) -> None:
    piece = item()
    answer_item(item=piece, kind="not_my_field", by=cast.ines, at=at)
    save_item(item=piece, by=cast.ines, at=at)
    drop_saved(item=piece, by=cast.ines, at=at)
    take_back_answer(item=piece, by=cast.ines, at=at)
    rows = Entry.objects.in_order().values_list("act", "subject", "details")
    assert list(rows) == [
        ("item.answered", "", {}),
        ("item.saved", "", {}),
        ("item.dropped", "", {}),
        ("item.answer_taken_back", "", {}),
    ]


def test_answers_are_their_authors_alone(cast: Cast, at: datetime) -> None:
    answer_item(item=item(), kind="more", by=cast.ines, at=at)
    save_item(item=item(), by=cast.ines, at=at)
    for other in (cast.karim, cast.lea, cast.paul, cast.rosa, cast.ada):
        assert not Answer.objects.visible_to(other).exists()
        assert not Saved.objects.visible_to(other).exists()


@pytest.mark.parametrize("state", [Item.State.PENDING, Item.State.DECLINED])
def test_what_is_not_offered_does_not_exist_for_employees(
    cast: Cast, as_ines: Client, state: str
) -> None:
    hidden = item(state=state)
    assert list(Item.objects.visible_to(cast.lea)) == [hidden]
    assert list(Item.objects.visible_to(cast.ines)) == []
    assert list(Item.objects.visible_to(cast.sofia)) == []
    for act in ("answer", "save"):
        assert as_ines.post(f"/items/{hidden.pk}/{act}/", {"answer": "more"}).status_code == 404
    assert as_ines.get(f"/items/{hidden.pk}/picture/").status_code == 404


def story_in(page: str, piece: Item) -> str:
    found = re.search(rf'<article[^>]* id="story-{piece.pk}".*?</article>', page, re.DOTALL)
    # Each page has its own token.
    return re.sub(r'value="\w{64}"', "", found.group()) if found else ""


@pytest.mark.parametrize(
    ("act", "sent", "shown"),
    [
        ("answer", {"answer": "more"}, "Noted: more like this."),
        ("answer", {"answer": "less"}, "Noted: less of this."),
        ("answer", {"answer": "not_my_field"}, "Noted: this field is not yours."),
        ("save", {"saved": "yes"}, "Saved"),
    ],
)
def test_a_fragment_and_a_reload_give_the_same_story(
    as_ines: Client, offered: Item, act: str, sent: dict[str, str], shown: str
) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/"}
    place = f"/items/{offered.pk}/{act}/"
    fragment = as_ines.post(place, sent, headers=headers, follow=True).content.decode()
    reload = as_ines.get("/").content.decode()
    assert shown in story_in(reload, offered)
    assert story_in(fragment, offered) == story_in(reload, offered)


def test_what_is_said_twice_is_said_once_and_may_be_taken_back(
    as_ines: Client, offered: Item
) -> None:
    place = f"/items/{offered.pk}/"
    for _ in range(2):
        as_ines.post(f"{place}save/", {"saved": "yes"})
    assert Saved.objects.count() == 1
    as_ines.post(f"{place}save/", {"saved": "no"})
    assert not Saved.objects.exists()
    as_ines.post(f"{place}answer/", {"answer": "more"})
    answer = as_ines.post(f"{place}answer/", {"answer": "none"})
    assert answer.headers["Location"] == f"/#story-{offered.pk}"
    assert not Answer.objects.exists()
    assert as_ines.post(f"{place}answer/", {"answer": "hate"}).status_code == 409


def test_she_finds_again_what_she_saved_and_answered(
    cast: Cast, as_ines: Client, at: datetime
) -> None:
    saved, answered, foreign = item("Saved one"), item("Answered one"), item("Foreign one")
    save_item(item=saved, by=cast.ines, at=at)
    answer_item(item=answered, kind="less", by=cast.ines, at=at + timedelta(hours=1))
    save_item(item=foreign, by=cast.karim, at=at)
    page = as_ines.get("/kept/").content.decode()
    assert page.index("Answered one") < page.index("Saved one")
    assert "You asked for less of this." in page
    assert "Foreign one" not in page
    sent = {"saved": "no", "next": "/kept/"}
    answer = as_ines.post(f"/items/{saved.pk}/save/", sent)
    assert answer.headers["Location"].startswith("/kept/")
    assert "Saved one" not in as_ines.get("/kept/").content.decode()


def test_what_is_hers_is_exported_and_forgotten(cast: Cast, at: datetime) -> None:
    def held(person: Person) -> dict[str, int]:
        return {name: len(rows) for name, rows in HOLDER.export(person).items() if rows}

    piece = item("A story")
    for person in (cast.ines, cast.karim):
        answer_item(item=piece, kind="more", by=person, at=at)
        save_item(item=piece, by=person, at=at)
    exported = {name: rows for name, rows in HOLDER.export(cast.ines).items() if rows}
    row = {"title": "A story", "url": piece.url, "at": at}
    assert exported == {"curate.Answer": [row | {"answer": "more"}], "curate.Saved": [row]}
    HOLDER.forget(cast.ines, at=at)
    assert held(cast.ines) == {}
    assert held(cast.karim) == {"curate.Answer": 1, "curate.Saved": 1}
