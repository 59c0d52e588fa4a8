"""A bonus belongs to a hire: promised before, due after the trial, paid to who agreed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from portevoix.share.actions import refusals
from portevoix.share.actions.promising import (
    Terms,
    agree_to_be_named,
    cancel_bonus,
    decline_to_be_named,
    end_promise,
    pay_bonus,
    promise_bonus,
)
from portevoix.share.models import Bonus, BonusPromise
from portevoix.share.queries.bonuses import (
    bonuses_of,
    bonuses_to_settle,
    promise_for,
    promises_in_force,
)
from portevoix.share.rules.referrals import Step
from tests.conftest import Cast
from tests.share.referral_world import FOUR_MONTHS, a_relay, an_opening, hired, keep, promised, told

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
State = Bonus.State


@pytest.fixture
def bonus(cast: Cast, at: datetime) -> Bonus:
    promised(cast.paul, at - DAY)
    hired(a_relay(cast.ines, at), at)
    return Bonus.objects.get()


def test_a_hire_owes_what_was_promised(cast: Cast, bonus: Bonus) -> None:
    assert (bonus.person, bonus.amount, bonus.currency) == (cast.ines, Decimal("1000.00"), "EUR")
    assert (bonus.hired_on, bonus.due_on) == (date(2026, 11, 2), date(2027, 3, 2))
    assert (bonus.state, bonus.agreed_at, bonus.title) == (
        State.PROMISED,
        None,
        "Reliability engineer",
    )


def test_nothing_is_owed_for_an_application_or_without_a_promise(cast: Cast, at: datetime) -> None:
    hired(a_relay(cast.ines, at), at)
    promised(cast.paul, at)
    relay = a_relay(cast.ines, at)
    keep(told(Step.APPLICATION, relay.link.code, reference="72"), at=at)
    keep(told(Step.INTERVIEW, reference="72"), at=at)
    assert not Bonus.objects.exists()


def test_told_twice_a_hire_is_owed_once(cast: Cast, bonus: Bonus, at: datetime) -> None:
    keep(told(Step.HIRE), at=at + DAY)
    assert Bonus.objects.count() == 1


def test_an_openings_own_promise_comes_before_that_for_all(cast: Cast, at: datetime) -> None:
    opening = an_opening(at)
    for_all = promised(cast.paul, at)
    own = promise_bonus(item=opening, terms=Terms(Decimal(5), "EUR", 0), by=cast.paul, at=at)
    assert promise_for(opening, at) == own
    assert promise_for(None, at) == promise_for(an_opening(at), at) == for_all
    assert promise_for(opening, at - DAY) is None
    assert promises_in_force() == [for_all, own]


def test_a_new_promise_takes_the_place_of_the_one_before(cast: Cast, at: datetime) -> None:
    first = promised(cast.paul, at)
    second = promise_bonus(
        item=None, terms=Terms(Decimal(500), "EUR", 2), by=cast.paul, at=at + DAY
    )
    assert promises_in_force() == [second]
    assert promise_for(None, at) == first
    assert promise_for(None, at + DAY) == second


def test_who_applied_under_a_promise_is_owed_it_after_its_end(cast: Cast, at: datetime) -> None:
    promise = promised(cast.paul, at - DAY)
    relay = a_relay(cast.ines, at)
    keep(told(Step.APPLICATION, relay.link.code, at=at), at=at)
    end_promise(promise=promise, by=cast.paul, at=at + DAY)
    keep(told(Step.HIRE), at=at + 2 * DAY)
    assert Bonus.objects.get().amount == Decimal("1000.00")
    with pytest.raises(refusals.NothingPromised):
        end_promise(promise=promise, by=cast.paul, at=at + DAY)


@pytest.mark.parametrize(("ends_after", "state"), [(60, "cancelled"), (121, "promised")])
def test_an_end_within_the_trial_cancels_it(
    cast: Cast, bonus: Bonus, at: datetime, ends_after: int, state: str
) -> None:
    end = at + ends_after * DAY
    keep(told(Step.CLOSED, at=end), at=end)
    bonus.refresh_from_db()
    assert bonus.state == state


def test_a_refusal_before_the_hire_cancels_nothing(cast: Cast, at: datetime) -> None:
    promised(cast.paul, at - DAY)
    relay = a_relay(cast.ines, at)
    keep(told(Step.APPLICATION, relay.link.code, at=at), told(Step.CLOSED, at=at), at=at)
    keep(told(Step.HIRE, at=at + DAY), at=at + DAY)
    assert Bonus.objects.get().state == State.PROMISED


def test_nobody_but_her_knows_of_it_until_she_agrees(
    cast: Cast, bonus: Bonus, at: datetime
) -> None:
    others = (cast.paul, cast.rosa, cast.lea, cast.karim, cast.ada)
    assert bonuses_of(cast.ines) == [bonus]
    assert not any(Bonus.objects.visible_to(person).exists() for person in others)
    assert bonuses_to_settle(cast.paul) == []
    agree_to_be_named(bonus=bonus, by=cast.ines, at=at)
    assert bonuses_to_settle(cast.paul) == [bonus]
    assert not any(Bonus.objects.visible_to(person).exists() for person in others[1:])
    decline_to_be_named(bonus=bonus, by=cast.ines, at=at)
    assert bonuses_to_settle(cast.paul) == []


def test_it_is_paid_when_it_is_due_to_who_agreed_and_once(
    cast: Cast, bonus: Bonus, at: datetime
) -> None:
    due = at + 120 * DAY
    with pytest.raises(refusals.NotAgreed):
        pay_bonus(bonus=bonus, by=cast.paul, at=due)
    agree_to_be_named(bonus=bonus, by=cast.ines, at=at)
    with pytest.raises(refusals.NotDueYet):
        pay_bonus(bonus=bonus, by=cast.paul, at=at)
    paid = pay_bonus(bonus=bonus, by=cast.paul, at=due)
    assert (paid.state, paid.settled_at) == (State.PAID, due)
    for act in (pay_bonus, cancel_bonus):
        with pytest.raises(refusals.BonusSettled):
            act(bonus=bonus, by=cast.paul, at=due)
    with pytest.raises(refusals.BonusSettled):
        decline_to_be_named(bonus=bonus, by=cast.ines, at=due)


def test_hr_cancels_what_its_condition_did_not_meet(cast: Cast, bonus: Bonus, at: datetime) -> None:
    agree_to_be_named(bonus=bonus, by=cast.ines, at=at)
    assert cancel_bonus(bonus=bonus, by=cast.paul, at=at).state == State.CANCELLED


def test_only_hr_promises_and_settles_and_only_she_agrees(
    cast: Cast, bonus: Bonus, at: datetime
) -> None:
    for other in (cast.lea, cast.rosa, cast.ines):
        with pytest.raises(refusals.NotHr):
            promise_bonus(item=None, terms=FOUR_MONTHS, by=other, at=at)
        with pytest.raises(refusals.NotHr):
            pay_bonus(bonus=bonus, by=other, at=at)
        with pytest.raises(refusals.NotHr):
            cancel_bonus(bonus=bonus, by=other, at=at)
        with pytest.raises(refusals.NotHr):
            end_promise(promise=BonusPromise.objects.get(), by=other, at=at)
    with pytest.raises(refusals.BonusSettled):
        agree_to_be_named(bonus=bonus, by=cast.paul, at=at)


@pytest.mark.parametrize("terms", [Terms(Decimal(0), "EUR", 4), Terms(Decimal(5), "EUR", 13)])
def test_a_promise_is_something_within_a_year(cast: Cast, at: datetime, terms: Terms) -> None:
    with pytest.raises(refusals.PromiseTooSmall):
        promise_bonus(item=None, terms=terms, by=cast.paul, at=at)
