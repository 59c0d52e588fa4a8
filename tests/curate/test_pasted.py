from __future__ import annotations

import json

import pytest

from portevoix.curate.sources.pasted import card_of
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse

PAGE = b"""<!doctype html><html lang="fr"><title>Une conf&eacute;rence</title>
<link rel="alternate" type="application/json+oembed" href="https://video.example/oembed?id=1">
<p>Une page presque vide.</p></html>"""
SAID = {
    "version": "1.0",
    "type": "video",
    "title": "Une conférence, en vrai",
    "author_name": "Inès Morel",
    "thumbnail_url": "https://video.example/1.jpg",
    "html": "<script>alert(1)</script>",
}
pytestmark = pytest.mark.usefixtures("parsers")


def answer(body: bytes, status: int = 200, url: str = "https://video.example/1") -> FetchResponse:
    return FetchResponse(status, url, (("content-type", "text/html"),), body, (), 0.0)


def test_a_provider_completes_what_its_page_says() -> None:
    asked: list[str] = []

    def carry(request: FetchRequest) -> FetchResponse:
        asked.append(request.url)
        return answer(json.dumps(SAID).encode())

    card = card_of(answer(PAGE), carry)
    assert asked == ["https://video.example/oembed?id=1"]
    assert (card.title, card.author) == ("Une conférence, en vrai", "Inès Morel")
    assert card.kind == "video"
    assert card.image_url == "https://video.example/1.jpg"


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"type": 3}', b"<html>", b"x" * 300_000])
def test_a_provider_that_says_nonsense_takes_nothing_away(said: bytes) -> None:
    card = card_of(answer(PAGE), lambda _request: answer(said))
    assert card.title == "Une conférence"


def test_a_provider_that_fails_takes_nothing_away() -> None:
    def carry(_request: FetchRequest) -> FetchResponse:
        raise FetchFailed("too_slow")

    assert card_of(answer(PAGE), carry).title == "Une conférence"
    assert card_of(answer(PAGE), lambda _request: answer(b"{}", 404)).title == "Une conférence"


def test_nobody_waits_for_a_provider_when_the_page_says_all() -> None:
    whole = PAGE.replace(
        b"<p>",
        b'<meta property="og:image" content="https://video.example/i.jpg">'
        b'<meta name="author" content="Th&eacute;o"><p>',
    )

    def carry(_request: FetchRequest) -> FetchResponse:
        raise AssertionError

    assert card_of(answer(whole), carry).author == "Théo"
