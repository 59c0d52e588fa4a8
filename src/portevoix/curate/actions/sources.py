"""Sources: added one by one or by a list, paused, changed, removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Source
from portevoix.curate.rules.urls import host_name, web_address
from portevoix.curate.sources.opml import OpmlFeed
from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person, Topic

LONGEST_ADDRESS = 1_000


class AddressRefused(Refusal):
    """The address is not one of the web."""

    sentence = _("This is not a web address. It begins with https:// or http://.")


class SourceKnown(Refusal):
    """The source is there already."""

    sentence = _("This source is there already: %(name)s.")


class NothingPointedTo(Refusal):
    """The page that was given points to no feed."""

    sentence = _("This page points to no feed.")


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a list of feeds; `refused` are the addresses that are none."""

    added: int
    known: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceWishes:
    """What a programme manager decides of a source; `daily_most` is in items a day."""

    name: str
    folder: str
    needs_review: bool
    daily_most: int


@transaction.atomic
def add_source(*, url: str, name: str = "", by: Person, at: datetime) -> Source:
    """Add one feed to the watch, to be read at once; refuses what is no address or is known."""
    address = _free_address(url)
    source = Source.objects.create(**_columns(OpmlFeed(url, name), address, at))
    record("source.added", actor=by.ref, subject=str(source.pk), at=at)
    return source


@transaction.atomic
def adopt_list(*, feeds: Sequence[OpmlFeed], by: Person, at: datetime) -> Adopted:
    """Add every feed of a list that is not there yet; the same list twice adds nothing."""
    addresses = [_address_of(feed.url) for feed in feeds]
    by_address = dict(zip(addresses, feeds, strict=True))
    by_address.pop("", None)
    sources = Source.objects.filter(url__in=list(by_address))
    known = set(sources.values_list("url", flat=True))
    fresh = [
        Source(**_columns(feed, address, at))
        for address, feed in by_address.items()
        if address not in known
    ]
    Source.objects.bulk_create(fresh, batch_size=500)
    pairs = zip(addresses, feeds, strict=True)
    refused = tuple(feed.url for address, feed in pairs if not address)
    record("sources.adopted", actor=by.ref, at=at, details={"added": len(fresh)})
    return Adopted(len(fresh), len(known), refused)


@transaction.atomic
def change_source(
    *, source: Source, wishes: SourceWishes, topics: Iterable[Topic], by: Person, at: datetime
) -> Source:
    """Change the name, the folder, the review, the most items a day and the topics of a source."""
    source.name, source.folder = wishes.name, wishes.folder
    source.needs_review, source.daily_most = wishes.needs_review, wishes.daily_most
    source.save(update_fields=["name", "folder", "needs_review", "daily_most"])
    source.topics.set(topics)
    record("source.changed", actor=by.ref, subject=str(source.pk), at=at)
    return source


@transaction.atomic
def pause_source(*, source: Source, by: Person, at: datetime) -> Source:
    """Stop reading a source; what it brought stays."""
    source.state = Source.State.PAUSED
    source.save(update_fields=["state"])
    record("source.paused", actor=by.ref, subject=str(source.pk), at=at)
    return source


@transaction.atomic
def resume_source(*, source: Source, by: Person, at: datetime) -> Source:
    """Read a source again, at once, as if it had never failed nor been read."""
    _begin_again(source, at)
    record("source.resumed", actor=by.ref, subject=str(source.pk), at=at)
    return source


@transaction.atomic
def hasten_source(*, source: Source, by: Person, at: datetime) -> Source:
    """Have a source read now, whatever its rhythm; what is known of its health stays."""
    source.next_fetch_at = at
    source.save(update_fields=["next_fetch_at"])
    record("source.hastened", actor=by.ref, subject=str(source.pk), at=at)
    return source


@transaction.atomic
def follow_pointed_feed(*, source: Source, by: Person, at: datetime) -> Source:
    """Read the feed that the given page points to instead of the page."""
    if not source.pointed_feed:
        raise NothingPointedTo
    source.url = _free_address(source.pointed_feed)
    _begin_again(source, at)
    record("source.readdressed", actor=by.ref, subject=str(source.pk), at=at)
    return source


@transaction.atomic
def remove_source(*, source: Source, by: Person, at: datetime) -> None:
    """Remove a source with its items; what people shared keeps its words and its link."""
    ref = str(source.pk)
    source.delete()
    record("source.removed", actor=by.ref, subject=ref, at=at)


def _begin_again(source: Source, at: datetime) -> None:
    source.state, source.next_fetch_at, source.held_until = Source.State.ACTIVE, at, None
    source.failures, source.failing_since = 0, None
    source.problem = source.problem_detail = source.pointed_feed = ""
    source.moved_to, source.moved_times = "", 0
    source.etag = source.modified = ""
    source.latest_fetch_at = None
    source.save(
        update_fields=[
            *("url", "state", "next_fetch_at", "held_until", "failures", "failing_since"),
            *("problem", "problem_detail", "pointed_feed", "moved_to", "moved_times"),
            *("etag", "modified", "latest_fetch_at"),
        ]
    )


def _free_address(url: str) -> str:
    address = _address_of(url)
    if not address:
        raise AddressRefused
    known = Source.objects.filter(url=address).first()
    if known:
        raise SourceKnown(name=known.name)
    return address


def _address_of(url: str) -> str:
    address = web_address(url)
    return address if len(address) <= LONGEST_ADDRESS else ""


def _columns(feed: OpmlFeed, address: str, at: datetime) -> dict[str, object]:
    # Until it says its name itself, a source is called by its host.
    has_name = feed.title and feed.title != feed.url
    return {
        "url": address,
        "name": (feed.title if has_name else host_name(address))[:200],
        "folder": feed.folder[:120],
        "added_at": at,
        "next_fetch_at": at,
    }
