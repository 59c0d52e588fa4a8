"""What may be told of how many people confirmed a reading: never so few that one shows.

Three things would tell of one person: a figure that moves when he alone acts, one that falls when
he takes his word back or is forgotten, and two steps so close that their difference is him. So a
figure never falls, and every step tells of at least `least` more people.
"""

from __future__ import annotations


def told_after(told: int, confirmed: int, least: int) -> int:
    """What is told once `confirmed` people have: what was told, and whole groups of `least` more.

    Whatever happens, somebody who reads it only learns that the true number once lay in a range of
    `least` numbers; one person moves it only from the upper edge of such a range.
    """
    return told + max(0, confirmed - told) // least * least


def told_under(told: int, least: int) -> int:
    """The figure that may be shown where `least` is in force; zero: nothing may be said."""
    return told if told >= least else 0
