"""What a request for a short link says, read strictly: a head of HTTP/1.1 and nothing after it.

Source: RFC 9112. Only what a link needs is understood; of whatever else is sent, the answer ends
the connection, so that nothing in a body can pass for a second request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

MOST_HEAD_BYTES = 16 * 1024
MOST_PATH_BYTES = 2048
END = b"\r\n\r\n"
_LINE = re.compile(rb"([A-Z]{1,20}) (?:http://[^/?# ]+)?(/[!-~]*) HTTP/1\.([01])")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Beside what the caller wants: whether something follows the head, and whether to stay.
_FRAMING = frozenset((b"connection", b"content-length", b"transfer-encoding", b"expect", b"host"))


class BadRequest(Exception):
    """What was sent is no request we answer: with this status, and the connection ends."""

    def __init__(self, status: int) -> None:
        self.status = status


@dataclass(slots=True)
class Request:
    """One request: its method, its path, the headers that were wanted, and whether to stay."""

    method: str
    path: str
    headers: dict[str, str]
    stays_open: bool


def read_request(head: bytes, wanted: Mapping[bytes, str]) -> Request:
    """Read a head without its final empty line; refuses whatever is not plainly one.

    Of a header that was sent twice the latest counts: our own proxy puts its word last.
    """
    line, *fields = head.split(b"\r\n")
    said = _LINE.fullmatch(line)
    if said is None:
        raise BadRequest(400)
    method, target, minor = said.groups()
    if len(target) > MOST_PATH_BYTES:
        raise BadRequest(414)
    headers: dict[str, str] = {}
    framing: dict[bytes, bytes] = {}
    for field in fields:
        name, colon, value = field.partition(b":")
        if not colon or not _NAME.fullmatch(name):
            raise BadRequest(400)
        name = name.lower()
        if name in wanted:
            headers[wanted[name]] = value.strip(b" \t").decode("latin-1")
        elif name in _FRAMING:
            framing[name] = value.strip(b" \t").lower()
    return Request(method.decode(), _path_of(target), headers, _stays_open(minor == b"1", framing))


def _path_of(target: bytes) -> str:
    path = target.partition(b"?")[0].decode("ascii")
    return unquote(path) if "%" in path else path


def _stays_open(is_current: bool, framing: Mapping[bytes, bytes]) -> bool:
    if is_current and b"host" not in framing:
        raise BadRequest(400)
    has_more = (
        framing.get(b"content-length", b"0") != b"0"
        or b"transfer-encoding" in framing
        or b"expect" in framing
    )
    return is_current and not has_more and framing.get(b"connection", b"") in {b"", b"keep-alive"}
