"""Answering: what a person says of an item changes what she is offered, and is hers alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Answer, Item, Saved
from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person


class AnswerUnknown(Refusal):
    """The answer is none of the three."""

    sentence = _("This answer does not exist.")


@transaction.atomic
def answer_item(*, item: Item, kind: str, by: Person, at: datetime) -> Answer:
    """Say more, less or not my field of an item; a new answer replaces the one before."""
    if kind not in Answer.Kind.values:
        raise AnswerUnknown
    answer, _is_new = Answer.objects.update_or_create(
        person=by, item=item, defaults={"kind": kind, "at": at}
    )
    _record("item.answered", by, at)
    return answer


@transaction.atomic
def take_back_answer(*, item: Item, by: Person, at: datetime) -> bool:
    """Forget what she said of an item; says whether there was something to forget."""
    deleted, _per_table = Answer.objects.visible_to(by).filter(item=item).delete()
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
    """Keep an item no longer; says whether it was kept."""
    deleted, _per_table = Saved.objects.visible_to(by).filter(item=item).delete()
    if deleted:
        _record("item.dropped", by, at)
    return deleted > 0


def _record(act: str, by: Person, at: datetime) -> None:
    # Which item is nobody's business, not even the record's.
    record(act, actor=by.ref, at=at)
