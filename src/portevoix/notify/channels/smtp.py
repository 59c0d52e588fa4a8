"""A mail server over SMTP (RFC 5321): one connection for many letters, each told apart.

Until the server says 354, no word of the letter has left: whatever breaks, it was surely not sent.
From then on silence proves nothing: only the server's own answer tells, and a 4xx is one (the
letter was not taken, RFC 5321 §4.2.1). The envelope goes in one packet where the server allows it
(RFC 2920).
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from portevoix.notify.channels.letters import Letter, Unreachable, mime_of
from portevoix.notify.rules.handing import SENT, Handed, Outcome, Problem

_LINE_OF_A_DOT = re.compile(rb"^\.", re.MULTILINE)
# The server wants us to prove who we are, or does not let us relay: no fault of the address.
_OUR_FAULT = {530, 534, 535, 538}

Reply = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed over, in whose name, and how the way there is closed to others."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: Literal["none", "starttls", "implicit"] = "none"
    our_name: str = "localhost"
    timeout: float = 30.0

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port}, {self.tls})"


class Smtp:
    """The channel to one server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @contextmanager
    def open(self) -> Iterator[SmtpSession]:
        """Connect, close the way to others, sign in; raises `Unreachable`."""
        connection = _connected(self._server)
        try:
            yield SmtpSession(connection, self._server.sender)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()


class SmtpSession:
    """One connection, as long as it lives: after that, nothing is sent to anybody any more."""

    def __init__(self, connection: smtplib.SMTP, sender: str) -> None:
        self._smtp, self._sender = connection, sender
        self.is_over = False

    def hand(self, letter: Letter) -> Handed:
        """Hand one letter over, once."""
        if self.is_over:
            return Handed(Outcome.NOT_SENT, Problem.CONNECTION)
        try:
            envelope = self._envelope_of(letter)
        except ValidationError as fault:
            return Handed(Outcome.REFUSED, Problem.ADDRESS, " ".join(fault.messages))
        body = _LINE_OF_A_DOT.sub(b"..", mime_of(letter, self._sender))
        return self._asked(envelope) or self._delivered(body)

    def _envelope_of(self, letter: Letter) -> list[bytes]:
        sender = parseaddr(self._sender)[1]
        lines = (f"MAIL FROM:{_bracketed(sender)}", f"RCPT TO:{_bracketed(letter.to)}", "DATA")
        return [f"{line}\r\n".encode("ascii") for line in lines]

    def _asked(self, envelope: list[bytes]) -> Handed | None:
        """Ask the server whether it takes a letter; None: it waits for it."""
        try:
            mail, rcpt, data = self._replies_to(envelope)
            refusal = _refusal_of(mail, rcpt, data)
            if refusal and data[0] == 354:
                # It waits all the same: an empty letter to nobody ends that.
                self._smtp.send(b".\r\n")
                self._smtp.getreply()
            if refusal:
                self.is_over = 421 in (mail[0], rcpt[0], data[0])
                self._smtp.rset()
        except OSError as fault:
            self.is_over = True
            return Handed(Outcome.NOT_SENT, Problem.CONNECTION, str(fault))
        return refusal

    def _replies_to(self, envelope: list[bytes]) -> list[Reply]:
        if self._smtp.has_extn("pipelining"):
            self._smtp.send(b"".join(envelope))
            return [self._smtp.getreply() for _line in envelope]
        replies: list[Reply] = []
        for line in envelope:
            if replies and replies[-1][0] // 100 != 2:
                replies.append((503, b""))
                continue
            self._smtp.send(line)
            replies.append(self._smtp.getreply())
        return replies

    def _delivered(self, body: bytes) -> Handed:
        try:
            # In one piece: a second small one would wait for the acknowledgement of the first.
            self._smtp.send(body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n"))
            code, said = self._smtp.getreply()
        except OSError as fault:
            self.is_over = True
            return Handed(Outcome.UNKNOWN, Problem.LOST, str(fault))
        self.is_over = code == 421
        if code // 100 == 2:
            return SENT
        if code // 100 == 4:
            return Handed(Outcome.NOT_SENT, Problem.BUSY, _in_words(code, said))
        if code // 100 == 5:
            return Handed(Outcome.REFUSED, Problem.CONTENT, _in_words(code, said))
        return Handed(Outcome.UNKNOWN, Problem.LOST, _in_words(code, said))


def _connected(server: Server) -> smtplib.SMTP:
    connection = _met(server)
    try:
        _introduced(connection, server)
    except (OSError, smtplib.SMTPException) as fault:
        connection.close()
        raise Unreachable(_problem_of(fault), str(fault)) from fault
    return connection


def _met(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    try:
        if server.tls == "implicit":
            return smtplib.SMTP_SSL(
                server.host, server.port, server.our_name, timeout=server.timeout, context=context
            )
        return smtplib.SMTP(server.host, server.port, server.our_name, timeout=server.timeout)
    except ssl.SSLError as fault:
        raise Unreachable(Problem.TLS, str(fault)) from fault
    except OSError as fault:
        raise Unreachable(Problem.CONNECTION, str(fault)) from fault


def _introduced(connection: smtplib.SMTP, server: Server) -> None:
    connection.ehlo_or_helo_if_needed()
    if server.tls == "starttls":
        connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
    if server.user:
        connection.login(server.user, server.password)


def _problem_of(fault: Exception) -> Problem:
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return Problem.SIGN_IN
    # What a server lacks is said before anything else is: STARTTLS first, then a way to sign in.
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return Problem.TLS if "STARTTLS" in str(fault) else Problem.SIGN_IN
    return Problem.TLS if isinstance(fault, ssl.SSLError) else Problem.CONNECTION


def _refusal_of(mail: Reply, rcpt: Reply, data: Reply) -> Handed | None:
    for reply, problem in ((mail, Problem.SENDER), (rcpt, Problem.ADDRESS)):
        if reply[0] // 100 != 2:
            return _judged(reply, problem)
    return None if data[0] == 354 else _judged(data, Problem.CONTENT)


def _judged(reply: Reply, problem: Problem) -> Handed:
    code, said = reply
    words = _in_words(code, said)
    if problem is Problem.SENDER or code in _OUR_FAULT:
        return Handed(Outcome.NOT_SENT, Problem.SENDER, words)
    if code // 100 == 5:
        return Handed(Outcome.REFUSED, problem, words)
    return Handed(Outcome.NOT_SENT, Problem.BUSY, words)


def _bracketed(address: str) -> str:
    """The address with its domain in ASCII (IDNA); what is no plain address is refused."""
    validate_email(address)
    return f"<{sanitize_address(address, 'utf-8')}>"


def _in_words(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}"
