"""X as its documentation describes it, at the level of HTTP: it bills, and rewrites links."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.network import AccountAccess, App, Tokens
from portevoix.share.platforms.sign_on import challenge_of
from portevoix.share.platforms.x_sign_on import SCOPES
from portevoix.share.rules.weighted_text import weighted_length, weighted_links_in
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.share.fakes import Faults, answer

HOST = "https://api.x.com"
DOUBLE = "You are not allowed to create a Tweet with duplicate content."


def an_x_account(fake: FakeX) -> AccountAccess:
    """A member as our application knows her."""
    app = App(HOST, fake.client[0], Secret(fake.client[1]), "https://p.example/back", SCOPES)
    tokens = Tokens(Secret(fake.token), Secret(fake.refresh))
    return AccountAccess(fake.host, "@ines", fake.member, tokens, SCOPES, app)


@dataclass
class FakeX:
    """One application's view of X: `credit` is what its house still has, in thousandths of USD."""

    host: str = HOST
    token: str = "a-good-token"
    refresh: str = "a-good-refresh-token"
    member: str = "2244994945"
    client: tuple[str, str] = ("our-app", "app-secret")
    code: str = "a-code"
    challenge: str = ""
    credit: int = 1_000_000
    trouble: tuple[int, str] | None = None
    page: int = 100
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    faults: Faults = field(default_factory=Faults)
    posts: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    renewals: int = 0

    def __call__(self, request: FetchRequest) -> FetchResponse:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.host:
            raise FetchFailed("connection", never_sent=True)
        if parts.path.startswith("/2/oauth2/"):
            return self._sign_on(request, parts.path.rpartition("/")[2])
        refused = self._turned_away(request)
        if refused:
            return refused
        if parts.path == "/2/tweets":
            return self.faults.through(request, self._create)
        if parts.path.startswith("/2/media/"):
            return self._media(request, parts.path.rpartition("/")[2])
        if parts.path == "/2/users/me":
            return answer(request, 200, {"data": {"id": self.member, "username": "ines"}})
        if parts.path == f"/2/users/{self.member}/tweets":
            return self._timeline(request, parse_qs(parts.query))
        return self._one(request, parts.path.rpartition("/")[2])

    def texts(self) -> list[str]:
        return [post["written"] for post in self.posts]

    def _turned_away(self, request: FetchRequest) -> FetchResponse | None:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return self._no(request, 401, "Unauthorized")
        if self.trouble:
            return self._no(request, *self.trouble)
        return None

    def _create(self, request: FetchRequest) -> FetchResponse:
        text = json.loads(request.body)["text"]
        links = weighted_links_in(text)
        if self.credit < (200 if links else 15):
            return self._no(request, 402, "Your account has no credits to fulfill this request.")
        if weighted_length(text) > 280:
            return self._no(request, 400, "Your Tweet text is too long.")
        if text in self.texts():
            return self._no(request, 403, DOUBLE)
        self.credit -= 200 if links else 15
        number = str(1_850_000_000_000_000_000 + len(self.posts))
        self.posts.append(self._stored(number, text, links))
        return answer(request, 201, {"data": {"id": number, "text": text}})

    def _stored(self, number: str, text: str, links: tuple[tuple[int, int], ...]) -> dict[str, Any]:
        shown, urls = text, []
        for place, (start, end) in enumerate(links):
            short = f"https://t.co/{number[-6:]}{place}"
            urls.append({"url": short, "expanded_url": text[start:end]})
            shown = shown.replace(text[start:end], short)
        return {
            "id": number,
            "written": text,
            "text": escape(shown, quote=False),
            "entities": {"urls": urls},
            "created_at": self.now().isoformat(),
        }

    def _timeline(self, request: FetchRequest, asked: dict[str, list[str]]) -> FetchResponse:
        since = datetime.fromisoformat(asked["start_time"][0].replace("Z", "+00:00"))
        first = int(asked.get("pagination_token", ["0"])[0])
        later = [one for one in reversed(self.posts) if _made_at(one) >= since]
        shown = later[first : first + self.page]
        meta: dict[str, object] = {"result_count": len(shown)}
        if len(later) > first + self.page:
            meta["next_token"] = str(first + self.page)
        data = [{k: v for k, v in one.items() if k != "written"} for one in shown]
        return answer(request, 200, {"meta": meta} | ({"data": data} if data else {}))

    def _one(self, request: FetchRequest, number: str) -> FetchResponse:
        if number not in {one["id"] for one in self.posts}:
            # What is not there is said in a 200.
            return answer(request, 200, {"errors": [{"title": "Not Found Error"}]})
        names = ("like", "retweet", "reply", "quote", "bookmark", "impression")
        counts = {f"{name}_count": 0 for name in names}
        return answer(request, 200, {"data": {"id": number, "public_metrics": counts}})

    def _media(self, request: FetchRequest, what: str) -> FetchResponse:
        content = json.loads(request.body)
        if what == "upload":
            assert base64.b64decode(content["media"])
            number = str(700 + len(self.pictures))
            self.pictures[number] = ""
            return answer(request, 200, {"data": {"id": number}})
        self.pictures[content["id"]] = content["metadata"]["alt_text"]["text"]
        return answer(request, 200, {"data": {"id": content["id"]}})

    def _sign_on(self, request: FetchRequest, what: str) -> FetchResponse:
        pair = base64.b64encode(":".join(self.client).encode()).decode()
        if request.headers.get("authorization") != f"Basic {pair}":
            return answer(request, 401, {"error": "unauthorized_client"})
        form = {name: value[0] for name, value in parse_qs(request.body.decode()).items()}
        if what == "revoke":
            self.revoked.append(form["token"])
            return answer(request, 200, {"revoked": True})
        if form["grant_type"] == "refresh_token":
            return self._renewed(request, form["refresh_token"])
        proven = challenge_of(Secret(form["code_verifier"])) == self.challenge
        if form["code"] != self.code or not proven:
            return answer(request, 400, {"error": "invalid_request"})
        self.code = "spent"
        return self._tokens(request)

    def _renewed(self, request: FetchRequest, refresh: str) -> FetchResponse:
        if refresh != self.refresh:
            return answer(request, 400, {"error": "invalid_request"})
        self.renewals += 1
        self.token, self.refresh = f"token-{self.renewals}", f"refresh-{self.renewals}"
        return self._tokens(request)

    def _tokens(self, request: FetchRequest) -> FetchResponse:
        content = {"access_token": self.token, "refresh_token": self.refresh, "expires_in": 7200}
        return answer(request, 200, content | {"scope": SCOPES, "token_type": "bearer"})

    def _no(self, request: FetchRequest, status: int, detail: str) -> FetchResponse:
        headers = {"x_rate_limit_reset": "1793620860"} if status == 429 else {}
        headers |= {"date": "Mon, 02 Nov 2026 12:00:00 GMT"}
        content = {"detail": detail, "status": status, "title": "No", "type": "about:blank"}
        return answer(request, status, content, **headers)


def _made_at(post: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(post["created_at"])
