"""Networks in memory, at the level of HTTP, with the habits of the real ones, bad ones included."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portevoix.share.rules.words import fediverse_length, grapheme_length
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse

IDEMPOTENCY_LASTS = timedelta(hours=1)


def answer(
    request: FetchRequest, status: int, content: object = None, **headers: str
) -> FetchResponse:
    written = {"content-type": "application/json"}
    written |= {name.replace("_", "-"): value for name, value in headers.items()}
    body = b"" if content is None else json.dumps(content).encode()
    return FetchResponse(status, request.url, tuple(written.items()), body, (), 0.01)


@dataclass
class Faults:
    """What goes wrong, and how often: each is drawn before a call that writes.

    `lost_answer` does it and says nothing; `lost_question` does nothing and cannot say so;
    `broken` answers 502 after doing it or not; `too_many` is 429; `down` was never reached.
    """

    lost_answer: float = 0.0
    lost_question: float = 0.0
    broken: float = 0.0
    too_many: float = 0.0
    down: float = 0.0
    draws: random.Random = field(default_factory=lambda: random.Random(7))

    def through(
        self, request: FetchRequest, do: Callable[[FetchRequest], FetchResponse]
    ) -> FetchResponse:
        draw = self.draws.random()
        for name in ("lost_answer", "lost_question", "broken", "too_many", "down"):
            share = getattr(self, name)
            if draw < share:
                return self._happen(name, request, do)
            draw -= share
        return do(request)

    def _happen(
        self, name: str, request: FetchRequest, do: Callable[[FetchRequest], FetchResponse]
    ) -> FetchResponse:
        if name == "down":
            raise FetchFailed("connection", never_sent=True)
        if name == "too_many":
            return answer(request, 429, {"error": "Too many requests"}, retry_after="30")
        if name == "lost_answer" or (name == "broken" and self.draws.random() < 0.5):
            do(request)
        if name == "broken":
            return answer(request, 502)
        raise FetchFailed("too_slow", never_sent=False)


@dataclass
class Media:
    """One picture that a server was sent: what it shows, and how many looks until it is ready."""

    content: bytes
    alt: str
    takes: int = 0


def multipart(request: FetchRequest) -> dict[str, bytes]:
    """Read a form with files (RFC 7578)."""
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    fields = {}
    for part in request.body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        fields[name] = content.removesuffix(b"\r\n")
    return fields


@dataclass
class FakeMastodon:
    """One Mastodon server: 500 characters, an idempotency window of an hour, pages of statuses."""

    host: str = "https://mastodon.example"
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    token: str = "a-good-token"
    faults: Faults = field(default_factory=Faults)
    suspended: bool = False
    knows_v2: bool = True
    statuses: list[dict[str, Any]] = field(default_factory=list)
    kept: dict[str, tuple[datetime, dict[str, Any]]] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    # How many looks a picture takes to be ready; some servers answer at once.
    media_takes: int = 0
    media_faults: Faults = field(default_factory=Faults)

    def __call__(self, request: FetchRequest) -> FetchResponse:
        if not request.url.startswith(self.host + "/"):
            raise FetchFailed("connection", never_sent=True)
        if request.method == "POST" and urlsplit(request.url).path == "/api/v2/media":
            return self.media_faults.through(request, self._take)
        if request.method == "POST":
            return self.faults.through(request, self._create)
        return self._read(request)

    def alts(self, external_id: str) -> list[str]:
        shown = next(one["media_ids"] for one in self.statuses if one["id"] == external_id)
        return [self.media[number].alt for number in shown]

    def _take(self, request: FetchRequest) -> FetchResponse:
        if not self._is_known(request):
            return answer(request, 401, {"error": "The access token is invalid"})
        fields = multipart(request)
        if not fields["file"].startswith((b"\xff\xd8\xff", b"\x89PNG")):
            return answer(request, 422, {"error": "Validation failed: File content type invalid"})
        number = str(500 + len(self.media))
        alt = fields.get("description", b"").decode()
        self.media[number] = Media(fields["file"], alt, self.media_takes)
        status = 202 if self.media_takes else 200
        return answer(request, status, {"id": number, "url": None if self.media_takes else "u"})

    def _look_at(self, request: FetchRequest, number: str) -> FetchResponse:
        one = self.media[number]
        one.takes -= 1
        return answer(request, 206 if one.takes > 0 else 200, {"id": number})

    def texts(self) -> list[str]:
        return [status["content"] for status in self.statuses]

    def _create(self, request: FetchRequest) -> FetchResponse:
        if not self._is_known(request):
            return answer(request, 401, {"error": "The access token is invalid"})
        if self.suspended:
            return answer(request, 403, {"error": "Your login is currently disabled"})
        kept = self.kept.get(request.headers.get("idempotency-key", ""))
        if kept and self.now() - kept[0] < IDEMPOTENCY_LASTS:
            return answer(request, 200, kept[1])
        content = json.loads(request.body)
        text, shown = content["status"], content.get("media_ids", [])
        if any(one not in self.media or self.media[one].takes > 0 for one in shown):
            return answer(request, 422, {"error": "Cannot attach files that have not finished"})
        if len(shown) > 4:
            return answer(request, 422, {"error": "Cannot attach more than 4 files"})
        if fediverse_length(text) > 500:
            words = "Validation failed: Text character limit of 500 exceeded"
            return answer(request, 422, {"error": words})
        status = self._stored(text) | {"media_ids": shown}
        self.statuses[-1] = status
        self.kept[request.headers.get("idempotency-key", "")] = (self.now(), status)
        return answer(request, 200, status)

    def _stored(self, text: str) -> dict[str, Any]:
        number = str(100_000 + len(self.statuses))
        status = {
            "id": number,
            "url": f"{self.host}/@ines/{number}",
            "created_at": self.now().isoformat(),
            "content": "<p>" + escape(text, quote=False).replace("\n\n", "</p><p>") + "</p>",
            "favourites_count": 0,
            "reblogs_count": 0,
            "replies_count": 0,
        }
        self.statuses.append(status)
        return status

    def _read(self, request: FetchRequest) -> FetchResponse:
        parts = urlsplit(request.url)
        if parts.path.startswith("/api/v2/") and not self.knows_v2:
            return answer(request, 404, {"error": "Not found"})
        if parts.path.endswith("/instance"):
            limits = {"max_characters": 500, "characters_reserved_per_url": 23}
            return answer(request, 200, {"configuration": {"statuses": limits}})
        if not self._is_known(request):
            return answer(request, 401, {"error": "The access token is invalid"})
        if parts.path.startswith("/api/v1/media/"):
            return self._look_at(request, parts.path.rpartition("/")[2])
        if parts.path.endswith("/verify_credentials"):
            return answer(request, 200, {"id": "7", "acct": "ines"})
        if parts.path.endswith("/accounts/7/statuses"):
            return answer(request, 200, self._page(parse_qs(parts.query)))
        found = [s for s in self.statuses if parts.path.endswith(f"/statuses/{s['id']}")]
        return answer(request, 200, found[0]) if found else answer(request, 404)

    def _page(self, asked: dict[str, list[str]]) -> list[dict[str, Any]]:
        before = asked.get("max_id", ["9" * 12])[0]
        older = [s for s in reversed(self.statuses) if int(s["id"]) < int(before)]
        return older[: int(asked.get("limit", ["20"])[0])]

    def _is_known(self, request: FetchRequest) -> bool:
        return request.headers.get("authorization") == f"Bearer {self.token}"


@dataclass
class FakeBluesky:
    """One Bluesky server: records under the key they came with, never two under one."""

    host: str = "https://pds.example"
    token: str = "a-good-token"
    refresh: str = "a-good-refresh-token"
    did: str = "did:plc:ines"
    faults: Faults = field(default_factory=Faults)
    closed: str = ""
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    media_faults: Faults = field(default_factory=Faults)
    counts: dict[str, int] = field(default_factory=lambda: {"likeCount": 0, "repostCount": 0})

    def __call__(self, request: FetchRequest) -> FetchResponse:
        if not request.url.startswith(self.host + "/"):
            raise FetchFailed("connection", never_sent=True)
        name = urlsplit(request.url).path.rpartition(".")[2]
        if name == "createRecord":
            return self.faults.through(request, self._create)
        if name == "uploadBlob":
            return self.media_faults.through(request, self._take)
        return {
            "getRecord": self._get,
            "resolveHandle": self._resolve,
            "getPosts": self._count,
            "refreshSession": self._renew,
            "createSession": self._open,
        }[name](request)

    def texts(self) -> list[str]:
        return [record["text"] for record in self.records.values()]

    def alts(self, external_id: str) -> list[str]:
        record = self.records[external_id.rpartition("/")[2]]
        return [one["alt"] for one in record.get("embed", {}).get("images", [])]

    def _take(self, request: FetchRequest) -> FetchResponse:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return answer(request, 400, {"error": "InvalidToken", "message": "not verified"})
        link = f"bafkrei{len(self.blobs)}"
        self.blobs[link] = request.body
        blob = {
            "$type": "blob",
            "ref": {"$link": link},
            "mimeType": request.headers["content-type"],
            "size": len(request.body),
        }
        return answer(request, 200, {"blob": blob})

    def _create(self, request: FetchRequest) -> FetchResponse:
        if self.closed:
            return answer(request, 401, {"error": self.closed})
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return answer(request, 400, {"error": "InvalidToken", "message": "not verified"})
        content = json.loads(request.body)
        if grapheme_length(content["record"]["text"]) > 300:
            words = "Invalid app.bsky.feed.post record: grapheme too big"
            return answer(request, 400, {"error": "InvalidRequest", "message": words})
        images = content["record"].get("embed", {}).get("images", [])
        if any(one["image"]["size"] > 1_000_000 for one in images) or len(images) > 4:
            words = "Invalid app.bsky.feed.post record: This file is too large"
            return answer(request, 400, {"error": "BlobTooLarge", "message": words})
        if content["rkey"] in self.records:
            # What the reference server really says.
            return answer(request, 500, {"error": "InternalServerError"})
        self.records[content["rkey"]] = content["record"]
        return answer(request, 200, {"uri": self._uri(content["rkey"]), "cid": "bafy"})

    def _get(self, request: FetchRequest) -> FetchResponse:
        key = parse_qs(urlsplit(request.url).query)["rkey"][0]
        if key not in self.records:
            return answer(request, 400, {"error": "RecordNotFound"})
        return answer(request, 200, {"uri": self._uri(key), "value": self.records[key]})

    def _resolve(self, request: FetchRequest) -> FetchResponse:
        handle = parse_qs(urlsplit(request.url).query)["handle"][0]
        if handle != "ines.example":
            return answer(request, 400, {"error": "HandleNotFound"})
        return answer(request, 200, {"did": self.did})

    def _count(self, request: FetchRequest) -> FetchResponse:
        return answer(request, 200, {"posts": [self.counts]})

    def _renew(self, request: FetchRequest) -> FetchResponse:
        if request.headers.get("authorization") != f"Bearer {self.refresh}":
            return answer(request, 400, {"error": "ExpiredToken"})
        return answer(request, 200, {"accessJwt": "newer", "refreshJwt": "newer-refresh"})

    def _open(self, request: FetchRequest) -> FetchResponse:
        if json.loads(request.body)["password"] != "right":
            return answer(request, 401, {"error": "AuthenticationRequired"})
        service = {"type": "AtprotoPersonalDataServer", "serviceEndpoint": self.host}
        session = {"did": self.did, "handle": "ines.example", "didDoc": {"service": [service]}}
        tokens = {"accessJwt": self.token, "refreshJwt": self.refresh}
        return answer(request, 200, session | tokens)

    def _uri(self, key: str) -> str:
        return f"at://{self.did}/app.bsky.feed.post/{key}"
