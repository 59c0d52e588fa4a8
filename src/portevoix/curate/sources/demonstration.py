"""The invented sources of the demonstration, which no server serves: nothing new since last time.

`curate.tasks` lets requests come here in a demo organisation only.
"""

from urllib.parse import urlsplit

from portevoix.web.fetch import FetchRequest, FetchResponse

# Reserved for examples (RFC 2606): nobody can own such a name.
RESERVED = ".example"
# What an invented source gave when it was read for the story; others are asked in earnest.
ETAG = '"demonstration"'
PAGE = "/index.html"
_HTML = b"<!doctype html><title>Welcome</title><p>Our feed has moved, we think.</p>"


def answers(request: FetchRequest) -> bool:
    """Whether a request is for one of the invented sources."""
    parts = urlsplit(request.url)
    is_ours = parts.path == PAGE or request.headers.get("If-None-Match") == ETAG
    return (parts.hostname or "").endswith(RESERVED) and is_ours


def carry(request: FetchRequest) -> FetchResponse:
    """Answer as a quiet source does; the one that gives a page instead of a feed still does."""
    if urlsplit(request.url).path == PAGE:
        return FetchResponse(200, request.url, (("content-type", "text/html"),), _HTML, (), 0.0)
    return FetchResponse(304, request.url, (("etag", ETAG),), b"", (), 0.0)
