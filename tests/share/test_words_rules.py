import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.words import (
    Counting,
    closeness,
    fediverse_length,
    grapheme_length,
    length_of,
    links_in,
    nearest,
    own_words,
    room_in,
    weighted_length,
    with_link,
)

FAMILY = "👨‍👩‍👧‍👦"
LINK = "https://go.atelier.example/AbCdEfGh2345"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Été à Lyon", 10),
        ("e\u0301te\u0301", 3),
        ("漢字", 4),
        (FAMILY, 2),
        ("🇫🇷", 2),
        ("Voyez https://go.atelier-nord.fr/AbCdEfGh2345 !", 6 + 23 + 2),
        ("Voyez atelier.fr/x.", 6 + 23 + 1),
        ("fin.Le début", 12),
    ],
)
def test_x_counts_links_emoji_and_wide_signs(text: str, length: int) -> None:
    assert weighted_length(text) == length


def test_bluesky_counts_what_a_reader_sees() -> None:
    assert grapheme_length(f"e\u0301{FAMILY}🇫🇷a") == 4


def test_mastodon_counts_links_alike_and_mentions_without_their_server() -> None:
    assert fediverse_length(f"{LINK} @ines@piaille.fr") == 23 + 1 + 5
    assert length_of(LINK, Counting.FIXED_LINKS, 32) == 32


def test_the_room_says_how_much_too_long_a_text_is() -> None:
    fits = room_in("abc", Counting.CODE_POINTS, 5)
    assert (fits.over, fits.left) == (0, 2)
    over = room_in("abcdefg", Counting.GRAPHEMES, 5)
    assert (over.over, over.left) == (2, 0)
    assert room_in("a" * 9_000, Counting.WEIGHTED, 0).over == 0


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("(voir https://a.example/x).", "https://a.example/x"),
        (
            "https://fr.wikipedia.org/wiki/Lyon_(ville)",
            "https://fr.wikipedia.org/wiki/Lyon_(ville)",
        ),
        ("« https://a.example/été »", "https://a.example/été"),
        ("https://a.example/x, puis", "https://a.example/x"),
    ],
)
def test_a_link_ends_where_a_reader_sees_it_end(text: str, link: str) -> None:
    ((start, end),) = links_in(text)
    assert text[start:end] == link


@given(st.text(alphabet="abc é\n"), st.sampled_from(["", LINK]))
def test_own_words_come_back_out_of_a_composed_text(words: str, link: str) -> None:
    assert own_words(with_link(words, link), link) == words.strip()


def test_a_link_in_the_words_is_not_added_again() -> None:
    assert with_link(f"Voyez {LINK} vite", LINK) == f"Voyez {LINK} vite"
    assert with_link("", LINK) == LINK


MINE = "Nous avons appris à nos dépens que les files d'attente cachent les pannes"


def test_a_copied_text_is_near_even_with_another_link_or_case() -> None:
    found = closeness(f"{MINE.upper()} {LINK}", f"{MINE} https://go.atelier.example/zz")
    assert found.similarity == 1
    assert found.is_near_copy


def test_a_text_of_one_s_own_is_not_near() -> None:
    other = "Un retour d'expérience honnête sur nos files de messages, à lire ce week-end"
    assert not closeness(MINE, other).is_near_copy


def test_short_texts_meet_by_chance_and_are_not_called_copies() -> None:
    found = closeness("Nous recrutons à Lyon", "Nous recrutons à Lyon")
    assert found.similarity == 1
    assert not found.is_near_copy
    assert closeness("", MINE).similarity == 0


def test_the_nearest_of_several_is_kept() -> None:
    assert nearest(MINE, ("rien à voir avec cela", MINE)).similarity == 1
    assert nearest(MINE, ()).similarity == 0


@given(st.text(), st.text())
def test_closeness_is_between_nothing_and_all_both_ways(one: str, other: str) -> None:
    found = closeness(one, other)
    assert 0 <= found.similarity <= 1
    assert found.similarity == pytest.approx(closeness(other, one).similarity)
