"""Items as stories of the page: with the reader's own answers and the reason in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portevoix.curate.models import Answer, Item, Saved
from portevoix.curate.queries.feed import RankedItem
from portevoix.curate.queries.folded import others_of, told_with
from portevoix.curate.queries.learning import keeps_record
from portevoix.curate.rules.reasons import Reason, ReasonKind
from portevoix.people.models import Person, Topic

Story = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptItem:
    """One item that she answered or saved, and what she said; empty `said`: nothing."""

    item: Item
    said: str
    is_saved: bool
    at: datetime


def kept_by(person: Person) -> list[KeptItem]:
    """What she saved and answered, the latest first; nobody else ever sees it."""
    answers = {row.item_id: row for row in Answer.objects.visible_to(person)}
    saved = {row.item_id: row for row in Saved.objects.visible_to(person)}
    items = Item.objects.visible_to(person).select_related("source").in_bulk({*answers, *saved})
    rows = []
    for key, item in items.items():
        answer = answers.get(key)
        moments = [row.at for row in (answer, saved.get(key)) if row]
        said = answer.kind if answer else ""
        rows.append(KeptItem(item, said, key in saved, max(moments)))
    return sorted(rows, key=lambda row: (row.at, row.item.pk), reverse=True)


def stories_of(ranked: Sequence[RankedItem], person: Person, *, at: datetime) -> list[Story]:
    """The stories of a page, in order, each with the other sources that tell it at a moment."""
    items = [one.item for one in ranked]
    told = told_with(items)
    said, kept = _own_words(told, person)
    also = others_of(items, told, person, at)
    names, is_remembered = _topic_names(ranked), keeps_record(person)
    return [
        _story(one.item)
        | _to_answer(one.item, said, kept)
        | to_remember(one.item, is_remembered)
        | {"reason": reason_in_words(one.reason, names), "also": also[one.item.pk]}
        for one in ranked
    ]


def preview_of(item: Item) -> Story:
    """The story as its readers would see it, without anything to press."""
    return _story(item)


def to_remember(item: Item, is_remembered: bool) -> Story:
    """Where its reading is remembered; nothing unless the reader asked for it."""
    return {"read_url": reverse("curate:read", args=[item.pk])} if is_remembered else {}


def reason_in_words(reason: Reason, names: dict[str, str]) -> str:
    """Why an item is offered, in one line for its reader."""
    topic = names.get(reason.topics[0], "") if reason.topics else ""
    sentences = {
        ReasonKind.ENDORSED: _("You know %(topic)s; colleagues confirm it"),
        ReasonKind.DECLARED_TOPIC: _("You know %(topic)s"),
        ReasonKind.LIKE_SHARED: _("Like something you shared"),
        ReasonKind.LIKE_SAVED: _("Like something you saved"),
        ReasonKind.LIKED: _("You asked for more like this"),
        ReasonKind.LIKED_TOPIC: _("You asked for more on %(topic)s"),
        ReasonKind.EXPLORATION: _("Outside your field, for the surprise"),
        ReasonKind.FRESH: _("Just published"),
    }
    return sentences[reason.kind] % {"topic": topic}


def _story(item: Item) -> Story:
    return {
        "id": item.pk,
        "title": item.title,
        "url": item.url,
        "source": item.origin,
        "marks": _marks(item),
        "published_at": item.published_at,
        "language": item.language,
        "image": reverse("curate:picture", args=[item.pk]) if item.picture else "",
    }


def _marks(item: Item) -> list[str]:
    """What tells it from an article of elsewhere, in a word or two each."""
    is_opening = item.kind == Item.Kind.OPENING
    marks = [_("Our own channel") if item.source.is_ours else ""]
    marks += [_("Opening"), item.opening.place] if is_opening and hasattr(item, "opening") else []
    return [mark for mark in marks if mark]


def _to_answer(item: Item, said: dict[int, str], kept: set[int]) -> Story:
    return {
        "answer": said.get(item.pk, ""),
        "is_saved": item.pk in kept,
        "answer_url": reverse("curate:answer", args=[item.pk]),
        "save_url": reverse("curate:save", args=[item.pk]),
        # Sharing stands downstream: pages meet by address.
        "say_url": f"/share/new/{item.pk}/",
    }


def _own_words(told: Mapping[int, int], person: Person) -> tuple[dict[int, str], set[int]]:
    # What she said of one telling she said of the story.
    own = Answer.objects.visible_to(person).filter(item__in=told).order_by("at")
    kept = Saved.objects.visible_to(person).filter(item__in=told)
    said = {told[key]: kind for key, kind in own.values_list("item_id", "kind")}
    return said, {told[key] for key in kept.values_list("item_id", flat=True)}


def _topic_names(ranked: Sequence[RankedItem]) -> dict[str, str]:
    slugs = {slug for one in ranked for slug in one.reason.topics}
    return {topic.slug: topic.name for topic in Topic.objects.filter(slug__in=slugs)}
