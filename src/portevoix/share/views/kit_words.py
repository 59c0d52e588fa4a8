"""A kit as pages show it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.share.models import Campaign, Kit
from portevoix.share.platforms import registry
from portevoix.share.queries.campaigns import campaign_of, kit_of
from portevoix.share.rules.campaigns import lines_of


def kit_in_words(kit: Kit) -> dict[str, Any]:
    """What is in a kit, in the order of a page."""
    texts = [
        {"id": text.pk, "words": text.words, "network": _network(text.network)}
        for text in kit.texts.order_by("pk")
    ]
    return {
        "language": kit.language,
        "hashtags": kit.hashtags,
        "dos": lines_of(kit.dos),
        "donts": lines_of(kit.donts),
        "answering": kit.answering,
        "texts": texts,
        "visuals": list(kit.visuals.order_by("pk")),
        "moments": list(kit.moments.order_by("on", "pk")),
    }


def campaign_said(
    request: HttpRequest, item: Item, person: Person, at: datetime
) -> Campaign | None:
    """The campaign she came from, if it runs for her and is about this item."""
    said = request.POST.get("campaign") or request.GET.get("campaign") or ""
    return campaign_of(said, item, person, at)


def still_runs(request: HttpRequest, form: Form, item: Item, person: Person, at: datetime) -> bool:
    """Whether the campaign she wrote for runs still; if not, she is told, and her words kept."""
    if not request.POST.get("campaign") or campaign_said(request, item, person, at):
        return True
    over = _(
        "The campaign you came from runs no more: nothing was sent, your words are kept. Shared"
        " once more, they are yours alone."
    )
    form.add_error(None, over)
    return False


def campaign_beside(
    request: HttpRequest, item: Item, person: Person, at: datetime
) -> dict[str, Any]:
    """What lies beside her words: the campaign she came from, and its kit in her language."""
    campaign = campaign_said(request, item, person, at)
    kit = kit_of(campaign, person) if campaign else None
    return {"campaign": campaign, "kit": kit_in_words(kit) if kit else None}


def _network(key: str) -> str:
    known = registry.BY_KEY.get(key)
    return str(known.name) if known else _("any network")
