"""Asking something of a person: one door, whatever the channel, and it counts.

Who was asked, and what she said, is in no record of acts: an entry for each would tell whoever
can open it who was asked, and who refused.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.lib.refusals import Refusal
from portevoix.notify.models import Ask, AskBudget, Delivery
from portevoix.notify.queries import ASK, standing_of
from portevoix.notify.rules.asking import MOST_BUDGET, PUT_OFF, Hindrance, hindrance
from portevoix.notify.rules.rhythm import WORKDAYS, Hours, Rhythm, Slot, due_slot
from portevoix.people.models import Person


class NotToBeAsked(Refusal):
    """Nothing may be asked of her now; `why` is for the code alone.

    Every reason reads the same: whoever asks must not learn what she chose.
    """

    sentence = _("Nothing can be asked of this person now.")
    why: Hindrance


class NeverAgain(NotToBeAsked):
    """She wants to be asked nothing, until she herself says otherwise."""

    why = Hindrance.NEVER


class KindRefused(NotToBeAsked):
    """She wants nothing of this kind any more."""

    why = Hindrance.KIND


class AskedAlready(NotToBeAsked):
    """This very thing was asked of her."""

    why = Hindrance.ALREADY


class BudgetSpent(NotToBeAsked):
    """As much was asked of her this month as she allows."""

    why = Hindrance.SPENT


class CoolingOff(NotToBeAsked):
    """She refused something lately."""

    why = Hindrance.COOLING


class AskedLately(NotToBeAsked):
    """She was asked something less than a week ago."""

    why = Hindrance.TOO_SOON


class OutOfHours(NotToBeAsked):
    """Nobody is written to at this hour."""

    why = Hindrance.HOURS


class BudgetOutOfBounds(Refusal):
    """A budget is between none and the most there is."""

    sentence = _("Choose a number between 0 and %(most)s.")


class NotAsked(Refusal):
    """There is no such question to her."""

    sentence = _("There is nothing to answer here any more.")


_REFUSALS: dict[Hindrance, type[NotToBeAsked]] = {
    one.why: one
    for one in (NeverAgain, KindRefused, AskedAlready, BudgetSpent, CoolingOff, AskedLately)
}


@transaction.atomic
def ask(*, person: Person, kind: str, about: str, channel: str, hours: Hours, at: datetime) -> Ask:
    """Ask her one thing, if her budget and her peace allow it; the only way anything is asked.

    By mail, the letter is claimed with it, and none is out of hours. Whatever stands in the way
    is a named refusal. Two asks at once wait for each other: both cannot be the last.
    """
    budget = held_budget(person)
    hindered = hindrance(kind, standing_of(person, budget, at), at)
    if hindered:
        raise _REFUSALS[hindered]
    slot = _slot(person, hours, at) if channel != Ask.Channel.PAGE else None
    month = f"{at.astimezone(person.zone):%Y-%m}"
    columns = {"kind": kind, "channel": channel, "month": month, "asked_at": at}
    asked, is_new = Ask.objects.get_or_create(person=person, about=about, defaults=columns)
    if not is_new:
        raise AskedAlready
    if slot and channel == Ask.Channel.MAIL:
        claimed = {"claimed_at": at, "next_try_at": at, "closes_at": slot.closes_at}
        Delivery.objects.create(person=person, kind=ASK, period=str(asked.pk), **claimed)
    return asked


@transaction.atomic
def answer_ask(*, ask: Ask, answer: str, by: Person, at: datetime) -> Ask:
    """Take her word; refusing costs nothing, and "never" stops this kind until she says otherwise.

    She may change her mind: the latest word counts. "Later" brings it back to her page.
    """
    budget = held_budget(by)
    own = Ask.objects.visible_to(by).select_for_update().filter(pk=ask.pk).first()
    if own is None or answer not in Ask.Answer.values or not answer:
        raise NotAsked
    own.answer, own.answered_at = answer, at
    own.back_at = at + PUT_OFF if answer == Ask.Answer.LATER else None
    own.save(update_fields=["answer", "answered_at", "back_at"])
    if answer == Ask.Answer.NEVER:
        budget.refused, budget.changed_at = sorted({*budget.refused, own.kind}), at
        budget.save(update_fields=["refused", "changed_at"])
    return own


@transaction.atomic
def set_budget(*, monthly: int, by: Person, at: datetime) -> AskBudget:
    """Say how often a month she may be asked something; none is a number too."""
    if not 0 <= monthly <= MOST_BUDGET:
        raise BudgetOutOfBounds(most=MOST_BUDGET)
    budget = held_budget(by)
    budget.monthly, budget.changed_at = monthly, at
    budget.save(update_fields=["monthly", "changed_at"])
    return budget


@transaction.atomic
def never_ask_again(*, by: Person, at: datetime) -> AskBudget:
    """Be asked nothing any more, whatever is on its way; only she herself can undo it."""
    budget = held_budget(by)
    if budget.over_since is None:
        budget.over_since = budget.changed_at = at
        budget.save(update_fields=["over_since", "changed_at"])
    return budget


@transaction.atomic
def allow_asks(*, kinds: list[str], by: Person, at: datetime) -> AskBudget:
    """Let herself be asked again: of the kinds she names, and of anything if she had said never."""
    budget = held_budget(by)
    budget.over_since, budget.changed_at = None, at
    budget.refused = [kind for kind in budget.refused if kind not in kinds]
    budget.save(update_fields=["over_since", "refused", "changed_at"])
    return budget


def held_budget(person: Person) -> AskBudget:
    """Her budget with its row held until the transaction ends: asks of her come one by one."""
    AskBudget.objects.get_or_create(person=person)
    return AskBudget.objects.select_for_update().get(person=person)


def _slot(person: Person, hours: Hours, at: datetime) -> Slot:
    slot = due_slot(Rhythm(WORKDAYS, hours.starts), hours, person.zone, None, at)
    if slot is None:
        raise OutOfHours
    return slot
