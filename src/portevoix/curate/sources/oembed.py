"""oEmbed 1.0 (oembed.com): where to ask, and what an answer adds to a card; never its HTML."""

import json
import re
from typing import Any
from urllib.parse import quote

from portevoix.curate.sources.loose import text_at
from portevoix.curate.sources.parsed import FeedProblem

# Providers whose pages hide their declaration from machines, or never had one.
ENDPOINTS = (
    (r"(?:[\w-]+\.)?youtube\.com/(?:watch|v/|playlist|shorts|live|embed/)", "https://www.youtube.com/oembed"),
    (r"youtu\.be/", "https://www.youtube.com/oembed"),
    (r"(?:player\.)?vimeo\.com/", "https://vimeo.com/api/oembed.json"),
    (r"www\.dailymotion\.com/video/", "https://www.dailymotion.com/services/oembed"),
    (r"dai\.ly/", "https://www.dailymotion.com/services/oembed"),
    (r"(?:on\.|www\.|m\.)?soundcloud\.com/", "https://soundcloud.com/oembed"),
    (r"open\.spotify\.com/", "https://open.spotify.com/oembed"),
    (r"www\.tiktok\.com/@", "https://www.tiktok.com/oembed"),
    (r"(?:www\.)?ted\.com/talks/", "https://www.ted.com/services/v1/oembed.json"),
    (r"speakerdeck\.com/", "https://speakerdeck.com/oembed.json"),
    (r"(?:[\w-]+\.)?slideshare\.net/", "https://www.slideshare.net/api/oembed/2"),
    (r"(?:www\.)?flickr\.com/photos/", "https://www.flickr.com/services/oembed/"),
)  # fmt: skip
KINDS = {"video": "video", "photo": "page", "link": "page", "rich": "page"}


def oembed_of(url: str) -> str:
    """Return where a well-known provider describes one of its pages, or nothing."""
    for pattern, endpoint in ENDPOINTS:
        if re.match(rf"https?://{pattern}", url):
            return f"{endpoint}?format=json&url={quote(url, safe='')}"
    return ""


def read_oembed(body: bytes) -> dict[str, Any]:
    """Return what an answer says of a resource, or refuse what is no oEmbed answer."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FeedProblem("unreadable", "not JSON") from error
    kind = text_at(said, "type") if isinstance(said, dict) else ""
    if kind not in KINDS:
        raise FeedProblem("unreadable", "JSON of another kind")
    picture = text_at(said, "url") if kind == "photo" else ""
    return {
        "kind": KINDS[kind],
        "title": text_at(said, "title"),
        "author": text_at(said, "author_name"),
        "site_name": text_at(said, "provider_name"),
        "image_url": text_at(said, "thumbnail_url") or picture,
    }
