"""The laws of templates and static files, each a pure function of texts by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser

# Django asks for these by itself.
ASKED_BY_DJANGO = frozenset({"400.html", "403.html", "403_csrf.html", "404.html", "500.html"})
# The words that are the same in every language: our name, the networks', and units.
SAME_EVERYWHERE = frozenset(
    {"portevoix", "linkedin", "mastodon", "bluesky", "facebook", "threads", "rss", "atom"}
    | {"opml", "csv", "json", "url", "français", "english", "en", "fr"}
)
# 500.html is served when nothing works, and says everything in both languages at once; the living
# page of pieces shows samples.
SPEAKS_ITS_OWN_WAY = frozenset({"500.html", "home/pieces.html"})
SPOKEN = frozenset({"title", "alt", "placeholder", "aria-label", "aria-description", "label"})
WITHOUT_END = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
VOID_OF_WORDS = frozenset({"code", "pre", "svg", "script", "style", "kbd", "samp"})

_SAID = re.compile(
    r"{%-?\s*(?:blocktranslate|blocktrans)\b.*?{%\s*end(?:blocktranslate|blocktrans)\s*%}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
_GIVEN = re.compile(r"{%\s*(?:include|with)\b.*?%}", re.DOTALL)
# Blocks that hold a word for the stylesheet.
_CLASS_BLOCK = re.compile(r"{%\s*block (?:space|body_class)\s*%}.*?{%\s*endblock\s*%}")
_NAMED = re.compile(r"[\"'](\w[\w./-]*\.(?:html|txt|xml))(?:#[\w-]+)?[\"']")


def nothing_inline(name: str, text: str) -> Iterator[str]:
    patterns = {
        r"<script\b(?![^>]*\bsrc=)": "a script without src",
        r"\son[a-z]+\s*=\s*[\"']": "an event attribute",
        r"\shx-on[:-]": "an hx-on attribute",
        r"javascript:": "a javascript: address",
    }
    # Mail programs read no stylesheet of ours, and no policy of ours binds them.
    if not name.startswith("mail/"):
        patterns |= {r"<style\b": "a style element", r"\sstyle\s*=": "a style attribute"}
    for pattern, what in patterns.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield f"{name}:{_line(text, match.start())}: {what}"


def nothing_foreign(name: str, text: str) -> Iterator[str]:
    patterns = (
        r"<(?:script|img|iframe|video|audio|source|embed|object|link|use)\b[^>]*"
        r"\b(?:src|srcset|href|data|poster)\s*=\s*[\"'](?:https?:)?//",
        r"url\(\s*[\"']?(?:https?:)?//",
        r"@import\b[^;]*//",
        r"\b(?:fetch|import|importScripts)\s*\(?\s*[\"'](?:https?:)?//",
    )
    for pattern in patterns:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield f"{name}:{_line(text, match.start())}: something from another origin"


def pieces_name_their_variables(name: str, text: str) -> Iterator[str]:
    if name.startswith("ui/") and not re.match(r"\s*{(#|%\s*comment)", text):
        yield f"{name}: no leading comment names its variables"


def words_can_be_translated(name: str, text: str) -> Iterator[str]:
    if not name.endswith(".html") or name in SPEAKS_ITS_OWN_WAY:
        return
    for match in _GIVEN.finditer(text):
        for words in re.findall(r"\w+=\"([^\"]*[^\W\d_]{2,}\s[^\"]*)\"", match.group()):
            yield f"{name}:{_line(text, match.start())}: {words[:60]!r} cannot be translated"
    # What a tag says is replaced by as many new lines, so that findings name the right line.
    text = _CLASS_BLOCK.sub("", text)
    bare = _SAID.sub(lambda match: "\n" * match.group().count("\n"), text)
    reader = _Words()
    reader.feed(bare)
    for line, words in reader.found:
        left = [word for word in re.findall(r"[^\W\d_]{2,}", words) if _is_foreign(word)]
        if left:
            yield f"{name}:{line}: {' '.join(left)[:60]!r} cannot be translated"


def used_names(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for name in _NAMED.findall(text)}


def unused(templates: Mapping[str, str], sources: Iterable[str]) -> list[str]:
    named = used_names([*templates.values(), *sources])
    return sorted(set(templates) - named - ASKED_BY_DJANGO)


def missing(templates: Mapping[str, str], sources: Iterable[str]) -> list[str]:
    named = used_names(templates.values()) | {
        name for name in used_names(sources) if name.endswith(".html") or name.startswith("mail/")
    }
    return sorted(name for name in named - set(templates) if not name.startswith("django/"))


LAWS = (nothing_inline, nothing_foreign, pieces_name_their_variables, words_can_be_translated)


class _Words(HTMLParser):
    """Collects what a reader sees or hears, outside code and translate="no"."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in WITHOUT_END:
            self._open.append((tag, tag in VOID_OF_WORDS or ("translate", "no") in attrs))
        for attribute, value in attrs:
            if attribute in SPOKEN and value:
                self.found.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(is_silent for _, is_silent in self._open):
            self.found.append((self.getpos()[0], data.strip()))


def _is_foreign(word: str) -> bool:
    return word.lower() not in SAME_EVERYWHERE


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
