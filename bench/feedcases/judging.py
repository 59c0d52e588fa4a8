"""Whether a reader said what was expected: every stated field, and as many entries."""

from bench.feedcases.said import Piece, Said, words
from portevoix.curate.sources.parsed import LONGEST


def differences(expected: Said, found: Said, unsure: frozenset[str] = frozenset()) -> list[str]:
    """Name each field that a reader got wrong; what is not stated, or unsure, is not compared."""
    wrong = [
        name
        for name in ("title", "link", "language")
        if name not in unsure and _is_wrong(getattr(expected, name), getattr(found, name))
    ]
    stated, given = _once(expected.pieces), _once(found.pieces)
    if len(stated) != len(given):
        return [*wrong, "count"]
    for one, other in zip(stated, given, strict=True):
        wrong += [f"item {name}" for name in _wrong_in(one, other) if f"item {name}" not in unsure]
    return wrong


def _once(pieces: tuple[Piece, ...]) -> list[Piece]:
    """An entry that comes again under its identity and address is one."""
    kept: dict[object, Piece] = {}
    for number, piece in enumerate(pieces):
        kept.setdefault((piece.guid, piece.link) if piece.guid else number, piece)
    return list(kept.values())


def _wrong_in(expected: Piece, found: Piece) -> list[str]:
    wrong = [
        name
        for name in ("title", "link", "guid")
        if _is_wrong(getattr(expected, name), getattr(found, name))
    ]
    wrong += [
        name
        for name in ("published", "updated")
        if getattr(expected, name) and getattr(expected, name) != getattr(found, name)
    ]
    if expected.author and not set(_names(expected.author)) <= set(_names(found.author)):
        wrong.append("author")
    if not expected.categories <= found.categories:
        wrong.append("categories")
    if expected.images and not set(expected.images) & set(found.images):
        wrong.append("image")
    if expected.texts and not any(_is_text(one, found.texts) for one in expected.texts):
        wrong.append("text")
    return wrong


def _names(author: str) -> list[str]:
    return author.replace("(", " ").replace(")", " ").replace(",", " ").split()


def _is_wrong(expected: str, found: str) -> bool:
    return bool(expected) and expected.casefold() != found.casefold()


def _is_text(expected: str, found: tuple[str, ...]) -> bool:
    # Ours is cut at so many characters by intention, with a sign; the rest must be the same.
    cut = LONGEST["summary"] - 200
    return any(words(text)[:cut] == expected[:cut] for text in found)
