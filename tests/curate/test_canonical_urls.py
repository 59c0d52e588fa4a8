import csv
import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.rules.urls import canonical_url, is_tracking, page_key, url_digest


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.ORG:443", "https://example.org/"),
        ("http://example.org:80/a?b=1#top", "http://example.org/a?b=1"),
        ("https://example.org/a?utm_source=rss&id=7&utm_Medium=x", "https://example.org/a?id=7"),
        ("https://lemonde.example/a.html?xtor=RSS-3208", "https://lemonde.example/a.html"),
        ("https://example.org/a#xtor=RSS-1", "https://example.org/a"),
        ("https://example.org/?b=2&a=1&a=0", "https://example.org/?b=2&a=1&a=0"),
        ("https://example.org/#!/page", "https://example.org/#!/page"),
        ("https://user:secret@example.org/", "https://example.org/"),
        ("https://example.org/é ü", "https://example.org/%C3%A9%20%C3%BC"),
        ("https://example.org/a%2Fb?q=%C3%A9+x", "https://example.org/a%2Fb?q=%C3%A9+x"),
        ("https://youtube.com/watch?v=abc&si=follow", "https://youtube.com/watch?v=abc"),
        ("https://www.youtube.com/watch?v=abc&si=f", "https://www.youtube.com/watch?v=abc"),
        ("https://example.org/?si=kept", "https://example.org/?si=kept"),
        ("https://notyoutube.com/?si=kept", "https://notyoutube.com/?si=kept"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("ftp://example.org/", ""),
        ("javascript:alert(1)", ""),
        ("mailto:a@example.org", ""),
        ("https://", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_a_page_has_one_address(url, expected):
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/a",
        "https://www.example.org/a/",
        "https://example.org/a?utm_campaign=x",
        "https://EXAMPLE.org/a#comments",
        "https://example.org/a/index.html",
    ],
)
def test_spellings_of_a_page_share_a_digest(other):
    assert url_digest(other) == url_digest("https://example.org/a")


def test_other_pages_do_not():
    pages = ["https://example.org/a", "https://example.org/b", "https://example.org/A"]
    pages += ["https://example.org/a?id=1", "https://example.org/a?id=2", "https://b.example/a"]
    pages += ["https://example.org/#!/a", "https://example.org/#!/b"]
    assert len({url_digest(page) for page in pages}) == len(pages)


def test_the_order_of_a_query_does_not_make_another_page():
    assert page_key("https://example.org/?a=1&b=2") == page_key("https://example.org/?b=2&a=1")
    assert page_key("nothing") == ""


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing(text):
    once = canonical_url(f"https://example.org/{text}")
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    "name", ["id", "p", "page", "q", "article", "lang", "s", "t", "v", "cHash"]
)
def test_what_may_change_the_page_is_kept(name):
    assert not is_tracking(name, "example.org")


def test_most_published_tracking_parameters_are_known(shared_data):
    path = shared_data / "conformance" / "tracking-params" / "params.csv"
    with path.open(encoding="utf-8") as lines:
        names = [row[0].strip() for row in csv.reader(lines)][1:]
    unknown = [name for name in names if not is_tracking(name)]
    share = 1 - len(unknown) / len(names)
    sys.stdout.write(f"{share:.1%} of {len(names)} published names are cleaned, not {unknown}\n")
    # "si" and "customid" mean something on other sites.
    assert len(unknown) <= 0.05 * len(names), unknown


def test_every_name_that_is_cleaned_everywhere_by_others_is_known(shared_data):
    path = shared_data / "conformance" / "clearurls" / "data.min.json"
    rules = json.loads(path.read_text(encoding="utf-8"))["providers"]["globalRules"]["rules"]
    bare = [rule.removeprefix("(?:%3F)?") for rule in rules]
    names = [rule for rule in bare if re.fullmatch(r"[\w.-]+", rule)]
    assert len(names) > 30
    assert [name for name in names if not is_tracking(name)] == []
