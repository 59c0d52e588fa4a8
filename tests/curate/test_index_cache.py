import sys
import threading
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from portevoix.curate.engines import index_cache
from portevoix.curate.engines.index_cache import RECENT, TRUSTED, IndexCache
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


class Shelf:
    """A watch of so many items, read once it may be; it counts what is read of it."""

    def __init__(self, count, *, waits=False):
        self.rows = {text.key: (0, text) for text in texts(count)}
        self.read = []
        self.may_go_on = threading.Event()
        if not waits:
            self.may_go_on.set()

    def version(self):
        assert self.may_go_on.wait(20)
        return tuple(self.revisions().items())

    def revisions(self):
        return {key: revision for key, (revision, _text) in self.rows.items()}

    def texts(self, keys):
        self.read.append(len(keys))
        return [text for key, (_revision, text) in self.rows.items() if key in keys]

    def change(self, key, title):
        revision, text = self.rows[key]
        self.rows[key] = (revision + 1, replace(text, title=title))


LATER = NOON + TRUSTED


class Unthreaded(IndexCache):
    """Brings itself up to date where it is asked, as tests see one connection only."""

    def latest(self, watch, at):
        index = super().latest(watch, at)
        self._bring_up_to_date(watch, at)
        return index

    def _behind(self, work):
        pass


@pytest.fixture
def warm():
    """A cache that holds the full index of a watch of 80."""
    cache = IndexCache()
    cache.latest(Shelf(80), NOON)
    cache.settle()
    return cache


def test_a_small_watch_is_never_behind_and_is_built_once():
    cache = IndexCache()
    first = cache.exact(texts(3))
    assert cache.exact(texts(3)) is first
    assert len(cache.exact(texts(4)).items) == 4


def test_the_first_index_is_plain_and_the_full_one_follows():
    cache = IndexCache()
    cache.settle()
    shelf = Shelf(80)
    assert cache.recent(NOON) is None
    assert cache.latest(shelf, NOON).components.shape[1] == 0
    cache.settle()
    full = cache.recent(NOON)
    assert full.components.shape[1] > 0
    assert cache.latest(shelf, NOON) is full
    assert shelf.read == [80, 80]


def test_a_page_trusts_what_was_read_a_moment_ago(warm):
    assert warm.recent(NOON) is not None
    assert warm.recent(LATER - timedelta(milliseconds=1)) is not None
    assert warm.recent(LATER) is None
    assert warm.recent(NOON - timedelta(seconds=1)) is None


def test_a_page_is_served_with_the_latest_index_while_one_other_is_built(warm):
    slow, unwanted = Shelf(81, waits=True), Shelf(82)
    assert len(warm.latest(slow, LATER).items) == 80
    assert len(warm.latest(unwanted, LATER).items) == 80
    assert unwanted.read == []
    slow.may_go_on.set()
    warm.settle()
    assert len(warm.recent(LATER).items) == 81


def test_a_few_changes_are_read_and_nothing_else(warm):
    shelf = Shelf(81)
    shelf.change("3", "levain levain")
    del shelf.rows["5"]
    before = warm.latest(shelf, LATER)
    warm.settle()
    after = warm.recent(LATER)
    assert shelf.read == [2]
    assert after.components is before.components
    assert [item.key for item in after.items] == list(shelf.rows)
    assert after.items[3].title == "levain levain"
    assert after.items[0] is before.items[0]


def test_a_watch_that_has_not_changed_is_not_read_again(warm):
    shelf = Shelf(80)
    before = warm.latest(shelf, LATER)
    warm.settle()
    assert shelf.read == []
    assert warm.recent(LATER) is before


def test_what_only_left_the_watch_is_not_read(warm):
    shelf = Shelf(79)
    warm.latest(shelf, LATER)
    warm.settle()
    assert len(warm.recent(LATER).items) == 79
    assert shelf.read == []


def test_many_changes_are_a_new_index(warm):
    shelf = Shelf(90)
    before = warm.latest(shelf, LATER)
    warm.settle()
    after = warm.recent(LATER)
    assert shelf.read == [10, 90]
    assert after.components is not before.components
    assert after.changes == 0


def test_a_build_that_fails_leaves_the_latest_index_and_is_tried_again(warm, caplog):
    shelf = Shelf(81)

    def fails():
        raise OSError("the database went away")

    broken = Shelf(81)
    broken.version = fails
    assert len(warm.latest(broken, LATER).items) == 80
    warm.settle()
    assert "building the index" in caplog.text
    assert len(warm.latest(shelf, LATER).items) == 80
    warm.settle()
    assert len(warm.recent(LATER).items) == 81


def test_a_builder_gives_way_and_leaves_the_process_as_it_was(warm):
    turns = []
    shelf = Shelf(81)
    version = shelf.version
    shelf.version = lambda: turns.append(sys.getswitchinterval()) or version()
    usual = sys.getswitchinterval()
    warm.latest(shelf, LATER)
    warm.settle()
    assert turns[0] < usual / 5
    assert sys.getswitchinterval() == usual


def test_an_index_that_nobody_looked_at_all_night_is_not_shown_in_the_morning(warm):
    morning = NOON + RECENT + timedelta(seconds=1)
    assert len(warm.latest(Shelf(81), morning).items) == 81
    warm.settle()


def test_an_index_that_misses_most_of_the_watch_gives_way_to_a_plain_one(warm, monkeypatch):
    built = []

    def building(items, **options):
        built.append((len(items), options.get("components")))
        return index_of(items, **options)

    monkeypatch.setattr(index_cache, "index_of", building)
    warm.latest(Shelf(170), LATER)
    warm.settle()
    assert built == [(170, 0), (170, None)]


def test_an_index_that_is_looked_at_stays_recent(warm):
    soon = NOON + RECENT
    warm.latest(Shelf(80), soon)
    warm.settle()
    assert len(warm.latest(Shelf(81), soon + RECENT).items) == 80
    warm.settle()


def test_a_forgotten_index_is_built_again(warm):
    warm.forget()
    assert warm.recent(NOON) is None
    assert len(warm.latest(Shelf(81), NOON).items) == 81
    warm.settle()


def test_each_background_look_leaves_the_database():
    left = []
    cache = IndexCache(leave=lambda: left.append(threading.current_thread().name))
    cache.latest(Shelf(12), NOON)
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
    monkeypatch.setattr(feed, "current_index", lambda at: late)
    gone = feed.todays_items(cast.ines, at=NOON)[0].item
    Item.objects.filter(pk=gone.pk).update(expires_at=NOON)
    shown = [one.item.pk for one in feed.todays_items(cast.ines, at=NOON)]
    assert len(shown) == feed.A_DAY
    assert gone.pk not in shown


def test_a_large_watch_is_read_behind_the_page(cast, monkeypatch):
    monkeypatch.setattr(feed, "FEW_CANDIDATES", 0)
    monkeypatch.setattr(feed, "_watch", Unthreaded())
    item = an_item(NOON)
    assert [one.item for one in feed.todays_items(cast.ines, at=NOON)] == [item]
    other = an_item(NOON, "Bread at the office")
    Item.objects.filter(pk=item.pk).update(revision=1, title="The cluster again")
    titles = {one.item.title for one in feed.todays_items(cast.ines, at=NOON)}
    assert titles == {"The cluster again"}
    feed.todays_items(cast.ines, at=LATER)
    later = {one.item for one in feed.todays_items(cast.ines, at=LATER)}
    assert later == {item, other}
    assert "The cluster again" in [text.title for text in feed._watch.recent(LATER).items]


def test_a_database_that_bounds_a_list_is_read_whole(cast, monkeypatch):
    monkeypatch.setattr(feed, "MOST_BY_KEY", 1)
    kept, other, gone = (an_item(NOON, word) for word in WORDS[:3])
    candidates = feed._Candidates(NOON)
    wanted = {str(kept.pk), str(other.pk)}
    assert {text.key for text in candidates.texts(wanted)} == wanted
    assert set(candidates.revisions()) == {*wanted, str(gone.pk)}


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
