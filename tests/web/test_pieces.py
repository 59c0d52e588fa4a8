from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation

import portevoix
from portevoix.web.templatetags import ui


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


# The addresses of the employee's tabs, but for one that does not exist yet.
HOME = ([path("", _nothing, name="today"), path("learn/", _nothing, name="learn")], "home")
SHARE = ([path("share/", _nothing, name="shares")], "share")
PEOPLE = ([path("language/", _nothing, name="language")], "people")
urlpatterns = [path("", include(place)) for place in (HOME, SHARE, PEOPLE)]
pytestmark = pytest.mark.urls(__name__)

PACKAGE = Path(portevoix.__file__).parent
TEMPLATES = PACKAGE / "templates"
STYLES = PACKAGE / "static" / "portevoix"
AT = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)

SPACES = ("mine", "studio", "desk")
MODES = ("light", "dark")
TEXTS = ("ink", "ink-soft", "accent", "accent-deep", "good", "warn", "bad", "info")
GROUNDS = ("paper", "sheet", "shade")
TEXT_PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + [
    (text, f"{tone}-wash")
    for tone in ("accent", "good", "warn", "bad", "info")
    for text in (tone, "ink")
]
TEXT_PAIRS += [("accent-ink", "accent"), ("accent-ink", "accent-deep"), ("paper", "ink")]
CONTROL_PAIRS = [(edge, g) for edge in ("edge", "focus", "accent", "bad") for g in GROUNDS]


@cache
def _tokens(space: str) -> dict[str, tuple[str, str]]:
    css = (STYLES / "tokens.css").read_text(encoding="utf-8")
    found = {}
    for selector in (":root", f'[data-space="{space}"]'):
        block = css.partition(f"{selector} {{")[2].partition("}")[0]
        pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", block)
        found.update({name: (light, dark) for name, light, dark in pairs})
    return found


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _request() -> HttpRequest:
    request = RequestFactory().get("/ui/?page=3")
    request.user = AnonymousUser()
    return request


@cache
def _the_living_page(language: str) -> str:
    with translation.override(language):
        return _rendered("home/pieces.html")


def _rendered(name: str, **context: object) -> str:
    # A plain context asks no context processor, so that no database is needed.
    plain = Context(context)
    plain.request = _request()  # type: ignore[attr-defined]  # what {% querystring %} asks
    return str(get_template(name).template.render(plain))  # type: ignore[attr-defined]


def _piece(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("mode", MODES)
def test_every_pair_of_colours_can_be_read(space: str, mode: str) -> None:
    tokens, index = _tokens(space), MODES.index(mode)
    weak = [
        (front, back)
        for pairs, least in ((TEXT_PAIRS, 4.5), (CONTROL_PAIRS, 3.0))
        for front, back in pairs
        if _contrast(tokens[front][index], tokens[back][index]) < least
    ]
    assert weak == []


def test_each_space_has_a_tint_of_its_own() -> None:
    assert len({_tokens(space)["paper"] for space in SPACES}) == 3


def test_stylesheets_use_no_colour_but_the_tokens() -> None:
    strays = [
        f"{sheet.name}: {colour}"
        for sheet in STYLES.glob("*.css")
        if sheet.name != "tokens.css"
        for colour in re.findall(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(", sheet.read_text("utf-8"))
    ]
    assert strays == []


def test_every_token_that_is_used_exists() -> None:
    written = "".join(sheet.read_text("utf-8") for sheet in STYLES.glob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)\)", written))
    assert used - set(re.findall(r"(--[\w-]+):", written)) == set()


def test_every_stylesheet_is_linked() -> None:
    head = (TEMPLATES / "ui" / "head.html").read_text("utf-8")
    known = {sheet.name for sheet in STYLES.glob("*.css")}
    # The archive that a person takes away carries its own.
    assert set(re.findall(r"portevoix/(\w+\.css)", head)) == known - {"archive.css"}


def test_every_piece_is_on_the_living_page() -> None:
    seen: set[str] = set()
    waiting = ["home/pieces.html", "base.html"]
    while waiting:
        text = (TEMPLATES / waiting.pop()).read_text("utf-8")
        new = set(re.findall(r'"(ui/[\w-]+\.html)"', text)) - seen
        seen |= new
        waiting += new
    assert {f"ui/{path.name}" for path in (TEMPLATES / "ui").glob("*.html")} - seen == set()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_living_page_is_whole(language: str) -> None:
    page = _the_living_page(language)
    assert f'<html lang="{language}" data-space="mine">' in page
    assert "<title>" in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    # The two sample forms on the page share Django's own ids.
    assert len([i for i in set(ids) if ids.count(i) > 1 and not i.startswith("id_")]) == 0


def test_pictures_know_no_decimal_comma() -> None:
    page = _the_living_page("fr")
    numbers = re.findall(r'\s(?:x|y|x1|x2|y1|y2|cx|cy|width|height|r)="([^"]*)"', page)
    assert numbers
    assert [n for n in numbers if not re.fullmatch(r"-?\d+(\.\d+)?%?", n)] == []
    assert "3,2" in page  # while words do


def test_the_frame_tolerates_that_nothing_is_known() -> None:
    page = _rendered("home/pieces.html")
    assert "Demonstration" not in page
    assert 'class="doors"' not in page
    assert "<h1>" in page


def test_a_demonstration_says_so() -> None:
    invented = SimpleNamespace(name="Atelier Nord", is_demo=True)
    assert "this organisation is invented" in _rendered("home/pieces.html", organisation=invented)


def test_the_page_title_is_written_once() -> None:
    page = _rendered("home/pieces.html")
    (title,) = re.findall(r"<title>(.*?)</title>", page)
    (heading,) = re.findall(r"<h1>(.*?)</h1>", page)
    assert title.startswith(f"{heading} · ")


def test_a_page_without_blocks_has_no_title_to_repeat() -> None:
    assert _piece("{% load ui %}[{% block_text 'title' %}]") == "[]"


def test_a_title_from_outside_stays_escaped() -> None:
    story = SimpleNamespace(id=1, title="« <b> » : non ?", language="fr", answer="")
    page = render_to_string("ui/story.html", {"story": story, "at": AT})
    assert "«\xa0&lt;b&gt;\xa0»\xa0: non\xa0?" in page


def test_a_name_in_a_title_stays_escaped() -> None:
    child = (
        '{% extends "base.html" %}{% block title %}Good morning, <b>{{ name }}</b>{% endblock %}'
    )
    page = _piece(child, name="</title><script>")
    assert "<title>Good morning, &lt;/title&gt;&lt;script&gt; · " in page
    assert "<script>" not in page


def test_a_door_shows_whose_page_this_is() -> None:
    spaces = [SimpleNamespace(name="Studio", url="/studio/", current=True)]
    page = _piece('{% extends "studio.html" %}', spaces=spaces)
    assert 'data-space="studio"' in page
    assert '<a href="/studio/" aria-current="true">Studio</a>' in page
    assert '<a href="/">' in page


def test_the_door_of_strangers_has_no_navigation() -> None:
    for name in ("404.html", "403.html", "stale_form.html"):
        page = _rendered(name)
        assert "tabs-bar" not in page
        assert "<h1>" in page


def test_the_page_of_a_crash_needs_nothing() -> None:
    source = (TEMPLATES / "500.html").read_text("utf-8")
    assert "{%" not in source
    assert "{{" not in source
    assert 'lang="fr"' in source


def test_a_refusal_says_its_sentence() -> None:
    refusal = SimpleNamespace(sentence="Two asks a month is your own limit.")
    assert "Two asks a month is your own limit." in _rendered("refused.html", refusal=refusal)


def test_the_tabs_name_the_current_page() -> None:
    found = ui.ways(Context({"nav": "today"}), "mine")
    assert [(way.url, way.current) for way in found] == [
        ("/", True),
        ("/share/", False),
        ("/learn/", False),
    ]


def test_pages_that_do_not_exist_are_not_offered() -> None:
    assert ui.ways(Context({}), "desk") == []
    assert "tabs-bar" not in _piece('{% extends "desk.html" %}')


def test_an_unknown_space_is_one_s_own() -> None:
    assert ui.ways(Context({}), "elsewhere") == ui.ways(Context({}), "mine")


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=3, minutes=50), "3 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=6, hours=23), "6 days"),
        (timedelta(days=9), "14 November"),
        (timedelta(days=400), "19 October 2025"),
        (timedelta(hours=-3), "23 November"),
    ],
)
def test_an_age_is_short(ago: timedelta, words: str) -> None:
    with translation.override("en"):
        assert ui.age_in_words(AT - ago, AT) == words


def test_an_age_without_a_present_is_a_date() -> None:
    with translation.override("en"):
        assert ">23 November 2026</time>" in ui.age(Context({}), AT)
        assert ">3 h</time>" in ui.age(Context({"at": AT}), AT - timedelta(hours=3))
    assert ui.age(Context({}), None) == ""


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("été", 3), ("e\u0301te\u0301", 3), ("👩‍👩‍👧 ok", 4), ("🇫🇷", 1)]
)
def test_characters_are_counted_as_people_see_them(text: str, count: int) -> None:
    assert ui.graphemes(text) == count
    assert ui.left_of(300, text) == 300 - count


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Inès Azoulay", "IA"),
        ("Jean-Luc de La Tour", "JT"),
        ("Théo", "Th"),
        ("X", "X"),
        ("  ", "·"),
        ("(Ada)", "·"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_french_signs_stay_with_their_words() -> None:
    assert ui.typeset("« Oui » : non ?", "fr") == "«\xa0Oui\xa0»\xa0: non\xa0?"
    assert ui.typeset("a : b", "en") == "a : b"


def test_a_language_is_offered_in_its_own_words() -> None:
    with translation.override("fr"):
        assert ">English</button>" in _rendered("404.html")


def test_an_icon_is_silent() -> None:
    drawn = ui.icon("bookmark")
    assert 'aria-hidden="true"' in drawn
    assert 'width="20"' in drawn
    assert 'width="16"' in ui.icon("bookmark", 16)


def test_a_message_of_any_kind_has_a_word() -> None:
    assert ui.notice_of("error").tone == "bad"
    assert ui.notice_of("extra warning").tone == "warn"
    assert ui.notice_of("unheard of").tone == "info"


@pytest.mark.parametrize("key", ui.SHARE_STATES)
def test_a_state_is_never_colour_alone(key: str) -> None:
    share = SimpleNamespace(state=key, words="My words", network="Mastodon")
    row = render_to_string("ui/share_row.html", {"share": share})
    assert str(ui.share_state(key).words) in row
    assert 'class="icon"' in row


def test_a_figure_is_large_only_when_it_is_sure() -> None:
    sure = SimpleNamespace(label="Clicks", value=1284, low=None, high=None)
    unsure = SimpleNamespace(label="Reach", value=1900, low=1500, high=2400)
    nothing = SimpleNamespace(label="Reach", value=None, low=None, high=None)
    with translation.override("en"):
        assert '<p class="value">1,284</p>' in _figure(sure)
        assert "between 1,500 and 2,400" in _figure(unsure)
        assert 'class="value"' not in _figure(unsure)
        assert "Not enough data" in _figure(nothing)


def test_nothing_known_is_not_zero() -> None:
    nothing = SimpleNamespace(label="Reach", value=None, low=None, high=None)
    zero = SimpleNamespace(label="Reach", value=0, low=None, high=None)
    assert '<p class="value">0</p>' in _figure(zero)
    assert '<p class="value">' not in _figure(nothing)


def _figure(figure: SimpleNamespace) -> str:
    figure.provenance, figure.as_of = "own_link", AT
    return render_to_string("ui/figure.html", {"figure": figure})


def test_a_pressed_answer_says_so() -> None:
    story = SimpleNamespace(id=1, title="A title", answer="less", answer_url="/a/", is_saved=False)
    page = render_to_string("ui/story.html", {"story": story, "at": AT})
    assert page.count('aria-pressed="true"') == 1
    assert 'id="less-1" name="answer" value="none" aria-pressed="true"' in page


def test_a_story_that_cannot_be_answered_has_no_forms() -> None:
    story = SimpleNamespace(id=1, title="A title", url="/x", source="S", answer="")
    assert "<form" not in render_to_string("ui/story.html", {"story": story, "at": AT})
