"""Mail servers of our own on loopback, real SMTP on real sockets, with whatever manners."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from portevoix.notify.channels.smtp import Server, Smtp
from tests.notify.contract import Manners

# Seconds that the channel waits for an answer.
PATIENCE = 2.0
USER, PASSWORD = "portevoix", "a-password-of-tests"


@dataclass
class MailServer:
    """One server that answers as it is told, and the channel that leads there."""

    manners: Manners
    server: Server

    @property
    def channel(self) -> Smtp:
        return Smtp(self.server)


class Handler:
    def __init__(self, manners: Manners, is_pipelining: bool) -> None:
        self.manners, self.is_pipelining = manners, is_pipelining

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], *(["250-PIPELINING"] * self.is_pipelining), *responses[1:]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._leave(server, "mail")
        if self.manners.mail.startswith("2"):
            envelope.mail_from = address
        return self.manners.mail

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._leave(server, "rcpt")
        reply = "550 nobody" if address in self.manners.refused else self.manners.rcpt
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.manners.data.startswith("2"):
            assert isinstance(envelope.original_content, bytes)
            self.manners.kept.append(envelope.original_content)
        self._leave(server, "data")
        if self.manners.hangs_up_at == "silence":
            await asyncio.sleep(3 * PATIENCE)
        return self.manners.data

    def _leave(self, server: SMTP, step: str) -> None:
        if self.manners.hangs_up_at == step and server.transport is not None:
            server.transport.abort()


class OwnController(Controller):
    """A controller on a port that the system draws."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(
    manners: Manners, *, is_pipelining: bool = True, **options: Any
) -> Iterator[MailServer]:
    handler = Handler(manners, is_pipelining)
    running = OwnController(handler, hostname="127.0.0.1", port=0, **options)
    running.start()
    sender = "Atelier Nord <watch@atelier.example>"
    server = Server("localhost", running.port, sender, timeout=PATIENCE)
    try:
        yield MailServer(manners, server)
    finally:
        running.stop()


def signed_in(there: MailServer, password: str = PASSWORD) -> Smtp:
    return Smtp(replace(there.server, user=USER, password=password))


def authenticator(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    is_known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=is_known, handled=False)


def tls_options(context: SSLContext) -> dict[str, Any]:
    return {"tls_context": context, "require_starttls": True}
