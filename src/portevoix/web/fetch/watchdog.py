"""The wall clock of one outgoing call: cuts the line from another thread when time is up."""

import socket
import threading
import time
from types import TracebackType
from typing import Self


class Watchdog:
    """Seconds given to one call; whatever the other side drips, the line falls when they end."""

    def __init__(self, seconds: float) -> None:
        self.started = time.monotonic()
        self.is_over = False
        self._seconds = seconds
        self._line: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._drop()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started

    @property
    def remaining(self) -> float:
        return max(self._seconds - self.elapsed, 0.001)

    def follow(self, line: socket.socket) -> None:
        # A duplicate of the descriptor survives the TLS wrapping, which detaches the first socket.
        with self._lock:
            self._drop()
            self._line = line.dup()
            if self.is_over:
                self._shut()

    def check(self) -> None:
        if self.is_over or self.elapsed > self._seconds:
            raise TimeoutError("too slow")

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            self._shut()

    def _shut(self) -> None:
        if self._line is None:
            return
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
