from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.notify.rules.subjects import plain_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Kubernetes 1.40 is out", "Kubernetes 1.40 is out"),
        ("🚀 We ship ✨ it\ufe0f", "We ship it"),
        ("Hello\r\nBcc: all@example.org", "Hello Bcc: all@example.org"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("L’été « chaud » : 30 °C", "L’été « chaud » : 30 °C"),
        ("", ""),
    ],
)
def test_a_subject_is_one_plain_line(text: str, line: str) -> None:
    assert plain_line(text) == line


def test_a_long_subject_is_cut_after_a_word() -> None:
    cut = plain_line("word " * 60)
    assert cut.endswith("word…")
    assert len(cut) <= 120
    assert plain_line("w" * 200) == "w" * 119 + "…"


@given(st.text())
def test_no_text_breaks_a_header(text: str) -> None:
    line = plain_line(text)
    assert len(line) <= 120
    assert not set(line) & set("\r\n\0")
