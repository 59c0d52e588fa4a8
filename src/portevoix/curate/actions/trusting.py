"""Trusting: a programme manager gives trust or takes it back, and sets what earns and loses it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Trust, WatchRules
from portevoix.curate.rules.trusting import Numbers
from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person

FEWEST, MOST = 1, 100


class NumbersRefused(Refusal):
    """A number of proposals is out of bounds."""

    sentence = _("Between 1 and 100.")


@transaction.atomic
def give_trust(*, person: Person, by: Person, at: datetime) -> Trust:
    """From now on, what she proposes is offered at once, until she loses that trust."""
    return _say(person, by, at, is_given=True)


@transaction.atomic
def take_trust(*, person: Person, by: Person, at: datetime) -> Trust:
    """From now on, what she proposes is reviewed; what was decided so far earns nothing more."""
    return _say(person, by, at, is_given=False)


@transaction.atomic
def set_trust_numbers(*, numbers: Numbers, by: Person, at: datetime) -> WatchRules:
    """Set how many accepted proposals earn trust, and how many declined in a row lose it."""
    chosen = {"trusted_after": numbers.trusted_after, "lost_after": numbers.lost_after}
    if not all(FEWEST <= number <= MOST for number in chosen.values()):
        raise NumbersRefused
    rules, _is_new = WatchRules.objects.update_or_create(pk=1, defaults=chosen)
    record("trust.numbers_set", actor=by.ref, at=at, details=dict(chosen))
    return rules


def _say(person: Person, by: Person, at: datetime, *, is_given: bool) -> Trust:
    trust, _is_new = Trust.objects.update_or_create(
        person=person, defaults={"is_given": is_given, "at": at, "by": by}
    )
    record("trust.given" if is_given else "trust.taken", actor=by.ref, subject=person.ref, at=at)
    return trust
