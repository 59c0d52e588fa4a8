"""LinkedIn as its documentation and its users describe it, at the level of HTTP.

It writes and does not read: no call of an ordinary application shows a post again. A text that it
has is refused with the URN of the first one, or of one that is nowhere ("ghost").
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.network import AccountAccess, App, Tokens
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.share.fakes import Faults, answer

HOST = "https://api.linkedin.com"
SITE = "https://www.linkedin.com"
LIVING = "202610"
RESERVED = re.compile(r"(?<!\\)[|{}@\[\]()<>*_~]")


def a_member(fake: "FakeLinkedIn") -> AccountAccess:
    """A member as our application knows her."""
    app = App(HOST, fake.client[0], Secret(fake.client[1]), version=LIVING)
    return AccountAccess(fake.host, "Inès Morel", fake.member, Tokens(Secret(fake.token)), app=app)


@dataclass
class FakeLinkedIn:
    """One application's view of LinkedIn: `is_vetted` reads figures, `versions` are alive."""

    host: str = HOST
    token: str = "a-good-token"
    member: str = "abcDEF123"
    client: tuple[str, str] = ("our-app", "app-secret")
    code: str = "a-code"
    scope: str = "openid,profile,w_member_social"
    is_vetted: bool = False
    has_rest: bool = True
    versions: frozenset[str] = frozenset({LIVING})
    ghosts: bool = False
    trouble: tuple[int, str] | None = None
    faults: Faults = field(default_factory=Faults)
    calls_left: int = 150
    posts: dict[str, str] = field(default_factory=dict)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    doors: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    metrics: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(7_431_000_000_000_000_001))

    def __call__(self, request: FetchRequest) -> FetchResponse:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" not in {self.host, SITE}:
            raise FetchFailed("connection", never_sent=True)
        door: dict[str, Callable[[FetchRequest], FetchResponse]] = {
            "/oauth/v2/accessToken": self._exchange,
            "/oauth/v2/revoke": self._revoke,
            "/v2/userinfo": self._owner,
            "/rest/posts": self._rest,
            "/v2/ugcPosts": self._older,
            "/rest/images": self._announce,
            "/rest/memberCreatorPostAnalytics": self._count,
        }
        if parts.path.startswith("/v2/socialActions/"):
            return self._actions(request)
        if parts.path.startswith("/dms-uploads/"):
            return self._upload(request)
        self.doors.append(parts.path)
        return door[parts.path](request)

    def texts(self) -> list[str]:
        return list(self.posts.values())

    def _rest(self, request: FetchRequest) -> FetchResponse:
        if request.headers.get("LinkedIn-Version") not in self.versions:
            words = "Requested version is not active"
            return self._no(request, 426, "NONEXISTENT_VERSION", words)
        if not self.has_rest:
            words = "Not enough permissions to access: partnerApiPostsExternal.CREATE"
            return self._no(request, 403, "ACCESS_DENIED", words)
        text = json.loads(request.body)["commentary"]
        # What is not escaped cuts the post off, and the answer says nothing of it.
        cut = RESERVED.search(text)
        shown = re.sub(r"\\(.)", r"\1", text[: cut.start()] if cut else text)
        return self.faults.through(request, lambda one: self._created(one, shown))

    def _older(self, request: FetchRequest) -> FetchResponse:
        content = json.loads(request.body)["specificContent"]["com.linkedin.ugc.ShareContent"]
        text = content["shareCommentary"]["text"]
        return self.faults.through(request, lambda one: self._created(one, text))

    def _created(self, request: FetchRequest, text: str) -> FetchResponse:
        refused = self._turned_away(request)
        if refused:
            return refused
        content = json.loads(request.body)
        if content["author"] != f"urn:li:person:{self.member}":
            return self._no(request, 403, "FORBIDDEN", "Viewer is not the author")
        if len(text) > 3_000:
            words = "ERROR :: /commentary :: length of the text exceeds 3000"
            return self._no(request, 422, "INVALID_VALUE", words)
        known = next((urn for urn, said in self.posts.items() if said == text), "")
        if known:
            return self._duplicate(request, self._urn() if self.ghosts else known)
        urn = self._urn()
        self.posts[urn] = text
        self.bodies.append(content)
        return answer(request, 201, None, x_restli_id=urn)

    def _turned_away(self, request: FetchRequest) -> FetchResponse | None:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            words = "The token used in the request has been revoked by the user"
            return self._no(request, 401, "REVOKED_ACCESS_TOKEN", words)
        if self.trouble:
            return self._no(request, *self.trouble, "Member is restricted")
        if self.calls_left <= 0:
            words = "Resource level throttle MEMBER DAY limit for calls is reached."
            return self._no(request, 429, "TOO_MANY_REQUESTS", words)
        self.calls_left -= 1
        return None

    def _duplicate(self, request: FetchRequest, urn: str) -> FetchResponse:
        content = {
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "message": f"Content is a duplicate of {urn}",
            "errorDetails": {"inputErrors": [{"input": {}, "code": "DUPLICATE_POST"}]},
            "status": 422,
        }
        return answer(request, 422, content)

    def _announce(self, request: FetchRequest) -> FetchResponse:
        refused = self._turned_away(request)
        if refused:
            return refused
        number = len(self.pictures) + 1
        self.pictures[f"urn:li:image:{number}"] = b""
        address = f"{SITE}/dms-uploads/{number}"
        value = {"uploadUrl": address, "image": f"urn:li:image:{number}"}
        return answer(request, 200, {"value": value})

    def _upload(self, request: FetchRequest) -> FetchResponse:
        number = urlsplit(request.url).path.rpartition("/")[2]
        self.pictures[f"urn:li:image:{number}"] = request.body
        return answer(request, 201)

    def _count(self, request: FetchRequest) -> FetchResponse:
        if not self.is_vetted:
            return self._no(request, 403, "ACCESS_DENIED", "Not enough permissions")
        refused = self._turned_away(request)
        if refused:
            return refused
        query = urlsplit(request.url).query
        asked = parse_qs(query)
        # Rest.li keeps its brackets bare, and what is inside them encoded.
        assert re.search(r"entity=\((?:share|ugc):urn%3Ali%3A\w+%3A\d+\)", query)
        self.metrics.append(asked["queryType"][0])
        known = unquote(asked["entity"][0]).partition(":")[2].rstrip(")") in self.posts
        elements = [{"count": 0, "metricType": asked["queryType"][0]}] if known else []
        return answer(request, 200, {"elements": elements})

    def _actions(self, request: FetchRequest) -> FetchResponse:
        refused = self._turned_away(request)
        urn = unquote(urlsplit(request.url).path.rpartition("/")[2])
        if refused or urn not in self.posts:
            return refused or self._no(request, 404, "NOT_FOUND", "Not found")
        counts = {
            "likesSummary": {"totalLikes": 0},
            "commentsSummary": {"aggregatedTotalComments": 0},
        }
        return answer(request, 200, counts)

    def _exchange(self, request: FetchRequest) -> FetchResponse:
        form = {name: value[0] for name, value in parse_qs(request.body.decode()).items()}
        if (form["client_id"], form["client_secret"]) != self.client:
            return answer(request, 401, {"error": "invalid_client"})
        if form.get("code") != self.code:
            words = "Unable to retrieve access token: authorization code not found"
            return answer(request, 400, {"error": "invalid_request", "error_description": words})
        self.code = "spent"
        content = {"access_token": self.token, "expires_in": 5_184_000, "scope": self.scope}
        return answer(request, 200, content)

    def _revoke(self, request: FetchRequest) -> FetchResponse:
        self.revoked.append(parse_qs(request.body.decode())["token"][0])
        return answer(request, 200)

    def _owner(self, request: FetchRequest) -> FetchResponse:
        refused = self._turned_away(request)
        return refused or answer(request, 200, {"sub": self.member, "name": "Inès Morel"})

    def _urn(self) -> str:
        return f"urn:li:share:{next(self.numbers)}"

    def _no(self, request: FetchRequest, status: int, code: str, words: str) -> FetchResponse:
        return answer(request, status, {"status": status, "code": code, "message": words})
