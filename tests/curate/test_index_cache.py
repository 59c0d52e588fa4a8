import threading
from datetime import timedelta

import numpy as np
import pytest

from portevoix.curate.engines.index_cache import RECENT, IndexCache
from portevoix.curate.models import Item
from portevoix.curate.queries import feed
from portevoix.curate.rules.indexing import index_of, kinship, texts_of
from portevoix.curate.rules.profiles import ItemText
from portevoix.curate.rules.ranking import draws
from tests.conftest import NOON
from tests.share.world import an_item

WORDS = "nuage conteneur cluster sonde juriste contrat entretien pain levain farine".split()


def texts(count):
    return tuple(
        ItemText(str(n), f"{WORDS[n % 10]} {WORDS[n // 10 % 10]} n{n}", WORDS[n * 7 % 10])
        for n in range(count)
    )


class Reading:
    """Reads so many texts, once it may."""

    def __init__(self, count, *, waits=False):
        self.texts = texts(count)
        self.times = 0
        self.may_go_on = threading.Event()
        if not waits:
            self.may_go_on.set()

    def __call__(self):
        self.times += 1
        assert self.may_go_on.wait(20)
        return self.texts


@pytest.fixture
def warm():
    """A cache that holds the full index of version 1."""
    cache = IndexCache()
    cache.latest(1, Reading(12), NOON, size=12)
    cache.settle()
    return cache


def test_a_small_watch_is_never_behind_and_is_built_once():
    cache = IndexCache()
    first = cache.exact(texts(3), NOON)
    assert cache.exact(texts(3), NOON) is first
    assert len(cache.exact(texts(4), NOON).items) == 4


def test_the_first_index_is_plain_and_the_full_one_follows():
    cache = IndexCache()
    cache.settle()
    reading = Reading(12)
    assert cache.latest(1, reading, NOON, size=12).components.shape[1] == 0
    cache.settle()
    full = cache.latest(1, reading, NOON, size=12)
    assert full.components.shape[1] > 0
    assert cache.latest(1, reading, NOON, size=12) is full
    assert reading.times == 2


def test_a_page_is_served_with_the_latest_index_while_one_other_is_built(warm):
    slow, unwanted = Reading(13, waits=True), Reading(14)
    assert len(warm.latest(2, slow, NOON, size=12).items) == 12
    assert len(warm.latest(3, unwanted, NOON, size=12).items) == 12
    assert unwanted.times == 0
    slow.may_go_on.set()
    warm.settle()
    assert len(warm.latest(2, slow, NOON, size=12).items) == 13
    assert slow.times == 1


def test_a_build_that_fails_leaves_the_latest_index_and_is_tried_again(warm, caplog):
    def fails():
        raise OSError("the database went away")

    assert len(warm.latest(2, fails, NOON, size=12).items) == 12
    warm.settle()
    assert "building the index" in caplog.text
    assert len(warm.latest(2, Reading(13), NOON, size=12).items) == 12
    warm.settle()
    assert len(warm.latest(2, Reading(13), NOON, size=12).items) == 13


def test_an_index_that_nobody_looked_at_all_night_is_not_shown_in_the_morning(warm):
    morning = NOON + RECENT + timedelta(seconds=1)
    assert len(warm.latest(2, Reading(13), morning, size=12).items) == 13
    warm.settle()


def test_an_index_that_misses_most_of_the_watch_is_not_shown(warm):
    assert len(warm.latest(2, Reading(30), NOON, size=30).items) == 30


def test_an_index_that_is_looked_at_stays_recent(warm):
    soon = NOON + RECENT
    warm.latest(1, Reading(12), soon, size=12)
    assert len(warm.latest(2, Reading(13), soon + RECENT, size=12).items) == 12
    warm.settle()


def test_each_background_build_leaves_the_database():
    left = []
    cache = IndexCache(leave=lambda: left.append(threading.current_thread().name))
    cache.latest(1, Reading(12), NOON, size=12)
    cache.settle()
    assert left == ["index"]


def test_a_new_item_is_on_the_next_page_and_a_declined_one_is_not(cast):
    first = an_item(NOON, "How we moved our cluster")
    assert [one.item for one in feed.todays_items(cast.ines, at=NOON)] == [first]
    second = an_item(NOON, "Bread at the office")
    shown = [one.item for one in feed.todays_items(cast.ines, at=NOON)]
    assert sorted(item.pk for item in shown) == [first.pk, second.pk]
    Item.objects.filter(pk=first.pk).update(state=Item.State.DECLINED)
    assert [one.item for one in feed.todays_items(cast.ines, at=NOON)] == [second]


def test_what_a_late_index_still_holds_gives_way_to_the_next_best(cast, monkeypatch):
    for number, word in enumerate(WORDS):
        an_item(NOON - timedelta(hours=number), f"{word} {number}")
    late = index_of(feed.item_texts(Item.objects.all()))
    monkeypatch.setattr(feed, "_current_index", lambda at: late)
    gone = feed.todays_items(cast.ines, at=NOON)[0].item
    Item.objects.filter(pk=gone.pk).update(expires_at=NOON)
    shown = [one.item.pk for one in feed.todays_items(cast.ines, at=NOON)]
    assert len(shown) == feed.A_DAY
    assert gone.pk not in shown


def test_a_large_watch_is_read_by_a_plain_index_first(cast, monkeypatch):
    monkeypatch.setattr(feed, "FEW_CANDIDATES", 0)
    asked = []

    def latest(version, texts, at, *, size):
        asked.append(version)
        return index_of(texts())

    monkeypatch.setattr(feed._watch, "latest", latest)
    item = an_item(NOON)
    assert len(feed.todays_items(cast.ines, at=NOON)) == 1
    Item.objects.filter(pk=item.pk).update(revision=1)
    feed.todays_items(cast.ines, at=NOON)
    assert asked[0] != asked[1]


def test_texts_from_elsewhere_are_compared_as_those_of_the_watch_are():
    index = index_of(texts(40))
    own = index.items[3]
    mixed = texts_of(index, [ItemText("other", own.title, own.summary), own])
    near = kinship(index, mixed)
    assert int(np.argmax(near[0])) == int(np.argmax(near[1])) == 3
    np.testing.assert_allclose(near[0, 3], near[1, 3], rtol=0.3)


def test_a_watch_without_a_word_is_near_to_nothing():
    index = index_of((ItemText("silent", ""),))
    assert not kinship(index, texts_of(index, [ItemText("other", "Le pain au levain")])).any()


def test_draws_are_even_and_depend_on_the_seed_alone():
    index = index_of(texts(200))
    one, other = draws(index, "ines"), draws(index, "karim")
    assert (one == draws(index, "ines")).all()
    assert ((one >= 0) & (one < 1)).all()
    assert 0.4 < one.mean() < 0.6
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.3
