"""Words that the programme offers on an item, to whoever wants a start."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portevoix.curate.models import Item
from portevoix.ledger.actions import record
from portevoix.people.models import Person
from portevoix.share.actions import refusals
from portevoix.share.models import Suggestion


@transaction.atomic
def suggest_words(*, item: Item, words: str, language: str, by: Person, at: datetime) -> Suggestion:
    """Offer words on an item; refuses whoever is not of the programme, and empty words."""
    _check_programme(by)
    if not words.strip():
        raise refusals.WordsMissing
    suggestion = Suggestion.objects.create(
        item=item, words=words.strip(), language=language, by=by, created_at=at
    )
    record("words.suggested", actor=by.ref, subject=str(item.pk), at=at)
    return suggestion


@transaction.atomic
def take_back_words(*, suggestion: Suggestion, by: Person, at: datetime) -> None:
    """Offer these words no longer; what people made of them is theirs and stays."""
    _check_programme(by)
    record("words.taken_back", actor=by.ref, subject=str(suggestion.item_id), at=at)
    suggestion.delete()


def _check_programme(by: Person) -> None:
    if not by.may_enter("programme"):
        raise refusals.NotOfTheProgramme
