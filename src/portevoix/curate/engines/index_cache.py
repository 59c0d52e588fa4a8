"""The latest index of the watch in this process: brought up to date behind the pages, not inside.

A page never waits while there is a recent index. Every few seconds that somebody looks, a thread
asks what has changed: a few items are read and added to the index; when many have changed, it is
built anew, in some seconds, while the one before still serves. One thread does this at a time.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Protocol

from portevoix.curate.rules.indexing import ItemIndex, Meanings, index_of
from portevoix.curate.rules.profiles import ItemText
from portevoix.curate.rules.renewing import has_moved_far, renewed

log = logging.getLogger(__name__)
# How long a page trusts what was read: news may be so much late.
TRUSTED = timedelta(seconds=2)
# What nobody has looked at for so long may miss a whole night's news: better a plain index now.
RECENT = timedelta(minutes=10)
# The same when a whole list of sources has just been read: most of the watch would be missing.
MOST_MISSING = 0.5
# Seconds. A page that reads a row lets the builder run, and waits so long for its turn to return;
# by default ten times as much, at each row.
TURN = 0.0005


class Watch(Protocol):
    """What the index is of, as it stands now."""

    def version(self) -> object:
        """What differs whenever an item is there, gone or changed."""

    def revisions(self) -> Mapping[str, int]:
        """The keys of the items in their order, each with what is raised by every change of it."""

    def texts(self, keys: Collection[str]) -> Sequence[ItemText]:
        """Some of the items; one that has just gone is left out."""


@dataclass(frozen=True, slots=True)
class _Kept:
    index: ItemIndex
    at: datetime
    version: object = None
    revisions: Mapping[str, int] | None = None


class Slow(Meanings, Protocol):
    """Meanings that take long to read: behind the pages, by `learn`."""

    read: int

    @property
    def is_behind(self) -> bool:
        """Whether some text that was asked for has not been read."""

    def learn(self, items: Sequence[ItemText] = ()) -> None:
        """Read these texts, and those that were asked for."""


class IndexCache:
    """One index for all threads of a process; `leave` is called as each background look ends.

    `meanings` are asked for once, at the first look; none: the ordinary way of comparing texts.
    """

    def __init__(
        self,
        leave: Callable[[], None] = lambda: None,
        meanings: Callable[[], Slow | None] = lambda: None,
    ) -> None:
        self._leave = leave
        self._find_meanings = meanings
        self._lock = threading.Lock()
        self._exact: tuple[tuple[ItemText, ...], int, ItemIndex] | None = None
        self._kept: _Kept | None = None
        self._builder: threading.Thread | None = None

    def exact(self, texts: tuple[ItemText, ...]) -> ItemIndex:
        """The index of these very texts, built at once if need be: for watches that are small."""
        meanings = self._meanings
        read = meanings.read if meanings else 0
        with self._lock:
            if self._exact is None or self._exact[:2] != (texts, read):
                self._exact = (texts, read, index_of(texts, meanings=meanings))
            if meanings and meanings.is_behind:
                self._behind(meanings.learn)
            return self._exact[2]

    @property
    def held(self) -> int:
        """How many items the latest index holds."""
        return len(self._kept.index.items) if self._kept else 0

    def recent(self, at: datetime) -> ItemIndex | None:
        """The index that a page may trust without looking, or none."""
        kept = self._kept
        return kept.index if kept and timedelta(0) <= at - kept.at < TRUSTED else None

    def latest(self, watch: Watch, at: datetime) -> ItemIndex:
        """A recent index, at most some seconds behind the watch; a plain one if there is none.

        The plain one does without the latent half, which takes longest; the full one follows.
        """
        with self._lock:
            kept = self._kept
            if kept is None or not timedelta(0) <= at - kept.at <= RECENT:
                kept = self._kept = _Kept(self._plain(watch), at)
            elif kept.revisions is not None:
                # Others trust it while it is being looked after.
                kept = self._kept = replace(kept, at=at)
            self._behind(lambda: self._bring_up_to_date(watch, at))
            return kept.index

    def settle(self) -> None:
        """Wait until nothing is being built."""
        builder = self._builder
        if builder is not None:
            builder.join()

    def forget(self) -> None:
        """Hold nothing any more: the next look is the first."""
        self.settle()
        self._kept = self._exact = None
        self.__dict__.pop("_meanings", None)

    @cached_property
    def _meanings(self) -> Slow | None:
        return self._find_meanings()

    def _behind(self, work: Callable[[], None]) -> None:
        if self._builder is not None and self._builder.is_alive():
            return
        self._builder = threading.Thread(
            target=self._alone, args=(work,), name="index", daemon=True
        )
        self._builder.start()

    def _alone(self, work: Callable[[], None]) -> None:
        turn = sys.getswitchinterval()
        sys.setswitchinterval(TURN)
        try:
            work()
        except Exception:
            # The latest index still serves, and the next page tries again.
            log.exception("building the index")
        finally:
            sys.setswitchinterval(turn)
            self._leave()

    def _bring_up_to_date(self, watch: Watch, at: datetime) -> None:
        if self._meanings:
            self._meanings.learn()
        kept, version = self._kept, watch.version()
        if kept and kept.revisions is not None and kept.version == version:
            return
        revisions = watch.revisions()
        index = self._renewed(kept, watch, revisions) if kept else None
        if index is None:
            texts = watch.texts(revisions)
            if kept and len(kept.index.items) < len(texts) * MOST_MISSING:
                self._kept = _Kept(index_of(texts, components=0, meanings=self._meanings), at)
            self._learn(texts)
            index = index_of(texts, meanings=self._meanings)
        with self._lock:
            self._kept = _Kept(index, at, version, revisions)

    def _plain(self, watch: Watch) -> ItemIndex:
        texts = watch.texts(watch.revisions())
        return index_of(texts, components=0, meanings=self._meanings)

    def _learn(self, texts: Sequence[ItemText]) -> None:
        if self._meanings:
            self._meanings.learn(texts)

    def _renewed(self, kept: _Kept, watch: Watch, revisions: Mapping[str, int]) -> ItemIndex | None:
        """The index with its few changes, or none if they are too many."""
        known = kept.revisions
        if known is None:
            return None
        changed = {key for key, revision in revisions.items() if known.get(key) != revision}
        if len(changed) > len(revisions) * MOST_MISSING:
            return None
        texts = {text.key: text for text in watch.texts(changed)} if changed else {}
        held = kept.index
        texts |= {key: held.items[held.places[key]] for key in revisions.keys() - changed}
        items = [texts[key] for key in revisions if key in texts]
        self._learn([texts[key] for key in changed & texts.keys()])
        return None if has_moved_far(held, items) else renewed(held, items)
