from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portevoix.curate.actions.answering import answer_item, save_item, take_back_answer
from portevoix.curate.actions.reviewing import decline_item, set_item_topics
from portevoix.curate.models import Item, Source
from portevoix.curate.queries.feed import todays_items
from portevoix.curate.queries.stories import preview_of, stories_of
from portevoix.people.models import Endorsement, Person
from tests.conftest import NOON, Cast
from tests.curate.world import about, item, knows, source, topic

MONTH = timedelta(days=31)
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SUBJECTS = {
    "kubernetes": "pods nodes cluster rollout ingress containers",
    "gardening": "roses soil seeds compost tulips watering",
    "law": "contract court clause statute judge appeal",
}


@pytest.fixture
def watch() -> dict[str, list[Item]]:
    """Eight articles on each of three subjects, each of a source of its own, of equal age."""
    found: dict[str, list[Item]] = {}
    for slug, words in SUBJECTS.items():
        subject = topic(slug)
        terms = words.split()
        found[slug] = [
            about(
                item(
                    f"{terms[n % 6]} {terms[(n + 1) % 6]} {slug} {chr(97 + n) * 4}",
                    of=source(f"{slug} {n}"),
                    summary=f"{words} {chr(107 + n) * 5}",
                    published_at=NOON - timedelta(days=1),
                ),
                subject,
            )
            for n in range(8)
        ]
    return found


def keys(person: Person, at: datetime, **more: object) -> list[int]:
    return [one.item.pk for one in todays_items(person, at=at, **more)]


def pks(pieces: list[Item]) -> set[int]:
    return {piece.pk for piece in pieces}


def test_what_she_knows_comes_first_and_says_so(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    law = watch["law"][0].topics.get()
    knows(cast.ines, law)
    stories = stories_of(todays_items(cast.ines, at=at), cast.ines, at=at)
    own = [story for story in stories if story["id"] in pks(watch["law"])]
    assert {story["id"] for story in stories[:5]} <= pks(watch["law"])
    assert {story["reason"] for story in own} == {"You know Law"}


def test_colleagues_who_confirm_are_a_reason(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    law = watch["law"][0].topics.get()
    knows(cast.ines, law)
    Endorsement.objects.create(expertise=cast.ines.expertise.get(), by=cast.theo, at=at)
    first = stories_of(todays_items(cast.ines, at=at), cast.ines, at=at)[0]
    assert first["reason"] == "You know Law; colleagues confirm it"


def test_an_edition_stays_still_all_day(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    morning = keys(cast.ines, at.replace(hour=7))
    answer_item(item=watch["law"][0], kind="more", by=cast.ines, at=at)
    answer_item(item=Item.objects.get(pk=morning[0]), kind="less", by=cast.ines, at=at)
    assert keys(cast.ines, at.replace(hour=21)) == morning


def test_what_she_answers_changes_her_next_edition(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    for piece in watch["gardening"][:3]:
        answer_item(item=piece, kind="not_my_field", by=cast.ines, at=at)
    for piece in watch["law"][:2]:
        save_item(item=piece, by=cast.ines, at=at)
        answer_item(item=piece, kind="more", by=cast.ines, at=at)
    tomorrow = keys(cast.ines, at + DAY)
    assert len(pks(watch["law"]) & set(tomorrow)) > len(pks(watch["gardening"]) & set(tomorrow))
    assert tomorrow[0] in pks(watch["law"])
    assert keys(cast.theo, at + DAY) != tomorrow


def test_what_she_declined_never_returns_unless_she_takes_it_back(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    declined = watch["law"][0]
    answer_item(item=declined, kind="less", by=cast.ines, at=at)
    for days in range(1, 6):
        assert declined.pk not in keys(cast.ines, at + days * DAY, most=30)
    take_back_answer(item=declined, by=cast.ines, at=at)
    assert declined.pk in keys(cast.ines, at + DAY, most=30)


def test_what_she_shared_is_not_offered_again(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    shared = watch["law"][0]
    assert shared.pk not in keys(cast.ines, at, most=30, shared=frozenset({shared.pk}))


def test_a_newcomer_gets_fresh_and_diverse_items(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    found = todays_items(cast.ines, at=at)
    assert len(found) == 7
    assert len({one.item.source_id for one in found}) == 7
    assert {one.item.topics.get().slug for one in found} == set(SUBJECTS)
    assert {str(one.reason.kind) for one in found} == {"fresh"}


def test_the_same_day_gives_the_same_edition_and_people_differ(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    assert keys(cast.ines, at) == keys(cast.ines, at)
    knows(cast.theo, watch["law"][0].topics.get())
    assert keys(cast.theo, at) != keys(cast.ines, at)


def test_her_day_begins_at_her_midnight(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    cast.ines.time_zone = "Pacific/Auckland"  # 13 hours ahead: noon UTC is tomorrow, 1 a.m.
    cast.ines.save()
    declined = keys(cast.ines, at)[0]
    answer_item(item=Item.objects.get(pk=declined), kind="less", by=cast.ines, at=NOON - DAY / 12)
    assert declined not in keys(cast.ines, at)


def test_what_is_not_offered_or_not_news_is_not_in_the_edition(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    row = source()
    strange = [
        item("Pending piece", of=row, state=Item.State.PENDING),
        item("Old piece", of=row, published_at=at - MONTH, found_at=at - MONTH),
        item("Expired piece", of=row, expires_at=at - timedelta(hours=1)),
    ]
    assert not pks(strange) & set(keys(cast.lea, at, most=60))
    first = keys(cast.lea, at)[0]
    decline_item(item=Item.objects.get(pk=first), by=cast.lea, at=at)
    assert first not in keys(cast.lea, at, most=60)


def test_new_topics_of_an_item_count_at_once(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    knows(cast.ines, watch["law"][0].topics.get())
    stray = watch["gardening"][0]
    assert stray.pk not in keys(cast.ines, at)[:1]
    for piece in watch["law"]:
        decline_item(item=piece, by=cast.lea, at=at)
    keys(cast.ines, at)
    law = cast.ines.expertise.get().topic
    set_item_topics(item=stray, topics=[law], by=cast.lea, at=at)
    assert keys(cast.ines, at)[0] == stray.pk


def test_of_two_alike_the_trusted_source_comes_first(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    alike = [*watch["law"], *watch["gardening"]]
    trusted, doubted = alike[3].source_id, alike[0].source_id
    Source.objects.filter(pk=trusted).update(trust=Source.Trust.HIGH)
    Source.objects.filter(pk=doubted).update(trust=Source.Trust.LOW)
    order = keys(cast.ines, at, most=30)
    assert order[0] == alike[3].pk
    assert alike[0].pk not in order[:12]


def test_trust_weighs_less_than_what_one_knows(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    knows(cast.ines, watch["law"][0].topics.get())
    others = [piece.source_id for piece in watch["gardening"]]
    Source.objects.filter(pk__in=others).update(trust=Source.Trust.HIGH)
    assert set(keys(cast.ines, at)[:4]) <= pks(watch["law"])


def test_one_who_left_is_offered_nothing(
    cast: Cast, watch: dict[str, list[Item]], at: datetime
) -> None:
    assert todays_items(cast.sofia, at=at) == []


def test_a_preview_has_nothing_to_press(at: datetime) -> None:
    story = preview_of(item("A story", picture="x"))
    assert story["title"] == "A story"
    assert story["image"].endswith("/picture/")
    assert not {"answer_url", "save_url", "say_url"} & set(story)
