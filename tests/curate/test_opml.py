import pytest

from portevoix.curate.sources.opml import OpmlFeed, OpmlProblem, read_opml, write_opml
from portevoix.curate.sources.outlines import read_outlines
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem

LIST = """<?xml version="1.0" encoding="%s"?><opml version="2.0"><head><title>Liste</title></head>
<body><outline text="Été"><outline text="Données">
<outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed?x=1&amp;y=2"/></outline>
<outline type="rss" title="B" xmlUrl=" feed://b.example/feed "/></outline>
<outline type="rss" text="C" xmlUrl="feed:https://c.example/feed"/>
<outline type="rss" text="" xmlUrl="https://d.example/feed"/>
<outline type="rss" text="Encore" xmlUrl="https://d.example/feed"/>
<outline type="rss" text="X" xmlUrl="javascript:alert(1)"/>
<outline type="include" text="I" url="https://i.example/other.opml"/></body></opml>"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16", "utf-8-sig"])
def test_a_list_is_read_with_its_folders(encoding):
    body = (LIST % encoding.removesuffix("-sig")).encode(encoding)
    found = read_opml(body)
    assert len(read_outlines(body)["feeds"]) == len(found.feeds) + 1
    assert found.feeds == (
        OpmlFeed("https://a.example/feed?x=1&y=2", "A & B", "Été / Données"),
        OpmlFeed("http://b.example/feed", "B", "Été"),
        OpmlFeed("https://c.example/feed", "C"),
        OpmlFeed("https://d.example/feed", "https://d.example/feed"),
    )
    assert OpmlProblem("address", "javascript:alert(1)") in found.problems
    assert OpmlProblem("not_feeds", "1") in found.problems


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"hello", "unreadable"),
        (b"<html><body>no</body></html>", "unreadable"),
        (b"<opml><body></body></opml>", "no_feeds"),
        (b"<opml><body>" + b" " * 200, "too_big"),
    ],
)
def test_what_is_not_a_list_is_a_problem(body, code):
    found = read_opml(body, limits=FeedLimits(body_bytes=100))
    assert found.feeds == ()
    assert [problem.code for problem in found.problems] == [code]


def test_six_hundred_feeds_are_read_and_more_than_five_thousand_cut():
    for count, kept in ((600, 600), (5_100, 5_000)):
        feeds = [OpmlFeed(f"https://{n}.example/", f"N{n}", "F") for n in range(count)]
        found = read_opml(write_opml(feeds))
        assert len(found.feeds) == kept
        assert ([problem.code for problem in found.problems] == ["too_many"]) is (kept < count)


def test_two_feeds_that_become_one_are_told():
    body = b"""<opml><body><outline xmlUrl="feed:https://a.example/"/>
    <outline xmlUrl="https://a.example/"/></body></opml>"""
    assert read_opml(body).problems == (OpmlProblem("twice", "https://a.example/"),)


@pytest.mark.parametrize("body", ["é".encode("latin-1"), b"\x81\x8d", b"<?xml encoding='nope'?>x"])
def test_what_is_not_a_list_is_refused_in_any_encoding(body):
    with pytest.raises(FeedProblem, match="unreadable"):
        read_outlines(body)


def test_what_is_written_is_read_again():
    feeds = (
        OpmlFeed("https://a.example/?a=1&b=2", 'A "quoted" <b> & \0 more', ""),
        OpmlFeed("https://b.example/", "B", "Été"),
        OpmlFeed("https://c.example/", "", "Été"),
    )
    written = write_opml(feeds, "Ma liste")
    assert b"<title>Ma liste</title>" in written
    found = {feed.url: feed for feed in read_opml(written).feeds}
    assert found["https://a.example/?a=1&b=2"].title == 'A "quoted" <b> & more'
    assert found["https://b.example/"] == feeds[1]
    assert found["https://c.example/"].folder == "Été"


def test_folders_come_out_as_they_went_in():
    feeds = (
        OpmlFeed("https://a.example/", "A", "Press / France"),
        OpmlFeed("https://b.example/", "B", "Press"),
        OpmlFeed("https://c.example/", "C", "Press / France / Lille"),
        OpmlFeed("https://d.example/", "D", "Design/UX"),
        OpmlFeed("https://e.example/", "E"),
    )
    written = write_opml(feeds)
    assert written.count(b'text="Press"') == written.count(b'text="France"') == 1
    assert set(read_opml(written).feeds) == set(feeds)
    assert write_opml(read_opml(written).feeds) == written
