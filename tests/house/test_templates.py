from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.house import laws_of_pages as laws
from tests.house.sources import python_sources, statics, templates

Law = Callable[[str, str], Iterator[str]]


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_the_templates_keep_the_law(law: Law) -> None:
    assert [said for name, text in templates().items() for said in law(name, text)] == []


def test_static_files_call_no_other_origin() -> None:
    files = statics().items()
    assert [said for name, text in files for said in laws.nothing_foreign(name, text)] == []


def test_every_template_is_used_and_every_used_template_is_there() -> None:
    code = [source.text for source in python_sources()]
    assert laws.unused(templates(), code) == []
    assert laws.missing(templates(), code) == []


@pytest.mark.parametrize(
    ("law", "name", "text"),
    [
        (laws.nothing_inline, "a.html", "<p style='color: red'>"),
        (laws.nothing_inline, "a.html", "<style>p {}</style>"),
        (laws.nothing_inline, "a.html", "<script>alert(1)</script>"),
        (laws.nothing_inline, "mail/a.html", "<script>alert(1)</script>"),
        (laws.nothing_inline, "a.html", '<button onclick="go()">'),
        (laws.nothing_inline, "a.html", '<a href="javascript:go()">'),
        (laws.nothing_inline, "a.html", '<p hx-on:click="go()">'),
        (laws.nothing_foreign, "a.html", '<script src="https://cdn.example/x.js"></script>'),
        (laws.nothing_foreign, "a.html", '<img alt="" src="//cdn.example/x.png">'),
        (laws.nothing_foreign, "a.html", '<link rel="stylesheet" href="http://cdn.example/x">'),
        (laws.nothing_foreign, "a.css", "@import 'https://fonts.example/x.css';"),
        (laws.nothing_foreign, "a.css", "p { background: url(https://cdn.example/x.png) }"),
        (laws.nothing_foreign, "a.js", "fetch('https://api.example/')"),
        (laws.pieces_name_their_variables, "ui/card.html", "<article></article>"),
        (laws.words_can_be_translated, "a.html", "<p>Share this</p>"),
        (laws.words_can_be_translated, "a.html", '<p>{% translate "Share" %} this</p>'),
        (laws.words_can_be_translated, "a.html", '<p translate="no">Karim</p><p>Share</p>'),
        (laws.words_can_be_translated, "a.html", '{% include "ui/a.html" with x="Not yet" %}'),
        (laws.words_can_be_translated, "a.html", '<input placeholder="Your words">'),
    ],
)
def test_a_broken_law_is_found(law: Law, name: str, text: str) -> None:
    assert list(law(name, text))


@pytest.mark.parametrize(
    ("law", "name", "text"),
    [
        (laws.nothing_inline, "mail/a.html", "<style>p {}</style><p style='color: red'>"),
        (laws.nothing_inline, "a.html", '<script src="{% static "a.js" %}" defer></script>'),
        (laws.nothing_foreign, "a.html", '<a href="https://example.org/">'),
        (laws.pieces_name_their_variables, "ui/card.html", "{# item: what is shown #}<article>"),
        (laws.words_can_be_translated, "a.html", '<p title="{{ x }}">{% translate "Go" %} 3 ·</p>'),
        (laws.words_can_be_translated, "a.html", '{% include "ui/a.html" with x=_("Not yet") %}'),
        (laws.words_can_be_translated, "a.html", '<p translate="no">Karim <br> Haddad</p>'),
        (
            laws.words_can_be_translated,
            "a.html",
            "{% blocktranslate trimmed with a=b %}Words {{ a }}{% endblocktranslate %}",
        ),
    ],
)
def test_what_the_law_allows_is_left_alone(law: Law, name: str, text: str) -> None:
    assert list(law(name, text)) == []


def test_an_unused_and_a_missing_template_are_found() -> None:
    there = {"share/page.html": '{% extends "base.html" %}', "share/old.html": ""}
    code = ['render(request, "share/page.html#list")', 'render(request, "share/gone.html")']
    assert laws.unused(there, code) == ["share/old.html"]
    assert laws.missing(there, code) == ["base.html", "share/gone.html"]
