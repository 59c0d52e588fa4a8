"""What a feed says, in bounded plain text: the values that cross from the parsing process."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from portevoix.lib.html import plain_line

LONGEST = {
    "guid": 500,
    "url": 2_000,
    "site_url": 1_000,
    "image_url": 2_000,
    "title": 300,
    "summary": 2_000,
    "author": 160,
    "language": 8,
    "category": 80,
    "kind": 20,
    "next_address": 2_000,
    "employer": 160,
    "place": 200,
    "country": 80,
    "contract": 120,
    "salary": 200,
    "reference": 200,
    "department": 120,
}
MOST_CATEGORIES = 30
MOST_DISCOVERED = 20
FIRST_YEAR, LATEST_YEAR = 1900, 2200
ADDRESSES = frozenset({"url", "site_url", "image_url", "next_address"})
OPENING_TEXTS = (
    "employer", "place", "country", "contract", "salary", "reference", "department",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Bounds of one parse: bytes read, entries kept, seconds of wall and of processor, memory."""

    body_bytes: int = 5 * 1024 * 1024
    entries: int = 500
    seconds: float = 10.0
    cpu_seconds: int = 5
    memory_bytes: int = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What an opening says of itself, in its own words; None and empty are "not said"."""

    employer: str = ""
    place: str = ""
    country: str = ""
    is_remote: bool | None = None
    contract: str = ""
    salary: str = ""
    valid_through: datetime | None = None
    reference: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a feed announces; moments are UTC or unknown, `url` is absolute or empty."""

    guid: str
    url: str
    title: str
    summary: str = ""
    author: str = ""
    image_url: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    categories: tuple[str, ...] = ()
    language: str = ""
    opening: OpeningFacts | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What one feed says of itself and its entries, in its own order, each guid once.

    `next_address` is where the rest stands, when the answer says that there is more.
    """

    title: str
    language: str
    site_url: str
    entries: tuple[Entry, ...]
    kind: str
    next_address: str = ""


class FeedProblem(Exception):
    """Bytes that are not a readable feed: `code` is stable, `feeds` are those a page points to.

    Codes: empty, too_big, html, unreadable, no_entries, timeout, memory, crashed, not_a_page,
    changed_shape (a job board whose answer lost what makes an opening: `detail` names it).
    """

    def __init__(self, code: str, detail: str = "", feeds: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.feeds = feeds


def bounded_entry(draft: Mapping[str, Any]) -> Entry:
    """Build an entry from loose values: every text cut, cleaned or emptied, every moment UTC."""
    texts = {
        name: bounded_text(name, draft.get(name))
        for name in ("guid", "url", "title", "summary", "author", "image_url", "language")
    }
    return Entry(
        **texts,
        published_at=moment_of(draft.get("published_at")),
        updated_at=moment_of(draft.get("updated_at")),
        categories=bounded_categories(draft.get("categories")),
        opening=bounded_opening(draft.get("opening")),
    )


def bounded_opening(draft: object) -> OpeningFacts | None:
    """Build what an opening says from loose values, or nothing from what is no mapping."""
    if not isinstance(draft, Mapping):
        return None
    is_remote = draft.get("is_remote")
    return OpeningFacts(
        **{name: bounded_text(name, draft.get(name)) for name in OPENING_TEXTS},
        is_remote=is_remote if isinstance(is_remote, bool) else None,
        valid_through=moment_of(draft.get("valid_through")),
    )


def bounded_feed(draft: Mapping[str, Any], entries: tuple[Entry, ...]) -> ParsedFeed:
    """Build a feed from loose values, its entries bounded already."""
    texts = {
        name: bounded_text(name, draft.get(name))
        for name in ("title", "language", "site_url", "kind", "next_address")
    }
    return ParsedFeed(**texts, entries=entries)


def bounded_text(name: str, value: object) -> str:
    """Return a value as clean text of that field; addresses too long or not http are emptied."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    if name not in ADDRESSES:
        return plain_line(str(value), LONGEST[name])
    text = str(value).strip()
    # A cut address is another address: better none.
    is_web = text.lower().startswith(("http://", "https://"))
    return text if is_web and text == plain_line(text, LONGEST[name]) else ""


def bounded_categories(value: object) -> tuple[str, ...]:
    """Return distinct clean categories, the first ones of a long list."""
    if not isinstance(value, list | tuple):
        return ()
    names = (bounded_text("category", name) for name in value[:MOST_CATEGORIES])
    return tuple(dict.fromkeys(filter(None, names)))


def moment_of(value: object) -> datetime | None:
    """Read an ISO 8601 text or a moment; one without a zone is taken as UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    # Years that no clock means overflow zones and databases later.
    if not isinstance(value, datetime) or not FIRST_YEAR <= value.year <= LATEST_YEAR:
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def each_once(entries: list[Entry]) -> tuple[Entry, ...]:
    """Keep each guid once; one guid on several addresses is no identity, so the address joins."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        known = kept.get(entry.guid)
        if known is None:
            kept[entry.guid] = entry
        elif known.url != entry.url:
            own = replace(entry, guid=bounded_text("guid", f"{entry.url} {entry.guid}"))
            kept.setdefault(own.guid, own)
    return tuple(kept.values())


def feed_as_json(feed: ParsedFeed) -> dict[str, Any]:
    """Spell a feed for the crossing between processes."""
    spelt = asdict(feed)
    for entry in spelt["entries"]:
        for name in ("published_at", "updated_at"):
            entry[name] = entry[name] and entry[name].isoformat()
        spell_opening(entry)
    return spelt


def spell_opening(holder: dict[str, Any]) -> None:
    """Spell the moment of an opening for the crossing, where there is one."""
    if facts := holder["opening"]:
        facts["valid_through"] = facts["valid_through"] and facts["valid_through"].isoformat()


def feed_from_json(spelt: Mapping[str, Any], limits: FeedLimits) -> ParsedFeed:
    """Read a feed after the crossing, bounding all of it again: the other side may be captured."""
    return bounded_feed(spelt, tuple(_each(bounded_entry, spelt.get("entries"), limits.entries)))


def _each(build: Callable[[Mapping[str, Any]], Entry], drafts: object, most: int) -> list[Entry]:
    if not isinstance(drafts, list):
        return []
    return [build(draft) for draft in drafts[:most] if isinstance(draft, dict)]
