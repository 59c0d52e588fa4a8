"""How a network shows a text: what it makes a link, a mention or a tag of, and where it folds.

Bluesky, Mastodon and X document what they mark. No network documents where it folds: the numbers
of signs and lines are those seen on a phone in 2026, and pages say "about".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import regex

from portevoix.share.rules.bluesky_text import facets_of
from portevoix.share.rules.weighted_text import weighted_links_in
from portevoix.share.rules.words import links_in


class Kind(StrEnum):
    """What a piece of a text is on a network."""

    TEXT = "text"
    LINK = "link"
    MENTION = "mention"
    TAG = "tag"


class Card(StrEnum):
    """How a network shows the page that a post points to."""

    LARGE = "large"
    SMALL = "small"
    WORDS = "words"


class Mentions(StrEnum):
    """How somebody is mentioned in plain text; LinkedIn and Facebook need a choice in their own
    field."""

    NONE = "none"
    NAME = "name"
    WITH_SERVER = "with_server"
    HANDLE = "handle"


@dataclass(frozen=True, slots=True)
class Manner:
    """One network's manner: after how many signs or lines it folds (0: never), and what it marks.

    `has_bare_links` says that a host name without its scheme is a link too.
    """

    folds_after_signs: int = 0
    folds_after_lines: int = 0
    mentions: Mentions = Mentions.NONE
    has_bare_links: bool = False
    card: Card = Card.LARGE


MANNERS: Mapping[str, Manner] = {
    "linkedin": Manner(210, 3, has_bare_links=True, card=Card.SMALL),
    "facebook": Manner(477, 5, has_bare_links=True),
    "mastodon": Manner(0, 22, Mentions.WITH_SERVER),
    "bluesky": Manner(0, 25, Mentions.HANDLE, card=Card.WORDS),
    "x": Manner(280, 0, Mentions.NAME, has_bare_links=True),
    "threads": Manner(0, 0, Mentions.NAME, has_bare_links=True),
}
PLAIN = Manner()

_TAG = regex.compile(r"(?<![\w#&/])[#＃](?=\w*\p{L})\w+")
_NAMES = {
    Mentions.NAME: regex.compile(r"(?<![\w@/.])@\w{1,30}(?:\.\w+)*"),
    Mentions.WITH_SERVER: regex.compile(r"(?<![\w@/])@\w+(?:@[\w-]+(?:\.[\w-]+)+)?"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text that a network shows in one way."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as a network shows it: what is read at once, and what only a press opens."""

    seen: tuple[Piece, ...]
    hidden: tuple[Piece, ...]

    @property
    def is_folded(self) -> bool:
        return bool(self.hidden)


def shown_on(network: str, text: str) -> Folded:
    """Cut a text where a network folds it, each piece marked by its rules; no sign is lost."""
    manner = MANNERS.get(network, PLAIN)
    cut = _fold_of(text, manner)
    pieces = _pieces(text, _marks(network, text, manner))
    seen, hidden, position = list[Piece](), list[Piece](), 0
    for piece in pieces:
        end = position + len(piece.text)
        at = min(max(cut - position, 0), len(piece.text))
        if at:
            seen.append(Piece(piece.kind, piece.text[:at]))
        if at < len(piece.text):
            hidden.append(Piece(piece.kind, piece.text[at:]))
        position = end
    return Folded(tuple(seen), tuple(hidden))


def _fold_of(text: str, manner: Manner) -> int:
    lines = text.split("\n")
    after = manner.folds_after_lines
    by_lines = len("\n".join(lines[:after])) if after and len(lines) > after else len(text)
    by_signs = manner.folds_after_signs or len(text)
    cut = min(by_lines, by_signs, len(text))
    if cut == len(text) or text[cut].isspace():
        return cut
    # Between two words where there is a space near enough.
    space = max(text.rfind(" ", 0, cut), text.rfind("\n", 0, cut))
    return space if space > cut // 2 else cut


def _marks(network: str, text: str, manner: Manner) -> list[tuple[int, int, Kind]]:
    if network == "bluesky":
        return _facets(text)
    links = weighted_links_in(text) if manner.has_bare_links else links_in(text)
    marks = [(start, end, Kind.LINK) for start, end in links]
    found = [(*match.span(), Kind.TAG) for match in _TAG.finditer(text)]
    if manner.mentions in _NAMES:
        matches = _NAMES[manner.mentions].finditer(text)
        found += [(*match.span(), Kind.MENTION) for match in matches]
    free = [mark for mark in found if not any(s <= mark[0] < e for s, e in links)]
    return sorted(marks + free)


def _facets(text: str) -> list[tuple[int, int, Kind]]:
    written = text.encode()
    return [
        (len(written[: one.start].decode()), len(written[: one.end].decode()), Kind(one.kind))
        for one in facets_of(text)
    ]


def _pieces(text: str, marks: list[tuple[int, int, Kind]]) -> list[Piece]:
    pieces, position = list[Piece](), 0
    for start, end, kind in marks:
        if start < position:
            continue
        if start > position:
            pieces.append(Piece(Kind.TEXT, text[position:start]))
        pieces.append(Piece(kind, text[start:end]))
        position = end
    if position < len(text):
        pieces.append(Piece(Kind.TEXT, text[position:]))
    return pieces
