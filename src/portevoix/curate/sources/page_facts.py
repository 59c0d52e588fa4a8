"""What a page declares of itself: OpenGraph, Twitter, JSON-LD, plain meta, in that order."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from portevoix.curate.sources.linked_data import is_a, linked_nodes
from portevoix.curate.sources.loose import (
    address_at,
    at,
    joined_address,
    joined_text,
    moment_at,
    nodes_at,
    read_moment,
    text_at,
)
from portevoix.curate.sources.oembed import oembed_of
from portevoix.curate.sources.page_card import words_of
from portevoix.curate.sources.pages import names_feed
from portevoix.curate.sources.parsed import MOST_DISCOVERED, bounded_text

ARTICLES = frozenset(
    """Article NewsArticle BlogPosting ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle
    BackgroundNewsArticle ReviewNewsArticle TechArticle ScholarlyArticle LiveBlogPosting Report
    SocialMediaPosting""".split()
)
VIDEOS = frozenset({"VideoObject", "Movie", "Clip"})
SOUNDS = frozenset({"AudioObject", "PodcastEpisode", "RadioEpisode"})
PAGES = frozenset({"WebPage", "ItemPage", "AboutPage", "FAQPage", "MedicalWebPage"})
SITES = frozenset({"WebSite"})
OPENINGS = frozenset({"JobPosting"})

TITLES = ("og:title", "twitter:title")
SUMMARIES = ("og:description", "twitter:description")
AUTHORS = ("article:author", "og:article:author")
OTHER_AUTHORS = ("parsely-author", "citation_author", "author", "dc.creator", "dcterms.creator")
IMAGES = ("og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src")
MOMENTS = ("article:published_time", "og:article:published_time")
OTHER_MOMENTS = (
    "datepublished", "parsely-pub-date", "citation_publication_date", "citation_date",
    "dcterms.created", "dcterms.date", "dc.date", "dc.date.issued", "dc:date", "date",
    "publish-date", "pubdate",
)  # fmt: skip
BYLINE = re.compile(r"^(?:par|by|auteur|auteure|author|écrit par|written by)\s*:?\s+", re.I)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
OEMBED = frozenset({"application/json+oembed", "text/json+oembed"})
MOST_AUTHORS = 4
LONGEST_TITLE = 600


class PageFacts:
    """The declarations of one page, asked by fact; nothing is fetched, nothing is guessed."""

    def __init__(self, page: HtmlElement, url: str) -> None:
        self.page = page
        self.url = url
        self.base = joined_address(url, _attribute(page, ".//base[@href]", "href")) or url
        self._metas = _metas(page)

    @cached_property
    def nodes(self) -> list[dict[str, Any]]:
        """Everything said in schema.org's terms."""
        return linked_nodes(self.page)

    @cached_property
    def main(self) -> dict[str, Any]:
        """The node that is the page's own subject, or nothing."""
        for names in (ARTICLES, VIDEOS, SOUNDS, PAGES):
            found = [node for node in self.nodes if is_a(node, names)]
            if found:
                return next((node for node in found if self._is_about(node)), found[0])
        return {}

    @cached_property
    def canonical_url(self) -> str:
        """The address the page declares for itself, where that is on its site and sane."""
        declared = (
            _attribute(self.page, ".//link[@rel='canonical'][@href]", "href"),
            self.meta("og:url"),
        )
        sane = (sane_canonical(self.url, joined_address(self.base, one)) for one in declared)
        return next(filter(None, sane), self.url)

    def meta(self, *names: str) -> str:
        """Return the first content of the first of some names."""
        return next((content for name in names for content in self._metas.get(name, ())), "")

    @property
    def title(self) -> str:
        """Its headline."""
        linked = text_at(self.main, "headline"), text_at(self.main, "name")
        named = [*self._contents(TITLES), *linked, *_headings(self.page)]
        # A title that is markup and nothing else is no title.
        words = (words_of(name, LONGEST_TITLE) for name in named)
        return _without_site(next(filter(None, words), ""), self.site_name)

    @property
    def summary(self) -> str:
        """Its own summary, never its text."""
        return (
            self.meta(*SUMMARIES) or text_at(self.main, "description") or self.meta("description")
        )

    @property
    def site_name(self) -> str:
        """The name of the site, or its host."""
        sites = (text_at(node, "name") for node in self.nodes if is_a(node, SITES))
        named = (
            self.meta("og:site_name"),
            text_at(self.main, "publisher.name"),
            next(filter(None, sites), ""),
            self.meta("application-name"),
        )
        said = next((name for name in named if name and "://" not in name), "")
        return said or host_of(self.url)

    @property
    def author(self) -> str:
        """Who signed it; an address or the site itself is nobody."""
        linked = joined_text(*self._linked_authors())
        named = [*self._contents(AUTHORS), linked, *self._contents(OTHER_AUTHORS)]
        return next(filter(None, (self.signature(name) for name in named)), "")

    @property
    def image_url(self) -> str:
        """The picture it shows of itself."""
        linked = at(self.main, "image"), at(self.main, "thumbnailUrl"), at(self.main, "thumbnail")
        said = [
            *self._contents(IMAGES),
            *(text_at(one, "url", "contentUrl", "@id") or text_at(one, "") for one in linked),
            _attribute(self.page, ".//link[@rel='image_src'][@href]", "href"),
        ]
        absolute = (bounded_text("image_url", joined_address(self.base, one)) for one in said)
        return next(filter(None, absolute), "")

    @property
    def published_at(self) -> datetime | None:
        """When it says it was published."""
        said = [read_moment(one) for one in self._contents(MOMENTS)]
        said.append(moment_at(self.main, "datePublished", "uploadDate", "dateCreated"))
        said.extend(read_moment(one) for one in self._contents(OTHER_MOMENTS))
        return next(filter(None, said), None)

    @property
    def language(self) -> str:
        """Its language, without a country."""
        named = (
            self.page.get("lang") or self.page.get("xml:lang") or "",
            self.meta("og:locale", "content-language", "dc.language"),
            text_at(self.main, "inLanguage"),
        )
        found = (LANGUAGE.match(name.strip()) for name in named)
        return next((one.group().lower() for one in found if one), "")

    @property
    def kind(self) -> str:
        """What it is, as far as it says."""
        said = self.meta("og:type").lower()
        if said.startswith("video") or is_a(self.main, VIDEOS):
            return "video"
        if is_a(self.main, SOUNDS):
            return "audio"
        return "article" if said == "article" or is_a(self.main, ARTICLES) else "page"

    @property
    def oembed_url(self) -> str:
        """Where more is said of it, as JSON."""
        links = self.page.iterfind(".//link[@href]")
        said = (one.get("href") for one in links if (one.get("type") or "").lower() in OEMBED)
        found = (bounded_text("url", joined_address(self.base, one)) for one in said)
        declared = next(filter(None, found), "")
        return declared or oembed_of(self.canonical_url) or oembed_of(self.url)

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds it names, in its order."""
        found: dict[str, None] = {}
        for link in self.page.iterfind(".//link[@href]"):
            address = bounded_text("url", joined_address(self.base, link.get("href") or ""))
            if names_feed(link.get("rel") or "", link.get("type") or "", address):
                found[address] = None
        return tuple(found)[:MOST_DISCOVERED]

    @cached_property
    def postings(self) -> list[dict[str, Any]]:
        """The openings it describes."""
        return [node for node in self.nodes if is_a(node, OPENINGS)]

    def signature(self, name: str) -> str:
        """Return a name as that of somebody, or nothing where it is none."""
        bare = BYLINE.sub("", name.strip())
        is_nobody = not bare or "://" in bare or bare.startswith("@") or bare == self.site_name
        return "" if is_nobody else bare

    def _contents(self, names: tuple[str, ...]) -> Iterator[str]:
        return (content for name in names for content in self._metas.get(name, ()))

    def _linked_authors(self) -> list[str]:
        said = at(self.main, "author") or at(self.main, "creator")
        several = said if isinstance(said, list) else [said]
        return [self._name(one) for one in several[:MOST_AUTHORS]]

    def _name(self, said: Any) -> str:
        if not isinstance(said, dict):
            return text_at(said, "")
        # A graph names its people once, and points to them elsewhere.
        same = (node for node in self.nodes if node.get("@id") == said.get("@id") is not None)
        named = (text_at(node, "name") for node in [said, *same])
        return next(filter(None, named), "")

    def _is_about(self, node: dict[str, Any]) -> bool:
        said = [*nodes_at(node, "mainEntityOfPage")]
        addresses = [address_at(node, self.base, "url", "@id", "mainEntityOfPage")]
        addresses += [address_at(one, self.base, "@id", "url") for one in said]
        return any(one.partition("#")[0] in {self.url, self.canonical_url} for one in addresses)


def sane_canonical(url: str, declared: str) -> str:
    """Return a declared address when it is of the same site and no mistaken front page."""
    if not bounded_text("url", declared):
        return ""
    try:
        ours, theirs = urlsplit(url), urlsplit(declared)
        is_plain = theirs.username is None and theirs.port in {None, ours.port}
    except ValueError:
        return ""
    if not is_plain or not _same_site(ours.hostname or "", theirs.hostname or ""):
        return ""
    # The commonest mistake of templates: every page says that it is the front page.
    if len(ours.path) > 1 and len(theirs.path) < 2 and not theirs.query:
        return ""
    # A page read over a sealed line is not sent back to an open one.
    scheme = "https" if "https" in {ours.scheme, theirs.scheme} else "http"
    return theirs._replace(scheme=scheme, fragment="").geturl()


def host_of(url: str) -> str:
    """Return the host of an address, as one says it."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _without_site(title: str, site: str) -> str:
    # The site is named beside the title already.
    signed = re.fullmatch(rf"(.+?)\s+[|·:–—-]\s+{re.escape(site)}", title)
    return signed.group(1) if signed and site else title


def _same_site(one: str, other: str) -> bool:
    bare = [name.lower().removeprefix("www.").removeprefix("m.") for name in (one, other)]
    if not all("." in name or name == "localhost" for name in bare):
        return False
    return bare[0] == bare[1] or any(
        long.endswith(f".{short}") for long, short in (bare, bare[::-1])
    )


def _metas(page: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in page.iterfind(".//meta[@content]"):
        content = (meta.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in (meta.get(attribute) or "").lower().split()[:2]:
                if content:
                    found.setdefault(name, []).append(content)
    return found


def _attribute(page: HtmlElement, path: str, name: str) -> str:
    element = page.find(path)
    return "" if element is None else (element.get(name) or "").strip()


def _headings(page: HtmlElement) -> Iterator[str]:
    for path in (".//head/title", ".//title", ".//h1"):
        element = page.find(path)
        if element is not None:
            yield "".join(element.itertext())
