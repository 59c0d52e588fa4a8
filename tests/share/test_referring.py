"""Relays and referrals: one link an opening, one referral an application, each step once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from portevoix.ledger.models import Entry
from portevoix.share.actions import refusals
from portevoix.share.actions.intake import forget_old_calls
from portevoix.share.actions.linking import disable_link
from portevoix.share.actions.referring import Kept, Way, attach_code, keep_steps
from portevoix.share.actions.relaying import relay_opening
from portevoix.share.models import Click, Link, Referral, ReferralStep, Relay
from portevoix.share.models.referral import Provenance
from portevoix.share.queries.referrals import referrals_of, relayed_by
from portevoix.share.rules.referrals import Step
from tests.conftest import Cast
from tests.share.referral_world import a_relay, an_opening, hired, keep, told
from tests.share.world import a_lone_link, a_share, an_item, ready_to_share

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_relay_is_her_own_link_that_carries_its_code(cast: Cast, at: datetime) -> None:
    opening = an_opening(at)
    relay = relay_opening(item=opening, by=cast.ines, at=at)
    assert (relay.person, relay.link.person, relay.link.share) == (cast.ines, cast.ines, None)
    assert relay.link.target_url == f"{opening.url}?gh_src=pv-{relay.link.code}"
    entry = Entry.objects.in_order().last()
    assert entry
    assert (entry.act, entry.actor, entry.subject) == ("opening.relayed", cast.ines.ref, "")


def test_an_opening_is_relayed_once_and_while_it_stands(cast: Cast, at: datetime) -> None:
    opening = an_opening(at)
    relay_opening(item=opening, by=cast.ines, at=at)
    with pytest.raises(refusals.RelayedAlready):
        relay_opening(item=opening, by=cast.ines, at=at)
    relay_opening(item=opening, by=cast.theo, at=at)
    opening.expires_at = at
    opening.save()
    for item in (opening, an_item(at)):
        with pytest.raises(refusals.NotAnOpening):
            relay_opening(item=item, by=cast.karim, at=at)
    with pytest.raises(refusals.NotAnOpening):
        relay_opening(item=an_opening(at), by=cast.sofia, at=at)


def test_an_application_with_a_code_is_a_referral(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    kept = keep(told(Step.APPLICATION, relay.link.code, at=at + DAY), at=at + 2 * DAY)
    assert kept == Kept(1, 0)
    referral = Referral.objects.get()
    assert (referral.person, referral.item, referral.title) == (
        cast.ines,
        relay.item,
        "Reliability engineer",
    )
    assert (referral.applied_at, referral.told_at) == (at + DAY, at + 2 * DAY)
    assert referral.provenance == Provenance.OWN_LINK
    step = referral.steps.get()
    assert (step.step, step.provenance) == (Step.APPLICATION, Provenance.WEBHOOK)
    entry = Entry.objects.in_order().last()
    assert entry
    assert (entry.act, entry.actor) == ("steps.told", "system")
    assert entry.details == {"steps": 1, "via": "webhook"}


def test_nothing_of_the_candidate_is_kept(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    keep(told(Step.APPLICATION, relay.link.code, reference="candidate-4711"), at=at)
    rows: list[Any] = [*Referral.objects.values(), *ReferralStep.objects.values()]
    rows += Entry.objects.values()
    assert "4711" not in str(rows)


def test_a_share_of_an_opening_refers_too_and_one_of_an_article_does_not(
    cast: Cast, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at)
    keep(told(Step.APPLICATION, share.link.code), at=at)
    assert not Referral.objects.exists()
    share.item = an_opening(at)
    share.save()
    keep(told(Step.APPLICATION, share.link.code, reference="72"), at=at)
    assert Referral.objects.get().item == share.item
    keep(told(Step.APPLICATION, a_lone_link(cast.ines, at).code, reference="73"), at=at)
    assert Referral.objects.count() == 1


def test_told_twice_by_two_ways_it_happened_once(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    steps = [told(Step.APPLICATION, relay.link.code), told(Step.INTERVIEW)]
    assert keep(*steps, at=at) == Kept(2, 0)
    again = keep_steps(told=steps, way=Way("greenhouse", Provenance.CSV), at=at + DAY, by=cast.paul)
    assert again == Kept(0, 2)
    assert (Referral.objects.count(), ReferralStep.objects.count()) == (1, 2)
    assert keep_steps(told=steps, way=Way("lever", Provenance.CSV), at=at) == Kept(2, 0)


def test_the_first_valid_link_counts_and_a_second_changes_nothing(cast: Cast, at: datetime) -> None:
    first, second = a_relay(cast.ines, at), a_relay(cast.theo, at)
    keep(told(Step.APPLICATION, "nobodyhasit2"), at=at)
    assert not Referral.objects.exists()
    keep(told(Step.APPLICATION, first.link.code), at=at)
    keep(told(Step.INTERVIEW, second.link.code), at=at)
    assert Referral.objects.get().person == cast.ines


def test_steps_that_come_before_their_application_wait_for_it(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    keep(told(Step.INTERVIEW, at=at), at=at)
    keep(told(Step.APPLICATION, relay.link.code, at=at - DAY + timedelta(hours=1)), at=at + DAY)
    referral = Referral.objects.get()
    assert set(referral.steps.values_list("step", flat=True)) == {"application", "interview"}
    assert referrals_of(cast.ines)[0].step == Step.INTERVIEW


def test_a_hire_that_comes_alone_was_an_application_before(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    keep(told(Step.HIRE, relay.link.code, at=at), at=at)
    assert set(ReferralStep.objects.values_list("step", flat=True)) == {"application", "hire"}


def test_a_moment_to_come_is_a_wrong_clock(cast: Cast, at: datetime) -> None:
    keep(told(Step.INTERVIEW, at=at + 90 * DAY), at=at)
    assert ReferralStep.objects.get().happened_at == at


def test_a_link_counts_for_thirty_days_after_it_ended(cast: Cast, at: datetime) -> None:
    opening = an_opening(at)
    off, left = (relay_opening(item=opening, by=who, at=at) for who in (cast.ines, cast.theo))
    disable_link(link=off.link, by=cast.ines, at=at)
    cast.theo.left_on = at.date()
    cast.theo.save()
    for number, relay in enumerate((off, left)):
        early = told(Step.APPLICATION, relay.link.code, at=at + 29 * DAY, reference=f"a{number}")
        late = told(Step.APPLICATION, relay.link.code, at=at + 31 * DAY, reference=f"b{number}")
        keep(early, late, at=at + 40 * DAY)
    assert Referral.objects.count() == 2
    assert {one.applied_at for one in Referral.objects.all()} == {at + 29 * DAY}


def test_what_no_code_claims_is_forgotten_after_thirty_days(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    keep(told(Step.INTERVIEW, reference="stranger"), at=at)
    keep(told(Step.APPLICATION, relay.link.code), at=at)
    assert forget_old_calls(at=at + 30 * DAY) == 0
    assert forget_old_calls(at=at + 31 * DAY) == 1
    assert ReferralStep.objects.get().referral == Referral.objects.get()


def test_hr_attaches_a_code_that_a_candidate_named(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    keep(told(Step.APPLICATION, at=at), told(Step.INTERVIEW), at=at)
    later = at + 29 * DAY
    call = {"system": "greenhouse", "reference": "71", "code": relay.link.code}
    with pytest.raises(refusals.NotHr):
        attach_code(**call, by=cast.lea, at=later)
    referral = attach_code(**call, by=cast.paul, at=later)
    assert referral.provenance == Provenance.BY_HAND
    assert referral.steps.count() == 2
    with pytest.raises(refusals.ReferredAlready):
        attach_code(**call, by=cast.paul, at=later)
    entry = Entry.objects.in_order().last()
    assert entry
    assert (entry.act, entry.subject) == ("code.attached", "")


def test_an_application_nobody_told_of_is_attached_as_of_now(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    call = {"system": "other", "reference": "9", "by": cast.paul, "at": at + DAY}
    assert attach_code(code=relay.link.code, **call).applied_at == at + DAY


def test_a_code_that_counts_for_nothing_is_not_attached(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    keep(told(Step.APPLICATION, at=at), at=at)
    call = {"system": "greenhouse", "reference": "71", "by": cast.paul}
    with pytest.raises(refusals.CodeUnknown):
        attach_code(code="nobodyhasit2", at=at, **call)
    with pytest.raises(refusals.TooLateToAttach):
        attach_code(code=relay.link.code, at=at + 31 * DAY, **call)
    assert not Referral.objects.exists()


def test_she_is_told_how_far_by_month_and_of_no_refusal(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    hired(relay, at)
    keep(told(Step.APPLICATION, relay.link.code, at=at, reference="72"), at=at + DAY)
    keep(told(Step.CLOSED, reference="72"), at=at + 2 * DAY)
    shown = referrals_of(cast.ines)
    assert [(one.step, one.since.isoformat()) for one in shown] == [
        (Step.APPLICATION, "2026-11-01"),
        (Step.HIRE, "2026-11-01"),
    ]
    assert referrals_of(cast.karim) == []


def test_visits_of_her_own_link_are_counted(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    quiet = a_relay(cast.ines, at + DAY)
    for number, verdict in enumerate(("human", "unknown", "robot", "human")):
        Click.objects.create(
            hit_id=f"{number:032}", link=relay.link, at=at, verdict=verdict, is_double=number == 3
        )
    visits = {one.item.pk: one.visits for one in relayed_by(cast.ines, at)}
    assert (visits[relay.item_id].low, visits[relay.item_id].high) == (1, 2)
    assert (visits[quiet.item_id].low, visits[quiet.item_id].high) == (0, 0)
    assert visits[relay.item_id].provenance == "own_link"


def test_deleting_a_link_leaves_what_came_by_it(cast: Cast, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    hired(relay, at)
    Link.objects.all().delete()
    assert not Relay.objects.exists()
    assert Referral.objects.get().link is None
