"""Reading values out of JSON that strangers wrote: by dotted paths, never surprised by a type."""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

from portevoix.curate.sources.parsed import FIRST_YEAR, LATEST_YEAR, moment_of
from portevoix.lib.html import plain_line, plain_text

SEARCHED = 20
DEEPEST = 12
# What common servers write that ISO 8601 does not know.
OTHER_MOMENTS = (
    "%Y-%m-%d %H:%M:%S %Z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%d/%m/%Y",
    "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S %Z",
)


def at(node: Any, path: str) -> Any:
    """Return what stands at a dotted path; of a list on the way, the first that knows the rest."""
    for position, name in enumerate(names := path.split(".")):
        if isinstance(node, list):
            rest = ".".join(names[position:])
            found = [at(one, rest) for one in node[:SEARCHED] if isinstance(one, dict)]
            return next((one for one in found if one), next(iter(found), None))
        if not isinstance(node, dict):
            return None
        node = node.get(name)
    return node


def text_at(node: Any, *paths: str) -> str:
    """Return the first text or number at one of some paths; a flag is neither."""
    for path in paths:
        value = at(node, path) if path else node
        value = next(iter(value), None) if isinstance(value, list) else value
        is_said = isinstance(value, str | int | float) and not isinstance(value, bool)
        if text := whole_text(str(value)).strip() if is_said else "":
            return text
    return ""


def whole_text(text: str) -> str:
    """Replace halves of characters, which JSON can spell and nothing else can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def words_at(node: Any, *paths: str, most: int = 2_000) -> str:
    """Return the words of the first markup at one of some paths, escaped once more or not."""
    markup = text_at(node, *paths)
    is_escaped = "&lt;" in markup and "<" not in markup
    return plain_text(unescape(markup) if is_escaped else markup, most)


def flag_at(node: Any, path: str) -> bool | None:
    """Return a flag, or nothing when it is not said; words for flags are common."""
    value = at(node, path)
    if isinstance(value, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def moment_at(node: Any, *paths: str) -> datetime | None:
    """Return the first moment at one of some paths: ISO 8601, the mails' form, epochs."""
    found = (read_moment(at(node, path)) for path in paths)
    return next(filter(None, found), None)


def read_moment(value: object) -> datetime | None:
    """Read a moment from the forms servers write; one without a zone is taken as UTC."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch(float(value))
    if not isinstance(value, str) or len(value) > 60:
        return None
    text = value.strip()
    if found := moment_of(text):
        return found
    return next(filter(None, (_read_as(text, form) for form in OTHER_MOMENTS)), None)


def nodes_at(node: Any, path: str, most: int = SEARCHED) -> list[dict[str, Any]]:
    """Return the mappings at a path, one alone as a list of one."""
    value = at(node, path)
    several = value if isinstance(value, list) else [value]
    return [one for one in several[:most] if isinstance(one, dict)]


def joined_text(*parts: str, by: str = ", ") -> str:
    """Join distinct texts that say something, in order."""
    return by.join(dict.fromkeys(part for part in parts if part))


def address_at(node: Any, base: str, *paths: str) -> str:
    """Return the first address at one of some paths, made absolute."""
    return joined_address(base, text_at(node, *paths))


def joined_address(base: str, address: str) -> str:
    """Make an address absolute; one that cannot be is no address."""
    try:
        return urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return ""


def every_node(node: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Walk all mappings of some JSON from the outside in, down to a reasonable depth."""
    if depth > DEEPEST:
        return
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from every_node(one, depth + 1)


def short(text: str, most: int = 120) -> str:
    """Return a text on one line, cut."""
    return plain_line(text, most)


def _epoch(seconds: float) -> datetime | None:
    # Beyond the year 5138 in seconds: it counts milliseconds.
    if not 0 < (seconds := seconds / 1000 if seconds > 1e11 else seconds) < 7e9:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _read_as(text: str, form: str) -> datetime | None:
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007 - without a zone it is UTC, below
    except ValueError:
        return None
    if not FIRST_YEAR < found.year < LATEST_YEAR:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
