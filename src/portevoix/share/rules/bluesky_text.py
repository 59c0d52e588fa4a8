"""What the AT Protocol asks of a post: facets with UTF-8 byte offsets, and a record key."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import regex

from portevoix.share.rules.words import links_in

TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
TID_LENGTH = 13
LONGEST_TAG = 64

_MENTION = regex.compile(
    r"(?<![\w@./])@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])",
    regex.IGNORECASE,
)
_TAG = regex.compile(r"(?<![\w#&/])[#＃](?!\uFE0F)([^\s#＃\u00AD\u2060\u200A-\u200D\u20E2]+)")
_ENDING = regex.compile(r"\p{P}+\Z")


@dataclass(frozen=True, slots=True)
class Facet:
    """A span of a text that is more than text; `start` and `end` count UTF-8 bytes."""

    kind: str
    value: str
    start: int
    end: int


def facets_of(text: str) -> tuple[Facet, ...]:
    """Find links, tags and mentioned handles (lexicon app.bsky.richtext.facet), without overlap."""
    spans = [("link", text[start:end], start, end) for start, end in links_in(text)]
    taken = [(start, end) for _, _, start, end in spans]
    spans += [span for span in _tags_and_mentions(text) if _is_free(span[2], taken)]
    return tuple(
        Facet(kind, value, _bytes_before(text, start), _bytes_before(text, end))
        for kind, value, start, end in sorted(spans, key=lambda span: span[2])
    )


def record_key(key: str, stamp: datetime) -> str:
    """Derive the one record key (TID) of a publication: same key and moment, same record, always.

    53 bits of microseconds and 10 of clock id; the moment gives the second, the key all the rest:
    records sort by time, and two publications of one second meet once in 10**9.
    """
    digest = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    micros = int(stamp.timestamp()) * 1_000_000 + digest % 1_000_000
    number = (micros << 10) | (digest >> 20) % 1024
    return "".join(
        TID_ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(TID_LENGTH))
    )


def _tags_and_mentions(text: str) -> list[tuple[str, str, int, int]]:
    found = [("mention", match[1], *match.span()) for match in _MENTION.finditer(text)]
    for match in _TAG.finditer(text):
        tag = _ENDING.sub("", match[1])
        if tag and not tag.isdecimal() and len(tag) <= LONGEST_TAG:
            found.append(("tag", tag, match.start(), match.start(1) + len(tag)))
    return found


def _is_free(position: int, taken: list[tuple[int, int]]) -> bool:
    return not any(start <= position < end for start, end in taken)


def _bytes_before(text: str, position: int) -> int:
    return len(text[:position].encode())
