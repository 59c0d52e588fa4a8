import io
import json
import sys
import tarfile
import time
import warnings
from collections import Counter

import pytest

from portevoix.curate.sources.feeds import parse_feed
from portevoix.curate.sources.opml import read_opml, write_opml
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem
from portevoix.curate.sources.process import stop_children
from portevoix.curate.sources.reading import read_feed

URL = "https://example.org/feed"
# In the archives beside the feeds: pieces of pages, other JSON, lists, a licence, a cut file.
NOT_FEEDS = ("FirstEntry", "LICENSE", "ScriptingNews.json", "Subs", "allthis-partial.json")
PAGES = (".html", "DuplicateContentAtomFeed.xml")


@pytest.fixture(autouse=True, scope="module")
def _no_child_is_left():
    yield
    stop_children()


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def archived(path):
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile():
                yield member.name, archive.extractfile(member).read()


# The processor's time bounds a hang; a busy machine's wall clock says nothing of the reader.
PATIENT = FeedLimits(seconds=90)


def read_code(name, body):
    try:
        return parse_feed(body, "", URL, limits=PATIENT), "feed"
    except FeedProblem as problem:
        return None, problem.code


def real_feeds(shared_data):
    folder = shared_data / "feeds" / "real"
    for path in sorted((folder / "fr").iterdir()):
        yield path.name, path.read_bytes()
    for name in ("feedjira", "rsparser"):
        yield from archived(folder / f"{name}.tar.gz")


def test_every_real_feed_is_read_and_quickly(shared_data):
    feeds = list(real_feeds(shared_data))
    start = time.monotonic()
    codes = {name: read_code(name, body) for name, body in feeds}
    elapsed = time.monotonic() - start
    assert len(feeds) > 70
    for name, (feed, code) in codes.items():
        if any(mark in name for mark in NOT_FEEDS):
            assert code == "unreadable", name
        elif name.endswith(PAGES):
            assert code == "html", name
        else:
            assert code == "feed", name
            assert feed.entries, name
            assert all(entry.guid for entry in feed.entries), name
    say(f"{len(feeds)} real files in {elapsed:.1f} s:", Counter(c for _, c in codes.values()))
    assert elapsed < 20


def test_the_french_press_is_read_whole(shared_data):
    for path in sorted((shared_data / "feeds" / "real" / "fr").iterdir()):
        feed, _ = read_code(path.name, path.read_bytes())
        assert len(feed.entries) >= 15, path.name
        for entry in feed.entries:
            assert entry.title
            assert entry.url.startswith("http")
            assert entry.image_url
            assert entry.published_at
            assert "�" not in entry.title + entry.summary
            assert "<" not in entry.summary


@pytest.mark.parametrize("suite", ["feedvalidator", "gofeed"])
def test_no_case_of_a_suite_kills_the_reader(shared_data, suite):
    import feedparser

    ours, theirs, codes = 0, 0, Counter()
    for name, body in archived(shared_data / "feeds" / "suites" / f"{suite}.tar.gz"):
        if not name.endswith((".xml", ".json", ".rdf", ".rss", ".atom")):
            continue
        feed, code = read_code(name, body)
        codes[code] += 1
        ours += bool(feed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs += bool(feedparser.parse(io.BytesIO(body)).get("version"))
    say(f"{suite}: {ours} feeds read, {theirs} named by feedparser;", dict(codes))
    assert not codes["crashed"] + codes["timeout"] + codes["memory"]
    assert ours > 400 if suite == "feedvalidator" else ours > 50


def test_gofeed_cases_give_the_titles_and_links_expected(shared_data):
    cases = dict(archived(shared_data / "feeds" / "suites" / "gofeed.tar.gz"))
    checked = Counter()
    for name, body in cases.items():
        expected = cases.get(name.removesuffix(".xml") + ".json")
        if "/translator/" not in name or not name.endswith(".xml") or not expected:
            continue
        wanted = json.loads(expected)
        try:
            found = read_feed(body, "", URL, FeedLimits())
        except FeedProblem:
            checked["refused"] += 1
            assert not wanted.get("items"), name
            continue
        checked["count"] += len(found.entries) == len(wanted.get("items", []))
        checked["title"] += found.title == (wanted.get("title") or "").strip()
        checked["all"] += 1
    say("gofeed translator cases:", dict(checked))
    assert checked["all"] > 30
    assert checked["count"] == checked["all"]
    assert checked["title"] >= 0.9 * checked["all"]


def test_real_lists_are_read_and_written_again(shared_data):
    for path in sorted((shared_data / "feeds" / "opml").iterdir()):
        found = read_opml(path.read_bytes())
        say(path.name, len(found.feeds), Counter(problem.code for problem in found.problems))
        assert len(found.feeds) >= 10, path.name
        again = read_opml(write_opml(found.feeds))
        assert {feed.url for feed in again.feeds} == {feed.url for feed in found.feeds}
        assert again.problems == ()


def test_no_list_of_the_suite_kills_the_reader(shared_data):
    path = shared_data / "feeds" / "suites" / "listparser-opml.tar.gz"
    codes = Counter()
    for name, body in archived(path):
        if name.endswith((".xml", ".opml")):
            found = read_opml(body)
            codes["feeds" if found.feeds else found.problems[0].code] += 1
    say("listparser cases:", dict(codes))
    assert codes["feeds"] > 20
    assert not codes["crashed"] + codes["timeout"]
