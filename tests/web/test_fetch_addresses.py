import socket
import threading
from ipaddress import ip_network

import pytest

from portevoix.web.addresses import LOOPBACK_TOO, PUBLIC_ONLY, Permission, why_refused
from portevoix.web.fetch import FetchRefused, FetchRequest, safe_fetch
from portevoix.web.fetch.resolver import resolve
from tests.web.loopback import answer, saying, stage

HOSTILE_TABLE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254
168.63.129.16 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192
192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::a00:1 100::1 2001::1 2001:0:7f00:1::1 2001:2::1
2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 3ffe::1 3fff::1 5f00::1
fc00::1 fd00:ec2::254 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
2a01:e0a::5efe:7f00:1 2a01:e0a::200:5efe:a9fe:a9fe
"""

PUBLIC_TABLE = """
1.1.1.1 8.8.8.8 9.9.9.9 93.184.216.34 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1
192.0.1.1 198.17.255.255 198.20.0.1 223.255.255.255 2606:4700::1111 2a01:e0a::1 2001:4860::8888
"""

HOSTILE = HOSTILE_TABLE.split()
PUBLIC = PUBLIC_TABLE.split()

# How one address is written to slip past a judge of text rather than of addresses.
DISGUISED = [
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://0/",
    "http://localhost/",
    "http://localhost./",
    "http://[::]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/",
    "http://[::ffff:7f00:1]/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://[fe80::1%25lo]/",
    "http://169.254.169.254/",
    "http://0251.0376.0251.0376/",
    "http://2852039166/",
]


@pytest.fixture
def attempts(monkeypatch):
    seen = []

    def refuse(address, *_, **__):
        seen.append(address)
        raise OSError("no test reaches anything")

    monkeypatch.setattr(socket, "create_connection", refuse)
    return seen


def bracketed(address):
    return f"[{address}]" if ":" in address else address


@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_address_is_refused(address):
    assert why_refused(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(address):
    assert why_refused(address) == ""


@pytest.mark.parametrize("text", ["", "example.org", "127.1", "0x7f.1", "2130706433", "1.1.1.1/8"])
def test_what_is_not_an_address_is_refused(text):
    assert why_refused(text) == "not an address"


def test_a_permission_covers_its_networks_and_no_others():
    assert why_refused("127.0.0.1", LOOPBACK_TOO) == ""
    assert why_refused("::1", LOOPBACK_TOO) == ""
    assert why_refused("10.0.0.1", LOOPBACK_TOO)
    assert why_refused("::ffff:127.0.0.1", LOOPBACK_TOO)
    assert not Permission((ip_network("10.0.0.0/8"),)).covers("fe80::1%eth0")


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize("permission", [PUBLIC_ONLY, Permission((ip_network("192.168.7.0/24"),))])
def test_a_hostile_literal_is_never_reached(address, permission, attempts):
    with pytest.raises(FetchRefused) as caught:
        safe_fetch(FetchRequest(f"http://{bracketed(address)}/"), permission=permission)
    assert caught.value.code == "address_refused"
    assert caught.value.never_sent
    assert attempts == []


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize("beside", [(), ("93.184.216.34",)])
def test_a_name_with_one_hostile_address_is_never_reached(address, beside, attempts):
    with pytest.raises(FetchRefused, match="address_refused"):
        safe_fetch(
            FetchRequest("https://example.org/feed"),
            resolver=lambda host, port, seconds: (*beside, address),
        )
    assert attempts == []


@pytest.mark.parametrize("address", HOSTILE)
def test_a_name_that_changes_its_mind_is_asked_once(address, attempts):
    answers = iter([("93.184.216.34",), (address,)])
    with pytest.raises(Exception, match="connection"):
        safe_fetch(
            FetchRequest("http://rebind.example/"),
            resolver=lambda host, port, seconds: next(answers),
        )
    assert [where[0] for where in attempts] == ["93.184.216.34"]


@pytest.mark.loopback
@pytest.mark.parametrize("permission", [PUBLIC_ONLY, LOOPBACK_TOO])
def test_a_line_that_ends_elsewhere_gets_nothing(permission, monkeypatch):
    with stage(saying(answer(200))) as there:
        connect = socket.create_connection

        def divert(address, *rest, **more):
            return connect(("127.0.0.1", there.port))

        monkeypatch.setattr(socket, "create_connection", divert)
        with pytest.raises(FetchRefused, match="peer") as caught:
            safe_fetch(
                FetchRequest("http://example.org/"),
                permission=permission,
                resolver=lambda *_: ("93.184.216.34",),
            )
    assert caught.value.never_sent
    assert there.requests in ([], [b""])


@pytest.mark.parametrize("url", DISGUISED)
@pytest.mark.loopback
def test_a_disguised_address_is_never_reached(url, attempts):
    with pytest.raises(Exception, match=r"address_refused|url|dns") as caught:
        safe_fetch(FetchRequest(url))
    assert caught.value.never_sent
    assert attempts == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org:22/", "port"),
        ("http://example.org:8080/", "port"),
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("//example.org/", "scheme"),
        ("", "scheme"),
        ("http://", "url"),
        ("http://user@example.org/", "url"),
        ("http://exa mple.org/", "url"),
        ("http://example.org/\nHost: evil", "url"),
        ("http://[::1/", "url"),
        ("http://example.org/" + "a" * 5000, "url"),
    ],
)
def test_an_odd_url_is_refused_before_anything(url, code, attempts):
    with pytest.raises(Exception, match=f"^{code}") as caught:
        safe_fetch(FetchRequest(url), resolver=lambda *_: ("93.184.216.34",))
    assert caught.value.code == code
    assert caught.value.never_sent
    assert attempts == []


def test_a_permission_opens_ports_for_its_networks_only(attempts):
    with pytest.raises(FetchRefused, match="port"):
        safe_fetch(
            FetchRequest("http://example.org:8080/"),
            permission=LOOPBACK_TOO,
            resolver=lambda *_: ("93.184.216.34",),
        )
    assert attempts == []


def test_a_name_without_address_is_refused(attempts):
    with pytest.raises(FetchRefused, match="address_refused"):
        safe_fetch(FetchRequest("http://example.org/"), resolver=lambda *_: ())
    assert attempts == []


def test_a_name_that_does_not_exist_says_dns(monkeypatch):
    def nobody(*_, **__):
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(Exception, match="dns") as caught:
        safe_fetch(FetchRequest("http://nobody.example/"))
    assert caught.value.never_sent


def test_a_stuck_resolver_is_left(monkeypatch):
    free = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [free.wait(5)][1:])
    with pytest.raises(TimeoutError):
        resolve("slow.example", 80, 0.1)
    free.set()


@pytest.mark.parametrize("headers", [{"X": "a\r\nEvil: 1"}, {"X": "é"}, {"X": "a\0"}, {"X Y": "1"}])
@pytest.mark.loopback
def test_a_header_cannot_smuggle_another(headers):
    with stage(saying(answer(200))) as there, pytest.raises(Exception, match="request"):
        safe_fetch(FetchRequest(there.url(), headers=headers), permission=LOOPBACK_TOO)
    assert all(b"Evil" not in request for request in there.requests)


def test_a_method_outside_the_list_is_refused(attempts):
    with pytest.raises(FetchRefused, match="method"):
        safe_fetch(FetchRequest("http://example.org/", method="CONNECT"))


def test_secrets_are_not_in_the_repr():
    request = FetchRequest("https://example.org/", "POST", {"Authorization": "Bearer s3"}, b"s3")
    assert "s3" not in repr(request)
