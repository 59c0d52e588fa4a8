"""The watch: invented sources, read as real ones are, and what people answered to articles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urljoin

from portevoix.curate.actions.answering import answer_item, save_item
from portevoix.curate.actions.audiences import set_audience
from portevoix.curate.actions.reading import ReadOutcome, keep_read, state_of
from portevoix.curate.actions.reviewing import decline_item
from portevoix.curate.actions.sources import SourceWishes, add_source, change_source
from portevoix.curate.models import Answer, Item, Source
from portevoix.curate.rules.fetching import FetchOutcome, decide_fetch
from portevoix.curate.rules.urls import canonical_url
from portevoix.curate.sources import demonstration
from portevoix.curate.sources.parsed import Entry, ParsedFeed
from portevoix.demo.calendar import FRIDAY, in_hours
from portevoix.demo.texts import Feed
from portevoix.demo.world import Act, Published, World
from portevoix.people.models import Team, Topic
from portevoix.share.actions.suggesting import suggest_words

PROGRAMME = "lea"
BEFORE = timedelta(days=5)
READ_AFTER = timedelta(minutes=20)
DAILY_MOST = 10
GONE = ("Le Fil de l’isolant", "https://fil-isolant.example/rss.xml", "Énergie et bâtiment")
PAGE = ("Réseau des villes sobres", "https://villes-sobres.example/index.html", "Clients")


def articles_of(world: World) -> list[Published]:
    """Every article with its moment, the oldest first."""
    known = [one for feed in world.feeds for one in _spread(world, feed)]
    return sorted(known, key=lambda one: (one.at, one.url))


def acts_of_watch(world: World, articles: list[Published]) -> Iterator[Act]:
    """Everything that concerns sources and items, in no order."""
    added_at = world.calendar.starts_at - BEFORE
    for place, feed in enumerate(world.feeds):
        moment = added_at + timedelta(minutes=place)
        yield Act(moment, partial(_add, world, feed))
    for article in articles:
        moment = min(article.at + READ_AFTER, world.calendar.ends_at)
        yield Act(moment, partial(_read, world, article))
    yield from _trouble(world)
    yield Act(world.calendar.ends_at, partial(_decline_one, world))


def acts_of_readers(world: World, articles: list[Published]) -> Iterator[Act]:
    """What people answered and saved: a few things each, of what they know."""
    offered = [one for one in articles if not one.feed.needs_review]
    for reader in world.colleagues:
        if not reader.marks & {"voice", "cast"} or reader.marks & {"alumna", "silent"}:
            continue
        own = [one for one in offered if set(one.feed.topics) & set(reader.topics)]
        foreign = [one for one in offered if one not in own]
        said = [(one, Answer.Kind.MORE) for one in world.draw.sample(own, min(len(own), 3))]
        said += [(one, Answer.Kind.NOT_MY_FIELD) for one in world.draw.sample(foreign, 1)]
        for article, kind in said:
            moment = _after(world, article)
            yield Act(moment, partial(_answer, world, reader.key, article.url, kind.value))
        for article in world.draw.sample(own, min(len(own), 2)):
            yield Act(_after(world, article), partial(_save, world, reader.key, article.url))


def _spread(world: World, feed: Feed) -> Iterator[Published]:
    count, calendar = len(feed.articles), world.calendar
    for place, article in enumerate(feed.articles):
        moment = calendar.moment((place + 0.3 + 0.5 * world.draw.random()) / count)
        is_latest = place == count - 1
        day = calendar.ends_at.date() - timedelta(days=world.draw.randrange(1, 5))
        day = day if is_latest else _working_day(moment).date()
        at = min(in_hours(day, world.draw), calendar.ends_at - READ_AFTER)
        url = urljoin(feed.about["site"], f"articles/{_slug(article.title)}/")
        yield Published(feed, article, at, url)


def _working_day(moment: datetime) -> datetime:
    # Saturday's are Friday's, Sunday's are Monday's.
    moved = {FRIDAY + 1: -1, FRIDAY + 2: 1}
    return moment + timedelta(days=moved.get(moment.weekday(), 0))


def _add(world: World, feed: Feed, at: datetime) -> None:
    lea, about = world.people[PROGRAMME], feed.about
    source = add_source(url=about["url"], name=about["name"], by=lea, at=at)
    folder, is_ours = about["folder"], feed.is_ours
    wishes = SourceWishes(about["name"], folder, feed.needs_review, DAILY_MOST, is_ours=is_ours)
    topics = Topic.objects.filter(slug__in=feed.topics)
    change_source(source=source, wishes=wishes, topics=topics, by=lea, at=at)
    if feed.teams:
        set_audience(of=source, teams=Team.objects.filter(name__in=feed.teams), by=lea, at=at)


def _read(world: World, published: Published, at: datetime) -> None:
    feed, article = published.feed, published.article
    source = Source.objects.get(url=canonical_url(feed.about["url"]))
    entry = Entry(
        guid=published.url,
        url=published.url,
        title=article.title,
        summary=article.summary,
        author=world.draw.choice(feed.authors),
        published_at=published.at,
    )
    parsed = ParsedFeed(
        feed.about["name"], feed.about.get("language", ""), feed.about["site"], (entry,), "rss"
    )
    told = FetchOutcome(status=200, etag=demonstration.ETAG, published=(published.at,))
    decision = decide_fetch(state_of(source), told, at)
    keep_read(source=source, outcome=ReadOutcome(decision, parsed, detail="200"), at=at)
    item = Item.objects.get(guid=published.url)
    world.items[published.url] = item
    for said in article.suggested:
        lea = world.people[PROGRAMME]
        suggest_words(item=item, language=said.language, words=said.words, by=lea, at=at)


def _trouble(world: World) -> Iterator[Act]:
    """One source that is gone, and one whose address is that of a page."""
    moment = world.calendar.ends_at - timedelta(days=6)
    troubles = ((GONE, FetchOutcome(status=410)), (PAGE, FetchOutcome(error="html")))
    for about, told in troubles:
        yield Act(moment, partial(_fail, world, about, told))


def _fail(world: World, about: tuple[str, str, str], told: FetchOutcome, at: datetime) -> None:
    name, url, folder = about
    lea = world.people[PROGRAMME]
    source = add_source(url=url, name=name, by=lea, at=at)
    wishes = SourceWishes(name, folder, needs_review=False, daily_most=DAILY_MOST)
    change_source(source=source, wishes=wishes, topics=[], by=lea, at=at)
    outcome = ReadOutcome(decide_fetch(state_of(source), told, at))
    keep_read(source=source, outcome=outcome, at=at)


def _decline_one(world: World, at: datetime) -> None:
    waiting = Item.objects.waiting().order_by("published_at").first()
    if waiting:
        decline_item(item=waiting, by=world.people[PROGRAMME], at=at)


def _answer(world: World, key: str, url: str, kind: str, at: datetime) -> None:
    answer_item(item=world.items[url], kind=kind, by=world.people[key], at=at)


def _save(world: World, key: str, url: str, at: datetime) -> None:
    save_item(item=world.items[url], by=world.people[key], at=at)


def _after(world: World, article: Published) -> datetime:
    later = article.at + timedelta(minutes=world.draw.randrange(30, 4000))
    return min(later, world.calendar.ends_at)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
