"""Bounded decompression of what servers send: gzip and deflate, within a size and a ratio."""

import zlib

GZIP_MAGIC = b"\x1f\x8b"
ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


class InflateError(Exception):
    """The body cannot or must not be decompressed; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Inflater:
    """Turns raw chunks into at most `most` bytes, at most `ratio` times what was received."""

    def __init__(self, encoding: str, *, most: int, ratio: int) -> None:
        name = encoding.strip().lower()
        if name not in ENCODINGS:
            raise InflateError("encoding")
        self._name = name.removeprefix("x-").replace("identity", "")
        self._most = most
        self._ratio = ratio
        self._received = 0
        self._produced = 0
        self._head = b""
        self._engine: zlib._Decompress | None = None
        self._is_done = False

    def add(self, chunk: bytes) -> bytes:
        """Return what one more raw chunk gives; refuse before holding more than is allowed."""
        if not self._name:
            return self._counted(chunk, len(chunk))
        if self._engine is None:
            self._head += chunk
            if len(self._head) < len(GZIP_MAGIC):
                return b""
            chunk, self._head = self._head, b""
            self._engine = zlib.decompressobj(self._window_bits(chunk))
        return self._inflated(chunk)

    def finish(self) -> None:
        """Refuse a compressed body that stopped before its end."""
        if self._name and not self._is_done and (self._engine is not None or self._head):
            raise InflateError("encoding")

    def _inflated(self, data: bytes) -> bytes:
        pieces = []
        while data and not self._is_done:
            engine = self._engine
            assert engine is not None
            room = self._most - self._produced + 1
            try:
                piece = engine.decompress(data, room)
            except zlib.error as error:
                raise InflateError("encoding") from error
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
            pieces.append(self._counted(piece, len(data) - len(rest)))
            data = self._next_member(rest) if engine.eof else rest
        return b"".join(pieces)

    def _next_member(self, rest: bytes) -> bytes:
        # A gzip file may hold several members; anything else after the first is padding.
        if self._name == "gzip" and rest.startswith(GZIP_MAGIC):
            self._engine = zlib.decompressobj(self._window_bits(rest))
            return rest
        self._is_done = True
        return b""

    def _counted(self, piece: bytes, received: int) -> bytes:
        self._received += received
        self._produced += len(piece)
        if self._name and self._produced > 65_536 + self._ratio * self._received:
            raise InflateError("bomb")
        if self._produced > self._most:
            raise InflateError("too_large")
        return piece

    def _window_bits(self, head: bytes) -> int:
        if self._name == "gzip":
            return 16 + zlib.MAX_WBITS
        # "deflate" is a zlib stream by the standard and a naked one by habit.
        has_header = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
        return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
