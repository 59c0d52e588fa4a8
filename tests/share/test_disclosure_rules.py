import pytest

from portevoix.share.rules.disclosure import is_disclosed

HOUSE = ("Atelier Nord", "")


@pytest.mark.parametrize(
    "text",
    [
        "I work at a small studio that builds bridges.",
        "I'm an engineer at a studio.",
        "I am a designer for bridges.",
        "Je travaille chez un éditeur lyonnais.",
        "Je suis ingénieure chez un éditeur",
        "Mon équipe a passé l’été à réécrire les files.",
        "Notre équipe recrute.",
        "My team spent the summer on queues.",
        "Fière du travail d’ATELIER NORD !",
        "#AtelierNord recrute",
        "Chez @atelier-nord, on recrute",
    ],
)
def test_a_text_that_says_so_is_disclosed(text: str) -> None:
    assert is_disclosed(text, HOUSE)


@pytest.mark.parametrize(
    "text",
    [
        "Ce studio fait du beau travail.",
        "Le latelier norden est loin",
        "They work at a bank",
    ],
)
def test_a_text_that_does_not_is_not(text: str) -> None:
    assert not is_disclosed(text, HOUSE)


def test_what_is_said_too_late_is_not_seen() -> None:
    assert not is_disclosed("x " * 120 + "I work at Atelier Nord", HOUSE)
