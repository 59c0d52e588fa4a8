"""The named refusal: what an action raises instead of doing nothing silently."""

from __future__ import annotations


class Refusal(Exception):
    """An act that was asked for and is refused, with one sentence for the person who asked.

    A subclass states its `sentence` (possibly a lazy translation with %-placeholders); the
    keyword arguments fill the placeholders.
    """

    sentence: object = ""

    def __init__(self, **details: object) -> None:
        super().__init__()
        self.details = details

    def __str__(self) -> str:
        sentence = str(self.sentence)
        return sentence % self.details if self.details else sentence
