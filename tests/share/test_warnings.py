"""What an author is told before she shares: why, and what she can do; nobody else is told."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portevoix.curate.models import Item
from portevoix.govern.actions import keep_confidential
from portevoix.people.models import Expertise, Organisation, Topic
from portevoix.share.actions.composing import edit_words
from portevoix.share.actions.suggesting import suggest_words
from portevoix.share.models import Draft, Picture, Share, TextMark
from portevoix.share.queries.warnings import warnings_on
from portevoix.share.rules.secrets import secrets_in
from portevoix.share.rules.words import is_near_copy, marks_of
from tests.conftest import Cast
from tests.share.world import WORDS, a_share, an_item, ready_to_share

pytestmark = pytest.mark.django_db
OWN = "Mine alone: three nights, two of them asleep, and a cluster that moved."


@pytest.fixture
def item(cast: Cast, at: datetime) -> Item:
    ready_to_share(cast.ines, at)
    ready_to_share(cast.karim, at)
    return an_item(at)


def keys(words: str, item: Item, cast: Cast) -> list[str]:
    return [one.key for one in warnings_on(words, item, cast.ines)]


def test_words_of_her_own_are_not_commented_on(cast: Cast, item: Item) -> None:
    assert keys(OWN, item, cast) == []
    assert keys("", item, cast) == []


def test_a_near_copy_of_a_published_text_is_said_whatever_the_item(
    cast: Cast, item: Item, at: datetime
) -> None:
    theirs = a_share(cast.karim, at)
    assert theirs.item != item
    # What is planned is nobody else's business, and what was cancelled is nobody's.
    for state in ("scheduled", "ask_person", "cancelled"):
        Share.objects.update(state=state)
        assert keys(WORDS, item, cast) == []
    Share.objects.update(state="sent", sent_at=at)
    assert keys(f"Well: {WORDS.upper()}", item, cast) == ["close"]
    assert keys(OWN, item, cast) == []
    said = " ".join(f"{one.why} {one.remedy}" for one in warnings_on(WORDS, item, cast.ines))
    assert "Karim" not in said


def test_ones_own_earlier_words_are_no_copy(cast: Cast, item: Item, at: datetime) -> None:
    a_share(cast.ines, at)
    Share.objects.update(state="sent", sent_at=at)
    assert keys(WORDS, item, cast) == []


def test_marks_follow_the_words(cast: Cast, item: Item, at: datetime) -> None:
    share = a_share(cast.karim, at)
    edit_words(share=share, words=OWN, by=cast.karim, at=at)
    assert set(TextMark.objects.values_list("digest", flat=True)) == marks_of(OWN)


def test_ten_thousand_texts_are_asked_in_two_questions(
    cast: Cast, item: Item, at: datetime, django_assert_max_num_queries: object
) -> None:
    theirs = a_share(cast.karim, at)
    Share.objects.update(state="sent", sent_at=at)
    TextMark.objects.bulk_create(TextMark(share=theirs, digest=number) for number in range(5_000))
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(9):
        keys(WORDS, item, cast)


def test_confidential_words_are_named_with_their_reason(
    cast: Cast, item: Item, at: datetime
) -> None:
    keep_confidential(phrase="projet Aurore", why="Ask Paul first.", by=cast.paul, at=at)
    keep_confidential(phrase="Zeta", why="", by=cast.paul, at=at)
    one, other = warnings_on("Les projets Aurore de Zeta", item, cast.ines)
    assert "projets Aurore" in one.why
    assert one.remedy == "Ask Paul first."
    assert "HR or legal" in other.remedy


def test_the_house_is_named_where_its_own_page_is_shared(cast: Cast, item: Item) -> None:
    Organisation.objects.update(website="https://news.example")
    assert keys(OWN, item, cast) == ["disclosure"]
    assert keys(f"I work at Atelier Nord. {OWN}", item, cast) == []


def test_another_field_than_hers_is_said_gently(cast: Cast, item: Item, at: datetime) -> None:
    cloud = Topic.objects.create(slug="cloud", name_en="Cloud", name_fr="Cloud", field="tech")
    law = Topic.objects.create(slug="law", name_en="Law", name_fr="Droit", field="law")
    item.about.create(topic=cloud, score=0.9)
    # Who declared nothing is told nothing.
    assert keys(OWN, item, cast) == []
    Expertise.objects.create(person=cast.ines, topic=law, declared_at=at)
    assert keys(OWN, item, cast) == ["field"]
    Expertise.objects.create(person=cast.ines, topic=cloud, declared_at=at)
    assert keys(OWN, item, cast) == []


def test_a_picture_without_description_is_said_once_it_is_there(
    cast: Cast, item: Item, at: datetime
) -> None:
    draft = Draft.objects.create(person=cast.ines, item=item, saved_at=at)
    bare = Picture(draft=draft, content=b"", width=1, height=1, added_at=at)
    assert [one.key for one in warnings_on(OWN, item, cast.ines, [bare, bare])] == ["alt"]
    bare.alt = "A red square"
    assert not warnings_on(OWN, item, cast.ines, [bare])


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        "xoxb-" + "1234567890-abcdef",
        "-----BEGIN RSA PRIVATE KEY-----",
        "postgres://ines:hunter22@db.example/app",
        "sk_live_" + "4eC39HqLyjWDarjtT1",
        "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF2QT4",
    ],
)
def test_a_key_is_seen_and_never_repeated(cast: Cast, item: Item, text: str) -> None:
    (warned,) = warnings_on(f"Look: {text}", item, cast.ines)
    assert warned.key == "secret"
    assert text not in warned.why + warned.remedy


def test_words_of_a_language_are_no_keys() -> None:
    for words in (
        "anticonstitutionnellement",
        "https://a.fr/x?y=z",
        "Écrivez à lea@atelier.fr : !",
    ):
        assert secrets_in(words) == ()


def steps(client: Client, item: Item, at: datetime, words: str) -> list[int]:
    """What it takes from the page to a share, press by press."""
    url, presses = reverse("share:compose", args=[item.pk]), []
    posted = {"words": words, "places": "intent-linkedin", "moment": "now"}
    with time_machine.travel(at, tick=False):
        presses.append(client.get(url).status_code)
        while len(presses) < 5:
            response = client.post(url, posted)
            presses.append(response.status_code)
            if response.status_code == 302:
                break
            warned = re.search(r'name="warned_of" value="([^"]+)"', response.content.decode())
            posted["warned_of"] = warned[1] if warned else ""
    return presses


def test_no_step_is_asked_of_own_words_that_a_copied_text_skips(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    suggest_words(item=item, words=WORDS, language="en", by=cast.lea, at=at)
    assert steps(as_ines, item, at, OWN) == steps(as_ines, item, at, WORDS) == [200, 302]
    # Once a colleague has said it, the copy has one step more, and own words none.
    a_share(cast.karim, at)
    Share.objects.filter(person=cast.karim).update(state="sent", sent_at=at)
    Share.objects.filter(person=cast.ines).delete()
    assert steps(as_ines, item, at, OWN) == [200, 302]
    assert steps(as_ines, item, at, WORDS) == [200, 422, 302]


def test_no_button_puts_a_suggestion_into_the_field_or_sends_it(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    suggest_words(item=item, words=WORDS, language="en", by=cast.lea, at=at)
    html = as_ines.get(reverse("share:compose", args=[item.pk])).content.decode()
    fold = html[html.index('<div class="suggestion">') :]
    fold = fold[: fold.index("</details>")]
    assert re.findall(r"<(?:button|a|form|input)\b[^>]*>", fold) == [
        re.search(r'<button class="word-button" type="button" data-copy[^>]*>', fold)[0]  # type: ignore[index]
    ]


def test_suggestions_are_those_of_her_language(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    for words, language in (("Two words.", "en"), ("More words.", "en"), ("Deux mots.", "fr")):
        suggest_words(item=item, words=words, language=language, by=cast.lea, at=at)
    url = reverse("share:compose", args=[item.pk])
    html = as_ines.get(url).content.decode()
    assert "Two words." in html
    assert "More words." in html
    assert "Deux mots." not in html
    cast.ines.language = "de"
    cast.ines.save()
    assert "Deux mots." in as_ines.get(url).content.decode()


def test_what_was_shown_while_writing_is_not_shown_again(
    as_ines: Client, item: Item, at: datetime
) -> None:
    Organisation.objects.update(website="https://news.example")
    posted = {"words": OWN, "places": "intent-linkedin", "moment": "now"}
    url = reverse("share:draft", args=[item.pk])
    shown = as_ines.post(url, posted, headers={"HX-Request": "true"}).content.decode()
    seen = re.search(r'name="warned_of" value="([^"]+)"', shown)
    assert seen
    with time_machine.travel(at, tick=False):
        response = as_ines.post(
            reverse("share:compose", args=[item.pk]), posted | {"warned_of": seen[1]}
        )
    assert response.status_code == 302


def test_near_copies_among_real_posts_are_the_same_words(shared_data: Path) -> None:
    path = shared_data / "posts/corporate-messaging/Corporate-messaging-DFE.csv"
    with path.open(encoding="latin-1", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    marks = [marks_of(text) for text in texts]
    holders: dict[int, list[int]] = {}
    for number, own in enumerate(marks):
        for mark in own:
            holders.setdefault(mark, []).append(number)
    shared = Counter(pair for one in holders.values() for pair in combinations(one, 2))
    near = {
        pair
        for pair, count in shared.items()
        if is_near_copy(count, len(marks[pair[0]]), len(marks[pair[1]]))
    }
    # Nearly five million pairs: a company repeats its statements, and nothing else is near.
    assert 3_000 < len(near) < 4_500
    for one, other in near:
        mine, theirs = ({*re.findall(r"\w+", texts[side].lower())} for side in (one, other))
        assert len(mine & theirs) >= 0.5 * min(len(mine), len(theirs))
