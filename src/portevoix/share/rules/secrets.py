"""What looks like a key or a password in a text: shapes that their makers document, no guess.

Measures of randomness are left out on purpose: they take French words for keys.
"""

import regex

# The shape, and what it is; none matches a word of a language.
_SHAPES: tuple[tuple[str, str], ...] = (
    ("AWS", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("GitHub", r"\bgh[pousr]_[0-9A-Za-z]{36,}\b|\bgithub_pat_\w{22,}\b"),
    ("GitLab", r"\bglpat-[\w-]{20,}"),
    ("Slack", r"\bxox[abprs]-[0-9A-Za-z-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+"),
    ("Google", r"\bAIza[\w-]{35}\b"),
    ("Stripe", r"\b[rs]k_live_[0-9A-Za-z]{16,}\b"),
    ("PyPI, npm", r"\bpypi-[\w-]{40,}|\bnpm_[0-9A-Za-z]{36}\b"),
    ("JSON Web Token", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    ("-----BEGIN…", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    ("https://…:…@", r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]{3,}@[^\s/]+"),
)
_COMPILED = tuple((name, regex.compile(shape)) for name, shape in _SHAPES)


def secrets_in(text: str) -> tuple[str, ...]:
    """Say which kinds of keys a text seems to hold; never the key itself."""
    return tuple(name for name, shape in _COMPILED if shape.search(text))
