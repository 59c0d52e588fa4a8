from __future__ import annotations

from datetime import timedelta

import pytest

from portevoix.curate.actions import folding
from portevoix.curate.actions.answering import (
    answer_item,
    drop_saved,
    save_item,
    take_back_answer,
)
from portevoix.curate.actions.folding import fold_items
from portevoix.curate.actions.reviewing import approve_item, decline_item
from portevoix.curate.actions.sources import remove_source
from portevoix.curate.models import Answer, Audience, Item, Saved, Source
from portevoix.curate.queries.feed import todays_items
from portevoix.curate.queries.folded import others_of, told_with
from portevoix.curate.queries.stories import stories_of
from portevoix.curate.tasks import fold_stories
from tests.conftest import NOON, Cast
from tests.curate.world import item, source

pytestmark = pytest.mark.django_db

TITLE = "La grève des trains reprend lundi matin"


def told(hours: int, **more: object) -> Item:
    name = str(more.pop("name", f"Paper {hours}"))
    moment = NOON - timedelta(hours=hours)
    given = {"published_at": moment, "found_at": moment, "language": "fr"}
    return item(TITLE, **{"of": source(name)} | given | more)


def fold_all(at=NOON) -> None:
    while fold_items(at=at):
        pass


def leads() -> dict[int, int | None]:
    return dict(Item.objects.values_list("pk", "story"))


def seen(cast: Cast, at=NOON) -> list[int]:
    return [one.item.pk for one in todays_items(cast.ines, at=at)]


def test_what_three_sources_tell_is_one_story_under_the_first(cast):
    late, first, middle = told(1), told(5), told(3)
    other = item("Les quais de Nantes sous la pluie")
    fold_all()
    assert leads() == {late.pk: first.pk, middle.pk: first.pk, first.pk: None, other.pk: None}
    assert sorted(seen(cast)) == sorted([first.pk, other.pk])


def test_folding_twice_is_folding_once(cast):
    told(1), told(5), told(3)
    fold_all()
    once = list(Item.objects.order_by("pk").values())
    assert fold_items(at=NOON) == 0
    assert list(Item.objects.order_by("pk").values()) == once


def test_an_earlier_one_found_later_takes_the_lead_with_all_that_follow(cast):
    second, third = told(4), told(3)
    fold_all()
    first = told(6)
    fold_all()
    assert leads() == {first.pk: None, second.pk: first.pk, third.pk: first.pk}


def test_the_more_trusted_source_leads_when_both_publish_at_once(cast):
    usual = told(2)
    trusted = told(2, of=source("Trusted", trust=Source.Trust.HIGH))
    fold_all()
    assert leads()[usual.pk] == trusted.pk


@pytest.mark.parametrize("how", ["declined", "expired", "removed", "reopened", "kept from some"])
def test_a_story_that_loses_its_lead_finds_another(cast, how):
    first, second, third = told(6), told(4), told(2)
    fold_all()
    at = NOON
    if how == "declined":
        decline_item(item=first, by=cast.lea, at=NOON)
    elif how == "expired":
        Item.objects.filter(pk=first.pk).update(expires_at=NOON + timedelta(hours=1))
        at = NOON + timedelta(hours=2)
    elif how == "removed":
        remove_source(source=first.source, by=cast.lea, at=NOON)
    elif how == "reopened":
        Item.objects.filter(pk=first.pk).update(state=Item.State.PENDING)
    else:
        Item.objects.filter(pk=first.pk).update(audience=Audience.objects.create(countries=",fr,"))
    fold_all(at)
    assert leads()[second.pk] is None
    assert leads()[third.pk] == second.pk


def test_what_only_some_are_offered_is_folded_under_what_all_are(cast):
    some = told(6, of=source("Ours", audience=Audience.objects.create(countries=",xx,")))
    for_all = told(2)
    fold_all()
    assert leads() == {some.pk: for_all.pk, for_all.pk: None}
    assert seen(cast) == [for_all.pk]


def test_what_waits_and_what_is_an_opening_is_folded_nowhere(cast):
    told(6, state=Item.State.PENDING)
    told(5, kind=Item.Kind.OPENING)
    told(4, kind=Item.Kind.OPENING)
    told(3)
    fold_all()
    assert set(leads().values()) == {None}


def test_an_approved_item_joins_its_story(cast):
    waiting, first = told(2, state=Item.State.PENDING), told(6)
    fold_all()
    Item.objects.filter(pk=waiting.pk).update(state=Item.State.APPROVED)
    fold_all()
    assert leads()[waiting.pk] == first.pk


def test_a_changed_title_leaves_the_story(cast):
    first, second = told(6), told(4)
    fold_all()
    Item.objects.filter(pk=first.pk).update(title="Tout autre chose", is_compared=False)
    fold_all()
    assert leads() == {first.pk: None, second.pk: None}


def test_a_chain_left_by_two_workers_is_mended(cast):
    first, second, third = told(6), told(4), told(2)
    Item.objects.update(is_compared=True)
    Item.objects.filter(pk=third.pk).update(story=second)
    Item.objects.filter(pk=second.pk).update(story=first)
    fold_all()
    assert leads() == {first.pk: None, second.pk: first.pk, third.pk: first.pk}


def test_a_circle_left_by_two_workers_is_mended(cast):
    first, second = told(6), told(4)
    Item.objects.filter(pk=first.pk).update(story=second, is_compared=True)
    Item.objects.filter(pk=second.pk).update(story=first, is_compared=True)
    fold_all()
    assert leads() == {first.pk: None, second.pk: first.pk}


def test_a_story_that_nobody_may_lead_stays_and_opens_again_with_the_first_that_may(cast):
    first, second = told(6), told(4)
    fold_all()
    for one in (first, second):
        decline_item(item=Item.objects.get(pk=one.pk), by=cast.lea, at=NOON)
    fold_all()
    assert seen(cast) == []
    approve_item(item=Item.objects.get(pk=second.pk), by=cast.lea, at=NOON)
    fold_all()
    assert seen(cast) == [second.pk]


def test_a_worker_that_dies_between_two_rounds_leaves_the_rest_to_the_next(cast, monkeypatch):
    monkeypatch.setattr(folding, "A_TIME", 1)
    first, second, third = told(6), told(4), told(2)
    assert fold_items(at=NOON) == 1
    assert Item.objects.filter(is_compared=False).count() == 2
    fold_all()
    assert leads() == {first.pk: None, second.pk: first.pk, third.pk: first.pk}


def test_a_worker_that_dies_within_a_round_leaves_nothing(cast, monkeypatch):
    told(6), told(4)

    def die(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folding, "folds", die)
    with pytest.raises(KeyboardInterrupt):
        fold_items(at=NOON)
    assert not Item.objects.filter(is_compared=True).exists()


def test_the_task_folds_all_there_is(cast):
    first, second = told(6), told(4)
    assert fold_stories() == 2
    assert leads() == {first.pk: None, second.pk: first.pk}
    assert fold_stories() == 0


def test_a_story_names_the_other_sources_that_she_is_offered(cast):
    first = told(6, name="Le Matin")
    told(4, name="Le Midi")
    told(2, name="Le Soir")
    told(1, name="Le Passé", expires_at=NOON + timedelta(hours=1))
    fold_all()
    decline_item(item=Item.objects.get(source__name="Le Soir"), by=cast.lea, at=NOON)
    later = NOON + timedelta(hours=2)
    also = others_of([first], told_with([first]), cast.ines, later)[first.pk]
    assert [one.source for one in also] == ["Le Midi"]
    (story,) = stories_of(todays_items(cast.ines, at=NOON), cast.ines, at=later)
    assert [one.source for one in story["also"]] == ["Le Midi"]


def test_what_she_said_of_one_telling_she_said_of_the_story(cast):
    first, second = told(6), told(4)
    answer_item(item=second, kind="more", by=cast.ines, at=NOON)
    save_item(item=second, by=cast.ines, at=NOON)
    fold_all()
    (story,) = stories_of(todays_items(cast.ines, at=NOON), cast.ines, at=NOON)
    assert (story["id"], story["answer"], story["is_saved"]) == (first.pk, "more", True)
    answer_item(item=first, kind="less", by=cast.ines, at=NOON)
    assert list(Answer.objects.values_list("item", "kind")) == [(first.pk, "less")]
    answer_item(item=second, kind="less", by=cast.theo, at=NOON)
    assert take_back_answer(item=first, by=cast.theo, at=NOON)
    assert drop_saved(item=first, by=cast.ines, at=NOON)
    assert not Saved.objects.exists()


def test_a_story_she_declined_does_not_come_back_under_another_source(cast):
    first, second = told(6), told(4)
    fold_all()
    answer_item(item=first, kind="less", by=cast.ines, at=NOON)
    tomorrow = NOON + timedelta(days=1)
    decline_item(item=first, by=cast.lea, at=NOON)
    fold_all(tomorrow)
    assert leads() == {first.pk: second.pk, second.pk: None}
    assert seen(cast, tomorrow) == []
    assert [one.item for one in todays_items(cast.theo, at=tomorrow)] == [second]
