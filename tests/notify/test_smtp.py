"""The mail channel over real SMTP, real sockets and real TLS, on loopback."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from django.core.mail import BadHeaderError

from portevoix.notify.channels.letters import Unreachable, mime_of
from portevoix.notify.channels.smtp import Server, Smtp
from portevoix.notify.rules.handing import Handed, Outcome, Problem
from tests.notify.contract import ChannelContract, Manners, Served
from tests.notify.mail_servers import authenticator, mail_server, signed_in
from tests.notify.world import a_letter
from tests.web.test_fetch_tls import written_certificate

pytestmark = pytest.mark.loopback
SENDER = "Atelier Nord <watch@atelier.example>"


class TestPipelined(ChannelContract):
    @pytest.fixture
    def served(self) -> Served:
        return mail_server


class TestOneCommandAtATime(ChannelContract):
    @pytest.fixture
    def served(self) -> Served:
        return partial(mail_server, is_pipelining=False)


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_what_arrives_is_what_was_written() -> None:
    letter = a_letter(subject="L’été à Brest : 30 °C")
    manners = Manners()
    with mail_server(manners) as there, there.channel.open() as session:
        session.hand(letter)
    message = read(manners.kept[0])
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == letter.text
    assert html.get_content() == letter.html
    headers = {
        "Subject": "L’été à Brest : 30 °C",
        "From": "Atelier Nord <watch@atelier.example>",
        "To": "ines@atelier.example",
        "Message-ID": "<5f0c@atelier.example>",
        "Date": "Mon, 02 Nov 2026 12:00:00 +0000",
        "Content-Language": "en",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "List-Unsubscribe": "<https://portevoix.example/mail/stop/t/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert {name: str(message[name]) for name in headers} == headers


@pytest.mark.parametrize("subject", ["Plain", "É" * 120, "“Ça va ?” " * 12, "word " * 40])
def test_any_subject_arrives_as_it_was(subject: str) -> None:
    raw = mime_of(a_letter(subject=subject.strip()), SENDER)
    assert str(read(raw)["Subject"]) == subject.strip()
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_one_click_is_promised_over_https_only() -> None:
    raw = mime_of(a_letter(stop_url="http://localhost/mail/stop/t/"), SENDER)
    assert read(raw)["List-Unsubscribe"]
    assert read(raw)["List-Unsubscribe-Post"] is None
    assert read(mime_of(a_letter(stop_url=""), SENDER))["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "broken",
    [
        {"subject": "Hello\r\nBcc: all@example.org"},
        {"to": "ines@atelier.example\r\nBcc: all@example.org"},
        {"ref": "x>\r\nBcc: <all@example.org"},
    ],
)
def test_no_header_can_be_smuggled_in(broken: dict[str, str]) -> None:
    with pytest.raises(BadHeaderError):
        mime_of(a_letter(**broken), SENDER)


@pytest.mark.parametrize(
    "address",
    ["", "a b@example.org", "ines@example.org>\r\nRCPT TO:<all@example.org", "nobody", "inès@é.fr"],
)
def test_what_is_no_address_is_refused_before_anything_is_said(address: str) -> None:
    manners = Manners()
    with mail_server(manners) as there, there.channel.open() as session:
        refused = session.hand(a_letter(to=address))
        assert session.hand(a_letter()).outcome is Outcome.SENT
    assert (refused.outcome, refused.problem) == (Outcome.REFUSED, Problem.ADDRESS)
    assert len(manners.kept) == 1


def test_a_domain_in_any_script_is_reached() -> None:
    manners = Manners()
    with mail_server(manners) as there, there.channel.open() as session:
        assert session.hand(a_letter(to="ines@été.example")).outcome is Outcome.SENT


def test_many_letters_go_over_one_connection() -> None:
    manners = Manners()
    with mail_server(manners) as there, there.channel.open() as session:
        told = {session.hand(a_letter(ref=str(number))).outcome for number in range(50)}
    assert told == {Outcome.SENT}
    names = {read(raw)["Message-ID"] for raw in manners.kept}
    assert len(names) == len(manners.kept) == 50


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for localhost, which this process trusts."""
    path = written_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_the_way_is_closed_before_anybody_signs_in(certificate: ssl.SSLContext) -> None:
    manners = Manners()
    options = {"tls_context": certificate, "require_starttls": True, "auth_required": True}
    with mail_server(manners, authenticator=authenticator, **options) as there:
        there.server = replace(there.server, tls="starttls")
        with signed_in(there).open() as session:
            assert session.hand(a_letter()).outcome is Outcome.SENT
        with pytest.raises(Unreachable) as fault, signed_in(there, "wrong").open():
            pass
    assert fault.value.problem is Problem.SIGN_IN
    assert len(manners.kept) == 1


def test_tls_from_the_first_byte(certificate: ssl.SSLContext) -> None:
    manners = Manners()
    with mail_server(manners, ssl_context=certificate) as there:
        there.server = replace(there.server, tls="implicit")
        with there.channel.open() as session:
            assert session.hand(a_letter()).outcome is Outcome.SENT


def test_a_server_without_tls_gets_nothing_where_tls_was_asked_for() -> None:
    manners = Manners()
    with mail_server(manners) as there:
        there.server = replace(there.server, tls="starttls")
        with pytest.raises(Unreachable) as fault, there.channel.open():
            pass
    assert fault.value.problem is Problem.TLS


def test_a_server_of_another_name_gets_nothing(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with mail_server(Manners(), tls_context=certificate, require_starttls=True) as there:
        there.server = replace(there.server, tls="starttls")
        with pytest.raises(Unreachable) as fault, there.channel.open():
            pass
    assert fault.value.problem is Problem.TLS


def test_a_password_is_in_no_representation() -> None:
    server = Server("mail.example", 587, SENDER, user="u", password="secret-word")
    assert "secret-word" not in repr(server)
    assert "secret-word" not in repr(Smtp(server))


@contextmanager
def scripted(*replies: str) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says these replies, one to each thing it hears, whatever it hears."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _address = listener.accept()
            with line, suppress(OSError):
                for reply in replies:
                    line.sendall(f"{reply}\r\n".encode())
                    heard.append(line.recv(65536))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(5)


def told_by(*replies: str) -> tuple[Handed, list[bytes]]:
    with scripted("220 old", "502 no EHLO", "250 HELO", *replies) as (port, heard):
        server = Server("127.0.0.1", port, SENDER, timeout=2.0)
        with Smtp(server).open() as session:
            handed = session.hand(a_letter())
    return handed, heard


def test_an_old_server_without_extensions_is_spoken_to_as_it_can() -> None:
    handed, heard = told_by("250 ok", "250 ok", "354 go", "250 kept", "221 bye")
    assert handed.outcome is Outcome.SENT
    assert heard[2:5] == [
        b"MAIL FROM:<watch@atelier.example>\r\n",
        b"RCPT TO:<ines@atelier.example>\r\n",
        b"DATA\r\n",
    ]


def test_a_reply_that_is_none_leaves_the_letter_in_doubt() -> None:
    handed, _heard = told_by("250 ok", "250 ok", "354 go", "what?", "221 bye")
    assert (handed.outcome, handed.problem) == (Outcome.UNKNOWN, Problem.LOST)


def test_a_server_that_waits_for_a_text_it_refused_gets_none() -> None:
    extensions = "250-hello\r\n250 PIPELINING"
    refused = "250 ok\r\n550 nobody\r\n354 go all the same"
    replies = ("220 hi", extensions, refused, "554 none", "250 reset", "221 bye")
    with (
        scripted(*replies) as (port, heard),
        Smtp(Server("127.0.0.1", port, SENDER, timeout=2.0)).open() as session,
    ):
        handed = session.hand(a_letter())
    assert handed.blames_address
    assert heard[2] == b".\r\n"


def test_a_server_without_sign_in_gets_no_password() -> None:
    with (
        mail_server(Manners()) as there,
        pytest.raises(Unreachable) as fault,
        signed_in(there).open(),
    ):
        pass
    assert fault.value.problem is Problem.SIGN_IN
