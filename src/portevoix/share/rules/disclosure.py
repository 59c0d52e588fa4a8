"""Whether a text says, where it is read, that its author works for the house it speaks of.

Source: FTC 16 CFR 255.5 and its guide (a material connection is disclosed clearly, in the first
lines); the result is for the author alone.
"""

import unicodedata

import regex

# What networks show before "see more": about three lines.
FIRST_SIGNS = 220

# French and English, as people write it, without accents and in lower case.
_SAID = regex.compile(
    r"\bi work (?:at|for|with)\b|\bi(?:'m| am) (?:an? )?[\w -]{0,30}\b(?:at|for)\b"
    r"|\bmy (?:employer|company|team|colleagues?)\b|\bour (?:team|company|colleagues?)\b"
    r"|\bje travaille (?:chez|pour|a|au|aux|avec)\b|\bje suis [\w' -]{0,40}\b(?:chez|pour)\b"
    r"|\bmon (?:employeur|entreprise|equipe)\b|\bma (?:boite|societe)\b"
    r"|\b(?:notre|mes|nos) (?:equipes?|entreprise|collegues?)\b|#(?:iwork|jetravaille)\w*"
)


def is_disclosed(text: str, employers: tuple[str, ...]) -> bool:
    """Say whether the first 220 characters name an employer or say that one works there."""
    seen = _plain(text)[:FIRST_SIGNS]
    return bool(_SAID.search(seen)) or any(_is_named(name, seen) for name in employers)


def _is_named(name: str, seen: str) -> bool:
    words = [regex.escape(word) for word in _plain(name).split()]
    # "Atelier Nord" is also #AtelierNord and @atelier-nord.
    pattern = r"[\s_.-]?".join(words)
    return bool(words) and bool(regex.search(rf"(?<!\w){pattern}(?!\w)", seen))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
