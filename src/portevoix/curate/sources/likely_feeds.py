"""Where the feed of a page that declares none usually stands: known platforms, then usual paths."""

import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from portevoix.curate.sources.parsed import bounded_text

USUAL_PATHS = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss", "/feed.json")
MOST = 8


def likely_feeds(url: str) -> tuple[str, ...]:
    """Return the few addresses worth trying for a page's feed, the likeliest first."""
    if not bounded_text("url", url):
        return ()
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    except ValueError:
        return ()
    for pattern, feeds in PLATFORMS:
        if re.fullmatch(pattern, host):
            return tuple(feeds(parts, site))
    return tuple(dict.fromkeys(_usual(parts, site)))[:MOST]


def _usual(parts: SplitResult, site: str) -> list[str]:
    section = parts.path.strip("/").partition("/")[0]
    profile = re.fullmatch(r"/@([\w.]{1,60})/?", parts.path)
    if profile:
        # Mastodon and its kin live under any name.
        return [f"{site}/@{profile.group(1)}.rss", f"{site}/feed"]
    own = [f"{site}/{section}{path}" for path in ("/feed", "/rss.xml")] if section else []
    usual = [f"{site}{path}" for path in USUAL_PATHS]
    # A section often has a feed of its own: /blog/feed says more of a blog than /feed.
    return [*own, *usual[: MOST - len(own) - 1], f"{site}/?feed=rss2"]


def _youtube(parts: SplitResult, _: str) -> list[str]:
    feed = "https://www.youtube.com/feeds/videos.xml?"
    channel = re.match(r"/channel/(UC[\w-]{22})", parts.path)
    user = re.match(r"/user/([\w-]{1,60})", parts.path)
    playlist = re.search(r"(?:^|&)list=([\w-]{1,60})", parts.query)
    if channel:
        return [f"{feed}channel_id={channel.group(1)}"]
    if user:
        return [f"{feed}user={user.group(1)}"]
    # A handle does not tell its channel: the page itself declares the feed.
    return [f"{feed}playlist_id={playlist.group(1)}"] if playlist else []


def _medium(parts: SplitResult, _: str) -> list[str]:
    name = parts.path.strip("/").partition("/")[0]
    return [f"https://medium.com/feed/{name}"] if name else []


def _github(parts: SplitResult, site: str) -> list[str]:
    steps = [step for step in parts.path.split("/") if step][:2]
    if len(steps) < 2:
        return [f"{site}/{steps[0]}.atom"] if steps else []
    project = f"{site}/{'/'.join(steps)}"
    return [f"{project}/{name}.atom" for name in ("releases", "tags", "commits")]


def _gitlab(parts: SplitResult, site: str) -> list[str]:
    project = parts.path.partition("/-/")[0].strip("/")
    return [f"{site}/{project}/-/{name}?format=atom" for name in ("releases", "tags")]


def _bluesky(parts: SplitResult, site: str) -> list[str]:
    profile = re.match(r"/profile/([\w.:%-]{3,200})", parts.path)
    return [f"{site}/profile/{profile.group(1)}/rss"] if profile else []


def _reddit(parts: SplitResult, site: str) -> list[str]:
    return [f"{site}{parts.path.rstrip('/')}/.rss"]


def _feed_of_site(_: SplitResult, site: str) -> list[str]:
    return [f"{site}/feed"]


def _rss_of_site(_: SplitResult, site: str) -> list[str]:
    return [f"{site}/rss"]


def _blogger(_: SplitResult, site: str) -> list[str]:
    return [f"{site}/feeds/posts/default"]


def _dev(parts: SplitResult, site: str) -> list[str]:
    name = parts.path.strip("/").partition("/")[0]
    return [f"{site}/feed/{name}" if name else f"{site}/feed"]


Feeds = Callable[[SplitResult, str], list[str]]
PLATFORMS: tuple[tuple[str, Feeds], ...] = (
    (r"youtube\.com", _youtube),
    (r"medium\.com", _medium),
    (r"[\w-]+\.medium\.com", _feed_of_site),
    (r"[\w-]+\.substack\.com", _feed_of_site),
    (r"github\.com", _github),
    (r"gitlab\.com", _gitlab),
    (r"bsky\.app", _bluesky),
    (r"(?:old\.)?reddit\.com", _reddit),
    (r"[\w-]+\.tumblr\.com", _rss_of_site),
    (r"[\w-]+\.blogspot\.[a-z.]{2,6}", _blogger),
    (r"[\w-]+\.wordpress\.com", _feed_of_site),
    (r"dev\.to", _dev),
)
