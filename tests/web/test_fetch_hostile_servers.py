import gzip
import socket
import subprocess
import sys
import threading
import time
import zlib
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path

import pytest

from portevoix.web.fetch import (
    LOOPBACK_TOO,
    FetchFailed,
    FetchLimits,
    FetchRefused,
    FetchRequest,
    Permission,
    safe_fetch,
    written_request,
)
from tests.web.loopback import answer, saying, stage

pytestmark = pytest.mark.loopback

SHORT = FetchLimits(seconds=0.5)


def fetched(url, limits=None, **more):
    return safe_fetch(FetchRequest(url, **more), permission=LOOPBACK_TOO, limits=limits)


def failure_of(url, limits=None, **more):
    with pytest.raises(FetchFailed) as caught:
        fetched(url, limits, **more)
    return caught.value


def test_an_ordinary_answer_comes_back_whole():
    with stage(saying(answer(200, b"bonjour", ETag='"a"'))) as there:
        found = fetched(there.url("/feed"))
    assert (found.status, found.body, found.url) == (200, b"bonjour", there.url("/feed"))
    assert found.header("ETag") == '"a"'
    assert found.header("absent") == ""
    assert found.elapsed > 0
    assert b"host: 127.0.0.1:" in there.requests[0].lower()


def test_an_error_status_is_an_answer_not_a_failure():
    with stage(saying(answer(503, b"", Retry_After="120"))) as there:
        found = fetched(there.url())
    assert (found.status, found.header("retry-after")) == (503, "120")


@pytest.mark.parametrize("coding", ["gzip", "zlib", "raw", "members", "padded"])
def test_compressed_answers_are_read(coding):
    naked = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": ("gzip", gzip.compress(b"salut")),
        "zlib": ("deflate", zlib.compress(b"salut")),
        "raw": ("deflate", naked.compress(b"salut") + naked.flush()),
        "members": ("gzip", gzip.compress(b"sal") + gzip.compress(b"ut")),
        "padded": ("x-gzip", gzip.compress(b"salut") + b"\0" * 100),
    }
    name, body = bodies[coding]
    with stage(saying(answer(200, body, Content_Encoding=name))) as there:
        assert fetched(there.url()).body == b"salut"


@pytest.mark.parametrize("name", ["br", "gzip, gzip", "zstd"])
def test_an_encoding_we_did_not_ask_for_is_a_failure(name):
    with stage(saying(answer(200, b"xxxx", Content_Encoding=name))) as there:
        assert failure_of(there.url()).code == "encoding"


@pytest.mark.parametrize(
    "body", [gzip.compress(b"salut" * 99, mtime=0)[:-9], b"not gzip at all", b"\x1f"]
)
def test_a_broken_compressed_body_is_a_failure(body):
    with stage(saying(answer(200, body, Content_Encoding="gzip"))) as there:
        assert failure_of(there.url()).code == "encoding"


def test_a_bomb_costs_neither_memory_nor_time(tmp_path):
    bomb = tmp_path / "bomb.gz"
    engine = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    bomb.write_bytes(b"".join(engine.compress(block) for _ in range(1024)) + engine.flush())
    assert bomb.stat().st_size < 1_100_000
    with stage(saying(answer(200, bomb.read_bytes(), Content_Encoding="gzip"))) as there:
        program = (
            "import resource, sys, time\n"
            "from portevoix.web.fetch import *\n"
            "from portevoix.web.fetch import client\n"
            "from portevoix.web.addresses import LOOPBACK_TOO\n"
            "client._trust()\n"
            "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "before, start = peak(), time.monotonic()\n"
            "try: client.safe_fetch(client.FetchRequest(sys.argv[1]), permission=LOOPBACK_TOO)\n"
            "except client.FetchFailed as error: code = error.code\n"
            "print(code, (peak() - before) // 1024, time.monotonic() - start)\n"
        )
        source = Path(__file__).parents[2] / "src"
        said = subprocess.run(
            [sys.executable, "-c", program, there.url()],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": str(source)},
        ).stdout.split()
    assert said[0] == "bomb"
    assert int(said[1]) <= 64, "MiB"
    assert float(said[2]) <= 10, "seconds"


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_huge_body_is_cut_at_its_bound(is_announced):
    def play(line, request):
        head = b"HTTP/1.1 200 OK\r\n"
        head += b"Content-Length: 9999999999\r\n" if is_announced else b""
        line.sendall(head + b"\r\n")
        while True:
            line.sendall(bytes(65536))

    with stage(play) as there:
        found = failure_of(there.url())
    assert (found.code, found.status, found.never_sent) == ("too_large", 200, False)
    assert isinstance(found, FetchRefused)


def drip_body(line, request):
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        line.sendall(b".")
        time.sleep(0.05)


def drip_headers(line, request):
    line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        line.sendall(b"a")
        time.sleep(0.05)


def drip_interim(line, request):
    while True:
        line.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        time.sleep(0.05)


def say_nothing(line, request):
    line.recv(1)


@pytest.mark.parametrize("play", [drip_body, drip_headers, drip_interim, say_nothing])
def test_a_server_that_drips_is_left_when_time_is_up(play):
    with stage(play) as there:
        start = time.monotonic()
        found = failure_of(there.url(), SHORT)
    assert found.code == "too_slow"
    assert not found.never_sent
    assert time.monotonic() - start < 3


def test_the_clock_covers_the_whole_chain_of_redirects():
    def play(line, request):
        time.sleep(0.3)
        line.sendall(answer(302, b"", Location="/next"))

    with stage(play) as there:
        start = time.monotonic()
        assert failure_of(there.url(), SHORT).code == "too_slow"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([bytes([byte]) for byte in b"\x16\x03\x03\x3f\xff" + bytes(500)], "too_slow"),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], "tls"),
    ],
)
def test_a_failed_handshake_is_never_sent(words, code):
    listener = socket.create_server(("127.0.0.1", 0))

    def play():
        line, _ = listener.accept()
        with line, suppress(OSError):
            line.recv(65536)
            for word in words:
                line.sendall(word)
                time.sleep(0.05)

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    start = time.monotonic()
    found = failure_of(f"https://127.0.0.1:{listener.getsockname()[1]}/", SHORT)
    listener.close()
    thread.join(5)
    assert (found.code, found.never_sent) == (code, True)
    assert time.monotonic() - start < 3


def test_a_closed_door_is_never_sent():
    probe = socket.create_server(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    found = failure_of(f"http://127.0.0.1:{port}/", method="POST", body=b"x")
    assert (found.code, found.never_sent) == ("connection", True)


def test_a_line_cut_after_sending_is_ambiguous():
    with stage(lambda line, request: None) as there:
        found = failure_of(there.url(), method="POST", body=b"x")
    assert found.code in {"protocol", "connection"}
    assert not found.never_sent


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
    ],
)
def test_broken_protocol_is_a_failure_with_a_code(raw):
    with stage(saying(raw)) as there:
        assert failure_of(there.url()).code in {"protocol", "connection"}


def test_too_many_headers_are_refused():
    many = b"".join(b"X-%d: 1\r\n" % number for number in range(500))
    with stage(saying(b"HTTP/1.1 200 OK\r\n" + many + b"\r\n")) as there:
        assert failure_of(there.url()).code == "headers"


def test_the_chain_of_redirects_is_told():
    def play(line, request):
        place = {b"/a": (301, "/b"), b"/b": (302, "/c#top")}.get(request.split()[1])
        line.sendall(answer(place[0], b"", Location=place[1]) if place else answer(200, b"end"))

    with stage(play) as there:
        found = fetched(there.url("/a"))
    assert [(step.status, step.url) for step in found.redirects] == [
        (301, there.url("/b")),
        (302, there.url("/c")),
    ]
    assert (found.url, found.body) == (there.url("/c"), b"end")


def test_a_loop_of_redirects_stops_after_three():
    with stage(saying(answer(302, b"", Location="/again"))) as there:
        assert failure_of(there.url()).code == "too_many_redirects"
    assert there.connections == 4


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading_follows_a_redirect(method):
    with stage(saying(answer(307, b"", Location="/elsewhere"))) as there:
        found = fetched(there.url(), method=method, body=b"x")
    assert (found.status, found.redirects, there.connections) == (307, (), 1)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/", "address_refused"),
        ("http://127.0.0.2:1/", "address_refused"),
        ("http://[::ffff:169.254.169.254]/", "address_refused"),
        ("http://10.0.0.1/", "address_refused"),
        ("//localhost:22/", "address_refused"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://127.0.0.1/", "scheme"),
        ("http://user:secret@127.0.0.1/", "url"),
    ],
)
def test_each_redirect_is_judged_again(place, code):
    only = Permission((ip_network("127.0.0.1/32"),))

    def lying(host, port, seconds):
        return ("127.0.0.3",)

    with (
        stage(saying(answer(302, b"", Location=place))) as there,
        pytest.raises(FetchRefused) as caught,
    ):
        safe_fetch(FetchRequest(there.url()), permission=only, resolver=lying)
    assert caught.value.code == code
    assert there.connections == 1


def test_secrets_stay_with_their_origin():
    with stage(saying(answer(200, b"caught"))) as other:
        door = stage(saying(answer(302, b"", Location=other.url("/stolen"))))
        with door as there:
            headers = {
                "Authorization": "Bearer secret",
                "Cookie": "a=secret",
                "X-Api-Key": "secret",
                "Accept": "text/xml",
            }
            fetched(there.url(), headers=headers)
    assert b"Bearer secret" in there.requests[0]
    assert b"secret" not in other.requests[0]
    assert b"text/xml" in other.requests[0]


def test_secrets_follow_within_their_origin():
    def play(line, request):
        line.sendall(answer(200) if b"/b" in request else answer(302, b"", Location="/b"))

    with stage(play) as there:
        fetched(there.url("/a"), headers={"Authorization": "Bearer mine"})
    assert b"Bearer mine" in there.requests[1]


def test_proxies_of_the_environment_are_ignored(monkeypatch):
    with stage(saying(answer(200, b"proxy"))) as proxy, stage(saying(answer(200, b"true"))) as true:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        assert fetched(true.url()).body == b"true"
    assert proxy.connections == 0


def test_json_form_and_files_are_written():
    with stage(saying(answer(201, b'{"id": 7}'))) as there:
        for content in (
            {"json": {"text": "é"}},
            {"data": {"status": "bonjour"}},
            {"files": {"file": ("a.png", b"\x89PNG", "image/png")}},
        ):
            request = written_request("POST", there.url(), headers={"X-Mine": "1"}, **content)
            assert safe_fetch(request, permission=LOOPBACK_TOO).json() == {"id": 7}
    said = b"".join(there.requests)
    assert b"application/json" in said
    assert b"status=bonjour" in said
    assert b"multipart/form-data; boundary=" in said
    assert b"\x89PNG" in said
    assert said.lower().count(b"x-mine: 1") == 3


def test_a_head_has_no_body():
    with stage(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n")) as there:
        assert fetched(there.url(), method="HEAD").body == b""


def test_the_host_is_not_the_callers_to_choose():
    with stage(saying(answer(200))) as there:
        fetched(there.url(), headers={"Host": "elsewhere", "Accept-Encoding": "br"})
    assert b"elsewhere" not in there.requests[0]
    assert b"accept-encoding: gzip\r\n" in there.requests[0].lower()


def test_the_next_address_is_tried_when_one_does_not_answer():
    with stage(saying(answer(200, b"second"))) as there:
        found = safe_fetch(
            FetchRequest(f"http://two.example:{there.port}/"),
            permission=LOOPBACK_TOO,
            resolver=lambda host, port, seconds: ("::1", "127.0.0.1"),
        )
    assert found.body == b"second"
    assert b"host: two.example:" in there.requests[0].lower()


def test_deep_json_is_a_value_error():
    with stage(saying(answer(200, b"[" * 200_000))) as there:
        found = fetched(there.url())
    with pytest.raises(ValueError, match="deep"):
        found.json()
