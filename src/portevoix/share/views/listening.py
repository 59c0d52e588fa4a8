"""The connections of the link server: one request at a time on each, none for ever.

asyncio alone, because every server that was measured spends more on handing a request over than
the request costs (decision 17).
"""

from __future__ import annotations

import asyncio
import logging
import os
from functools import partial
from http import HTTPStatus

from portevoix.share.rules.requests import END, MOST_HEAD_BYTES, BadRequest, Request, read_request
from portevoix.share.views.serving import WANTED, LinkServer, Reply

log = logging.getLogger(__name__)
# How long one may take to send a request, or stay without sending one, in seconds.
PATIENCE, SWEEP_EVERY = 10.0, 2.5
MOST_CONNECTIONS = 8_000
BACKLOG = 2048


class _Connection(asyncio.Protocol):
    """One reader's connection."""

    def __init__(self, server: LinkServer, known: set[_Connection]) -> None:
        self._server, self._known = server, known
        self._loop = asyncio.get_running_loop()
        self._pending = b""
        self._is_busy = False
        self._peer = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self.since = transport, self._loop.time()
        self._peer = (transport.get_extra_info("peername") or ("",))[0]
        self._known.add(self)
        if len(self._known) > MOST_CONNECTIONS:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._known.discard(self)

    def pause_writing(self) -> None:
        # Whoever does not read his answers is not read either, until the sweep.
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        self._pending = self._pending + data if self._pending else data
        if not self._is_busy:
            self._take_next()
        elif len(self._pending) > MOST_HEAD_BYTES:
            # Far ahead of the answers: read on once they are given.
            self._transport.pause_reading()

    def close_if_idle(self, now: float) -> None:
        """End a connection that took too long; one whose answer is being made may wait."""
        if now - self.since < PATIENCE or self._is_busy:
            return
        if self._pending:
            self._send(Reply(408, b""), stays_open=False)
        else:
            self._transport.close()

    def _take_next(self) -> None:
        end = self._pending.find(END, 0, MOST_HEAD_BYTES)
        if end < 0:
            if len(self._pending) >= MOST_HEAD_BYTES:
                self._send(Reply(431, b""), stays_open=False)
            return
        head, self._pending = self._pending[:end], self._pending[end + len(END) :]
        try:
            request = read_request(head, WANTED)
        except BadRequest as refused:
            self._send(Reply(refused.status, b""), stays_open=False)
            return
        self._is_busy = True
        self._answer(request)

    def _answer(self, request: Request) -> None:
        if self._server.at_once(request, self._peer, partial(self._done, request.stays_open)):
            return
        asked = self._loop.create_task(self._server.reply_to(request, self._peer))
        asked.add_done_callback(lambda done: self._done(request.stays_open, _of(done)))

    def _done(self, stays_open: bool, reply: Reply) -> None:
        self._is_busy = False
        self.since = self._loop.time()
        self._send(reply, stays_open)
        if stays_open and not self._transport.is_closing():
            self._transport.resume_reading()
            if self._pending:
                self._take_next()

    def _send(self, reply: Reply, stays_open: bool) -> None:
        if self._transport.is_closing():
            return
        stay = b"" if stays_open else b"connection: close\r\n"
        head = _FIRST_LINES[reply.status] + reply.headers + stay
        self._transport.write(
            b"%scontent-length: %d\r\n\r\n%s" % (head, len(reply.body), reply.body)
        )
        if not stays_open:
            self._pending = b""
            self._transport.close()


_FIRST_LINES = {
    int(status): f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


async def listen(host: str, port: int, parent: int) -> None:
    """Serve short links until told to stop, or until the process that started this one is gone."""
    loop = asyncio.get_running_loop()
    server, known = LinkServer(loop), set[_Connection]()
    listening = await loop.create_server(
        lambda: _Connection(server, known), host, port, reuse_port=True, backlog=BACKLOG
    )
    async with listening:
        while os.getppid() == parent:
            await asyncio.sleep(SWEEP_EVERY)
            for connection in tuple(known):
                connection.close_if_idle(loop.time())


def _of(done: asyncio.Task[Reply]) -> Reply:
    problem = done.exception()
    if problem is None:
        return done.result()
    log.error("a short link could not be answered", exc_info=problem)
    return Reply(500, b"")
