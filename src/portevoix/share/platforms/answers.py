"""What an answer proves: which failures certainly did not publish, and which may have.

Certain: an address never reached, 400, 404, 410, 413, 415, 422 (read and refused), 401, 403, 429
(not admitted). Ambiguous: all else, time-outs, cut lines, redirects, every 5xx, 408 and 409.
"""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.network import (
    Carry,
    CertainlyNotSent,
    NotPublished,
    Refused,
    TokenExpired,
    Unknown,
    Unreadable,
)
from portevoix.web.fetch import FetchFailed, FetchRefused, FetchRequest, FetchResponse

READ_AND_REFUSED = frozenset({400, 404, 405, 406, 410, 413, 414, 415, 422, 451})
LONGEST_DETAIL = 300
_WAIT_HEADERS = ("retry-after", "x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")


def json_request(
    method: str, url: str, content: object = None, *, token: Secret | None = None, **headers: str
) -> FetchRequest:
    """Write one JSON request, with its bearer token where there is one."""
    written = {"accept": "application/json"}
    written.update({name.replace("_", "-"): value for name, value in headers.items()})
    if token is not None:
        written["authorization"] = f"Bearer {token.reveal()}"
    if content is None:
        return FetchRequest(url=url, method=method, headers=written)
    written["content-type"] = "application/json"
    return FetchRequest(url, method, written, json.dumps(content).encode())


def carried(carry: Carry, request: FetchRequest) -> FetchResponse:
    """Send a request that writes; a failure says whether it certainly did not arrive."""
    try:
        return carry(request)
    except FetchRefused as error:
        if error.never_sent:
            raise Refused("address", error.code) from error
        raise Unknown(error.code) from error
    except FetchFailed as error:
        if error.never_sent:
            raise CertainlyNotSent(error.code) from error
        raise Unknown(error.code) from error


def uploaded(carry: Carry, request: FetchRequest) -> FetchResponse:
    """Send a file that a post will need: whatever becomes of it, nothing was published by it."""
    try:
        return carried(carry, request)
    except Unknown as problem:
        raise CertainlyNotSent(f"upload_{problem.code}") from problem


def problem_of_upload(problem: NotPublished) -> NotPublished:
    """Say what a failed upload proves: a refusal stays one, and all else may succeed later."""
    if isinstance(problem, Unknown):
        return CertainlyNotSent(f"upload_{problem.code}", retry_after=problem.retry_after)
    return problem


def problem_of(response: FetchResponse) -> NotPublished:
    """Translate the status of an answer that is not a success."""
    if response.status == 401:
        return TokenExpired("unauthorized")
    if response.status == 429:
        return CertainlyNotSent("too_many", retry_after=retry_after_of(response))
    if response.status == 403:
        return Refused("forbidden", detail_of(response))
    if response.status in READ_AND_REFUSED:
        return Refused("refused", detail_of(response))
    return Unknown(f"status_{response.status}")


def told(response: FetchResponse) -> dict[str, Any]:
    """Return the JSON object of an answer; empty where it is not one."""
    try:
        content = response.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def read(carry: Carry, request: FetchRequest) -> Any:
    """Send a request that only reads and return its JSON; refuses with Unreadable."""
    try:
        response = carry(request)
        if response.status != 200:
            raise Unreadable(f"status {response.status}")
        return response.json()
    except FetchFailed as error:
        raise Unreadable(error.code) from error
    except ValueError as error:
        raise Unreadable("not JSON") from error


def text_of(content: object, *path: str) -> str:
    """Follow a path in what a network sent; an empty string where it leads to no text."""
    found = _at(content, path)
    return found if isinstance(found, str) else ""


def count_of(content: object, *path: str) -> int | None:
    """Follow a path in what a network sent to a count; None is "not told"."""
    found = _at(content, path)
    return found if type(found) is int and found >= 0 else None


def retry_after_of(response: FetchResponse) -> timedelta | None:
    """Read `Retry-After` (RFC 9110 §10.2.3: seconds or a date), else the reset of the limit."""
    for name in _WAIT_HEADERS:
        text = response.header(name).strip()
        if text:
            return _wait_of(text, response)
    return None


def detail_of(response: FetchResponse) -> str:
    """Return the network's own words of refusal, short, for the author alone."""
    content = told(response)
    words = text_of(content, "message") or text_of(content, "error")
    return words[:LONGEST_DETAIL]


def _wait_of(text: str, response: FetchResponse) -> timedelta | None:
    now = _moment_of(response.header("date"))
    if text.isdecimal():
        seconds = int(text)
        if seconds < 1_000_000_000:
            return timedelta(seconds=seconds)
        until: datetime | None = datetime.fromtimestamp(min(seconds, 2**33), UTC)
    else:
        until = _moment_of(text)
    # Both moments are of the server's clock, so ours does not matter.
    return max(until - now, timedelta()) if until and now else None


def _moment_of(text: str) -> datetime | None:
    for reader in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = reader(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _at(content: object, path: tuple[str, ...]) -> object:
    for name in path:
        if not isinstance(content, dict):
            return None
        content = content.get(name)
    return content
