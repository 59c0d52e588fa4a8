"""Subjects of letters: one plain line, whatever the words come from."""

from __future__ import annotations

import unicodedata

LONGEST = 120
# Control and private signs, and what changes the direction or the look of letters.
_NOT_PLAIN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
# From here on symbols are pictures; ° © ™ and arrows stand before.
_PICTURES = 0x2300
_SELECTORS = range(0xFE00, 0xFE10)


def plain_line(text: str, longest: int = LONGEST) -> str:
    """The text on one line without pictures nor control signs, cut after a whole word."""
    said = "".join(" " if sign.isspace() else sign for sign in text if _is_plain(sign))
    line = " ".join(said.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def _is_plain(sign: str) -> bool:
    if sign.isspace():
        return True
    category = unicodedata.category(sign)
    is_picture = category in {"So", "Sk"} and ord(sign) >= _PICTURES
    return not is_picture and category not in _NOT_PLAIN and ord(sign) not in _SELECTORS
