from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portevoix.curate.actions.reading import Brought, ReadOutcome, claim_source, keep_read, state_of
from portevoix.curate.actions.reviewing import set_item_topics
from portevoix.curate.models import Item, ItemTopic, Source
from portevoix.curate.rules.fetching import FetchOutcome, Hop, decide_fetch
from portevoix.curate.sources.parsed import Entry, ParsedFeed
from tests.conftest import Cast
from tests.curate.world import item, source, topic

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def entry(key: str, at: datetime | None, title: str = "", **more: object) -> Entry:
    url = more.pop("url", f"https://a.example/{key}")
    return Entry(guid=key, url=str(url), title=title or f"News {key}", published_at=at, **more)


def read(row: Source, at: datetime, *entries: Entry, feed: ParsedFeed | None = None) -> Brought:
    row.refresh_from_db()
    found = feed or ParsedFeed("A feed", "en", "https://a.example/", entries, "rss")
    moments = tuple(one.published_at for one in entries if one.published_at)
    told = FetchOutcome(status=200, etag='"e"', published=moments)
    outcome = ReadOutcome(decide_fetch(state_of(row), told, at), found)
    return keep_read(source=row, outcome=outcome, at=at)


def titles() -> list[str]:
    return list(Item.objects.newest_first().values_list("title", flat=True))


def test_what_a_source_brings_becomes_items_once(at: datetime) -> None:
    row = source("a.example", url="https://a.example/feed")
    entries = (entry("1", at - HOUR), entry("2", at - 2 * HOUR))
    assert read(row, at, *entries) == Brought(added=2)
    assert read(row, at + HOUR, *entries) == Brought()
    assert titles() == ["News 1", "News 2"]
    row.refresh_from_db()
    assert (row.name, row.language, row.etag) == ("A feed", "en", '"e"')
    assert (row.latest_success_at, row.held_until) == (at + HOUR, None)
    assert row.next_fetch_at > at + HOUR


def test_a_name_that_was_given_stays(at: datetime) -> None:
    row = source("Ours")
    read(row, at, entry("1", at))
    row.refresh_from_db()
    assert row.name == "Ours"


def test_an_edited_entry_changes_its_item_not_its_moment(at: datetime) -> None:
    row = source()
    read(row, at, entry("1", at - HOUR))
    assert read(row, at, entry("1", at, "Better title", summary="More")) == Brought(changed=1)
    changed = Item.objects.get()
    assert (changed.title, changed.summary, changed.revision) == ("Better title", "More", 1)
    assert changed.published_at == at - HOUR


def test_two_sources_bring_one_item(at: datetime) -> None:
    read(source(), at, entry("1", at, url="https://news.example/x?utm_source=a"))
    assert read(source(), at, entry("9", at, url="http://www.news.example/x/")) == Brought()
    assert Item.objects.get().url == "https://news.example/x"


def test_a_renamed_entry_is_not_news(at: datetime) -> None:
    row = source()
    read(row, at, entry("1", at - HOUR, "The same words"))
    again = entry("2", at, "The same words")
    later = entry("3", at - timedelta(days=10), "The same words")
    assert read(row, at, again, later) == Brought(added=1)


def test_a_regular_title_may_come_back(at: datetime) -> None:
    weeks = [entry(str(n), at - timedelta(weeks=n), "Links of the week") for n in range(4)]
    assert read(source(), at, *weeks) == Brought(added=4)


def test_the_first_read_takes_what_a_slow_source_has_to_offer(at: datetime) -> None:
    assert read(source(), at, entry("old", at - timedelta(days=2000))) == Brought(added=1)


def test_archives_wishes_and_nonsense_are_not_news(at: datetime) -> None:
    row = source(latest_success_at=at - HOUR)
    found = read(
        row,
        at,
        entry("old", at - timedelta(days=200)),
        entry("future", at + timedelta(days=9)),
        entry("undated", None),
        Entry("untitled", "https://a.example/u", ""),
        entry("nowhere", at, url="mailto:a@example.org"),
        entry("endless", at, url="https://a.example/" + "é" * 1500),
    )
    assert found == Brought(added=2)
    assert set(Item.objects.values_list("guid", "published_at")) == {
        ("future", at),
        ("undated", at),
    }


def test_a_day_has_its_measure_and_nothing_is_lost(at: datetime) -> None:
    row = source(daily_most=2)
    entries = [entry(str(n), at - n * HOUR) for n in range(20)]
    assert read(row, at, *entries).added == 14
    assert read(row, at + HOUR, *entries).added == 0
    assert read(row, at + timedelta(hours=25), *entries).added == 2


def test_items_of_a_reviewed_source_wait(at: datetime) -> None:
    read(source(needs_review=True), at, entry("1", at))
    assert Item.objects.get().state == Item.State.PENDING


def test_items_get_the_topics_of_their_words_tags_and_source(at: datetime) -> None:
    cloud, press, law = topic("cloud", "kubernetes"), topic("press"), topic("law", "gdpr")
    row = source()
    row.topics.add(press)
    retired = topic("retired")
    retired.is_active = False
    retired.save()
    row.topics.add(retired)
    read(row, at, entry("1", at, "Kubernetes at home", categories=("GDPR",)))
    scores = dict(ItemTopic.objects.values_list("topic", "score"))
    assert scores == {cloud.pk: 0.7, law.pk: 0.7, press.pk: 0.5}


def test_a_failure_keeps_the_items_and_says_since_when(at: datetime) -> None:
    row = source(latest_fetch_at=at)
    item(of=row)
    for hours in (1, 2):
        row.refresh_from_db()
        decision = decide_fetch(state_of(row), FetchOutcome(error="dns"), at + hours * HOUR)
        outcome = ReadOutcome(decision, detail="no such name")
        keep_read(source=row, outcome=outcome, at=at + hours * HOUR)
    row.refresh_from_db()
    assert (row.problem, row.problem_detail, row.failures) == ("dns", "no such name", 2)
    assert row.failing_since == at + HOUR
    assert row.items.count() == 1


def test_values_too_long_to_be_kept_whole_are_not_kept(at: datetime) -> None:
    row = source()
    long = "https://a.example/" + "x" * 1500
    told = FetchOutcome(status=200, etag="e" * 400, modified="m" * 200)
    told = FetchOutcome(**{**_as_dict(told), "redirects": (Hop(301, long),)})
    for hours in range(4):
        row.refresh_from_db()
        outcome = ReadOutcome(decide_fetch(state_of(row), told, at), pointed_feed=long)
        keep_read(source=row, outcome=outcome, at=at + hours * HOUR)
    row.refresh_from_db()
    assert (row.etag, row.modified, row.moved_to, row.pointed_feed) == ("", "", "", "")
    assert row.url != long


def _as_dict(told: FetchOutcome) -> dict[str, object]:
    return {name: getattr(told, name) for name in FetchOutcome.__slots__}


def test_a_source_is_claimed_once(at: datetime) -> None:
    row = source()
    assert claim_source(source=row, at=at)
    assert not claim_source(source=Source.objects.get(), at=at - timedelta(seconds=1))
    assert claim_source(source=Source.objects.get(), at=at + timedelta(minutes=3))


def test_what_is_read_under_a_lost_lease_is_not_kept(at: datetime) -> None:
    row = source()
    claim_source(source=row, at=at)
    Source.objects.update(held_until=None)
    feed = ParsedFeed("A", "en", "", (entry("1", at),), "rss")
    outcome = ReadOutcome(decide_fetch(state_of(row), FetchOutcome(status=200), at), feed)
    assert keep_read(source=row, outcome=outcome, at=at) == Brought()
    assert not Item.objects.exists()


@pytest.mark.parametrize(("stated", "spoken"), [("fr", "en"), ("", "en"), ("x-default", "en")])
def test_the_words_say_their_language(at: datetime, stated: str, spoken: str) -> None:
    text = "Why we left our cluster and what we have learnt from it since that day"
    feed = ParsedFeed("A", stated, "", (entry("1", at, text),), "rss")
    read(source(), at, feed=feed)
    assert Item.objects.get().language == spoken


def test_a_short_title_speaks_as_its_source_says(at: datetime) -> None:
    feed = ParsedFeed("A", "fr-FR", "", (entry("1", at, "OK"), entry("2", at, "Go")), "rss")
    read(source(), at, feed=feed)
    assert set(Item.objects.values_list("language", flat=True)) == {"fr"}


def test_an_edited_entry_is_judged_again(at: datetime) -> None:
    cloud, law = topic("cloud", "kubernetes"), topic("law", "gdpr")
    row = source()
    read(row, at, entry("1", at, "Kubernetes at home"))
    read(row, at, entry("1", at, "The GDPR at home", categories=("Kubernetes",)))
    assert dict(ItemTopic.objects.values_list("topic", "score")) == {cloud.pk: 0.7, law.pk: 0.7}
    read(row, at, entry("1", at, "The GDPR at work"))
    assert list(ItemTopic.objects.values_list("topic", flat=True)) == [law.pk]


def test_what_a_person_said_of_an_item_outlives_its_edition(cast: Cast, at: datetime) -> None:
    cloud, law = topic("cloud", "kubernetes"), topic("law", "gdpr")
    row = source()
    read(row, at, entry("1", at, "Kubernetes at home"))
    set_item_topics(item=Item.objects.get(), topics=[law], by=cast.lea, at=at)
    assert read(row, at, entry("1", at, "Kubernetes at work")).changed == 1
    assert list(ItemTopic.objects.values_list("topic", flat=True)) == [law.pk]
    assert cloud.pk


def test_what_is_made_of_the_words_is_made_again(at: datetime) -> None:
    row = source()
    read(row, at, entry("1", at))
    Item.objects.update(is_compared=True, words_version=1, words="old")
    assert read(row, at, entry("1", at)) == Brought()
    assert Item.objects.get().is_compared
    read(row, at, entry("1", at, "Pourquoi nous avons quitté notre grappe de serveurs hier"))
    edited = Item.objects.get()
    assert (edited.is_compared, edited.words_version, edited.language) == (False, 0, "fr")


def test_what_is_left_out_is_counted_and_asked_for_again(at: datetime) -> None:
    row = source(daily_most=2)
    entries = [entry(str(n), at - n * HOUR) for n in range(20)]
    assert read(row, at, *entries).left_out == 6
    row.refresh_from_db()
    assert (row.left_out, row.etag) == (6, "")
    for days in (2, 4, 6):
        read(row, at + timedelta(days=days), *entries)
    row.refresh_from_db()
    assert (row.left_out, row.etag, row.items.count()) == (0, '"e"', 20)
