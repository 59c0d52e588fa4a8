"""Countries by their codes (ISO 3166-1, in two small letters) and their names in a language."""

from functools import cache
from unicodedata import combining, normalize

from babel import Locale

# What locale data name besides countries: unions, leftovers, and codes for tests.
_NO_COUNTRIES = frozenset("ac cp cq dg ea eu ez ic qo ta un xa xb zz".split())


def country_codes() -> frozenset[str]:
    """Every code of a country."""
    return frozenset(_names("en"))


def country_name(code: str, language: str) -> str:
    """The name of a country in a language; a code that is none is itself, in capitals."""
    return _names(language).get(code, code.upper())


def countries_by_name(language: str) -> tuple[tuple[str, str], ...]:
    """Every country as (code, name), in the order of their names without accents."""
    # Sorted as people look for them: É stands beside E.
    return tuple(sorted(_names(language).items(), key=lambda one: _plain(one[1])))


@cache
def _names(language: str) -> dict[str, str]:
    said = Locale.parse(language).territories
    codes = {code.lower(): name for code, name in said.items() if len(code) == 2}
    return {code: name for code, name in codes.items() if code not in _NO_COUNTRIES}


def _plain(name: str) -> str:
    return "".join(sign for sign in normalize("NFKD", name) if not combining(sign)).casefold()
