"""Reading sources: what a read taught is kept, and what it brought becomes items, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from portevoix.curate.engines.language import language_of
from portevoix.curate.models import Item, ItemTopic, Source
from portevoix.curate.rules.dates import believable_date
from portevoix.curate.rules.fetching import LEASE, FetchDecision, FetchState
from portevoix.curate.rules.profiles import ItemText, TopicWords
from portevoix.curate.rules.topics import topics_of
from portevoix.curate.rules.urls import canonical_url, host_name, url_digest
from portevoix.curate.sources.parsed import Entry, ParsedFeed
from portevoix.lib.text import title_signature
from portevoix.people.queries import topics_with_terms

# An older entry that turns up later is a source's archive, not news; what stands in its feed on
# the first read is what it has to offer.
ARCHIVE = timedelta(days=90)
# A source that publishes the same title again so soon has only renamed its entry.
RENAMED = timedelta(days=3)
# A first read may bring the items of so many days.
FIRST_DAYS = 7
# What is given to a source by hand says something of each of its items, less than its own words.
GIVEN_SCORE = 0.5
LONGEST_PAGE, LONGEST_FEED = 2_000, 1_000


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """How one read went: the decision, the feed if there is one, and what else was learnt."""

    decision: FetchDecision
    feed: ParsedFeed | None = None
    detail: str = ""
    pointed_feed: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What one read brought."""

    added: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class _Draft:
    item: Item
    tags: tuple[str, ...]


@transaction.atomic
def claim_source(*, source: Source, at: datetime) -> bool:
    """Take a due source for this worker; two schedulers make one fetch."""
    due = Source.objects.due(at).filter(pk=source.pk)
    source.held_until = at + LEASE
    return due.update(held_until=source.held_until) == 1


@transaction.atomic
def keep_read(*, source: Source, outcome: ReadOutcome, at: datetime) -> Brought:
    """Keep the state of the source and the items that it brought; refuse those of a lost lease."""
    # Removed, or taken by another worker since: what was read here is too late.
    held = Source.objects.select_for_update().filter(pk=source.pk, held_until=source.held_until)
    current = held.first()
    if current is None:
        return Brought()
    brought = _keep_entries(current, outcome.feed, at) if outcome.feed else Brought()
    columns = _columns(outcome, at) | _said_of_itself(current, outcome.feed)
    columns |= _moved(current, outcome.decision.adopt_url)
    Source.objects.filter(pk=current.pk).update(**columns)
    return brought


def state_of(source: Source) -> FetchState:
    """The source as the rules of fetching remember it."""
    latest = source.items.order_by("-published_at").values_list("published_at", flat=True)
    return FetchState(
        url=source.url,
        etag=source.etag,
        modified=source.modified,
        failures=source.failures,
        failing_since=source.failing_since,
        problem=source.problem,
        moved_to=source.moved_to,
        moved_times=source.moved_times,
        published=tuple(latest[:20]),
    )


def _columns(outcome: ReadOutcome, at: datetime) -> dict[str, object]:
    state = outcome.decision.state
    columns: dict[str, object] = {
        # A value cut short is another value: better none.
        "etag": state.etag if len(state.etag) <= 300 else "",
        "modified": state.modified if len(state.modified) <= 100 else "",
        "failures": state.failures,
        "failing_since": state.failing_since,
        "problem": state.problem,
        "problem_detail": outcome.detail[:200] if state.problem else "",
        "pointed_feed": outcome.pointed_feed if len(outcome.pointed_feed) <= LONGEST_FEED else "",
        "moved_to": state.moved_to if len(state.moved_to) <= LONGEST_FEED else "",
        "moved_times": state.moved_times,
        "held_until": None,
        "latest_fetch_at": at,
    }
    if not state.problem:
        columns["latest_success_at"] = at
    if outcome.decision.is_gone:
        columns["state"] = Source.State.GONE
    if outcome.decision.next_fetch_at:
        columns["next_fetch_at"] = outcome.decision.next_fetch_at
    return columns


def _moved(source: Source, url: str) -> dict[str, object]:
    if not url or len(url) > LONGEST_FEED:
        return {}
    if Source.objects.filter(url=url).exclude(pk=source.pk).exists():
        # It moved to a source that we read already: once is enough.
        return {"state": Source.State.PAUSED, "problem": "double", "problem_detail": url[:200]}
    return {"url": url}


def _said_of_itself(source: Source, feed: ParsedFeed | None) -> dict[str, object]:
    if feed is None:
        return {}
    is_unnamed = source.name in {"", host_name(source.url)}
    return {
        "name": (feed.title if is_unnamed else "")[:200] or source.name,
        "site_url": source.site_url or feed.site_url,
        "language": source.language or feed.language[:8],
    }


def _keep_entries(source: Source, feed: ParsedFeed, at: datetime) -> Brought:
    readable = [entry for entry in feed.entries if entry.title and _page_of(entry)]
    known = {item.guid: item for item in source.items.filter(guid__in=_guids(readable))}
    changed = sum(_refreshed(known[entry.guid], entry) for entry in readable if entry.guid in known)
    fresh = _fresh(source, [entry for entry in readable if entry.guid not in known], at)
    drafts = [_draft(source, feed, entry, at) for entry in fresh[: _room_today(source, at)]]
    return Brought(_added(source, drafts), changed)


def _guids(entries: Iterable[Entry]) -> list[str]:
    return [entry.guid for entry in entries]


def _page_of(entry: Entry) -> str:
    address = canonical_url(entry.url)
    return address if len(address) <= LONGEST_PAGE else ""


def _refreshed(item: Item, entry: Entry) -> bool:
    """An edited entry changes its item, never its address or its moment."""
    if (item.title, item.summary) == (entry.title, entry.summary):
        return False
    item.title, item.summary = entry.title, entry.summary
    item.revision += 1
    item.save(update_fields=["title", "summary", "revision"])
    return True


def _fresh(source: Source, entries: Sequence[Entry], at: datetime) -> list[Entry]:
    """Entries that no source brought before, neither by address nor by a title of these days."""
    by_digest: dict[str, Entry] = {}
    for entry in entries:
        if _is_first_read(source) or _moment(entry, at) > at - ARCHIVE:
            by_digest.setdefault(url_digest(entry.url), entry)
    same_pages = Item.objects.filter(url_digest__in=list(by_digest))
    taken = set(same_pages.values_list("url_digest", flat=True))
    told = _titles_told(source, at)
    fresh = []
    for digest, entry in by_digest.items():
        moments = told.setdefault(title_signature(entry.title), [])
        moment = _moment(entry, at)
        if digest not in taken and all(abs(moment - other) > RENAMED for other in moments):
            moments.append(moment)
            fresh.append(entry)
    return sorted(fresh, key=lambda entry: _moment(entry, at), reverse=True)


def _is_first_read(source: Source) -> bool:
    return source.latest_success_at is None


def _titles_told(source: Source, at: datetime) -> dict[frozenset[str], list[datetime]]:
    told: dict[frozenset[str], list[datetime]] = {}
    recent = source.items.filter(published_at__gt=at - 2 * RENAMED)
    for title, moment in recent.values_list("title", "published_at"):
        told.setdefault(title_signature(title), []).append(moment)
    return told


def _moment(entry: Entry, at: datetime) -> datetime:
    return believable_date(entry.published_at, entry.updated_at, at).at


def _room_today(source: Source, at: datetime) -> int:
    """How many more items this source may bring today."""
    if _is_first_read(source):
        return source.daily_most * FIRST_DAYS
    today = source.items.filter(found_at__gt=at - timedelta(days=1)).count()
    return max(source.daily_most - today, 0)


def _draft(source: Source, feed: ParsedFeed, entry: Entry, at: datetime) -> _Draft:
    item = Item(
        source=source,
        guid=entry.guid,
        url=_page_of(entry),
        url_digest=url_digest(entry.url),
        title=entry.title,
        summary=entry.summary,
        author=entry.author,
        image_url=entry.image_url,
        language=language_of(f"{entry.title} {entry.summary}", entry.language or feed.language),
        published_at=_moment(entry, at),
        found_at=at,
        state=Item.State.PENDING if source.needs_review else Item.State.APPROVED,
    )
    return _Draft(item, entry.categories)


def _added(source: Source, drafts: Sequence[_Draft]) -> int:
    """Create the items, but those that another source brought meanwhile, with their topics."""
    Item.objects.bulk_create([draft.item for draft in drafts], ignore_conflicts=True)
    tags = {draft.item.guid: draft.tags for draft in drafts}
    # Ignoring conflicts does not say which rows were made.
    created = list(source.items.filter(guid__in=list(tags)))
    _assign_topics(source, created, tags)
    return len(created)


def _assign_topics(
    source: Source, items: Sequence[Item], tags: Mapping[str, tuple[str, ...]]
) -> None:
    topics = topics_with_terms() if items else ()
    words = [
        TopicWords(topic.slug, (topic.name_en, topic.name_fr, *topic.keywords)) for topic in topics
    ]
    ids = {topic.slug: topic.pk for topic in topics}
    given = dict.fromkeys(source.topics.values_list("slug", flat=True), GIVEN_SCORE)
    rows = []
    for item in items:
        found = dict(topics_of(ItemText("", item.title, item.summary, tags[item.guid]), words))
        scores = found | {slug: max(score, found.get(slug, 0)) for slug, score in given.items()}
        rows += [
            ItemTopic(item=item, topic_id=ids[slug], score=min(score, 1.0))
            for slug, score in scores.items()
            if slug in ids
        ]
    ItemTopic.objects.bulk_create(rows)
