"""Answering: what a person says of an item changes what she is offered, and is hers alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Answer, Item, Saved
from portevoix.curate.queries.folded import told_with
from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person


class AnswerUnknown(Refusal):
    """The answer is none of the three."""

    sentence = _("This answer does not exist.")


@transaction.atomic
def answer_item(*, item: Item, kind: str, by: Person, at: datetime) -> Answer:
    """Say more, less or not my field of a story; a new answer replaces the one before."""
    if kind not in Answer.Kind.values:
        raise AnswerUnknown
    _answers_to_story(item, by).exclude(item=item).delete()
    answer, _is_new = Answer.objects.update_or_create(
        person=by, item=item, defaults={"kind": kind, "at": at}
    )
    _record("item.answered", by, at)
    return answer


@transaction.atomic
def take_back_answer(*, item: Item, by: Person, at: datetime) -> bool:
    """Forget what she said of a story; says whether there was something to forget."""
    deleted, _per_table = _answers_to_story(item, by).delete()
    if deleted:
        _record("item.answer_taken_back", by, at)
    return deleted > 0


@transaction.atomic
def save_item(*, item: Item, by: Person, at: datetime) -> Saved:
    """Keep an item for later; keeping twice is once."""
    saved, is_new = Saved.objects.get_or_create(person=by, item=item, defaults={"at": at})
    if is_new:
        _record("item.saved", by, at)
    return saved


@transaction.atomic
def drop_saved(*, item: Item, by: Person, at: datetime) -> bool:
    """Keep a story no longer, whichever of its items was kept; says whether one was."""
    in_story = Saved.objects.visible_to(by).filter(item__in=told_with([item]))
    deleted, _per_table = in_story.delete()
    if deleted:
        _record("item.dropped", by, at)
    return deleted > 0


def _answers_to_story(item: Item, by: Person) -> QuerySet[Answer]:
    # What she said of one telling she said of the story.
    return Answer.objects.visible_to(by).filter(item__in=told_with([item]))


def _record(act: str, by: Person, at: datetime) -> None:
    # Which item is nobody's business, not even the record's.
    record(act, actor=by.ref, at=at)
