"""The referral bonus: promised for hires, owed for one, paid once its owner agreed to be named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format

from portevoix.curate.models import Item
from portevoix.ledger.actions import record
from portevoix.lib.periods import day_in
from portevoix.people.models import Person, Role
from portevoix.share.actions import refusals
from portevoix.share.models import Bonus, BonusPromise, Referral
from portevoix.share.queries.bonuses import promise_for
from portevoix.share.rules.bonuses import MOST_TRIAL_MONTHS, due_on, is_due
from portevoix.share.rules.referrals import Step

State = Bonus.State


@dataclass(frozen=True, slots=True)
class Terms:
    """What is promised for one hire."""

    amount: Decimal
    currency: str
    trial_months: int
    condition: str = ""


@transaction.atomic
def promise_bonus(*, item: Item | None, terms: Terms, by: Person, at: datetime) -> BonusPromise:
    """Promise a bonus for hires on one opening, or on all (None), in place of the one before.

    What was promised before stays owed to whoever came under it. Only HR may.
    """
    _check_hr(by)
    if terms.amount <= 0 or terms.trial_months > MOST_TRIAL_MONTHS:
        raise refusals.PromiseTooSmall
    BonusPromise.objects.standing().filter(item=item).update(ended_at=at)
    promise = BonusPromise.objects.create(
        item=item,
        amount=terms.amount,
        currency=terms.currency,
        trial_months=terms.trial_months,
        condition=terms.condition,
        made_at=at,
    )
    record("bonus.offered", actor=by.ref, at=at)
    return promise


@transaction.atomic
def end_promise(*, promise: BonusPromise, by: Person, at: datetime) -> None:
    """Promise it no longer to those who apply from now on; only HR may."""
    _check_hr(by)
    ended = BonusPromise.objects.standing().filter(pk=promise.pk)
    if ended.update(ended_at=at) != 1:
        raise refusals.NothingPromised
    record("bonus.withdrawn", actor=by.ref, at=at)


@transaction.atomic
def settle_hire(*, referral: Referral, at: datetime) -> Bonus | None:
    """Owe what was promised when the candidate applied, once; an end within the trial cancels it.

    None where there is no hire or nothing was promised. Part of whatever told the step.
    """
    steps = dict(referral.steps.values_list("step", "happened_at"))
    hired_at = steps.get(Step.HIRE)
    if hired_at is None:
        return None
    bonus = Bonus.objects.filter(referral=referral).first() or _owed(referral, hired_at, at)
    closed_at = steps.get(Step.CLOSED)
    has_ended = closed_at is not None and hired_at <= closed_at
    if bonus and closed_at and has_ended and not is_due(bonus.due_on, day_in(closed_at)):
        open_one = Bonus.objects.filter(pk=bonus.pk, state=State.PROMISED)
        open_one.update(state=State.CANCELLED, settled_at=at)
    return bonus


@transaction.atomic
def agree_to_be_named(*, bonus: Bonus, by: Person, at: datetime) -> Bonus:
    """Let HR know by whose link the hire came, to be paid; only the owner of the bonus may."""
    _answer(bonus, by, agreed_at=at, declined_at=None)
    record("bonus.agreed", actor=by.ref, subject=bonus.ref, at=at)
    return bonus


@transaction.atomic
def decline_to_be_named(*, bonus: Bonus, by: Person, at: datetime) -> Bonus:
    """Stay unnamed, or be named no longer, and be paid nothing; only its owner may.

    Nothing tells HR: what is not agreed is not there.
    """
    _answer(bonus, by, agreed_at=None, declined_at=at)
    return bonus


@transaction.atomic
def pay_bonus(*, bonus: Bonus, by: Person, at: datetime) -> Bonus:
    """Note that a bonus was paid; refuses before its day, without agreement, and twice."""
    _check_hr(by)
    bonus.refresh_from_db()
    if bonus.agreed_at is None:
        raise refusals.NotAgreed
    if not is_due(bonus.due_on, day_in(at)):
        raise refusals.NotDueYet(day=date_format(bonus.due_on, "DATE_FORMAT"))
    _settle(bonus, State.PAID, at)
    record("bonus.paid", actor=by.ref, subject=bonus.ref, at=at)
    return bonus


@transaction.atomic
def cancel_bonus(*, bonus: Bonus, by: Person, at: datetime) -> Bonus:
    """Note that a bonus is not owed after all, for its condition was not met; only HR may."""
    _check_hr(by)
    _settle(bonus, State.CANCELLED, at)
    record("bonus.cancelled", actor=by.ref, subject=bonus.ref, at=at)
    return bonus


def _owed(referral: Referral, hired_at: datetime, at: datetime) -> Bonus | None:
    promise = promise_for(referral.item, referral.applied_at)
    if promise is None:
        return None
    hired_on = day_in(hired_at)
    bonus, _is_new = Bonus.objects.get_or_create(
        referral=referral,
        defaults={
            "person_id": referral.person_id,
            "title": referral.title,
            "amount": promise.amount,
            "currency": promise.currency,
            "condition": promise.condition,
            "hired_on": hired_on,
            "due_on": due_on(hired_on, promise.trial_months),
            "promised_at": at,
        },
    )
    return bonus


def _answer(bonus: Bonus, by: Person, **said: datetime | None) -> None:
    own = Bonus.objects.filter(pk=bonus.pk, person=by, state=State.PROMISED)
    if own.update(**said) != 1:
        raise refusals.BonusSettled
    bonus.refresh_from_db()


def _settle(bonus: Bonus, state: Bonus.State, at: datetime) -> None:
    agreed = Bonus.objects.filter(pk=bonus.pk, state=State.PROMISED, agreed_at__isnull=False)
    if agreed.update(state=state, settled_at=at) != 1:
        raise refusals.BonusSettled
    bonus.refresh_from_db()


def _check_hr(by: Person) -> None:
    if not by.has_role([Role.Name.HR]):
        raise refusals.NotHr
