"""Lists of codes as one text, so that every database finds one of them the same way."""

from collections.abc import Iterable

MARK = ","


def as_text(codes: Iterable[str]) -> str:
    """Codes between commas, in small letters, each once and in order; nothing for none."""
    kept = sorted({code.strip().lower() for code in codes} - {""})
    return f"{MARK}{MARK.join(kept)}{MARK}" if kept else ""


def as_codes(text: str) -> tuple[str, ...]:
    """The codes of such a text."""
    return tuple(code for code in text.split(MARK) if code)


def marked(code: str) -> str:
    """One code as such a text holds it; that of nobody is in none."""
    return f"{MARK}{code.lower() or '-'}{MARK}"
