"""What somebody sends to the watch: the address of a page among other words."""

import re

from portevoix.curate.rules.urls import web_address

# Nobody shares more words than this; what follows holds no address worth looking for.
SEARCHED = 4_000
_WRITTEN = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
# What stands after an address in a sentence, and is none of it.
_AFTER = frozenset(".,;:!?…»”’'")
_PAIRS = {")": "(", "]": "["}


def address_in(*texts: str) -> str:
    """The first http(s) address of some texts, in their order; empty if none holds one.

    A text that is nothing but an address may leave out its scheme.
    """
    for text in texts:
        found = _found(text[:SEARCHED].strip())
        if found:
            return found
    return ""


def words_beside(address: str, text: str) -> str:
    """A shared text without the address in it, as a title would be."""
    return " ".join(text[:SEARCHED].replace(address, " ").split()).strip("-–—|·: ")


def _found(text: str) -> str:
    written = _WRITTEN.search(text)
    if written:
        return _without_what_follows(written.group())
    is_one_word = text and not re.search(r"\s", text)
    return text if is_one_word and web_address(text) else ""


def _without_what_follows(address: str) -> str:
    while address[-1:] in _AFTER or _is_left_open(address):
        address = address[:-1]
    return address


def _is_left_open(address: str) -> bool:
    opened = _PAIRS.get(address[-1:])
    return opened is not None and address.count(address[-1]) > address.count(opened)
