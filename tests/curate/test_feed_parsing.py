import gzip
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portevoix.curate.sources import process
from portevoix.curate.sources.feeds import parse_feed
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem, feed_from_json
from portevoix.curate.sources.reading import read_feed

URL = "https://example.org/blog/feed.xml"


def rss(items="", channel="<title>Carnet</title>", head='<?xml version="1.0"?>'):
    return f'{head}<rss version="2.0"><channel>{channel}{items}</channel></rss>'


def atom(entries):
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Carnet</title>{entries}</feed>'


def read(text, content_type="", limits=None):
    body = text if isinstance(text, bytes) else text.encode()
    return read_feed(body, content_type, URL, limits or FeedLimits())


def only(text, content_type=""):
    (entry,) = read(text, content_type).entries
    return entry


def problem_of(body, limits=None):
    with pytest.raises(FeedProblem) as caught:
        parse_feed(body, "", URL, limits=limits)
    return caught.value


@pytest.fixture(autouse=True, scope="module")
def _no_child_is_left():
    yield
    process.stop_children()


def test_an_entry_of_rss_is_read_whole():
    feed = parse_feed(
        rss(
            """<item><title>Un titre &amp; plus</title><link>/a?b=1&amp;c=2</link>
            <guid isPermaLink="false">7</guid><author>ines@example.org (Inès)</author>
            <pubDate>Mon, 02 Nov 2026 12:00:00 +0100</pubDate><category>Code</category>
            <category>Code</category><category>Paris</category>
            <description>&lt;p&gt;Bon&lt;/p&gt;&lt;p&gt;jour&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;
            &lt;img src="/i.png"&gt;</description></item>""",
            "<title>Carnet</title><link>https://example.org/blog/</link><language>fr</language>",
        ).encode(),
        "application/rss+xml",
        URL,
    )
    (entry,) = feed.entries
    assert (feed.title, feed.language, feed.site_url, feed.kind) == (
        "Carnet",
        "fr",
        "https://example.org/blog/",
        "rss",
    )
    assert (entry.guid, entry.url) == ("7", "https://example.org/a?b=1&c=2")
    assert (entry.title, entry.summary) == ("Un titre & plus", "Bon jour")
    assert "Inès" in entry.author
    assert entry.image_url == "https://example.org/i.png"
    assert entry.published_at == datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    assert entry.categories == ("Code", "Paris")
    assert entry.language == "fr"


def test_an_entry_of_atom_is_read_whole():
    entry = only(
        atom(
            """<entry xml:lang="fr"><id>urn:1</id><title type="html">A &amp;lt;b&amp;gt; B</title>
            <link href="https://example.org/a"/><updated>2026-11-02T12:00:00Z</updated>
            <published>2026-11-01T12:00:00+02:00</published><author><name>Karim</name></author>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Oui</p></div></content>
            </entry>"""
        )
    )
    assert (entry.guid, entry.url, entry.summary) == ("urn:1", "https://example.org/a", "Oui")
    assert entry.title == "A <b> B"
    assert entry.author == "Karim"
    assert entry.published_at == datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def test_an_entry_of_rdf_is_read():
    feed = read(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/"><channel><title>Carnet</title></channel>
        <item rdf:about="https://example.org/a"><title>A</title>
        <link>https://example.org/a</link></item></rdf:RDF>"""
    )
    assert [entry.title for entry in feed.entries] == ["A"]


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_an_entry_of_json_feed_is_read_whole(version):
    body = {
        "version": f"https://jsonfeed.org/version/{version}",
        "title": "Carnet",
        "home_page_url": "https://example.org/",
        "language": "fr",
        "items": [
            {
                "id": 12,
                "url": "/a",
                "title": "A",
                "content_html": "<p>Bon</p><p>jour</p>",
                "date_published": "2026-11-02T12:00:00+01:00",
                "image": "i.png",
                "tags": ["Code", 3, None, "Code"],
                "author": {"name": "Inès"},
                "authors": [{"name": "Inès"}, {"name": "Karim"}, "?"],
            },
            "not an item",
            {"id": "https://example.org/b", "content_text": "Sans titre", "date_published": "hier"},
            {"content_text": "Sans rien"},
        ],
    }
    feed = parse_feed(b"\xef\xbb\xbf" + json.dumps(body).encode(), "", URL)
    assert feed == read(json.dumps(body))
    first, second, third = feed.entries
    assert (feed.kind, feed.language, feed.site_url) == ("json", "fr", "https://example.org/")
    assert (first.guid, first.url, first.summary) == ("12", "https://example.org/a", "Bon jour")
    assert first.author == "Inès, Karim"
    assert first.published_at == datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    assert first.image_url == "https://example.org/blog/i.png"
    assert first.categories == ("Code", "3")
    assert (second.title, second.url) == ("Sans titre", "https://example.org/b")
    assert second.published_at is None
    assert len(third.guid) == 64


def test_json_in_utf_16_is_read():
    text = '{"version": "https://jsonfeed.org/version/1", "title": "Été", "items": []}'
    assert read(text.encode("utf-16")).title == "Été"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(channel="<title>Été</title>").encode("utf-8-sig"), ""),
        (rss(channel="<title>Été</title>").encode("utf-16"), ""),
        (
            rss(channel="<title>Été</title>").encode("windows-1252"),
            "text/xml; charset=windows-1252",
        ),
        (rss(channel="<title>Été</title>").encode("latin-1"), ""),
        (rss(channel="<title>Été</title>").encode(), "text/xml; charset=iso-8859-1"),
        (rss(channel="<title>Été</title>").encode(), "text/html"),
        (rss(channel="<title>Été</title>").encode("utf-16-be"), "text/xml; charset=utf-16-be"),
        (
            rss(
                channel="<title>Été</title>", head='<?xml version="1.0" encoding="latin-1"?>'
            ).encode("latin-1"),
            "",
        ),
        (
            rss(
                channel="<title>Été</title>", head='<?xml version="1.0" encoding="nope"?>'
            ).encode(),
            "",
        ),
        (rss(channel="<title>&Eacute;t&eacute;</title>").encode(), "text/xml"),
        (b" \n" + rss(channel="<title>Été</title>").encode(), ""),
    ],
)
def test_every_encoding_says_summer(body, content_type):
    assert read(body, content_type).title == "Été"


def test_what_is_missing_is_derived():
    feed = read(
        rss(
            "<item><description>Un long texte sans titre</description></item>"
            "<item><link>https://example.org/b</link></item>"
            "<item><guid>https://example.org/c</guid></item>"
            '<item><title>Son</title><enclosure url="https://example.org/d.mp3" type="audio/mpeg"/>'
            "</item>"
        )
    )
    bare, linked, named, heard = feed.entries
    assert (bare.title, bare.url) == ("Un long texte sans titre", "")
    assert len(bare.guid) == 64
    assert linked.guid == linked.url == "https://example.org/b"
    assert named.url == "https://example.org/c"
    assert heard.url == "https://example.org/d.mp3"


def test_a_derived_guid_is_stable():
    text = rss("<item><description>Un texte</description></item>")
    assert only(text).guid == only(text).guid


@pytest.mark.parametrize("date", ["hier", "Mon, 99 Foo 2026", "9999999999999", "", "0000-00-00"])
def test_a_bad_date_is_no_date(date):
    text = rss(f"<item><title>A</title><pubDate>{date}</pubDate></item>")
    assert only(text).published_at is None


def test_a_future_date_is_kept_as_said():
    text = rss("<item><title>A</title><pubDate>Mon, 02 Nov 2099 12:00:00 GMT</pubDate></item>")
    assert only(text).published_at.year == 2099


def test_one_guid_twice_is_one_entry_unless_the_addresses_differ():
    feed = read(
        rss(
            "<item><guid>1</guid><link>https://example.org/a</link><title>A</title></item>"
            "<item><guid>1</guid><link>https://example.org/a</link><title>A again</title></item>"
            "<item><guid>1</guid><link>https://example.org/b</link><title>B</title></item>"
            "<item><guid>1</guid><link>https://example.org/b</link><title>B again</title></item>"
        )
    )
    assert [entry.title for entry in feed.entries] == ["A", "B"]
    assert len({entry.guid for entry in feed.entries}) == 2


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[::1", "x" * 3000],
)
def test_an_address_that_is_not_of_the_web_is_none(link):
    entry = only(rss(f"<item><title>A</title><link>{link}</link></item>"))
    assert entry.url == ""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<![CDATA[<b>Gras</b> &amp; net]]>", "Gras & net"),
        ("AT&amp;amp;T", "AT&T"),
        ("Bien user de &lt;script&gt;", "Bien user de <script>"),
        ("&lt;b onclick=x&gt;Gras&lt;/b&gt;", "Gras"),
        ("a\u202eb\u2066c", "abc"),
        ("deux\n\t lignes", "deux lignes"),
        ("m" * 400, "m" * 299 + "…"),
    ],
)
def test_a_title_is_one_line_of_plain_text(title, expected):
    assert only(rss(f"<item><title>{title}</title><guid>1</guid></item>")).title == expected


def test_nul_and_halves_of_characters_vanish():
    body = rss("<item><title>a\0b</title></item>").encode()
    assert "\0" not in only(body).title
    said = '{"version":"https://jsonfeed.org/version/1","title":"a\\u0000b\\ud800c","items":[]}'
    assert read(said).title == "abc"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ('<media:thumbnail url="/t.png"/>', "https://example.org/t.png"),
        ('<media:content url="/m.png" medium="image"/>', "https://example.org/m.png"),
        ('<media:content url="/m.mp4" type="video/mp4"/>', ""),
        ('<enclosure url="https://e.example/e.png" type="image/png"/>', "https://e.example/e.png"),
        ('<description>&lt;img src="data:image/png;base64,A"&gt;</description>', ""),
    ],
)
def test_a_picture_is_found_where_feeds_put_it(picture, expected):
    media = '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
    text = f"{media}<title>C</title><item><title>A</title>{picture}</item></channel></rss>"
    assert only(text).image_url == expected


PAGE = b"""<?xml version="1.0"?><!-- a page --><!DOCTYPE html><html><head><base href="/b/">
<link rel="alternate" type="application/rss+xml" href="feed.xml">
<link rel="Alternate home" type="application/feed+json; charset=utf-8" href="//o.example/f.json">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" hreflang="en" href="/en"><link rel="stylesheet" href="/s.css">
<![x</head></html>"""


def test_a_page_tells_where_its_feeds_are():
    problem = problem_of(PAGE)
    assert problem.code == "html"
    with pytest.raises(FeedProblem, match="html"):
        read(PAGE)
    assert problem.feeds == ("https://example.org/b/feed.xml", "https://o.example/f.json")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf  ", "empty"),
        (b"hello", "unreadable"),
        (b"{}", "unreadable"),
        (b"[1, 2]", "unreadable"),
        (b'{"version": "https://jsonfeed.org/version/1"', "unreadable"),
        (b"[" * 200_000, "unreadable"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "no_entries"),
        (b"<rss><channel></channel></rss>", "no_entries"),
        (gzip.compress(b"<rss/>", mtime=0), "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "unreadable"),
    ],
)
def test_what_is_not_a_feed_has_a_stable_code(body, code):
    assert problem_of(body).code == code
    with pytest.raises(FeedProblem, match=code):
        read(body)


def test_a_body_too_big_is_not_even_read():
    assert problem_of(b"<rss>" + bytes(100), FeedLimits(body_bytes=50)).code == "too_big"


def laughs(depth):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, depth))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>'
    return rss(f"<item><title>&l{depth - 1};</title></item>", head=doctype).encode()


def test_a_billion_laughs_are_not_laughed():
    try:
        feed = parse_feed(laughs(12), "", URL)
    except FeedProblem as problem:
        assert problem.code in {"unreadable", "timeout", "memory"}  # noqa: PT017
    else:
        assert all(len(entry.title) <= 300 for entry in feed.entries)


def test_a_file_named_by_a_feed_is_not_read():
    doctype = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    entry = only(rss("<item><title>[&x;]</title><guid>1</guid></item>", head=doctype))
    assert "root" not in entry.title


def test_deep_nesting_does_not_harm():
    deep = rss(f"<item><title>A</title><description>{'<b>' * 50_000}</description></item>")
    try:
        assert parse_feed(deep.encode(), "", URL).entries
    except FeedProblem as problem:
        assert problem.code in {"unreadable", "timeout", "memory"}  # noqa: PT017


def test_too_many_entries_are_cut():
    items = "".join(f"<item><guid>{number}</guid></item>" for number in range(50))
    assert len(read(rss(items), limits=FeedLimits(entries=10)).entries) == 10


# Malformed at its end, so that the patient reader has to read it all.
SLOW = rss("<item><title>x</title></item>" * 60_000 + "</odd>").encode()


def test_a_feed_that_takes_too_long_dies_alone():
    assert problem_of(SLOW, FeedLimits(seconds=0.3)).code == "timeout"
    assert parse_feed(rss().encode(), "", URL).title == "Carnet"


def test_a_feed_that_takes_too_much_processor_dies_alone():
    assert problem_of(SLOW, FeedLimits(cpu_seconds=0, seconds=30)).code == "timeout"
    assert parse_feed(rss().encode(), "", URL).title == "Carnet"


def test_a_feed_that_takes_too_much_memory_dies_alone():
    problem = problem_of(SLOW, FeedLimits(memory_bytes=60 * 1024 * 1024, seconds=30))
    assert problem.code in {"memory", "crashed"}
    assert parse_feed(rss().encode(), "", URL).title == "Carnet"


def test_a_child_that_dies_is_replaced():
    parse_feed(rss().encode(), "", URL)
    (child,) = process._idle[-1:]
    os.kill(child._process.pid, signal.SIGKILL)
    child._process.wait()
    assert parse_feed(rss().encode(), "", URL).title == "Carnet"


def test_a_feed_that_kills_a_fresh_child_is_at_fault(monkeypatch):
    process.stop_children()
    monkeypatch.setattr(process, "PROGRAM", "portevoix.no_such_module")
    problem = problem_of(rss().encode())
    assert problem.code == "crashed"
    assert process._idle == []


def test_a_child_serves_many_feeds_then_retires(monkeypatch):
    process.stop_children()
    monkeypatch.setattr(process, "JOBS_OF_A_LIFE", 2)
    seen = []
    for _ in range(4):
        parse_feed(rss().encode(), "", URL)
        seen.extend(child._process.pid for child in process._idle)
    assert len(seen) == len(set(seen)) == 2


def test_a_child_of_another_process_is_left_to_it():
    process.stop_children()
    parse_feed(rss().encode(), "", URL)
    (theirs,) = process._idle
    theirs.parent = -1
    parse_feed(rss().encode(), "", URL)
    assert theirs not in process._idle
    process._idle.append(theirs)
    process.stop_children()
    assert theirs._process.poll() is None
    theirs.kill()


def test_the_child_does_not_know_our_secrets(monkeypatch):
    process.stop_children()
    monkeypatch.setenv("PORTEVOIX_SECRET_KEY", "s3cret")
    parse_feed(rss().encode(), "", URL)
    pid = process._idle[-1]._process.pid
    assert b"s3cret" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_the_child_does_not_load_django():
    program = "import sys, portevoix.curate.sources.reading; print('django' in sys.modules)"
    source = str(Path(process.__file__).parents[3])
    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        text=True,
        env={"PYTHONPATH": source},
    )
    assert said.stdout.strip() == "False", said.stderr


def test_an_answer_of_a_captured_child_is_bounded_again():
    feed = feed_from_json(
        {
            "title": "a\0" * 900,
            "site_url": "javascript:alert(1)",
            "entries": [
                {"guid": {"a": 1}, "url": 7, "title": ["x"], "published_at": "never"},
                {"title": True, "categories": "abc", "published_at": "2026-11-02T12:00:00"},
                "nonsense",
            ],
        },
        FeedLimits(),
    )
    assert len(feed.title) == 300
    assert feed.site_url == ""
    first, second = feed.entries
    assert asdict(first) | {"published_at": None} == asdict(first)
    assert (first.guid, first.url, first.title) == ("", "", "")
    assert second.published_at == datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    assert second.categories == ()
    assert feed_from_json({"entries": "none"}, FeedLimits()).entries == ()
