"""Names to addresses: the system is asked once, for a bounded time; every answer counts."""

import socket
import threading
from collections.abc import Callable

Resolver = Callable[[str, int, float], tuple[str, ...]]


def resolve(host: str, port: int, seconds: float) -> tuple[str, ...]:
    """Ask the system for every address of a host, once, for no longer than `seconds`."""
    found: list[str] = []
    failures: list[Exception] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(str(answer[4][0]) for answer in answers)
        except (OSError, UnicodeError) as error:
            failures.append(error)

    # getaddrinfo has no time-out of its own; a stuck one dies with its daemon thread.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(seconds, 0))
    if failures or not found:
        raise TimeoutError(host) if thread.is_alive() else socket.gaierror(host)
    return tuple(dict.fromkeys(found))
