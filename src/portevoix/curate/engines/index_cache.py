"""The latest index of the watch in this process: built again behind the pages, not inside one.

A page never waits for an index while there is a recent one: what has changed since appears as soon
as the next is built, in a second or so. One is built at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portevoix.curate.rules.indexing import ItemIndex, index_of
from portevoix.curate.rules.profiles import ItemText

log = logging.getLogger(__name__)
# What nobody has looked at for so long may miss a whole night's news: better a plain index now.
RECENT = timedelta(minutes=10)
# The same when a whole list of sources has just been read: most of the watch would be missing.
MOST_MISSING = 0.5

Texts = Callable[[], Sequence[ItemText]]


@dataclass(frozen=True, slots=True)
class _Kept:
    version: Hashable
    index: ItemIndex
    at: datetime


class IndexCache:
    """One index for all threads of a process; `leave` is called as each background build ends."""

    def __init__(self, leave: Callable[[], None] = lambda: None) -> None:
        self._leave = leave
        self._lock = threading.Lock()
        self._kept: _Kept | None = None
        self._builder: threading.Thread | None = None

    def exact(self, texts: tuple[ItemText, ...], at: datetime) -> ItemIndex:
        """The index of these very texts, built at once if need be: for watches that are small."""
        with self._lock:
            if self._kept is None or self._kept.version != texts:
                self._kept = _Kept(texts, index_of(texts), at)
            return self._kept.index

    def latest(self, version: Hashable, texts: Texts, at: datetime, *, size: int) -> ItemIndex:
        """A recent index, at most some seconds behind this version; a plain one if there is none.

        `size` is how many items the version has: an index without half of them is not recent.
        The plain one does without the latent half, which takes longest; the full one follows.
        """
        with self._lock:
            kept = self._kept
            if kept is not None and kept.version == version:
                self._kept = _Kept(version, kept.index, at)
                return kept.index
            if kept is None or at - kept.at > RECENT or _misses_much(kept.index, size):
                kept = self._kept = _Kept(None, index_of(texts(), components=0), at)
            self._build_behind(version, texts, at)
            return kept.index

    def settle(self) -> None:
        """Wait until nothing is being built."""
        builder = self._builder
        if builder is not None:
            builder.join()

    def _build_behind(self, version: Hashable, texts: Texts, at: datetime) -> None:
        if self._builder is not None and self._builder.is_alive():
            return
        self._builder = threading.Thread(
            target=self._build, args=(version, texts, at), name="index", daemon=True
        )
        self._builder.start()

    def _build(self, version: Hashable, texts: Texts, at: datetime) -> None:
        try:
            index = index_of(texts())
            with self._lock:
                self._kept = _Kept(version, index, at)
        except Exception:
            # The latest index still serves, and the next page tries again.
            log.exception("building the index")
        finally:
            self._leave()


def _misses_much(index: ItemIndex, size: int) -> bool:
    return len(index.items) < size * MOST_MISSING
