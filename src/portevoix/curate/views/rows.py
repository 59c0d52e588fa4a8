from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portevoix.curate.models import Source
from portevoix.curate.views.wording import (
    audience_in_words,
    gifts_in_words,
    kind_in_words,
    left_out_today,
    tone_of_trouble,
    trouble_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Row = dict[str, Any]


def row_of(source: Source) -> Row:
    """A source of `sources_with_gifts` as `ui/source_row.html` shows it."""
    row = {
        "id": source.pk,
        "name": source.name,
        "url": reverse("curate:source", args=[source.pk]),
        "address": source.url,
        "is_being_read": source.is_being_read,
        "marks": _marks(source),
    }
    return row | _state_of(source)


def grouped(sources: Iterable[Source]) -> list[Row]:
    """Rows under headings: what was just added, what fails, then folder by folder."""
    groups = groupby(sources, key=_heading)
    return [
        {"heading": heading, "rows": [row_of(source) for source in group]}
        for heading, group in groups
    ]


def gifts_of(source: Source) -> str:
    """What a source of `sources_with_gifts` gave lately, in words."""
    given, latest = _gifts(source)
    return gifts_in_words(given, _day(latest))


def _heading(source: Source) -> str:
    if source.is_being_read:
        return _("Just added")
    if not source.problem:
        return source.folder
    if tone_of_trouble(source.problem, source.failures) == "bad":
        return _("To decide")
    return _("Failing for the moment")


def _marks(source: Source) -> list[str]:
    """What tells it from the others, in a few words each."""
    marks = [
        kind_in_words(source) if source.kind == Source.Kind.BOARD else "",
        _("Our own channel") if source.is_ours else "",
        _("Reviewed first") if source.needs_review else "",
        audience_in_words(source.audience),
    ]
    return [mark for mark in marks if mark]


def _state_of(source: Source) -> Row:
    if source.problem:
        return _in_trouble(source)
    if source.state == Source.State.PAUSED:
        return {"tone": "quiet", "health": _("Paused.")} | _act(source, "resume", _("Read again"))
    if source.is_being_read:
        return {"tone": "quiet", "health": _("Being read…")}
    detail = left_out_today(source.left_out)
    return {"tone": "good", "health": gifts_of(source), "detail": detail}


def _in_trouble(source: Source) -> Row:
    trouble = trouble_of(source.problem)
    row: Row = {
        "tone": tone_of_trouble(source.problem, source.failures),
        "health": trouble.cause,
        "since": source.failing_since,
        "to_do": trouble.to_do,
    }
    if source.latest_success_at:
        row["detail"] = _("What it brought is kept; it last answered on %(day)s.") % {
            "day": _day(source.latest_success_at)
        }
    if source.pointed_feed:
        row["to_do"] = _("The page points to this feed: %(url)s") % {"url": source.pointed_feed}
        return row | _act(source, "follow", _("Read that instead"))
    if source.state == Source.State.ACTIVE:
        return row | _act(source, "read", _("Try again now"))
    return row


def _act(source: Source, name: str, label: str) -> Row:
    return {"act_url": reverse("curate:tend", args=[source.pk, name]), "act_label": label}


def _gifts(source: Source) -> tuple[int, datetime | None]:
    # Annotated by `sources_with_gifts`.
    return getattr(source, "given", 0), getattr(source, "latest", None)


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""
