from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portevoix.curate.models import Source
from portevoix.curate.views.wording import gifts_in_words, tone_of_trouble, trouble_of

if TYPE_CHECKING:
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
    }
    return row | _state_of(source)


def _state_of(source: Source) -> Row:
    if source.problem:
        return _in_trouble(source)
    if source.state == Source.State.PAUSED:
        return {"tone": "quiet", "health": _("Paused.")} | _act(source, "resume", _("Read again"))
    if source.is_being_read:
        return {"tone": "quiet", "health": _("Being read…")}
    given, latest = _gifts(source)
    return {"tone": "good", "health": gifts_in_words(given, _day(latest))}


def _in_trouble(source: Source) -> Row:
    trouble = trouble_of(source.problem)
    row: Row = {
        "tone": tone_of_trouble(source.problem, source.failures),
        "health": trouble.cause,
        "since": source.failing_since,
        "to_do": trouble.to_do,
    }
    given, latest = _gifts(source)
    if given:
        row["detail"] = gifts_in_words(given, _day(latest))
    if source.pointed_feed:
        row["to_do"] = _("The page points to this feed: %(url)s") % {"url": source.pointed_feed}
        return row | _act(source, "follow", _("Read that instead"))
    if source.state == Source.State.ACTIVE:
        return row | _act(source, "read_now", _("Try again now"))
    return row


def _act(source: Source, name: str, label: str) -> Row:
    return {"act_url": reverse(f"curate:{name}", args=[source.pk]), "act_label": label}


def _gifts(source: Source) -> tuple[int, datetime | None]:
    # Annotated by `sources_with_gifts`.
    return getattr(source, "given", 0), getattr(source, "latest", None)


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""
