"""A server of raw answers on a free port of loopback, which counts who came."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Play = Callable[[socket.socket, bytes], None]


@dataclass
class Stage:
    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def stage(play: Play, host: str = "127.0.0.1") -> Iterator[Stage]:
    listener = socket.create_server((host, 0))
    found = Stage(listener.getsockname()[1])
    lines: list[socket.socket] = []

    def serve_one(line: socket.socket) -> None:
        with line, suppress(OSError):
            request = read_request(line)
            found.requests.append(request)
            play(line, request)

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                found.connections += 1
                lines.append(line)
                threading.Thread(target=serve_one, args=(line,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


def read_request(line: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = line.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    wanted = 0
    for header in head.split(b"\r\n"):
        if header.lower().startswith(b"content-length:"):
            wanted = int(header.split(b":")[1])
    while len(body) < wanted:
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def saying(raw: bytes) -> Play:
    return lambda line, request: line.sendall(raw)
