"""Text from outside: markup to plain text or to a short list of harmless tags, always bounded."""

import html
import re
import unicodedata

import nh3

LONGEST_MARKUP = 400_000
BLOCKS = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|dd|div|dl|dt|figure|figcaption|footer|form"
    r"|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul)\b)",
    re.IGNORECASE,
)
SPACES = re.compile(r"\s+")
HARMLESS_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "em", "h2", "h3", "h4", "i", "li", "ol", "p",
    "pre", "strong", "ul",
}  # fmt: skip
# Cc: controls; Cs: halves of surrogates, which no database stores; Cn, Co: unassigned, private.
UNWANTED = frozenset({"Cc", "Cs", "Cn", "Co"})
# They reorder what the eye reads, so that a title can claim what its text does not.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def plain_text(markup: str, most: int) -> str:
    """Return the words of some markup on one line, without scripts, at most `most` characters."""
    # Halves of surrogates, which JSON can spell, are no text that a parser takes.
    whole = markup[:LONGEST_MARKUP].encode("utf-8", "ignore").decode()
    spaced = BLOCKS.sub(" <", whole)
    return plain_line(html.unescape(nh3.clean(spaced, tags=set())), most)


def plain_line(text: str, most: int) -> str:
    """Return text on one line without control or reordering characters, cut at a word."""
    # A first cut bounds the work; runs of spaces may shrink what remains.
    line = " ".join(text[: most * 20].split())
    # What can be printed holds nothing to take out, and most text can.
    if not line.isprintable():
        line = SPACES.sub(" ", "".join(map(_kept, line))).strip()
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > most // 2 else cut).rstrip(" ,;:.-") + "…"


def harmless_html(markup: str) -> str:
    """Keep paragraphs, lists, emphasis, code and links; drop pictures, styles, scripts, forms."""
    return nh3.clean(
        markup[:LONGEST_MARKUP],
        tags=HARMLESS_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


def _kept(character: str) -> str:
    if character.isspace():
        return " "
    if character in REORDERING or unicodedata.category(character) in UNWANTED:
        return ""
    return character
