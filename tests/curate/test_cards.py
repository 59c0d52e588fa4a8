import json
from datetime import UTC, datetime
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portevoix.curate.sources.cards import read_card, with_oembed
from portevoix.curate.sources.oembed import oembed_of
from portevoix.curate.sources.page_card import Card, bounded_card, card_as_json
from portevoix.curate.sources.page_facts import sane_canonical
from portevoix.curate.sources.page_reading import read_page
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem

URL = "https://atelier.example/2026/lamps"
OPEN_GRAPH = {
    "og:title": "On lamps",
    "og:description": "A few words.",
    "og:site_name": "Atelier",
    "og:image": "/lamp.jpg",
    "og:type": "article",
    "article:author": "Inès Morel",
    "article:published_time": "2026-09-01T08:00:00+02:00",
    "og:locale": "fr_FR",
}


def metas(**named):
    return "".join(f'<meta property="{name}" content="{said}">' for name, said in named.items())


def page(head="", body="<p>Words</p>", attributes=""):
    return f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>"


def linked(*said):
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in said)


def read(text, content_type="text/html", url=URL):
    body = text if isinstance(text, bytes) else text.encode()
    return read_page(body, content_type, url)


def code_of(text, content_type="text/html"):
    with pytest.raises(FeedProblem) as told:
        read(text, content_type)
    return told.value.code


def test_a_card_says_what_its_page_declares():
    card = read(page(metas(**OPEN_GRAPH)))
    assert card == Card(
        url=URL,
        title="On lamps",
        summary="A few words.",
        site_name="Atelier",
        author="Inès Morel",
        image_url="https://atelier.example/lamp.jpg",
        published_at=datetime(2026, 9, 1, 6, tzinfo=UTC),
        language="fr",
        kind="article",
    )


def test_what_opengraph_leaves_out_comes_from_schema_org_and_then_from_plain_meta():
    said = {
        "@graph": [
            {"@type": "Person", "@id": "#ines", "name": "Inès Morel"},
            {
                "@type": ["NewsArticle"],
                "headline": "On lamps",
                "description": "Linked words.",
                "author": [{"@id": "#ines"}, {"name": "Karim Haddad"}, "Théo"],
                "image": [{"url": "/linked.jpg"}],
                "datePublished": "2026-09-01",
                "inLanguage": "fr-FR",
                "publisher": {"name": "Atelier"},
            },
        ]
    }
    card = read(page(linked(said) + '<title>T</title><meta name="description" content="Plain.">'))
    assert (card.title, card.summary) == ("On lamps", "Linked words.")
    assert card.author == "Inès Morel, Karim Haddad, Théo"
    assert card.image_url == "https://atelier.example/linked.jpg"
    assert (card.site_name, card.kind, card.language) == ("Atelier", "article", "fr")
    plain = read(page('<title> T\n U </title><meta name="Description" content="Plain.">'))
    assert (plain.title, plain.summary, plain.site_name) == ("T U", "Plain.", "atelier.example")


def test_twitter_speaks_where_opengraph_is_silent():
    card = read(page(metas(**{"twitter:title": "Lamps", "twitter:image": "https://i.example/a"})))
    assert (card.title, card.image_url) == ("Lamps", "https://i.example/a")


def test_a_title_does_not_repeat_the_site():
    assert read(
        page(metas(**{"og:site_name": "Atelier"}) + "<title>Lamps | Atelier</title>")
    ).title == ("Lamps")
    assert read(page(metas(**{"og:site_name": "Atelier"}) + "<title>Atelier</title>")).title == (
        "Atelier"
    )


def test_a_title_that_is_only_markup_gives_way_to_the_next():
    head = metas(**{"og:title": "&lt;script&gt;alert(1)&lt;/script&gt;"})
    assert read(page(head + "<title>Lamps</title>")).title == "Lamps"


def test_what_a_page_shows_without_declaring_it_is_found():
    body = """<article><h1>On lamps</h1><p class="author">Par Inès Morel</p>
      <time datetime="2026-09-01">1er septembre 2026</time><p>Some words.</p></article>"""
    card = read(page("<title>On lamps</title>", body))
    assert card.author == "Inès Morel"
    assert card.published_at == datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize("author", ["https://www.facebook.com/atelier", "@atelier", "Atelier", " "])
def test_an_address_or_the_site_itself_is_no_author(author):
    assert read(page(metas(**OPEN_GRAPH | {"article:author": author}))).author == ""


def test_the_node_about_this_very_page_goes_before_its_neighbours():
    other = {"@type": "Article", "headline": "Read next", "url": "/other"}
    own = {"@type": "Article", "headline": "On lamps", "mainEntityOfPage": {"@id": URL}}
    assert read(page(linked([other, own]) + "<title>T</title>")).title == "On lamps"


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("https://atelier.example/lamps", "https://atelier.example/lamps"),
        ("/lamps?id=2#top", "https://atelier.example/lamps?id=2"),
        ("http://www.atelier.example/lamps", "https://www.atelier.example/lamps"),
        ("https://blog.atelier.example/lamps", "https://blog.atelier.example/lamps"),
        ("https://atelier.example/", URL),
        ("https://evil.example/lamps", URL),
        ("https://notatelier.example/lamps", URL),
        ("https://atelier.example:8443/lamps", URL),
        ("https://me@atelier.example/lamps", URL),
        ("javascript:alert(1)", URL),
        ("https://[atelier", URL),
        ("", URL),
    ],
)
def test_a_declared_address_counts_only_on_its_own_site(declared, kept):
    assert read(page(f'<title>T</title><link rel="canonical" href="{declared}">')).url == kept


def test_the_open_graph_address_serves_where_the_canonical_one_is_not_sane():
    head = '<link rel="canonical" href="/"><title>T</title>' + metas(**{"og:url": "/lamps"})
    assert read(page(head)).url == "https://atelier.example/lamps"
    assert sane_canonical("https://com/a", "https://example.com/b") == ""


def test_a_video_and_a_sound_are_known():
    video = {
        "@type": "VideoObject",
        "name": "V",
        "thumbnailUrl": ["/t.jpg"],
        "uploadDate": "2026-09-01",
    }
    card = read(page(linked(video)))
    assert (card.kind, card.title, card.image_url) == (
        "video",
        "V",
        "https://atelier.example/t.jpg",
    )
    assert card.published_at == datetime(2026, 9, 1, tzinfo=UTC)
    assert read(page(metas(**{"og:title": "V", "og:type": "video.other"}))).kind == "video"
    assert read(page(linked({"@type": "PodcastEpisode", "name": "E"}))).kind == "audio"


def test_a_card_names_the_feeds_and_the_oembed_of_its_page():
    head = """<title>T</title><link rel="alternate" type="application/rss+xml" href="/rss">
      <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
      <link rel="alternate" type="application/json+oembed" href="/oembed?url=x">"""
    card = read(page(head))
    assert card.feeds == ("https://atelier.example/rss",)
    assert card.oembed_url == "https://atelier.example/oembed?url=x"


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "text/html"),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-8-sig", "text/html; charset=windows-1252"),
        ("utf-16", "text/html; charset=utf-8"),
        ("utf-16-le", ""),
        ("utf-16-be", "text/html"),
        ("windows-1252", "text/html"),
        ("windows-1252", "text/html; charset=ISO-8859-1"),
        ("windows-1252", "text/html; charset=utf-16"),
        ("windows-1252", "text/html; charset=no-such-thing"),
    ],
)
def test_letters_are_whole_whatever_a_server_claims(encoding, content_type):
    card = read(page("<title>L’été à Lorient</title>").encode(encoding), content_type)
    assert card.title == "L’été à Lorient"


def test_a_page_says_its_own_charset():
    text = page(
        '<meta http-equiv="Content-Type" content="text/html; charset=KOI8-R"><title>Лампа</title>'
    )
    assert read(text.encode("koi8-r")).title == "Лампа"
    assert read(page('<meta charset="gb2312"><title>灯塔</title>').encode("gbk")).title == "灯塔"
    cut = page("<title>L’été</title>", "é" * 50).encode()[:-17]
    assert read(cut).title == "L’été"


def test_what_is_no_page_says_so():
    assert code_of(b"") == "empty"
    assert code_of(b"\xef\xbb\xbf  \n") == "empty"
    assert code_of(b"%PDF-1.7\n%\xe2\xe3") == "not_a_page"
    assert code_of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR<") == "not_a_page"
    assert code_of(b"\xff\xd8\xff\xe0\0\x10JFIF") == "not_a_page"
    assert code_of('{"a": "<b>"}', "application/json") == "not_a_page"
    assert code_of("Only words", "text/plain") == "not_a_page"
    assert code_of("<p>A page without any name</p>") == "not_a_page"
    assert code_of("<!-- -->") == "not_a_page"


def test_a_feed_pasted_as_a_page_is_offered_as_a_feed():
    with pytest.raises(FeedProblem) as told:
        read("<?xml version='1.0'?>\n<!-- x --><rss version='2.0'><channel/></rss>", "text/html")
    assert (told.value.code, told.value.feeds) == ("not_a_page", (URL,))


def test_a_page_under_another_name_is_still_a_page():
    assert read(page("<title>T</title>"), "application/octet-stream").title == "T"
    assert read(page("<title>T</title>"), "image/png").title == "T"


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>T</title>" + b"<div>" * 100_000,
        b"<html><title>T</title>" + b"<b><i>" * 50_000 + b"x" + b"</b></i>" * 50_000,
        b"<html><title>T</title>" + b"<a b='" * 30_000,
        b"<html><title>T</title><script type=application/ld+json>" + b"[" * 200_000,
        b"<html><title>T</title><script type=application/ld+json>" + b'{"a":' * 100_000,
        b"<html><title>T</title>" + b"<meta property=og:title content=x>" * 50_000,
        b"<html><title>T</title>" + b"<p itemscope itemtype=JobPosting itemprop=a>" * 5_000,
        b"<html><title>T</title>" + b"&amp;" * 500_000,
        b"<html><title>T" + b"\0" * 100_000,
        b"<html><title>" + b"T " * 2_000_000,
    ],
    ids=[
        "deep",
        "crossed",
        "quotes",
        "arrays",
        "objects",
        "metas",
        "scopes",
        "amps",
        "nul",
        "long",
    ],
)
def test_no_page_however_hostile_is_more_than_a_problem(body, parsers):
    try:
        card = read_card(body, "text/html", URL)
    except FeedProblem as problem:
        if problem.code not in {"not_a_page", "unreadable", "timeout", "memory"}:
            raise
        return
    assert card.title
    assert len(card.title) <= 300


def test_a_page_of_fifty_megabytes_is_refused_before_it_is_read():
    with pytest.raises(FeedProblem, match="too_big"):
        read_card(b"<html>" + b"x" * 50_000_000, "text/html", URL)
    with pytest.raises(FeedProblem, match="empty"):
        read_card(b" \n", "text/html", URL)


MARKUP = st.text(max_size=40) | st.sampled_from([
    "<b>x</b>", "&lt;script&gt;x", "&amp;lt;i&amp;gt;x", "<<b>>", "<scr<b>ipt>", "a < b",
    "\u202eabc", "&#60;img src=x&#62;", "x" * 3_000, "\ud800", "<!--", "]]>",
    "&amp;amp;amp;amp;lt;b&gt;",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["title", "summary", "site_name", "author"]), MARKUP))
def test_no_card_carries_markup_or_control_characters(draft):
    for value in card_as_json(bounded_card(draft)).values():
        if isinstance(value, str):
            assert "<b" not in value
            assert "<s" not in value
            assert "<!" not in value
            assert "<i" not in value
            assert "\u202e" not in value
            assert "Cc" not in map(category, value)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["text/html", "", "text/html;charset=utf-16"]))
def test_no_bytes_at_all_are_more_than_a_problem(noise, content_type):
    for body in (noise, b"<html><title>" + noise, page("<title>T</title>").encode() + noise):
        try:
            assert read(body, content_type).title
        except FeedProblem as problem:
            if problem.code not in {"empty", "not_a_page"}:
                raise


def test_a_card_crosses_between_processes_whole_and_bounded(parsers):
    body = page(metas(**OPEN_GRAPH), attributes="lang=fr").encode()
    card = read_page(body, "text/html", URL)
    assert read_card(body, "text/html", URL) == card
    spelt = json.loads(json.dumps(card_as_json(card)))
    assert bounded_card(spelt) == card
    spelt |= {
        "kind": "captured",
        "url": "javascript:x",
        "feeds": ["x", 3],
        "title": "<b>T</b>" * 99,
    }
    captured = bounded_card(spelt)
    assert (captured.kind, captured.url, captured.feeds) == ("page", "", ())
    assert captured.title.startswith("TTT")


CARD = Card(url=URL, title="Before you go on", site_name="atelier.example", image_url="")


def test_a_video_takes_the_words_of_its_provider(parsers):
    said = {
        "type": "video",
        "title": "On <b>lamps</b>",
        "author_name": "Atelier",
        "provider_name": "YouTube",
        "thumbnail_url": "https://i.example/t.jpg",
        "html": "<iframe src=x></iframe>",
    }
    card = with_oembed(CARD, json.dumps(said).encode())
    assert (card.title, card.author, card.site_name) == ("On lamps", "Atelier", "YouTube")
    assert (card.kind, card.image_url) == ("video", "https://i.example/t.jpg")
    assert "iframe" not in str(card)


def test_another_resource_only_completes_what_its_page_left_out(parsers):
    said = {
        "type": "photo",
        "title": "Other",
        "author_name": "Ada",
        "url": "https://i.example/p.png",
    }
    card = with_oembed(CARD, json.dumps(said).encode())
    assert (card.title, card.author) == ("Before you go on", "Ada")
    assert card.image_url == "https://i.example/p.png"
    assert card.kind == "page"


@pytest.mark.parametrize(
    ("body", "code"),
    [(b" ", "empty"), (b"{", "unreadable"), (b"[]", "unreadable"), (b'{"type": 3}', "unreadable"),
     (b"<oembed/>", "unreadable"), (b"[" * 150_000, "unreadable"),
     (b" " * 300_000 + b"{}", "too_big")],
)  # fmt: skip
def test_an_answer_that_is_no_oembed_is_a_problem(body, code, parsers):
    with pytest.raises(FeedProblem) as told:
        with_oembed(CARD, body)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("https://www.youtube.com/watch?v=iwGFalTRHDA&t=3", "https://www.youtube.com/oembed"),
        ("https://youtu.be/iwGFalTRHDA", "https://www.youtube.com/oembed"),
        ("https://vimeo.com/7073899", "https://vimeo.com/api/oembed.json"),
        ("https://www.dailymotion.com/video/x2", "https://www.dailymotion.com/services/oembed"),
    ],
)
def test_a_known_provider_is_asked_without_its_page_saying_so(url, endpoint):
    asked = oembed_of(url)
    assert asked.startswith(f"{endpoint}?format=json&url=https%3A%2F%2F")
    assert asked.count("&") == 1


@pytest.mark.parametrize(
    "url", ["", URL, "https://youtube.com.evil.example/watch?v=1", "youtu.be/a"]
)
def test_other_sites_are_not_asked(url):
    assert oembed_of(url) == ""


def test_the_bounds_of_a_card_are_those_of_a_feed(parsers):
    with pytest.raises(FeedProblem, match="too_big"):
        read_card(page("<title>T</title>").encode(), "", URL, limits=FeedLimits(body_bytes=10))
