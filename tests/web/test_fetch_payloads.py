import re
import socket
import tarfile

import pytest

from portevoix.web.addresses import why_refused
from portevoix.web.fetch import FetchFailed, FetchRequest, safe_fetch

ADDRESS = re.compile(r"(?:https?|gopher|file|dict|ldap|sftp|tftp|netdoc|jar):/{0,3}[^\s`\"'<>|]+")


def payload_texts(shared_data):
    with tarfile.open(shared_data / "conformance" / "payloads.tar.gz") as archive:
        for member in archive:
            if member.isfile() and re.search("Request Forgery|CRLF|Redirect", member.name):
                yield archive.extractfile(member).read().decode("utf-8", "replace")


def numeric_or_public(host, port, seconds):
    # As the system reads 0x7f.1 or 2130706433; every other name is public here.
    try:
        return (socket.inet_ntoa(socket.inet_aton(host)),)
    except OSError:
        return ("93.184.216.34",)


def test_no_published_payload_reaches_a_refused_address(shared_data, monkeypatch):
    reached = []

    def refuse(address, *_, **__):
        reached.append(address)
        raise OSError("no test reaches anything")

    monkeypatch.setattr(socket, "create_connection", refuse)
    addresses = {url for text in payload_texts(shared_data) for url in ADDRESS.findall(text)}
    assert len(addresses) > 200
    codes = set()
    for url in sorted(addresses):
        with pytest.raises(FetchFailed) as caught:
            safe_fetch(FetchRequest(url), resolver=numeric_or_public)
        assert caught.value.never_sent, url
        codes.add(caught.value.code)
    assert {"address_refused", "scheme", "port", "connection"} <= codes
    assert all(why_refused(host) == "" and port in {80, 443} for host, port in reached)
