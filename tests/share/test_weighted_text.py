"""X's own cases (twitter-text): every link, every length; and what is slow on purpose."""

from __future__ import annotations

import tarfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.weighted_text import _endings, weighted_length, weighted_links_in

LINKS = ("urls", "urls_with_indices", "urls_with_directional_markers", "tco_urls_with_params")
LENGTHS = ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")


def cases_of(shared_data: Path, name: str) -> dict[str, list[dict[str, Any]]]:
    yaml = pytest.importorskip("yaml")
    with tarfile.open(shared_data / "conformance/twitter-text.tar.gz") as archive:
        inside = next(n for n in archive.getnames() if n.endswith(f"conformance/{name}.yml"))
        member = archive.extractfile(inside)
        assert member is not None
        cases: dict[str, list[dict[str, Any]]] = yaml.safe_load(member.read())["tests"]
    return cases


def test_every_link_of_x_s_own_cases_is_found_and_no_other(shared_data: Path) -> None:
    cases = cases_of(shared_data, "extract")
    tried = [case for group in LINKS for case in cases[group]]
    assert len(tried) == 108
    for case in tried:
        text, expected = case["text"], case["expected"]
        found: list[Any] = [text[start:end] for start, end in weighted_links_in(text)]
        if expected and isinstance(expected[0], dict):
            spans = [[start, end] for start, end in weighted_links_in(text)]
            found = [{"url": url, "indices": span} for url, span in zip(found, spans, strict=True)]
        assert found == expected, case


def test_every_length_of_x_s_own_cases_is_met(shared_data: Path) -> None:
    cases = cases_of(shared_data, "validate")
    tried = [case for group in LENGTHS for case in cases[group]]
    assert len(tried) == 24
    for case in tried:
        assert weighted_length(case["text"]) == case["expected"]["weightedLength"], case


def test_every_ending_that_is_still_in_the_root_zone_makes_a_link(shared_data: Path) -> None:
    cases = cases_of(shared_data, "tlds")
    living = [
        case
        for case in [*cases["country"], *cases["generic"]]
        if case["text"].rpartition(".")[2] in _endings()
    ]
    assert len(living) > 1_400
    for case in living:
        found = [case["text"][start:end] for start, end in weighted_links_in(case["text"])]
        assert found == case["expected"], case


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("été", 3),
        ("日本", 4),
        ("👩‍👩‍👧‍👦", 2),
        ("Lisez https://example.org/un/long/chemin?a=b.", 6 + 23 + 1),
        ("atelier.fr recrute", 23 + 8),
        ("fichier.pdf recrute", 19),
        ("ines@atelier.fr", 15),
        ("fin.Début", 9),
    ],
)
def test_a_text_is_weighed_as_x_does(text: str, length: int) -> None:
    assert weighted_length(text) == length


@given(st.text())
def test_spans_are_in_order_and_never_meet(text: str) -> None:
    position = 0
    for start, end in weighted_links_in(text):
        assert position <= start < end <= len(text)
        position = end


@pytest.mark.parametrize(
    "text",
    [
        "a." * 5_000,
        "http://" + "日." * 5_000,
        "http://a.com/" + "(" * 10_000,
        "http://a.com/" + "((a)" * 2_500,
        "http://a.com/?" + "!" * 10_000,
        "http://" + "a_" * 5_000,
    ],
)
def test_no_text_makes_it_slow(text: str) -> None:
    before = time.process_time()
    weighted_length(text)
    # A second of processor for the longest text that a form takes.
    assert time.process_time() - before < 2
