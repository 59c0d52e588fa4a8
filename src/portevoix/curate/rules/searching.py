"""What a search looks for and where: words of both languages without accents, endings or marks.

The words of an item are kept as plain letters and digits between spaces, so that every database
cuts them in the same places; `is_found` says by a plain scan what a database must answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portevoix.lib.text import STOP_WORDS, folded, spelt_words, stem, surface_words

# Raised by whatever changes what `search_words` makes of a text: items are then read again.
VERSION = 2
LONGEST_ASKED = 200
MOST_PARTS = 12
# An item's own words, beyond which a database's index would become a copy of the page.
MOST_WORDS = 1_000
SHORTEST_PREFIX = 2
# Ours, set by hand: a title is chosen, a topic or a source is what one may look for by name, a
# summary mentions; the beginning of a word is worth less than the word.
IN_TITLE, IN_ABOUT, IN_SUMMARY = 4.0, 2.0, 1.0
BEGUN = 0.5
SNIPPET = 180

# "ai" is a French verb too, which nobody searches: here it is artificial intelligence.
_SMALL = STOP_WORDS - {"ai"}
_SPELT = {"+": "plus", "#": "sharp", "&": "and"}
_ASKED = re.compile(r'(?<!\S)(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Part:
    """Words that stand side by side; `begun`: or else words of which the last begins so."""

    words: tuple[str, ...]
    begun: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """Every part of `wanted` and none of `unwanted`; empty: nothing was asked."""

    wanted: tuple[Part, ...] = ()
    unwanted: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, marked where it is what was sought."""

    text: str
    is_marked: bool = False


def search_words(title: str, summary: str, about: Iterable[str]) -> str:
    """The words of an item, as a database keeps them: its title, its summary, what it is about.

    One line each; an address brings the name of its host only where it is given in `about`.
    """
    lines = (title, summary, " / ".join(about))
    return "\n".join(" ".join(_words(line)[:MOST_WORDS]) for line in lines)


def sought_in(text: str) -> Sought:
    """What a text asks for: words, "exact phrases" and -unwanted ones; no text is an error.

    The last word may be unfinished. Small words only count where nothing else is asked.
    """
    asked = list(_ASKED.finditer(text[:LONGEST_ASKED]))
    wanted, small, unwanted = [], [], []
    for found in asked:
        part = _part(found, is_last=found is asked[-1])
        if not part.words:
            continue
        if found["minus"]:
            unwanted.append(part)
        elif _is_small(found):
            small.append(part)
        else:
            wanted.append(part)
    kept = wanted or ([] if unwanted else small)
    return Sought(_once(kept), _once(unwanted))


def is_found(sought: Sought, words: str) -> bool:
    """Whether an item with these words is what is sought: the law that every database follows."""
    held = _spaced(" ".join(words.split()))
    has_all = all(_presence(part, held) for part in sought.wanted)
    return has_all and not any(_presence(part, held) for part in sought.unwanted)


def relevance(sought: Sought, words: str) -> float:
    """How much an item with these words is about what is sought; zero: nothing was wanted."""
    title, summary, about = _lines(words)
    return sum(
        max(
            IN_TITLE * _presence(part, title),
            IN_ABOUT * _presence(part, about),
            IN_SUMMARY * _presence(part, summary),
        )
        for part in sought.wanted
    )


def marked(text: str, sought: Sought) -> tuple[Piece, ...]:
    """The text in pieces, the words that were sought marked."""
    known = frozenset(word for part in sought.wanted for word in part.words)
    begun = tuple(part.begun for part in sought.wanted if part.begun)
    pieces, end = [], 0
    for place in spelt_words(text):
        as_kept = _kept(place[0])
        if as_kept in known or as_kept.startswith(begun):
            pieces += [Piece(text[end : place.start()]), Piece(place[0], is_marked=True)]
            end = place.end()
    return tuple(piece for piece in (*pieces, Piece(text[end:])) if piece.text)


def snippet(text: str, sought: Sought, longest: int = SNIPPET) -> tuple[Piece, ...]:
    """Where a text first speaks of what is sought, in about so many letters, marked."""
    pieces = marked(text, sought)
    before = 0 if not pieces or pieces[0].is_marked else len(pieces[0].text)
    is_silent = not any(piece.is_marked for piece in pieces)
    start = 0 if is_silent or before < longest // 2 else before - longest // 3
    cut = _cut(text, start, start + longest)
    return marked(cut, sought)


def _cut(text: str, start: int, end: int) -> str:
    """A piece of a text that begins and ends between words."""
    first = text.find(" ", start) + 1 if start else 0
    rest = text[first:]
    if len(text) <= end:
        return f"… {rest}" if first else rest
    shown = text[first:end].rpartition(" ")[0] or text[first:end]
    return f"{'… ' if first else ''}{shown}…"


def _part(found: re.Match[str], *, is_last: bool) -> Part:
    text = found["phrase"] or found["bare"] or ""
    written = surface_words(text)
    # A phrase is finished, and so is a number: 3.1 is not 3.12.
    is_open = is_last and bool(found["bare"]) and not found["minus"]
    begun = written[-1] if is_open and written and _may_go_on(written[-1]) else ""
    return Part(tuple(map(_kept, written)), _plain(folded(begun)))


def _may_go_on(word: str) -> bool:
    return word.isalpha() and len(word) >= SHORTEST_PREFIX


def _is_small(found: re.Match[str]) -> bool:
    bare = found["bare"] or ""
    # What is written in capitals is a name: IT, US.
    is_name = bare.isupper() and len(bare) > 1
    return bool(bare) and not is_name and all(folded(one) in _SMALL for one in surface_words(bare))


def _once(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(parts))[:MOST_PARTS]


def _words(text: str) -> list[str]:
    return [_kept(word) for word in surface_words(text)]


def _kept(word: str) -> str:
    """A word as it is kept: its stem, in letters from a to z and digits.

    Databases disagree on what a letter is, and cut at any mark.
    """
    known = stem(word)
    return _plain(f"dot{known[1:]}" if known.startswith(".") else known.replace(".", ""))


def _plain(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word
    return "".join(map(_plain_letter, word))


def _plain_letter(letter: str) -> str:
    if letter.isascii() and letter.isalnum():
        return letter
    return _SPELT.get(letter) or f"x{ord(letter):x}x"


def _lines(words: str) -> tuple[str, str, str]:
    title, _end, rest = words.partition("\n")
    summary, _end, about = rest.partition("\n")
    return _spaced(title), _spaced(summary), _spaced(about)


def _spaced(words: str) -> str:
    # Between spaces, a word is found by one search of the text, and only as a whole.
    return f" {words} "


def _presence(part: Part, held: str) -> float:
    """One where the words stand, less where the last is only begun, zero where they do not."""
    if f" {' '.join(part.words)} " in held:
        return 1.0
    return BEGUN if part.begun and f" {' '.join((*part.words[:-1], part.begun))}" in held else 0.0
