from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.requests import MOST_PATH_BYTES, BadRequest, Request, read_request

WANTED = {b"user-agent": "user-agent", b"x-forwarded-for": "x-forwarded-for"}
LINE, HOST = b"GET /l/abc HTTP/1.1", b"Host: go.example"


def read(*lines: bytes) -> Request:
    return read_request(b"\r\n".join(lines), WANTED)


def test_a_plain_request_is_read() -> None:
    request = read(LINE, HOST, b"User-Agent:  Firefox\t", b"Cookie: a=b")
    assert request == Request("GET", "/l/abc", {"user-agent": "Firefox"}, True)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/l/abc?utm_source=x", "/l/abc"),
        (b"/l/%61bc", "/l/abc"),
        (b"/l/%ff%00", "/l/\ufffd\0"),
        (b"http://go.example/l/abc", "/l/abc"),
        (b"//l/abc", "//l/abc"),
    ],
)
def test_the_path_is_read_without_what_follows(target: bytes, path: str) -> None:
    assert read(b"GET " + target + b" HTTP/1.1", HOST).path == path


def test_the_latest_of_two_headers_counts() -> None:
    request = read(LINE, HOST, b"X-Forwarded-For: 1.2.3.4", b"X-Forwarded-For: 5.6.7.8")
    assert request.headers == {"x-forwarded-for": "5.6.7.8"}


@pytest.mark.parametrize(
    "more",
    [
        b"Content-Length: 5",
        b"Content-Length: +0",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: identity",
        b"Expect: 100-continue",
        b"Connection: close",
        b"Connection: Upgrade",
    ],
)
def test_whatever_may_be_followed_by_a_body_ends_the_connection(more: bytes) -> None:
    assert not read(LINE, HOST, more).stays_open


def test_an_old_request_ends_the_connection_and_needs_no_host() -> None:
    assert not read(b"GET /l/abc HTTP/1.0").stays_open


@pytest.mark.parametrize(
    "lines",
    [
        (b"",),
        (b"GET /l/abc",),
        (b"GET /l/abc HTTP/2.0", HOST),
        (b"get /l/abc HTTP/1.1", HOST),
        (b"GET  /l/abc HTTP/1.1", HOST),
        (b"GET l/abc HTTP/1.1", HOST),
        (b"GET /l/a\0c HTTP/1.1", HOST),
        (b"GET /l/\xc3\xa9 HTTP/1.1", HOST),
        (LINE,),
        (LINE, HOST, b" folded: yes"),
        (LINE, HOST, b"Spaced : yes"),
        (LINE, HOST, b"no colon"),
        (LINE, HOST, b": nameless"),
        (LINE, HOST, b"bare\nnewline: x"),
    ],
)
def test_what_is_no_request_is_refused(lines: tuple[bytes, ...]) -> None:
    with pytest.raises(BadRequest) as refused:
        read(*lines)
    assert refused.value.status == 400


def test_a_path_without_end_is_refused() -> None:
    with pytest.raises(BadRequest) as refused:
        read(b"GET /l/" + b"a" * MOST_PATH_BYTES + b" HTTP/1.1", HOST)
    assert refused.value.status == 414


@given(st.binary(max_size=300))
def test_garbage_is_refused_and_never_worse(head: bytes) -> None:
    with pytest.raises(BadRequest):
        read_request(head, WANTED)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_a_garbage_header_is_read_or_refused(name: bytes, value: bytes) -> None:
    with suppress(BadRequest):
        request = read(LINE, HOST, name + b": " + value)
        assert request.path == "/l/abc"
        assert "\r\n" not in "".join(request.headers.values())
