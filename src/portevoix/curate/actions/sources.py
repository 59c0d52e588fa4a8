"""Sources: added one by one or by a list, paused, changed, removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.curate.actions.folding import compare_again
from portevoix.curate.models import Item, Source
from portevoix.curate.rules.folders import clean_folder
from portevoix.curate.rules.urls import host_name, web_address
from portevoix.curate.sources.boards.registry import board_of
from portevoix.curate.sources.opml import OpmlFeed
from portevoix.curate.sources.visits import is_board
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


class BoardUnknown(Refusal):
    """Nobody here reads such a recruiting system."""

    sentence = _("Portevoix does not read this job board: %(board)s.")


class NothingFails(Refusal):
    """No source that is read has this problem."""

    sentence = _("No source has this problem any more.")


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
    trust: int = Source.Trust.USUAL
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Find:
    """Something to read that was found: a feed, or the job board whose key is given."""

    url: str
    name: str = ""
    folder: str = ""
    board: str = ""


@transaction.atomic
def add_source(*, url: str, name: str = "", board: str = "", by: Person, at: datetime) -> Source:
    """Add one feed or job board to the watch, to be read at once.

    Refuses what is no address, is known, or is a job board that nobody reads here.
    """
    address = _free_address(url)
    source = Source.objects.create(**_columns(Find(url, name, board=board), address, at))
    record("source.added", actor=by.ref, subject=str(source.pk), at=at)
    return source


@transaction.atomic
def add_finds(
    *, finds: Sequence[Find], needs_review: bool, by: Person, at: datetime
) -> list[Source]:
    """Add what was chosen of what was found; refuses what `add_source` does, and adds nothing."""
    rows = [_columns(find, _free_address(find.url), at) for find in _each_once(finds)]
    sources = [Source.objects.create(**row | {"needs_review": needs_review}) for row in rows]
    details: dict[str, object] = {"added": len(sources)}
    record("sources.adopted", actor=by.ref, at=at, details=details)
    return sources


@transaction.atomic
def adopt_list(
    *, feeds: Sequence[OpmlFeed], needs_review: bool = False, by: Person, at: datetime
) -> Adopted:
    """Add every feed of a list that is not there yet; the same list twice adds nothing."""
    addresses = [_address_of(feed.url) for feed in feeds]
    by_address = dict(zip(addresses, feeds, strict=True))
    by_address.pop("", None)
    sources = Source.objects.filter(url__in=list(by_address))
    known = set(sources.values_list("url", flat=True))
    fresh = [
        Source(
            **_columns(_find_of(feed, address), address, at)
            | {"folder": clean_folder(feed.folder), "needs_review": needs_review}
        )
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
    """Change how a source is called, where it stands, how it is used and what it is about."""
    for field in fields(wishes):
        setattr(source, field.name, getattr(wishes, field.name))
    source.folder = clean_folder(source.folder)
    source.save(update_fields=[field.name for field in fields(wishes)])
    source.topics.set(topics)
    # It is searched by its name.
    source.items.update(words_version=0)
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
def hasten_failing(*, problem: str, by: Person, at: datetime) -> int:
    """Have every source of one problem read now; says how many, and refuses when there is none."""
    failing = Source.objects.visible_to(by).active().filter(problem=problem)
    count = failing.update(next_fetch_at=at)
    if not count:
        raise NothingFails
    details: dict[str, object] = {"problem": problem, "sources": count}
    record("sources.hastened", actor=by.ref, at=at, details=details)
    return count


@transaction.atomic
def follow_pointed_feed(*, source: Source, by: Person, at: datetime) -> Source:
    """Read the feed, or the job board, that the given page points to instead of the page."""
    if not source.pointed_feed:
        raise NothingPointedTo
    source.url = _free_address(source.pointed_feed)
    source.board = _board_behind(source.url)
    source.kind = _kind_of(source.board)
    _begin_again(source, at)
    record("source.readdressed", actor=by.ref, subject=str(source.pk), at=at)
    return source


@transaction.atomic
def remove_source(*, source: Source, by: Person, at: datetime) -> None:
    """Remove a source with its items; what people shared keeps its words and its link."""
    ref = str(source.pk)
    # The stories that it led find another lead.
    compare_again(Item.objects.filter(story__source=source))
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
            *(
                "url",
                "kind",
                "board",
                "state",
                "next_fetch_at",
                "held_until",
                "failures",
                "failing_since",
            ),
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


def _find_of(feed: OpmlFeed, address: str) -> Find:
    return Find(address, feed.title, feed.folder, _board_behind(address))


def _each_once(finds: Iterable[Find]) -> Iterable[Find]:
    return {find.url: find for find in finds}.values()


def _board_behind(address: str) -> str:
    """The key of the job board whose data stand at this very address, if one does."""
    found = board_of(address)
    return found[0].key if found and found[1] == address else ""


def _kind_of(board: str) -> Source.Kind:
    return Source.Kind.BOARD if board else Source.Kind.FEED


def _columns(find: Find, address: str, at: datetime) -> dict[str, object]:
    if find.board and not is_board(find.board):
        raise BoardUnknown(board=find.board[:30])
    # Until it says its name itself, a source is called by its host.
    has_name = find.name and find.name != find.url
    return {
        "url": address,
        "name": (find.name if has_name else host_name(address))[:200],
        "folder": clean_folder(find.folder),
        "kind": _kind_of(find.board),
        "board": find.board,
        "added_at": at,
        "next_fetch_at": at,
    }
