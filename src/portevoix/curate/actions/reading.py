"""Reading sources: what a read taught is kept, and what it brought becomes items, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urldefrag

from django.db import transaction

from portevoix.curate.actions.openings import close_absent, keep_openings
from portevoix.curate.actions.topics import assign_topics, named_by_hand
from portevoix.curate.engines.language import language_of
from portevoix.curate.models import Item, Source
from portevoix.curate.rules.dates import believable_date
from portevoix.curate.rules.fetching import LEASE, FetchDecision, FetchState
from portevoix.curate.rules.urls import canonical_url, host_name, page_key, url_digest
from portevoix.curate.sources.parsed import Entry, ParsedFeed
from portevoix.lib.text import title_signature

# An older entry that turns up later is a source's archive, not news; what stands in its feed on
# the first read is what it has to offer.
ARCHIVE = timedelta(days=90)
# A source that publishes the same title again so soon has only renamed its entry.
RENAMED = timedelta(days=3)
# A first read may bring the items of so many days.
FIRST_DAYS = 7
LONGEST_PAGE, LONGEST_FEED = 2_000, 1_000


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """How one read went: the decision, the feed if there is one, and what else was learnt.

    `is_whole`: the feed holds all that stands there, so that an opening it lacks is filled.
    """

    decision: FetchDecision
    feed: ParsedFeed | None = None
    detail: str = ""
    pointed_feed: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """What one read brought, what it closed, and what it left out for being too much a day."""

    added: int = 0
    changed: int = 0
    closed: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Draft:
    item: Item
    entry: Entry


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
    columns = _columns(outcome, at) | _said_of_itself(current, outcome.feed)
    columns |= _moved(current, outcome.decision.adopt_url)
    brought = Brought()
    if outcome.feed:
        brought = _keep_entries(current, outcome.feed, at)
        columns |= _left_out(brought)
    if outcome.feed and outcome.is_whole:
        closed = close_absent(source=current, present=_guids(outcome.feed.entries), at=at)
        brought = replace(brought, closed=closed)
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


def _left_out(brought: Brought) -> dict[str, object]:
    columns: dict[str, object] = {"left_out": brought.left_out}
    # Told that nothing has changed, it would never be asked for the rest again.
    return columns | {"etag": "", "modified": ""} if brought.left_out else columns


def _keep_entries(source: Source, feed: ParsedFeed, at: datetime) -> Brought:
    readable = [entry for entry in feed.entries if entry.title and _page_of(entry)]
    known = {item.guid: item for item in source.items.filter(guid__in=_guids(readable))}
    met = [_Draft(known[entry.guid], entry) for entry in readable if entry.guid in known]
    changed = [draft for draft in met if _refreshed(draft.item, draft.entry, feed)]
    by_hand = named_by_hand([draft.item for draft in changed])
    _judge(source, [draft for draft in changed if draft.item not in by_hand])
    fresh = _fresh(source, [entry for entry in readable if entry.guid not in known], at)
    room = _room_today(source, at)
    added = _added(source, [_draft(source, feed, entry, at) for entry in fresh[:room]])
    keep_openings([(draft.item, draft.entry) for draft in (*met, *added)])
    return Brought(len(added), len(changed), left_out=max(len(fresh) - room, 0))


def _guids(entries: Iterable[Entry]) -> list[str]:
    return [entry.guid for entry in entries]


def _page_of(entry: Entry) -> str:
    address = canonical_url(entry.url)
    return address if len(address) <= LONGEST_PAGE else ""


def _refreshed(item: Item, entry: Entry, feed: ParsedFeed) -> bool:
    """An edited entry changes its item, never its address or its moment."""
    columns = _said(entry, feed)
    changed = {name for name, value in columns.items() if getattr(item, name) != value}
    # The words alone decide of the language, which a feed may state otherwise each time.
    if not changed - {"language"}:
        return False
    for name, value in columns.items():
        setattr(item, name, value)
    item.revision += 1
    # What was made of its words has to be made again.
    item.is_compared, item.words_version = False, 0
    item.save(update_fields=[*columns, "revision", "is_compared", "words_version"])
    return True


def _said(entry: Entry, feed: ParsedFeed) -> dict[str, object]:
    """The columns of an item that follow its entry whenever it is edited."""
    columns: dict[str, object] = {
        "title": entry.title,
        "summary": entry.summary,
        "language": language_of(f"{entry.title} {entry.summary}", entry.language or feed.language),
    }
    # The end of an article's time is our own decision, that of an opening its employer's.
    return columns | ({"expires_at": entry.opening.valid_through} if entry.opening else {})


def _fresh(source: Source, entries: Sequence[Entry], at: datetime) -> list[Entry]:
    """Entries that no source brought before, neither by address nor by a title of these days."""
    shared = _pages_of_several(entries)
    by_digest: dict[str, Entry] = {}
    for entry in entries:
        # An opening is news as long as it is open.
        is_news = entry.opening or _moment(entry, at) > at - ARCHIVE
        if is_news or _is_first_read(source):
            by_digest.setdefault(_digest_of(entry, shared), entry)
    same_pages = Item.objects.filter(url_digest__in=list(by_digest))
    taken = set(same_pages.values_list("url_digest", flat=True))
    told = _titles_told(source, at)
    fresh = []
    for digest, entry in by_digest.items():
        moments = told.setdefault(title_signature(entry.title), [])
        moment = _moment(entry, at)
        is_new = entry.opening or all(abs(moment - other) > RENAMED for other in moments)
        if digest not in taken and is_new:
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
        kind=Item.Kind.OPENING if entry.opening else Item.Kind.ARTICLE,
        guid=entry.guid,
        url=_page_of(entry),
        url_digest=_digest_of(entry, _pages_of_several(feed.entries)),
        author=entry.author,
        image_url=entry.image_url,
        published_at=_moment(entry, at),
        found_at=at,
        state=Item.State.PENDING if source.needs_review else Item.State.APPROVED,
        **_said(entry, feed),
    )
    return _Draft(item, entry)


def _pages_of_several(entries: Iterable[Entry]) -> frozenset[str]:
    counted = Counter(page_key(entry.url) for entry in entries if entry.opening)
    return frozenset(key for key, number in counted.items() if number > 1)


def _digest_of(entry: Entry, shared: frozenset[str]) -> str:
    # Several openings of one page are told apart by their own names.
    is_shared = entry.opening and page_key(entry.url) in shared
    return url_digest(f"{urldefrag(entry.url).url}#/{entry.guid}" if is_shared else entry.url)


def _added(source: Source, drafts: Sequence[_Draft]) -> list[_Draft]:
    """Create the items, but those that another source brought meanwhile, with their topics."""
    Item.objects.bulk_create([draft.item for draft in drafts], ignore_conflicts=True)
    entries = {draft.item.guid: draft.entry for draft in drafts}
    # Ignoring conflicts does not say which rows were made.
    created = source.items.filter(guid__in=list(entries))
    added = [_Draft(item, entries[item.guid]) for item in created]
    _judge(source, added)
    return added


def _judge(source: Source, drafts: Sequence[_Draft]) -> None:
    assign_topics(source, {draft.item: draft.entry.categories for draft in drafts})
