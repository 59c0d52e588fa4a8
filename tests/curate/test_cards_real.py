"""Real pages of the French web, and every published payload: figures on the first, peace on all."""

import re
import sys
import tarfile
import time
from collections import Counter
from unicodedata import category

import pytest

from portevoix.curate.sources.cards import read_card
from portevoix.curate.sources.oembed import oembed_of
from portevoix.curate.sources.page_reading import read_page
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem

# Whoever signs and dates his page is not searched for it: payloads are many.
SIGNED = b"<meta name=author content='A B'><meta name=date content=2026-09-01>"
URL = "https://atelier.example/page"
PATIENT = FeedLimits(seconds=90)
# What no declaration of the page says, nor anything a reader would recognise.
NO_PICTURE = {"psl.eu.luniversite", "sauvonsluniversite.com.spip", "dw.com-elephants"}
NO_DAY = {"arteradio.com-nuls"}
NO_AUTHOR = {
    "psl.eu.luniversite", "sauvonsluniversite.com.spip", "blog.mondediplo.net.turpitude",
    "dalloz-actualite.fr.raoult", "sports.fr.lorient",
    # The site itself signs.
    "france.attc.org-privatisations", "lopinion.fr.glyphosate",
}  # fmt: skip


def archived(path, ending):
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(ending):
                yield member.name, archive.extractfile(member).read()


@pytest.fixture
def pages(shared_data):
    found = archived(shared_data / "pages" / "trafilatura-fr.tar.gz", ".html")
    return {name.rpartition("/")[2].removesuffix(".html"): body for name, body in found}


def test_real_pages_give_their_title_author_day_and_picture(pages):
    assert len(pages) == 23
    cards = {name: read_page(body, "text/html", URL) for name, body in pages.items()}
    fields = ("title", "summary", "site_name", "author", "published_at", "image_url", "language")
    found = Counter(field for card in cards.values() for field in fields if getattr(card, field))
    sys.stdout.write(f"of 23 pages: {dict(found)}\n")
    assert {name for name, card in cards.items() if not card.image_url} == NO_PICTURE
    assert {name for name, card in cards.items() if not card.published_at} == NO_DAY
    assert {name for name, card in cards.items() if not card.author} == NO_AUTHOR
    assert found["title"] == found["site_name"] == found["language"] == 23
    assert found["summary"] >= 22
    for card in cards.values():
        assert card.language == "fr"
        assert "�" not in card.title + card.summary + card.author
        assert "&#" not in card.title + card.summary
        assert not card.author.startswith(("Par ", "http"))


def test_what_real_pages_say_is_what_was_read(pages):
    card = read_page(pages["bondyblog.fr.paris-8"], "text/html", "https://www.bondyblog.fr/x")
    assert card.title == "A Paris-8, un peu de tension, beaucoup d'actions"
    assert card.author == "Kab Niang"
    assert card.published_at.isoformat() == "2020-02-17T12:31:49+00:00"
    assert card.url.endswith("/societe/a-paris-8-un-peu-de-tension-beaucoup-d-actions/")
    assert (card.kind, card.site_name) == ("article", "Bondy Blog")
    card = read_page(pages["ledevoir.com.trottinettes"], "text/html", URL)
    assert card.author == "Jeanne Corriveau"
    assert card.url == URL


def test_real_pages_are_read_quickly_out_of_our_process(pages, parsers):
    start = time.monotonic()
    for body in pages.values():
        assert read_card(body, "text/html", URL, limits=PATIENT).title
    first = time.monotonic() - start
    for body in pages.values():
        read_card(body, "text/html", URL, limits=PATIENT)
    again = time.monotonic() - start - first
    sys.stdout.write(f"23 cards in {first:.1f} s, then in {again:.1f} s\n")
    assert again < 15


def test_the_known_providers_are_asked_where_the_registry_says(shared_data):
    asked = 0
    registry = archived(shared_data / "conformance" / "oembed-providers.tar.gz", ".yml")
    for name, body in registry:
        if not name.endswith(("youtube.yml", "vimeo.yml", "dailymotion.yml", "speakerdeck.yml")):
            continue
        text = body.decode()
        endpoint = re.search(r"^    url: (\S+)", text, re.MULTILINE)[1].replace("{format}", "json")
        for scheme in re.findall(r"^    - (https://\S+)$", text, re.MULTILINE):
            if "geo." in scheme or "/oembed" in scheme or "/api/" in scheme:
                continue
            page = scheme.replace("*.", "www.").replace("*", "x1")
            asked += 1
            assert oembed_of(page).startswith(f"{endpoint}?"), page
    assert asked > 15


def test_no_published_payload_is_more_than_a_problem_and_none_reaches_a_card(shared_data):
    payloads = Counter()
    for _, body in archived(shared_data / "conformance" / "payloads.tar.gz", (".txt", ".md")):
        for line in body.splitlines():
            head = b'<html><meta property=og:title content="' + line + b'"><title>T</title>'
            payloads[_outcome(head + SIGNED + line)] += 1
    sys.stdout.write(f"payloads: {dict(payloads)}\n")
    assert payloads["card"] > 1_000
    assert set(payloads) <= {"card", "not_a_page"}


def _outcome(body):
    try:
        card = read_page(body, "text/html", URL)
    except FeedProblem as problem:
        return problem.code
    for text in (card.title, card.summary, card.author, card.site_name):
        assert "<script" not in text.lower()
        assert "<img" not in text.lower()
        assert "Cc" not in map(category, text)
    return "card"


def test_a_child_that_reads_cards_needs_half_of_its_memory_at_most(pages, parsers):
    half = FeedLimits(seconds=90, memory_bytes=FeedLimits().memory_bytes // 2)
    for body in pages.values():
        assert read_card(body, "text/html", URL, limits=half).title
