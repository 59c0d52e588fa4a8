import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.sources.likely_feeds import MOST, likely_feeds

CHANNEL = "UC" + "a1" * 11


@pytest.mark.parametrize(
    ("url", "first"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}/videos",
         f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("https://www.youtube.com/playlist?list=PL12",
         "https://www.youtube.com/feeds/videos.xml?playlist_id=PL12"),
        ("https://www.youtube.com/user/atelier",
         "https://www.youtube.com/feeds/videos.xml?user=atelier"),
        ("https://medium.com/@ines/a-story-1", "https://medium.com/feed/@ines"),
        ("https://ines.medium.com/a-story", "https://ines.medium.com/feed"),
        ("https://atelier.substack.com/p/lamps", "https://atelier.substack.com/feed"),
        ("https://github.com/atelier/lamps/issues",
         "https://github.com/atelier/lamps/releases.atom"),
        ("https://github.com/ines", "https://github.com/ines.atom"),
        ("https://gitlab.com/atelier/deep/lamps/-/tree/main",
         "https://gitlab.com/atelier/deep/lamps/-/releases?format=atom"),
        ("https://mastodon.example/@ines", "https://mastodon.example/@ines.rss"),
        ("https://bsky.app/profile/ines.example", "https://bsky.app/profile/ines.example/rss"),
        ("https://www.reddit.com/r/lamps/", "https://www.reddit.com/r/lamps/.rss"),
        ("https://atelier.tumblr.com/", "https://atelier.tumblr.com/rss"),
        ("https://atelier.blogspot.com/2026/", "https://atelier.blogspot.com/feeds/posts/default"),
        ("https://dev.to/ines", "https://dev.to/feed/ines"),
    ],
)  # fmt: skip
def test_a_known_platform_names_its_feed_without_being_asked(url, first):
    assert likely_feeds(url)[0] == first


def test_other_sites_are_tried_where_feeds_usually_stand():
    tried = likely_feeds("https://atelier.example/blog/2026/lamps?x=1#top")
    assert tried[:3] == (
        "https://atelier.example/blog/feed",
        "https://atelier.example/blog/rss.xml",
        "https://atelier.example/feed",
    )
    assert tried[-1] == "https://atelier.example/?feed=rss2"
    assert likely_feeds("https://atelier.example")[0] == "https://atelier.example/feed"


@pytest.mark.parametrize(
    "url", ["", "atelier.example", "mailto:a@b", "https://[a", "https://www.youtube.com/@atelier"]
)
def test_where_nothing_is_likely_nothing_is_tried(url):
    assert likely_feeds(url) == ()


def test_a_name_and_password_are_not_carried_along():
    assert likely_feeds("https://me:secret@atelier.example/")[0] == "https://atelier.example/feed"


@given(st.text(max_size=60))
def test_the_addresses_to_try_are_few_distinct_and_of_the_web(path):
    tried = likely_feeds(f"https://atelier.example/{path}")
    assert len(tried) == len(set(tried)) <= MOST
    assert all(url.startswith("https://atelier.example/") for url in tried)
