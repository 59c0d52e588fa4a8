from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.platforms.registry import ALL
from portevoix.share.rules.previews import MANNERS, Kind, shown_on

TEXT = "Merci @ines, @lea@hachyderm.io et @paul.bsky.social : #CloudNatif, lyon.fr, https://a.fr/x"


def marked(network: str, text: str = TEXT) -> dict[Kind, list[str]]:
    shown = shown_on(network, text)
    found: dict[Kind, list[str]] = {}
    for piece in (*shown.seen, *shown.hidden):
        found.setdefault(piece.kind, []).append(piece.text)
    found.pop(Kind.TEXT)
    return found


def test_each_network_marks_what_it_makes_a_link_of() -> None:
    link, tag = "https://a.fr/x", "#CloudNatif"
    assert marked("linkedin") == {Kind.LINK: ["lyon.fr", link], Kind.TAG: [tag]}
    assert marked("mastodon") == {
        Kind.LINK: [link],
        Kind.TAG: [tag],
        Kind.MENTION: ["@ines", "@lea@hachyderm.io", "@paul"],
    }
    assert marked("bluesky") == {
        Kind.LINK: [link],
        Kind.TAG: [tag],
        Kind.MENTION: ["@paul.bsky.social"],
    }
    assert marked("x")[Kind.LINK] == ["lyon.fr", link]
    assert "@ines" in marked("x")[Kind.MENTION]


@pytest.mark.parametrize("text", ["#1", "#", "a#b", "n°#", "https://a.fr/#part"])
def test_a_number_or_a_part_of_an_address_is_no_tag(text: str) -> None:
    for network in MANNERS:
        assert Kind.TAG not in {piece.kind for piece in shown_on(network, text).seen}, network


def test_linkedin_folds_after_three_lines_and_bluesky_does_not() -> None:
    text = "One\nTwo\nThree\nFour"
    folded = shown_on("linkedin", text)
    assert "".join(piece.text for piece in folded.seen) == "One\nTwo\nThree"
    assert folded.is_folded
    assert not shown_on("bluesky", text).is_folded


def test_a_long_line_is_folded_between_two_words() -> None:
    seen = "".join(piece.text for piece in shown_on("linkedin", "mot " * 100).seen)
    assert 200 <= len(seen) <= 210
    assert seen.endswith("mot")


def test_an_unknown_network_shows_the_text_whole() -> None:
    assert not shown_on("a-third-party", "line\n" * 99).is_folded


def test_every_network_that_takes_words_has_its_manner() -> None:
    assert set(MANNERS) == {network.key for network in ALL} - {"elsewhere"}


@given(
    st.text(alphabet=st.sampled_from("ab #@.:/\né👩‍💻hts"), max_size=400),
    st.sampled_from([*MANNERS]),
)
def test_no_sign_is_lost_or_moved(text: str, network: str) -> None:
    shown = shown_on(network, text)
    assert "".join(piece.text for piece in (*shown.seen, *shown.hidden)) == text
