from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.rules.proposing import address_in, words_beside
from portevoix.curate.rules.urls import web_address

PAGE = "https://news.example/an-article?id=7"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ((PAGE, "", ""), PAGE),
        (("", "Read this: " + PAGE, ""), PAGE),
        (("", "", PAGE + " An article"), PAGE),
        (("", f"An article\n{PAGE}\nShared by a reader", ""), PAGE),
        ((f"({PAGE})",), PAGE),
        ((f"See {PAGE}.",), PAGE),
        ((f"« {PAGE} »",), PAGE),
        (("https://fr.wikipedia.example/wiki/Portage_(voix)",) * 1,
         "https://fr.wikipedia.example/wiki/Portage_(voix)"),
        (("HTTPS://News.Example/A",), "HTTPS://News.Example/A"),
        (("news.example/an-article",), "news.example/an-article"),
        (("two words.example",), ""),
        (("javascript:alert(1)",), ""),
        (("javascript://news.example/%0aalert(1)",), ""),
        (("data:text/html,<b>x</b>",), ""),
        (("mailto:ines@atelier.example",), ""),
        (("file:///etc/passwd",), ""),
        (("ftp://news.example/a",), ""),
        (("",), ""),
    ],
)  # fmt: skip
def test_the_address_is_found_wherever_the_phone_puts_it(
    given: tuple[str, ...], found: str
) -> None:
    assert address_in(*given) == found


def test_what_stands_beside_the_address_makes_a_title() -> None:
    assert words_beside(PAGE, f"An article - {PAGE}") == "An article"
    assert words_beside(PAGE, PAGE) == ""
    assert words_beside(PAGE, "An article") == "An article"


def test_ten_thousand_characters_take_no_time_and_are_cut_nowhere() -> None:
    assert len(address_in("https://news.example/" + "a" * 10_000)) < 10_000
    assert address_in("x" * 10_000) == ""
    assert address_in("https://" + "." * 10_000) == "https://"


@given(st.lists(st.text(max_size=60), max_size=4))
def test_whatever_is_shared_gives_an_address_of_the_web_or_nothing(texts: list[str]) -> None:
    found = address_in(*texts)
    assert not found or web_address(found) or found.lower().startswith(("http://", "https://"))
