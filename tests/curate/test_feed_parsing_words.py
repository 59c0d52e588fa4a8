"""What each vocabulary says, wherever a feed puts it; and what is mended before it is read."""

from datetime import UTC, datetime

import pytest

from portevoix.curate.sources.moments import moment_in
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem
from portevoix.curate.sources.reading import read_feed
from portevoix.curate.sources.trees import NotATree, decoded, tree_of

URL = "https://example.org/blog/feed.xml"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes=" http://www.itunes.com/DTDs/PodCast-1.0.dtd " '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)


def read(text):
    body = text if isinstance(text, bytes) else text.encode()
    return read_feed(body, "", URL, FeedLimits())


def item(inside, channel=""):
    text = f"<rss {SPACES}><channel><title>C</title>{channel}<item>{inside}</item></channel></rss>"
    (entry,) = read(text).entries
    return entry


def entry(inside, feed=""):
    (only,) = read(f"<feed {ATOM}><title>C</title>{feed}<entry>{inside}</entry></feed>").entries
    return only


@pytest.mark.parametrize(
    ("inside", "author"),
    [
        ("<author>ines@example.org (Inès Roy)</author>", "Inès Roy"),
        ("<author>Inès Roy (ines@example.org)</author>", "Inès Roy"),
        ("<author>ines@example.org</author>", "ines@example.org"),
        ("<dc:creator>Inès</dc:creator><dc:creator>Karim</dc:creator>", "Inès, Karim"),
        ("<itunes:author>Inès</itunes:author>", "Inès"),
        ("<author><p>Inès</p></author>", "Inès"),
        ("<atom:author><atom:name>Inès</atom:name></atom:author>", "Inès"),
    ],
)
def test_an_author_is_a_name_wherever_it_stands(inside, author):
    assert item(f"<title>A</title>{inside}").author == author


def test_every_author_of_atom_is_named():
    people = "".join(f"<author><name>{name}</name></author>" for name in ("Inès", "Karim", "Inès"))
    assert entry(f"<id>1</id>{people}").author == "Inès, Karim"


@pytest.mark.parametrize(
    ("inside", "picture"),
    [
        ('<media:group><media:thumbnail url="/t.png"/></media:group>', "/t.png"),
        ('<media:content url="/m.png" type="image/png"/>', "/m.png"),
        ('<itunes:image href="/i.png"/>', "/i.png"),
        ('<enclosure url="/e.jpg?w=2"/>', "/e.jpg?w=2"),
        ("<image><url>/u.png</url></image>", "/u.png"),
        ("<description>&lt;img src='/x.png?a=1&amp;amp;b=2'&gt;</description>", "/x.png?a=1&b=2"),
    ],
)
def test_a_picture_is_found_in_every_vocabulary(inside, picture):
    assert item(f"<title>A</title>{inside}").image_url == f"https://example.org{picture}"


def test_what_is_said_of_a_film_is_its_summary():
    group = "<media:group><media:description>A film</media:description></media:group>"
    assert item(f"<title>A</title>{group}").summary == "A film"


@pytest.mark.parametrize(
    ("inside", "channel", "address"),
    [
        ("<link>/a</link>", "<link>https://site.example/x/</link>", "https://site.example/a"),
        ("<link>a</link>", "", "https://example.org/blog/a"),
        ('<atom:link href="/a"/>', "", "https://example.org/a"),
        ('<guid isPermaLink="false">https://g.example/1</guid>', "", "https://g.example/1"),
        ('<guid isPermaLink="false">g1</guid>', "", ""),
    ],
)
def test_an_address_of_rss_is_made_whole(inside, channel, address):
    assert item(f"<title>A</title>{inside}", channel).url == address


def test_a_stated_base_goes_before_the_site():
    text = (
        '<rss xml:base="https://base.example/x/"><channel><link>https://site.example/</link>'
        '<item xml:base="y/"><title>A</title><link>a</link></item></channel></rss>'
    )
    assert read(text).entries[0].url == "https://base.example/x/y/a"


def test_a_page_goes_before_other_forms_of_an_entry():
    links = (
        '<link rel="self" href="/self"/><link type="application/pdf" href="/a.pdf"/>'
        '<link rel="http://www.iana.org/assignments/relation/alternate" href="/a"/>'
    )
    assert entry(f"<id>1</id>{links}").url == "https://example.org/a"


def test_entries_within_entries_are_not_entries_of_the_feed():
    inner = "<content type='application/xml'><entry><id>2</id></entry></content>"
    assert entry(f"<id>1</id><title>A</title>{inner}").guid == "1"


def test_categories_come_by_their_labels_and_terms():
    inside = '<category term="k8s" label="Kubernetes"/><category term="Paris"/>'
    assert entry(f"<id>1</id>{inside}").categories == ("Kubernetes", "k8s", "Paris")
    words = "<itunes:keywords>one, two</itunes:keywords><dc:subject>three</dc:subject>"
    assert item(f"<title>A</title>{words}").categories == ("three", "one", "two")


@pytest.mark.parametrize(
    ("kind", "inside", "summary"),
    [
        ("text", "a &lt;b&gt; c", "a <b> c"),
        ("html", "a &lt;b&gt;c&lt;/b&gt;", "a c"),
        ("xhtml", "<div xmlns='http://www.w3.org/1999/xhtml'><p>a</p><p>b</p></div>", "a b"),
        ("application/octet-stream", "PHA+UGFja2VkPC9wPg==", "Packed"),
        ("application/json", '{"a": 1}', '{"a": 1}'),
    ],
)
def test_the_content_of_atom_is_unpacked_by_its_kind(kind, inside, summary):
    assert entry(
        f'<id>1</id><title>T</title><content type="{kind}">{inside}</content>'
    ).summary == (summary)


def test_an_entry_that_tells_only_its_update_was_published_then():
    found = entry("<id>1</id><updated>2026-11-02T12:00:00.5Z</updated>")
    assert found.published_at == found.updated_at == datetime(2026, 11, 2, 12, 0, 0, 500_000, UTC)


@pytest.mark.parametrize(
    "root",
    [
        f'<r:RDF xmlns:r="{RDF}" xmlns="urn:odd">%s</r:RDF>',
        '<Channel xmlns="http://purl.org/net/rss1.1#"><title>C</title><items>%s</items></Channel>',
        "<channel><title>C</title>%s</channel>",
    ],
)
def test_the_older_forms_of_rss_are_read(root):
    channel = "<channel><title>C</title></channel>" if "RDF" in root else ""
    news = "<item><title>A</title><link>https://example.org/a</link></item>"
    feed = read(root % (channel + news))
    assert (feed.title, [one.title for one in feed.entries]) == ("C", ["A"])


def test_json_that_gives_a_bare_version_is_a_feed():
    assert read('{"version": "1.1", "title": "C", "items": []}').title == "C"
    with pytest.raises(FeedProblem, match="unreadable"):
        read('{"version": "1.1", "title": "C"}')


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("Q&A", "Q&A"),
        ("caf&eacute;&nbsp;noir", "café noir"),
        ("&nosuch; &#233;", "&nosuch; é"),
        ("<![CDATA[a&b &eacute; &amp;]]>", "a&b é &"),
        ("a\x08b\x1f", "ab"),
        ("1&lt;2 and 3&gt;2", "1<2 and 3>2"),
    ],
)
def test_small_faults_are_mended(inside, title):
    assert item(f"<title>{inside}</title>").title == title


def test_an_address_keeps_its_ampersands():
    found = item("<title>A</title><link><![CDATA[https://example.org/?a=1&copy=2]]></link>&x")
    assert found.url == "https://example.org/?a=1&copy=2"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE rss [<!ENTITY x "y">]><rss/>',
        "<rss><![CDATA[" * 3,
        "<rss><a:b/></rss>",
        "no markup",
        "",
    ],
)
def test_what_cannot_be_read_strictly_is_left_to_the_patient_reader(text):
    with pytest.raises(NotATree):
        tree_of(text.encode())


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("«é»".encode(), "text/xml; charset=iso-8859-1", "«é»"),
        ("<?xml encoding='iso-8859-1'?>“é”".encode("windows-1252"), "", "“é”"),
        ("<?xml encoding='koi8-r'?>ё".encode("koi8-r"), "text/xml; charset=latin-1", "ё"),
        (b"\xe9\x81", "text/xml; charset=nope", "é\ufffd"),
        ("été".encode("utf-16"), "", "été"),
        ("<?xml encoding='iso-2022-jp'?>日".encode("iso-2022-jp"), "", "日"),
    ],
)
def test_bytes_are_decoded_by_evidence_then_by_the_document_then_by_the_server(
    body, content_type, text
):
    assert decoded(body, content_type).endswith(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 02 Nov 2026 12:00:00 +0100", datetime(2026, 11, 2, 11, tzinfo=UTC)),
        ("2 Nov 26 12:00 GMT", datetime(2026, 11, 2, 12, tzinfo=UTC)),
        ("Mon, 02 Nov 2026 24:00:00 EST", datetime(2026, 11, 3, 5, tzinfo=UTC)),
        ("2026-11-02T12:00:00.123456789Z", datetime(2026, 11, 2, 12, 0, 0, 123456, UTC)),
        ("2026-11-02 12:00", datetime(2026, 11, 2, 12, tzinfo=UTC)),
        ("2026/1/2 14:33:00", datetime(2026, 1, 2, 14, 33, tzinfo=UTC)),
        ("2026-11-02T12:00:60Z", datetime(2026, 11, 2, 12, 0, 59, tzinfo=UTC)),
        ("2026.11.02 12:00 -0130", datetime(2026, 11, 2, 13, 30, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("20261102", datetime(2026, 11, 2, tzinfo=UTC)),
        ("9999-99-99", None),
        ("yesterday", None),
        ("x" * 100, None),
        (" ", None),
    ],
)
def test_dates_are_read_as_they_are_written(text, moment):
    assert moment_in(text) == moment


def test_a_tree_too_large_for_its_child_is_not_grown():
    with pytest.raises(FeedProblem, match="memory"):
        read("<rss><channel><title>C</title>" + "<item/>" * 250_000 + "</channel></rss>")


@pytest.mark.parametrize(("kept", "titles"), [(-1, "AB"), (-12, "AB"), (-25, "A"), (-50, "A")])
def test_of_a_feed_cut_short_what_came_whole_is_kept(kept, titles):
    items = "".join(f"<item><guid>{n}</guid><title>{n}</title></item>" for n in "AB")
    found = read(f"<rss><channel><title>C</title>{items}</channel></rss>"[:kept]).entries
    assert [(one.guid, one.title) for one in found] == [(title, title) for title in titles]
