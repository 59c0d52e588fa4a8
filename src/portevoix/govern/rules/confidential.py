"""Words and phrases that a house keeps to itself, found in a text whatever their form.

Case, accents, plurals and feminines of French and English are set aside word by word, and nothing
more: a stem would take "acquérir" for "acquisition".
"""

from collections.abc import Iterable

from portevoix.lib.text import folded, spelt_words

# Shorter words have no plural that can be told from another word.
SHORTEST_INFLECTED = 4
_PLURALS = {"aux": "al", "ies": "y"}


def confidential_in(text: str, phrases: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return each phrase that a text holds, with the words of the text that say it."""
    words = [match.group() for match in spelt_words(_spaced(text))]
    forms = [_form(word) for word in words]
    places: dict[str, list[int]] = {}
    for place, form in enumerate(forms):
        places.setdefault(form, []).append(place)
    found = []
    for phrase in phrases:
        wanted = [_form(match.group()) for match in spelt_words(_spaced(phrase))]
        starts = places.get(wanted[0], []) if wanted else []
        for start in starts:
            if forms[start : start + len(wanted)] == wanted:
                found.append((phrase, " ".join(words[start : start + len(wanted)])))
                break
    return tuple(found)


def _spaced(text: str) -> str:
    """A tag glues words together, each with its capital: #ProjetAurore."""
    spread = []
    for before, sign in zip(" " + text, text, strict=False):
        spread.append(f" {sign}" if sign.isupper() and before.islower() else sign)
    return "".join(spread).replace("_", " ")


def _form(word: str) -> str:
    plain = folded(word)
    if len(plain) < SHORTEST_INFLECTED or not plain.isalpha():
        return plain
    for ending, single in _PLURALS.items():
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            return plain.removesuffix(ending) + single
    plain = plain.removesuffix("s").removesuffix("x")
    return plain.removesuffix("e") if len(plain) >= SHORTEST_INFLECTED else plain
