"""Pages in the child process: reduced to a card, or to the openings they describe."""

from typing import Any

from lxml.html import HtmlElement

from portevoix.curate.sources.loose import read_moment
from portevoix.curate.sources.page_card import Card, bounded_card
from portevoix.curate.sources.page_facts import PageFacts, host_of
from portevoix.curate.sources.page_tree import page_of
from portevoix.curate.sources.parsed import (
    Entry,
    FeedLimits,
    FeedProblem,
    ParsedFeed,
    bounded_feed,
    each_once,
)
from portevoix.curate.sources.postings import posting_entry

# Looking for what a page does not declare costs more than all the rest together.
LONGEST_SEARCHED = 1_500_000


def read_page(body: bytes, content_type: str, url: str) -> Card:
    """Return the card of a page, or refuse what is no page or has no name."""
    facts = PageFacts(page_of(body, content_type, url), url)
    draft: dict[str, Any] = {
        "url": facts.canonical_url,
        "title": facts.title,
        "summary": facts.summary,
        "site_name": facts.site_name,
        "author": facts.author,
        "image_url": facts.image_url,
        "published_at": facts.published_at,
        "language": facts.language,
        "kind": facts.kind,
        "oembed_url": facts.oembed_url,
        "feeds": facts.feeds,
    }
    entry = _own_opening(facts)
    if entry:
        draft |= {"kind": "opening", "opening": _spelt(entry), "author": ""}
    elif not (draft["author"] and draft["published_at"]) and len(body) <= LONGEST_SEARCHED:
        draft |= _searched(facts, draft)
    card = bounded_card(draft)
    if not card.title:
        raise FeedProblem("not_a_page", "no title in it")
    return card


def read_postings(body: bytes, content_type: str, url: str, limits: FeedLimits) -> ParsedFeed:
    """Return the openings that a page describes in schema.org's terms, one entry each."""
    facts = PageFacts(page_of(body, content_type, url), url)
    entries = [entry for entry in _openings(facts)[: limits.entries] if entry]
    if not entries:
        raise FeedProblem("no_entries", "no JobPosting in it")
    site = {
        "title": facts.site_name,
        "language": facts.language,
        "site_url": url,
        "kind": "postings",
    }
    return bounded_feed(site, each_once(entries))


def _openings(facts: PageFacts) -> list[Entry | None]:
    is_alone = len(facts.postings) == 1
    base = facts.canonical_url if is_alone else facts.url
    return [posting_entry(node, base, is_alone=is_alone) for node in facts.postings]


def _own_opening(facts: PageFacts) -> Entry | None:
    """The one opening a page is about; a list of them is only a page."""
    entries = {entry.guid: entry for entry in _openings(facts) if entry}
    return next(iter(entries.values())) if len(entries) == 1 else None


def _spelt(entry: Entry) -> dict[str, Any]:
    assert entry.opening is not None
    opening = entry.opening
    return {name: getattr(opening, name) for name in opening.__slots__}


def _searched(facts: PageFacts, draft: dict[str, Any]) -> dict[str, Any]:
    """Look for the author and the day in the text of a page that declares neither."""
    found = _metadata(facts.page, facts.url)
    author = facts.signature(getattr(found, "author", None) or "")
    return {
        "author": draft["author"] or ("" if author == host_of(facts.url) else author),
        "published_at": draft["published_at"] or read_moment(getattr(found, "date", None)),
    }


def _metadata(page: HtmlElement, url: str) -> Any:
    # It takes most of a second and a hundred megabytes of addresses: only where a page needs it.
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 - as said above

    try:
        # Not extensive: guessing at every number of a text takes seconds and errs.
        return extract_metadata(page, default_url=url, extensive=False)
    except MemoryError:
        raise
    except Exception:
        # It reads the wild; a page it stumbles over still has its card.
        return None
