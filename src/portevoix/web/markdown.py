"""Markdown to HTML that may stand in a page: the text's own HTML is shown, never obeyed."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from portevoix.lib.html import harmless_html

_READER = MarkdownIt("commonmark", {"html": False, "typographer": False})
_LOWEST = 4


def as_html(text: str, *, under: int = 2) -> SafeString:
    """Render a document whose highest headings stand just below a heading of level `under`.

    Pictures, raw HTML and addresses other than http, https and mailto do not come through.
    """
    tokens = _READER.parse(text)
    _lower_headings(tokens, under)
    markup = _READER.renderer.render(tokens, _READER.options, {})
    return mark_safe(harmless_html(markup))  # noqa: S308 - cleaned by an allow-list


def _lower_headings(tokens: list[Token], under: int) -> None:
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    if not headings:
        return
    shift = under + 1 - min(int(token.tag[1]) for token in headings)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + shift, _LOWEST)}"
