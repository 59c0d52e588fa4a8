from __future__ import annotations

import pytest

from portevoix.web.markdown import as_html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[go](javascript:alert(1))",
        "[go](data:text/html,x)",
        "![x](https://tracker.example/x.png)",
        "<style>p{display:none}</style>",
    ],
)
def test_nothing_hostile_comes_through(hostile: str) -> None:
    made = as_html(hostile)
    for dangerous in ("<script", "<img", "<style", 'href="javascript', 'href="data'):
        assert dangerous not in made


def test_lists_emphasis_and_links_come_through() -> None:
    made = as_html("1. *one*\n2. **two** [here](https://example.org/)\n")
    assert "<ol>" in made
    assert "<em>one</em>" in made
    assert "<strong>two</strong>" in made
    assert 'href="https://example.org/"' in made


@pytest.mark.parametrize(
    ("text", "under", "made"),
    [
        ("# A\n\n## B", 2, ["<h3>A</h3>", "<h4>B</h4>"]),
        ("## A\n\n### B", 2, ["<h3>A</h3>", "<h4>B</h4>"]),
        ("# A\n\n### B", 2, ["<h3>A</h3>", "<h4>B</h4>"]),
        ("# A", 3, ["<h4>A</h4>"]),
        ("no heading", 2, ["<p>no heading</p>"]),
    ],
)
def test_headings_stand_below_the_title_of_the_page(text: str, under: int, made: list[str]) -> None:
    assert as_html(text, under=under).strip().split("\n") == made
