"""LinkedIn's "little text": what must be escaped so that nothing of a post is cut off.

One reserved sign left bare ends the post there, silently (LinkedIn, little Text Format). A hashtag
stays one: it is a sign of the format, not a text to escape.
"""

import regex

_RESERVED = r"\\|{}@\[\]()<>#*_~"
_TAG_OR_RESERVED = regex.compile(rf"(?<![\p{{L}}\p{{N}}_&/])#[\p{{L}}\p{{N}}]+|[{_RESERVED}]")


def little_text(text: str) -> str:
    """Escape a text so that LinkedIn shows exactly it; hashtags stay links."""
    return str(_TAG_OR_RESERVED.sub(_written, text))


def _written(found: regex.Match[str]) -> str:
    sign = str(found[0])
    return sign if len(sign) > 1 else f"\\{sign}"
