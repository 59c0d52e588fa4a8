"""How X reads a text: which parts of it are links, and how long it is (twitter-text 3, config v3).

A link needs no protocol, but an ending that people register; a letter of any script may end it.
What is met and what is not is counted by tests on X's own conformance cases.
"""

import unicodedata
from functools import cache

import regex
from tld.utils import get_tld_names

LINK_LENGTH = 23
# These count for one, every other code point for two; an emoji counts for two, however made.
LIGHT_RANGES = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
LONGEST_LABEL = 63
LONGEST_SLUG = 40

_LATIN = r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253-\u0257\u0259\u025B\u0263\u0268\u026F\u0272"
_LATIN += r"\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
_CYRILLIC = r"\u0400-\u04FF"
_DIRECTIONS = r"\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069"
# A host holds no sign of ASCII, no space, and nothing that changes direction.
_LETTER = rf"[^\x00-\x2F\x3A-\x40\x5B-\x60\x7B-\x7F\p{{Z}}\p{{C}}{_DIRECTIONS}]"
_SUBDOMAIN = rf"{_LETTER}(?:[_-]*{_LETTER})*\."
_NAME = rf"{_LETTER}(?:-*{_LETTER})*\."
_ENDING = r"(?:\L<endings>|xn--[-0-9a-z]+)(?=[^0-9a-z@+-]|$)"
_GENERAL = rf"[a-z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_BALANCED = rf"\((?:{_GENERAL}+|(?:{_GENERAL}*\({_GENERAL}+\){_GENERAL}*))\)"
_LAST = rf"(?:[+\-a-z{_CYRILLIC}0-9=_#/{_LATIN}]|{_BALANCED})"
_PATH = rf"(?:{_GENERAL}*(?:{_BALANCED}{_GENERAL}*)*{_LAST}|@{_GENERAL}+/)"
_QUERY = r"\?(?:[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?"
_REST = rf"(?::[0-9]+)?(?:/{_PATH}*)?(?:{_QUERY})?"
_BEFORE = r"(?<![a-z0-9@\uFF20$#\uFF03])"
# What stands before a bare host must not belong to a path, a number or a name.
_BARE_BEFORE = r"(?<![-_./])"
_ASCII_HOST = rf"(?:[-a-z0-9{_LATIN}]+\.)+{_ENDING}"

_EMOJI = regex.compile(
    r"\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Extended_Pictographic}|[#*0-9]\uFE0F?\u20E3"
)
_GRAPHEME = regex.compile(r"\X")
_SHORTENED = regex.compile(r"https?://t\.co/([a-z0-9]+)(\?[^\s]*)?", regex.IGNORECASE)


def weighted_length(text: str) -> int:
    """Count as X does: NFC, links at 23, an emoji at 2, light code points at 1, others at 2."""
    text = unicodedata.normalize("NFC", text)
    length, position = 0, 0
    for start, end in weighted_links_in(text):
        length += _weight_of(text[position:start]) + LINK_LENGTH
        position = end
    return length + _weight_of(text[position:])


def weighted_links_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of what X makes a link, in order."""
    with_protocol, bare = _patterns()
    spans: list[tuple[int, int]] = []
    hidden = text
    for found in with_protocol.finditer(text):
        span = _without_tail(text, *found.span())
        if span and _is_host_valid(text[slice(*span)]):
            spans.append(span)
        hidden = _blanked(hidden, *(span or found.span()))
    for found in bare.finditer(hidden):
        if _is_host_valid(found[0]):
            spans.append(found.span())
    return tuple(sorted(spans))


@cache
def _patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    endings = _endings()
    host = rf"(?:{_SUBDOMAIN})*{_NAME}{_ENDING}"
    with_protocol = rf"{_BEFORE}https?://{host}{_REST}"
    bare = rf"{_BEFORE}{_BARE_BEFORE}{_ASCII_HOST}{_REST}"
    return (
        regex.compile(with_protocol, regex.IGNORECASE, endings=endings),
        regex.compile(bare, regex.IGNORECASE, endings=endings),
    )


@cache
def _endings() -> frozenset[str]:
    """The endings of today's root zone, in their own script and encoded."""
    (names,) = get_tld_names().values()
    return frozenset(name for name in names.root.children or () if name)


def _without_tail(text: str, start: int, end: int) -> tuple[int, int] | None:
    """X's own short links end with their slug, whatever follows; too long a slug is none."""
    found = _SHORTENED.match(text, start, end)
    if not found:
        return start, end
    return found.span() if len(found[1]) <= LONGEST_SLUG else None


def _is_host_valid(link: str) -> bool:
    """A label of more than 63 signs, encoded, is no host (RFC 1035 §2.3.4) but text."""
    host = regex.split(r"[/?#:]", link.partition("://")[2] or link)[0]
    return all(_is_label_valid(label) for label in host.split("."))


def _is_label_valid(label: str) -> bool:
    if label.isascii():
        return len(label) <= LONGEST_LABEL
    is_encoded_already = label.lower().startswith("xn--")
    return not is_encoded_already and len(label.encode("punycode")) + 4 <= LONGEST_LABEL


def _blanked(text: str, start: int, end: int) -> str:
    # A sign that no bare host begins after, and that no host holds.
    return text[:start] + "/" * (end - start) + text[end:]


def _weight_of(text: str) -> int:
    return sum(_weight_of_grapheme(grapheme) for grapheme in _GRAPHEME.findall(text))


def _weight_of_grapheme(grapheme: str) -> int:
    if _EMOJI.match(grapheme):
        return 2
    return sum(1 if _is_light(ord(point)) else 2 for point in grapheme)


def _is_light(point: int) -> bool:
    return any(first <= point <= until for first, until in LIGHT_RANGES)
