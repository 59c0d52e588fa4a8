"""In which language a text is written: what its source states, unless the words say otherwise."""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Shorter texts are too few letters to contradict a statement.
FEWEST_LETTERS = 40
SURE = 0.95
_loading = threading.Lock()
_CODE = re.compile(r"[a-z]{2}(?![a-z])")


def language_of(text: str, stated: str = "") -> str:
    """The two-letter code of a text or nothing; a text that surely speaks another corrects it."""
    said = _CODE.match(stated.strip().lower())
    claimed = said.group() if said else ""
    if len(text) < FEWEST_LETTERS and claimed:
        return claimed
    found, certainty = _identifier().classify(text)
    return found if certainty >= SURE else claimed


def _identifier() -> Any:
    # Loading takes a second and much memory: readers side by side must not do it each.
    with _loading:
        return _loaded()


@cache
def _loaded() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
