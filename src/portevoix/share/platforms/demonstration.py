"""A server of Mastodon that does not exist, for the demonstration: nothing leaves this machine.

It remembers nothing: what it answers follows from the request alone, so a post that is sent again
is the same post. `share.tasks` lets requests come here in a demo organisation only.
"""

import json
from hashlib import sha256

from portevoix.web.fetch import FetchRequest, FetchResponse

# Reserved for examples (RFC 2606): nobody can own it, and outside a demo it is never found.
HOST = "https://social.atelier-nord.example"
STATUSES = f"{HOST}/api/v1/statuses"
MEDIA = f"{HOST}/api/v2/media"


def carry(request: FetchRequest) -> FetchResponse:
    """Answer as a server would: a post gets its page here, nobody's list holds anything."""
    if request.method == "POST" and request.url == STATUSES:
        return _answer(request, 200, _status(request.headers.get("idempotency-key", "")))
    if request.method == "POST" and request.url == MEDIA:
        return _answer(request, 200, {"id": sha256(request.body).hexdigest()[:14]})
    if request.method == "GET" and request.url.endswith("/instance"):
        statuses = {"max_characters": 500, "characters_reserved_per_url": 23}
        return _answer(request, 200, {"configuration": {"statuses": statuses}})
    if request.method == "GET" and request.url.startswith(f"{STATUSES}/"):
        return _answer(request, 200, _reception(request.url.rpartition("/")[2]))
    if request.method == "GET" and "/statuses?" in request.url:
        return _answer(request, 200, [])
    return _answer(request, 404, {"error": "This is a demonstration."})


def post_path(post_id: str) -> str:
    """Where a post of the demonstration is shown, on this very site."""
    return f"/demonstration/posts/{post_id}/"


def _status(key: str) -> dict[str, str]:
    post_id = str(int(sha256(key.encode()).hexdigest()[:14], 16))
    return {"id": post_id, "url": post_path(post_id)}


def _reception(post_id: str) -> dict[str, int]:
    drawn = sha256(post_id.encode()).digest()
    counts = ("favourites_count", "reblogs_count", "replies_count")
    return {name: drawn[place] % (12 >> place) for place, name in enumerate(counts)}


def _answer(request: FetchRequest, status: int, content: object) -> FetchResponse:
    headers = (("content-type", "application/json"),)
    return FetchResponse(status, request.url, headers, json.dumps(content).encode(), (), 0.0)
