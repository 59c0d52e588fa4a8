from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from portevoix.ledger.models import Entry
from portevoix.notify.actions.delivering import (
    LEASE,
    assume_rhythm,
    begin_sending,
    conclude_sending,
    plan_delivery,
    recover_abandoned,
    skip_delivery,
    take_delivery,
)
from portevoix.notify.models import Delivery, Preference
from portevoix.notify.queries import (
    deliveries_waiting,
    people_without_preference,
    person_to_stop,
    preferences_due,
    stop_token,
    told_to,
)
from portevoix.notify.rules.handing import SENT, Handed, Outcome, Problem
from portevoix.people.models import Person
from tests.conftest import Cast
from tests.notify.world import DAY, EVERY_DAY, HOURS, KIND, MONDAYS, planned, sending, wants

pytestmark = pytest.mark.django_db
UNKNOWN = Handed(Outcome.UNKNOWN, Problem.LOST)
BUSY = Handed(Outcome.NOT_SENT, Problem.BUSY, "451 later")
REFUSED = Handed(Outcome.REFUSED, Problem.ADDRESS, "550 nobody")
HOUR = timedelta(hours=1)


def again(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_related("person").get(pk=delivery.pk)


def test_a_letter_goes_from_claimed_to_sent(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    delivery = sending(cast.ines, told=[3, 4])
    assert conclude_sending(delivery=delivery, handed=SENT, at=at)
    row = again(delivery)
    assert (row.state, row.subject, row.told, row.attempts) == ("sent", "News", [3, 4], 1)
    assert told_to(cast.ines, KIND).keys == {3, 4}
    assert told_to(cast.ines, KIND).latest_at == at


def test_a_period_has_one_letter_however_often_it_is_asked_for(cast: Cast, at: datetime) -> None:
    preference = wants(cast.ines)
    stale = Preference.objects.select_related("person").get(pk=preference.pk)
    planned(cast.ines)
    for known in (stale, Preference.objects.select_related("person").get(pk=preference.pk)):
        assert plan_delivery(preference=known, kind=KIND, hours=HOURS, at=at) is None
    assert Delivery.objects.count() == 1


def test_the_database_refuses_a_second_letter_of_a_period(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    first = planned(cast.ines)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            person=cast.ines,
            kind=KIND,
            period=first.period,
            claimed_at=at,
            closes_at=at,
            next_try_at=at,
        )


def test_even_a_forgotten_latest_day_makes_no_second_letter(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    planned(cast.ines)
    Preference.objects.update(latest_on=None, next_at=at)
    preference = Preference.objects.select_related("person").get()
    assert plan_delivery(preference=preference, kind=KIND, hours=HOURS, at=at) is None


def test_nothing_is_planned_before_her_hour_nor_on_another_day(cast: Cast, at: datetime) -> None:
    preference = wants(cast.ines, MONDAYS)
    for moment in (at - 5 * HOUR, at + DAY):
        fresh = Preference.objects.select_related("person").get(pk=preference.pk)
        assert plan_delivery(preference=fresh, kind=KIND, hours=HOURS, at=moment) is None


def test_of_two_who_take_one_letter_the_second_finds_it_taken(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    mine = planned(cast.ines)
    other = again(mine)
    assert take_delivery(delivery=mine, at=at)
    assert not take_delivery(delivery=other, at=at)
    assert not begin_sending(delivery=other, subject="News", told=[1], at=at)
    assert again(mine).state == "claimed"


def test_a_worker_that_died_before_sending_is_followed_by_another(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    dead = planned(cast.ines)
    take_delivery(delivery=dead, at=at)
    assert deliveries_waiting(KIND, at + LEASE / 2, 9) == []
    (waiting,) = deliveries_waiting(KIND, at + LEASE, 9)
    assert take_delivery(delivery=waiting, at=at + LEASE)
    assert not begin_sending(delivery=dead, subject="News", told=[1], at=at + LEASE)
    assert begin_sending(delivery=waiting, subject="News", told=[1], at=at + LEASE)


def test_a_worker_that_died_while_sending_leaves_it_unknown_and_never_sent_again(
    cast: Cast, at: datetime
) -> None:
    wants(cast.ines)
    delivery = sending(cast.ines, told=[7])
    assert recover_abandoned(at=at + LEASE / 2) == 0
    assert recover_abandoned(at=at + LEASE) == 1
    assert again(delivery).state == "unknown"
    assert deliveries_waiting(KIND, at + 8 * HOUR, 9) == []
    assert told_to(cast.ines, KIND).keys == {7}
    # The worker was slow and not dead: what it learned too late changes nothing.
    assert not conclude_sending(delivery=delivery, handed=BUSY, at=at + LEASE)
    assert not conclude_sending(delivery=delivery, handed=SENT, at=at + LEASE)
    assert again(delivery).state == "unknown"


def test_an_ambiguous_answer_is_never_sent_again(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    delivery = sending(cast.ines)
    conclude_sending(delivery=delivery, handed=UNKNOWN, at=at)
    assert again(delivery).state == "unknown"
    assert deliveries_waiting(KIND, at + 8 * HOUR, 9) == []


def test_what_surely_did_not_leave_goes_again_within_her_hours(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    delivery = sending(cast.ines)
    conclude_sending(delivery=delivery, handed=BUSY, at=at)
    row = again(delivery)
    assert (row.state, row.told, row.problem) == ("claimed", [], "451 later")
    assert row.next_try_at == at + timedelta(minutes=2)
    assert take_delivery(delivery=row, at=row.next_try_at)


def test_what_cannot_leave_within_her_hours_is_skipped(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    evening = datetime(2026, 11, 2, 16, 59, tzinfo=at.tzinfo)
    delivery = sending(cast.ines, at=evening)
    conclude_sending(delivery=delivery, handed=BUSY, at=evening)
    row = again(delivery)
    assert (row.state, row.reason, row.told) == ("skipped", "late", [])


def test_a_claim_that_nobody_took_in_time_is_skipped(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    delivery = planned(cast.ines)
    assert not take_delivery(delivery=delivery, at=at + 6 * HOUR)
    assert (again(delivery).state, again(delivery).reason) == ("skipped", "late")


def test_a_skipped_letter_is_not_begun(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    delivery = planned(cast.ines)
    take_delivery(delivery=delivery, at=at)
    assert skip_delivery(delivery=delivery, reason=Delivery.Reason.EMPTY, at=at)
    assert not begin_sending(delivery=delivery, subject="News", told=[1], at=at)
    assert again(delivery).state == "skipped"


@pytest.mark.parametrize("change", [{"left_on": "2026-11-01"}, {"email": None}, {"is_active": 0}])
def test_who_left_or_has_no_address_is_not_written_to(
    cast: Cast, at: datetime, change: dict[str, object]
) -> None:
    wants(cast.ines)
    delivery = planned(cast.ines)
    take_delivery(delivery=delivery, at=at)
    Person.objects.filter(pk=cast.ines.pk).update(**change)
    assert not begin_sending(delivery=delivery, subject="News", told=[1], at=at)
    assert (again(delivery).state, again(delivery).reason) == ("skipped", "stopped")
    assert preferences_due(Person.objects.all(), at + 9 * DAY, 9) == []


def test_three_refusals_in_a_row_close_the_address_until_she_chooses_again(
    cast: Cast, at: datetime
) -> None:
    preference = wants(cast.ines)
    for day in range(3):
        delivery = sending(cast.ines, at=at + day * DAY)
        conclude_sending(delivery=delivery, handed=REFUSED, at=at + day * DAY)
    preference.refresh_from_db()
    assert (preference.refusals, preference.closed_at) == (3, at + 2 * DAY)
    assert Entry.objects.filter(act="mail.address_given_up", subject=cast.ines.ref).count() == 1
    assert preferences_due(Person.objects.all(), at + 9 * DAY, 9) == []
    wants(cast.ines, at=at + 3 * DAY)
    preference.refresh_from_db()
    assert (preference.refusals, preference.closed_at) == (0, None)


def test_a_letter_that_arrives_forgives_the_refusals_before(cast: Cast, at: datetime) -> None:
    preference = wants(cast.ines)
    for day, handed in enumerate((REFUSED, REFUSED, SENT)):
        delivery = sending(cast.ines, at=at + day * DAY)
        conclude_sending(delivery=delivery, handed=handed, at=at + day * DAY)
    preference.refresh_from_db()
    assert (preference.refusals, preference.closed_at) == (0, None)


def test_a_refused_text_is_no_fault_of_the_address(cast: Cast, at: datetime) -> None:
    preference = wants(cast.ines)
    delivery = sending(cast.ines)
    refused = Handed(Outcome.REFUSED, Problem.CONTENT, "554 no")
    conclude_sending(delivery=delivery, handed=refused, at=at)
    preference.refresh_from_db()
    assert (again(delivery).state, preference.refusals) == ("refused", 0)
    assert told_to(cast.ines, KIND).keys == set()


def test_an_address_that_was_closed_meanwhile_is_not_written_to(cast: Cast, at: datetime) -> None:
    wants(cast.ines)
    delivery = planned(cast.ines)
    take_delivery(delivery=delivery, at=at)
    Preference.objects.update(closed_at=at)
    assert not begin_sending(delivery=delivery, subject="News", told=[1], at=at)


def test_another_zone_is_reckoned_again(cast: Cast, at: datetime) -> None:
    preference = wants(cast.ines, MONDAYS, at=at + HOUR)
    Person.objects.filter(pk=cast.ines.pk).update(time_zone="America/Los_Angeles")
    (due,) = preferences_due(Person.objects.all(), at + DAY, 9)
    assert plan_delivery(preference=due, kind=KIND, hours=HOURS, at=at + DAY) is None
    preference.refresh_from_db()
    assert preference.zone == "America/Los_Angeles"
    assert preferences_due(Person.objects.all(), at + DAY, 9) == []


def test_who_never_said_when_gets_the_usual_hour_once(cast: Cast, at: datetime) -> None:
    assert cast.theo in people_without_preference(Person.objects.all(), 99)
    first = assume_rhythm(person=cast.theo, hours=HOURS, at=at)
    assert assume_rhythm(person=cast.theo, hours=HOURS, at=at) == first
    assert cast.theo not in people_without_preference(Person.objects.all(), 99)
    assert first.rhythm.is_weekly


def test_the_choice_of_an_hour_is_recorded_without_it(cast: Cast, at: datetime) -> None:
    wants(cast.ines, EVERY_DAY)
    entry = Entry.objects.get(act="mail.rhythm_chosen")
    assert (entry.subject, entry.details) == (cast.ines.ref, {})


def test_a_token_stops_one_kind_of_one_person(cast: Cast) -> None:
    token = stop_token(cast.ines, KIND)
    assert person_to_stop(token, KIND) == cast.ines
    assert person_to_stop(token, "ask") is None
    assert person_to_stop(token[:-1], KIND) is None
    assert person_to_stop(f"{cast.theo.ref}{token[32:]}", KIND) is None


def test_nobody_sees_anybody_elses_mail(cast: Cast) -> None:
    wants(cast.ines)
    planned(cast.ines)
    for model in (Preference, Delivery):
        assert model.objects.visible_to(cast.ines).count() == 1
        for other in (cast.karim, cast.lea, cast.paul, cast.ada):
            assert model.objects.visible_to(other).count() == 0
