import re
import tarfile
from html.parser import HTMLParser

import pytest

from portevoix.lib.html import HARMLESS_TAGS, harmless_html, plain_line, plain_text


class Witness(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def seen_in(markup):
    witness = Witness()
    witness.feed(markup)
    return witness.seen


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>un</p><p>deux</p>", "un deux"),
        ("un<br>deux<li>trois", "un deux trois"),
        ("a<b>b</b>c", "abc"),
        ("x<script>alert(1)</script>y<style>p{}</style>z", "xyz"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("caf&eacute;&nbsp;noir", "café noir"),
        ("<!-- hidden -->seen", "seen"),
        ("", ""),
    ],
)
def test_words_stay_and_markup_goes(markup, expected):
    assert plain_text(markup, 100) == expected


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("un deux trois", 100, "un deux trois"),
        ("un deux trois", 10, "un deux…"),
        ("u" * 20, 10, "u" * 9 + "…"),
        ("a " + "b" * 20, 10, "a " + "b" * 7 + "…"),
        ("a\0b\x1bc\ud800d", 10, "abcd"),
        ("  a\r\n\tb\u2028c ", 10, "a b c"),
        ("\u202egnp.exe", 10, "gnp.exe"),
    ],
)
def test_a_line_is_clean_and_cut_at_a_word(text, most, expected):
    found = plain_line(text, most)
    assert found == expected
    assert len(found) <= most


def test_links_are_kept_harmless():
    found = harmless_html('<p>Un <a href="https://example.org/" onclick="x()">lien</a></p>')
    assert 'rel="noopener noreferrer nofollow"' in found
    assert "onclick" not in found
    assert harmless_html('<img src="x"><svg/><form><input>') == ""


def test_no_published_payload_survives(shared_data):
    lines = 0
    with tarfile.open(shared_data / "conformance" / "payloads.tar.gz") as archive:
        for member in archive:
            if not member.isfile() or "XSS" not in member.name:
                continue
            text = archive.extractfile(member).read().decode("utf-8", "replace")
            for line in [text, *text.splitlines()]:
                lines += 1
                for tag, attributes in seen_in(harmless_html(line)):
                    assert tag in HARMLESS_TAGS
                    assert set(attributes) <= {"href", "title", "rel"}
                    # Browsers drop tabs and line ends before they read a scheme.
                    href = re.sub(r"[\t\r\n]", "", attributes.get("href", "http:")).lower()
                    assert href.startswith(("http:", "https:", "mailto:"))
    assert lines > 1_000


def test_half_a_surrogate_is_left_out() -> None:
    assert plain_text("A <b>half\ud800</b> sign", 100) == "A half sign"
