"""When two written terms are the same term: case, accents and punctuation do not count."""

from __future__ import annotations

import re
import unicodedata

# Kept: letters, digits, and the signs that tell C from C++ and C#.
_NOISE = re.compile(r"[^\w+#]+")


def folded(text: str) -> str:
    """The text as it is compared: no accents, no capitals, single spaces between words."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_NOISE.sub(" ", letters.replace("_", " ").casefold()).split())


def slug_of(text: str) -> str:
    """A short name for addresses, at most 80 signs of a-z, 0-9 and hyphen; may be empty."""
    words = folded(text).replace("+", " plus ").replace("#", " sharp ")
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:80].strip("-")
