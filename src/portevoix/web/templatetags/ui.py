"""What templates may ask for: icons, ages, counts of characters, the words of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Final

import regex
from django import template
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, strip_tags
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from heroicons.templatetags.heroicons import heroicon_mini, heroicon_outline

from portevoix.web.typography import typeset

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()
register.simple_tag(typeset)


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    url_name: str
    words: StrOrPromise
    icon: str


@dataclass(frozen=True, slots=True)
class Way:
    words: StrOrPromise
    icon: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class State:
    words: StrOrPromise
    icon: str
    tone: str


PLACES: Final = {
    "mine": (
        Place("today", "home:today", pgettext_lazy("page", "Today"), "newspaper"),
        Place("share", "share:shares", pgettext_lazy("page", "Share"), "pencil-square"),
        Place("voice", "measure:voice", gettext_lazy("My voice"), "signal"),
        Place("learn", "home:learn", gettext_lazy("Learn"), "academic-cap"),
        Place("more", "home:more", pgettext_lazy("page", "More"), "ellipsis-horizontal"),
    ),
    "studio": (
        Place("studio", "home:studio", gettext_lazy("To decide"), "check-circle"),
        Place("sources", "curate:sources", gettext_lazy("Sources"), "rss"),
        Place("review", "curate:review", gettext_lazy("Review"), "queue-list"),
        Place("week", "curate:week", gettext_lazy("This week"), "calendar-days"),
        Place("campaigns", "share:campaign_list", gettext_lazy("Campaigns"), "megaphone"),
        Place("results", "measure:results", gettext_lazy("Results"), "chart-bar"),
    ),
    "desk": (
        Place("desk", "home:desk", gettext_lazy("Desk"), "folder"),
        Place("register", "govern:register", gettext_lazy("Purposes"), "book-open"),
        Place("safeguards", "govern:safeguards", gettext_lazy("Safeguards"), "shield-check"),
        Place("referrals", "share:bonuses", gettext_lazy("Referrals"), "user-plus"),
        Place("charter", "govern:publish_charter", gettext_lazy("Charter"), "document-text"),
    ),
}

SHARE_STATES: Final = {
    "planned": State(gettext_lazy("Planned"), "clock", "info"),
    "sending": State(gettext_lazy("Being sent"), "arrow-path", "info"),
    "published": State(gettext_lazy("Published"), "check-circle", "good"),
    "to_confirm": State(gettext_lazy("To confirm"), "question-mark-circle", "warn"),
    "cancelled": State(gettext_lazy("Cancelled"), "minus-circle", "quiet"),
}

NOTICES: Final = {
    "good": State(gettext_lazy("Done"), "check-circle", "good"),
    "success": State(gettext_lazy("Done"), "check-circle", "good"),
    "warn": State(gettext_lazy("Please note"), "exclamation-triangle", "warn"),
    "warning": State(gettext_lazy("Please note"), "exclamation-triangle", "warn"),
    "bad": State(gettext_lazy("This did not work"), "x-circle", "bad"),
    "error": State(gettext_lazy("This did not work"), "x-circle", "bad"),
    "info": State(gettext_lazy("Good to know"), "information-circle", "info"),
    "debug": State(gettext_lazy("Good to know"), "information-circle", "info"),
}

PROVENANCES: Final = {
    "own_link": State(gettext_lazy("own link"), "link", "quiet"),
    "network_api": State(gettext_lazy("network API"), "server-stack", "quiet"),
    "self_declared": State(gettext_lazy("self-declared"), "user", "quiet"),
    "estimate": State(gettext_lazy("estimate"), "scale", "quiet"),
}


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> str:
    draw = heroicon_mini if size < 20 else heroicon_outline
    return draw(name, size=size, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> str:
    """Give the words of a block once more, without tags: a page writes its title once."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    if not blocks or not blocks.blocks.get(name):
        return ""
    rendered = blocks.blocks[name][-1].render(context)
    # Unescaped here because the template escapes what a tag returns.
    return " ".join(unescape(strip_tags(rendered)).split())


@register.simple_tag(takes_context=True)
def ways(context: Context, space: str) -> list[Way]:
    """List the pages of a space that exist, the one named by `nav` marked as current."""
    current = context.get("nav", "")
    found = []
    for place in PLACES.get(space, PLACES["mine"]):
        url = _address(place.url_name)
        if url:
            found.append(Way(place.words, place.icon, url, place.key == current))
    return found


@register.simple_tag(takes_context=True)
def age(context: Context, moment: datetime | None) -> str:
    """Say how long ago something happened, as seen from `at` in the context, else its date."""
    if not moment:
        return ""
    at = context.get("at")
    local = localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        date_format(local, "DATETIME_FORMAT"),
        age_in_words(moment, at) if at else date_format(local, "DATE_FORMAT"),
    )


def age_in_words(moment: datetime, at: datetime) -> str:
    """Use minutes, hours and days up to a week, then the day itself; the future is a day too."""
    elapsed = at - moment
    if elapsed < timedelta(0) or elapsed >= timedelta(days=7):
        same_year = localtime(moment).year == localtime(at).year
        shape = "MONTH_DAY_FORMAT" if same_year else "DATE_FORMAT"
        return date_format(localtime(moment), shape)
    if elapsed < timedelta(minutes=1):
        return _("just now")
    if elapsed < timedelta(hours=1):
        minutes = elapsed // timedelta(minutes=1)
        return _("%(minutes)s min") % {"minutes": minutes}
    if elapsed < timedelta(days=1):
        return _("%(hours)s h") % {"hours": elapsed // timedelta(hours=1)}
    days = elapsed.days
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


@register.filter
def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text or ""))


@register.filter
def left_of(limit: int, text: str) -> int:
    return limit - graphemes(text)


@register.filter
def initials(name: str) -> str:
    """Give two letters: the first of the first and of the latest word, or two of a single word."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "·"
    if len(words) == 1:
        return words[0][:2].capitalize()
    return (words[0][0] + words[-1][0]).upper()


@register.filter
def share_state(key: str) -> State:
    return SHARE_STATES[key]


@register.filter
def notice_of(key: str) -> State:
    return NOTICES.get(str(key).split(" ")[-1], NOTICES["info"])


@register.filter
def provenance_of(key: str) -> State:
    return PROVENANCES[key]


@register.simple_tag
def percent(value: float | None) -> str:
    """Write a place from 0 to 100 for SVG, which knows no decimal comma."""
    return f"{value or 0:g}%"


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
