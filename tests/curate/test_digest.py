from __future__ import annotations

import re
from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.utils import translation
from pytest_django import Settings

from portevoix.curate.actions.digesting import NoMail, ask_for_digest, begin_digest, stop_digest
from portevoix.curate.actions.reviewing import decline_item
from portevoix.curate.models import Item
from portevoix.curate.queries.digest import (
    agreed_to_digests,
    digest_of,
    letter_of,
    offers_digests,
    subject_of,
)
from portevoix.govern.actions import NoLongerHere, lay_register
from portevoix.govern.queries import is_agreed
from portevoix.notify.actions.delivering import conclude_sending, take_delivery
from portevoix.notify.channels.letters import Letter
from portevoix.notify.models import Delivery, Preference
from portevoix.notify.rules.handing import SENT
from portevoix.people.models import Person
from tests.conftest import NOON, Cast
from tests.curate.digest_world import DAY, SERVER, a_watch, news, wanting
from tests.curate.world import item
from tests.notify.world import EVERY_DAY, MONDAYS, planned

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def mail_is_set_up(settings: Settings) -> None:
    settings.MAIL = SERVER
    settings.PUBLIC_URL = "https://portevoix.example"


def letter_to(person: Person, at: datetime = NOON) -> Letter:
    made = letter_of(planned(person, at), at=at)
    assert made is not None
    return made[1]


def sent_to(person: Person, at: datetime) -> list[int]:
    delivery = planned(person, at)
    assert take_delivery(delivery=delivery, at=at)
    made = letter_of(delivery, at=at)
    assert made is not None
    digest, letter = made
    assert begin_digest(delivery=delivery, digest=digest, letter=letter, at=at)
    conclude_sending(delivery=delivery, handed=SENT, at=at)
    return digest.keys


def keys(person: Person, at: datetime, **more: frozenset[int]) -> list[int]:
    return digest_of(person, at=at, **more).keys


def test_it_holds_up_to_seven_new_stories_of_her_own_field_with_their_reasons(cast: Cast) -> None:
    a_watch(cast.ines, stories=9)
    stories = digest_of(cast.ines, at=NOON).stories
    assert len(stories) == 7
    assert {story["reason"] for story in stories} & {"You know Kubernetes"}


def test_nothing_comes_twice_and_the_next_holds_what_came_since(cast: Cast) -> None:
    first = a_watch(cast.ines)
    wanting(cast.ines)
    assert set(sent_to(cast.ines, NOON)) == {piece.pk for piece in first}
    assert keys(cast.ines, NOON + DAY) == []
    second = news(2, NOON + 20 * HOUR)
    assert set(keys(cast.ines, NOON + DAY)) == {piece.pk for piece in second}


def test_a_story_of_an_earlier_digest_does_not_come_by_another_source(cast: Cast) -> None:
    first = a_watch(cast.ines)
    wanting(cast.ines)
    sent_to(cast.ines, NOON)
    item(first[0].title, found_at=NOON + HOUR, published_at=NOON + HOUR)
    other = item("A wholly different story", found_at=NOON + HOUR, published_at=NOON + HOUR)
    assert keys(cast.ines, NOON + DAY) == [other.pk]


def test_what_she_shared_and_what_was_declined_is_not_told(cast: Cast, at: datetime) -> None:
    pieces = a_watch(cast.ines)
    decline_item(item=pieces[1], by=cast.lea, at=at)
    assert keys(cast.ines, NOON, shared=frozenset({pieces[0].pk})) == [pieces[2].pk]


def test_the_first_one_reaches_back_a_week(cast: Cast) -> None:
    a_watch(cast.ines, found_at=NOON - 8 * DAY)
    new = news(1, NOON - 6 * DAY)
    assert keys(cast.ines, NOON) == [new[0].pk]


def test_without_news_there_is_no_letter(cast: Cast) -> None:
    wanting(cast.ines)
    assert letter_of(planned(cast.ines), at=NOON) is None


def test_the_subject_says_the_best_story_plainly(cast: Cast) -> None:
    a_watch(cast.ines, stories=1)
    Item.objects.update(title="🚀 Kubernetes 1.40:\nwhat changes")
    assert subject_of(digest_of(cast.ines, at=NOON)) == "Kubernetes 1.40: what changes"
    news(2, NOON - HOUR)
    assert subject_of(digest_of(cast.ines, at=NOON)).endswith(", and 2 more stories")


class Seen(HTMLParser):
    """Everything in a mail that could call somebody."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [str(value) for name, value in attrs if name == "href"]


def test_nothing_in_the_mail_tells_who_read_it(cast: Cast) -> None:
    pieces = a_watch(cast.ines, cast.theo)
    letters = []
    for person in (cast.ines, cast.theo):
        wanting(person)
        letters.append(letter_to(person))
    for letter in letters:
        seen = Seen(letter.html)
        assert not seen.tags & {"img", "script", "link", "iframe", "object", "audio", "video"}
        assert not seen.attributes & {"src", "srcset", "background", "poster"}
        assert "url(" not in letter.html
        assert "@import" not in letter.html
        ours = {f"https://portevoix.example{path}" for path in ("/", "/mail/")}
        assert set(seen.links) == {piece.url for piece in pieces} | ours | {letter.stop_url}
    # But for the link that stops it, two readers' links are the same.
    ines, theo = ({*Seen(letter.html).links} - {letter.stop_url} for letter in letters)
    assert ines == theo


def test_the_text_says_all_that_the_page_says(cast: Cast) -> None:
    a_watch(cast.ines)
    wanting(cast.ines)
    letter = letter_to(cast.ines)
    words = re.sub(r"\s+", " ", letter.text)
    for story in digest_of(cast.ines, at=NOON).stories:
        for told in (story["title"], story["source"], story["reason"], story["url"]):
            assert told in words
            assert told in letter.html
    assert set(Seen(letter.html).links) == set(re.findall(r"https://\S+", letter.text))
    assert "&" not in letter.text


def test_titles_stay_words_in_html_and_in_text(cast: Cast) -> None:
    a_watch(cast.ines, stories=1)
    Item.objects.update(title="<script>alert(1)</script> & Co")
    wanting(cast.ines)
    letter = letter_to(cast.ines)
    assert "script" not in Seen(letter.html).tags
    assert "<script>alert(1)</script> & Co" in letter.text


def test_it_speaks_her_language_and_says_why_she_gets_it(cast: Cast) -> None:
    a_watch(cast.ines)
    cast.ines.language = "fr"
    cast.ines.save(update_fields=["language"])
    wanting(cast.ines)
    with translation.override("en"):
        letter = letter_to(cast.ines)
    assert letter.language == "fr"
    assert '<html lang="fr"' in letter.html
    assert "lundi 2 novembre" in letter.text


def test_a_weekly_one_says_so(cast: Cast) -> None:
    a_watch(cast.ines)
    wanting(cast.ines, MONDAYS)
    letter = letter_to(cast.ines)
    assert "Your week" in letter.text
    assert "once a week" in letter.text


def test_asking_is_agreeing_and_stopping_withdraws(cast: Cast, at: datetime) -> None:
    assert not is_agreed(cast.ines, "digest")
    wanting(cast.ines)
    assert set(agreed_to_digests()) == {cast.ines}
    assert stop_digest(by=cast.ines, at=at)
    assert not stop_digest(by=cast.ines, at=at)
    assert set(agreed_to_digests()) == set()
    assert Preference.objects.get().weekdays == "01234"


def test_nobody_gets_it_without_asking(cast: Cast, at: datetime) -> None:
    lay_register(at=at)
    assert set(agreed_to_digests()) == set()


def test_nothing_is_asked_where_mail_is_not_set_up(
    cast: Cast, at: datetime, settings: Settings
) -> None:
    lay_register(at=at)
    settings.MAIL = {}
    assert not offers_digests()
    with pytest.raises(NoMail):
        ask_for_digest(rhythm=EVERY_DAY, by=cast.ines, at=at)


def test_whoever_left_asks_for_nothing_new(cast: Cast, at: datetime) -> None:
    lay_register(at=at)
    with pytest.raises(NoLongerHere):
        ask_for_digest(rhythm=EVERY_DAY, by=cast.sofia, at=at)


def test_who_stopped_it_meanwhile_is_not_written_to(cast: Cast, at: datetime) -> None:
    a_watch(cast.ines)
    wanting(cast.ines)
    delivery = planned(cast.ines)
    take_delivery(delivery=delivery, at=at)
    made = letter_of(delivery, at=at)
    assert made is not None
    stop_digest(by=cast.ines, at=at)
    assert not begin_digest(delivery=delivery, digest=made[0], letter=made[1], at=at)
    row = Delivery.objects.get()
    assert (row.state, row.reason) == ("skipped", "stopped")


def test_what_was_not_told_after_all_comes_the_next_time(cast: Cast, at: datetime) -> None:
    pieces = a_watch(cast.ines)
    wanting(cast.ines)
    sent_to(cast.ines, NOON)
    Delivery.objects.update(state=Delivery.State.REFUSED)
    assert set(keys(cast.ines, NOON + DAY)) == {piece.pk for piece in pieces}
    Delivery.objects.update(state=Delivery.State.UNKNOWN)
    assert keys(cast.ines, NOON + DAY) == []
