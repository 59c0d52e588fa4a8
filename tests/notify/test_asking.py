"""One door for everything that is asked of a person, and it never opens once too often."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portevoix.ledger.models import Entry
from portevoix.notify.actions.asking import (
    AskedAlready,
    AskedLately,
    BudgetOutOfBounds,
    BudgetSpent,
    CoolingOff,
    KindRefused,
    NeverAgain,
    NotAsked,
    NotToBeAsked,
    OutOfHours,
    allow_asks,
    answer_ask,
    ask,
    never_ask_again,
    set_budget,
)
from portevoix.notify.models import Ask, AskBudget, Delivery
from portevoix.notify.queries import asks_of
from portevoix.notify.rules.asking import (
    APART,
    COOLING,
    MOST_BUDGET,
    PUT_OFF,
    Hindrance,
    Standing,
    hindrance,
)
from portevoix.people.models import Person
from tests.conftest import Cast
from tests.notify.world import HOURS

DAY = timedelta(days=1)
CHANNELS = ("page", "mail", "chat")


def asked(person: Person, at: datetime, about: str = "campaign:1", channel: str = "page") -> Ask:
    return ask(person=person, kind="campaign", about=about, channel=channel, hours=HOURS, at=at)


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing(), None),
        (Standing(is_over=True), Hindrance.NEVER),
        (Standing(refused=frozenset({"campaign"})), Hindrance.KIND),
        (Standing(refused=frozenset({"opening"})), None),
        (Standing(budget=0), Hindrance.SPENT),
        (Standing(asked=1), None),
        (Standing(asked=2), Hindrance.SPENT),
    ],
)
def test_her_own_words_come_first(standing: Standing, why: Hindrance | None, at: datetime) -> None:
    assert hindrance("campaign", standing, at) is why


def test_between_two_asks_lies_a_week_and_after_a_refusal_two(at: datetime) -> None:
    assert hindrance("campaign", Standing(latest_at=at), at + APART - DAY) is Hindrance.TOO_SOON
    assert hindrance("campaign", Standing(latest_at=at), at + APART) is None
    refused = Standing(latest_at=at - APART, refused_at=at)
    assert hindrance("campaign", refused, at + COOLING - DAY) is Hindrance.COOLING
    assert hindrance("campaign", refused, at + COOLING) is None


@pytest.mark.django_db
def test_two_a_month_and_no_third_whatever_the_channel(cast: Cast, at: datetime) -> None:
    for number, channel in enumerate(("page", "mail")):
        asked(cast.ines, at + APART * number, f"campaign:{number}", channel)
    for channel in CHANNELS:
        with pytest.raises(BudgetSpent):
            asked(cast.ines, at + APART * 3, "campaign:3", channel)
    assert asked(cast.ines, at + APART * 5, "campaign:3").month == "2026-12"
    assert asked(cast.theo, at).person == cast.theo


@pytest.mark.django_db
def test_the_month_is_that_of_her_own_zone(cast: Cast) -> None:
    cast.ines.time_zone = "Pacific/Auckland"
    cast.ines.save(update_fields=["time_zone"])
    late_november = datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert asked(cast.ines, late_november).month == "2026-12"


@pytest.mark.django_db
def test_the_same_thing_is_asked_once(cast: Cast, at: datetime) -> None:
    asked(cast.ines, at)
    with pytest.raises(AskedAlready):
        asked(cast.ines, at + APART)
    assert Ask.objects.count() == 1


@pytest.mark.django_db
def test_a_letter_is_claimed_with_the_ask_and_none_out_of_hours(cast: Cast, at: datetime) -> None:
    saturday = at + 5 * DAY
    with pytest.raises(OutOfHours):
        asked(cast.ines, saturday, channel="mail")
    assert not Ask.objects.exists()
    first = asked(cast.ines, at, channel="mail")
    letter = Delivery.objects.get()
    assert (letter.kind, letter.period) == ("ask", str(first.pk))
    assert letter.closes_at.astimezone(cast.ines.zone).hour == HOURS.ends


@pytest.mark.django_db
def test_a_refusal_costs_nothing_but_gives_peace(cast: Cast, at: datetime) -> None:
    answer_ask(ask=asked(cast.ines, at), answer="not_this", by=cast.ines, at=at)
    with pytest.raises(CoolingOff):
        asked(cast.ines, at + APART, "campaign:2")
    assert asked(cast.ines, at + COOLING, "campaign:2")


@pytest.mark.django_db
def test_later_brings_the_same_question_back_to_her_page_and_counts_once(
    cast: Cast, at: datetime
) -> None:
    one = asked(cast.ines, at, channel="mail")
    answer_ask(ask=one, answer="later", by=cast.ines, at=at)
    assert asks_of(cast.ines, at + DAY) == []
    assert asks_of(cast.ines, at + PUT_OFF) == [one]
    assert Ask.objects.count() == Delivery.objects.count() == 1


@pytest.mark.django_db
def test_never_of_this_kind_holds_until_she_says_otherwise(cast: Cast, at: datetime) -> None:
    answer_ask(ask=asked(cast.ines, at), answer="never", by=cast.ines, at=at)
    with pytest.raises(KindRefused):
        asked(cast.ines, at + 400 * DAY, "campaign:2")
    allow_asks(kinds=["campaign"], by=cast.ines, at=at)
    assert asked(cast.ines, at + 400 * DAY, "campaign:2")


@pytest.mark.django_db
def test_never_again_is_final_until_she_changes_it(cast: Cast, at: datetime) -> None:
    never_ask_again(by=cast.ines, at=at)
    assert never_ask_again(by=cast.ines, at=at + DAY).over_since == at
    set_budget(monthly=8, by=cast.ines, at=at)
    with pytest.raises(NeverAgain):
        asked(cast.ines, at + 400 * DAY)
    allow_asks(kinds=[], by=cast.ines, at=at)
    assert asked(cast.ines, at + 400 * DAY)


@pytest.mark.django_db
def test_a_budget_of_none_is_a_budget(cast: Cast, at: datetime) -> None:
    set_budget(monthly=0, by=cast.ines, at=at)
    with pytest.raises(BudgetSpent):
        asked(cast.ines, at)
    for number in (-1, MOST_BUDGET + 1):
        with pytest.raises(BudgetOutOfBounds):
            set_budget(monthly=number, by=cast.ines, at=at)


@pytest.mark.django_db
def test_only_she_answers_and_only_with_an_answer(cast: Cast, at: datetime) -> None:
    one = asked(cast.ines, at)
    for by, answer in ((cast.karim, "yes"), (cast.ines, "perhaps"), (cast.ines, "")):
        with pytest.raises(NotAsked):
            answer_ask(ask=one, answer=answer, by=by, at=at)
    assert list(Ask.objects.visible_to(cast.lea)) == []


def test_every_refusal_says_the_same_to_whoever_asks() -> None:
    # Else whoever calls the door, and shows what it says, would tell why of somebody.
    kinds = NotToBeAsked.__subclasses__()
    assert {one.why for one in kinds} == set(Hindrance)
    assert {str(one()) for one in kinds} == {str(NotToBeAsked())}


@pytest.mark.django_db
def test_who_was_asked_and_what_she_said_is_in_no_record(cast: Cast, at: datetime) -> None:
    answer_ask(ask=asked(cast.ines, at), answer="never", by=cast.ines, at=at)
    never_ask_again(by=cast.ines, at=at)
    assert not Entry.objects.exists()


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*("ask" for _ in range(6)), "answer", "later", "refuse", "move"]),
        st.integers(0, 9 * 24),
        st.sampled_from(CHANNELS),
        st.sampled_from(["Europe/Paris", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Kolkata"]),
    ),
    max_size=40,
)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, budget=st.integers(0, 4))
def test_no_combination_ever_asks_more_than_her_budget(
    cast: Cast, at: datetime, steps: list[tuple[str, int, str, str]], budget: int
) -> None:
    person, now = cast.ines, at
    Ask.objects.all().delete()
    Delivery.objects.all().delete()
    AskBudget.objects.all().delete()
    set_budget(monthly=budget, by=person, at=at)
    moments: list[datetime] = []
    for number, (deed, hours, channel, zone) in enumerate(steps):
        now += timedelta(hours=hours)
        open_asks = asks_of(person, now)
        if deed == "move":
            person.time_zone = zone
            person.save(update_fields=["time_zone"])
        elif deed != "ask" and open_asks:
            said = {"answer": "yes", "later": "later", "refuse": "not_this"}[deed]
            answer_ask(ask=open_asks[0], answer=said, by=person, at=now)
        elif deed == "ask":
            with suppress(NotToBeAsked):
                asked(person, now, f"campaign:{number}", channel)
                moments.append(now)
                _within_budget(moments, person.zone, budget)
    assert Ask.objects.count() == len(moments)
    assert all(later - earlier >= APART for earlier, later in pairwise(moments))


def _within_budget(moments: list[datetime], zone: ZoneInfo, budget: int) -> None:
    # The month that her own calendar shows her at this moment.
    by_month = Counter(f"{moment.astimezone(zone):%Y-%m}" for moment in moments)
    assert by_month[f"{moments[-1].astimezone(zone):%Y-%m}"] <= budget


@pytest.mark.usefixtures("shared_database")
def test_of_many_asks_at_once_one_is_the_last(cast: Cast, at: datetime) -> None:
    asked(cast.ines, at)
    together, refused = Barrier(8), []

    def press(number: int) -> None:
        try:
            together.wait()
            channel = CHANNELS[number % 3]
            asked(cast.ines, at + APART, f"campaign:{number + 2}", channel)
        except NotToBeAsked as why:
            refused.append(why)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Ask.objects.filter(person=cast.ines).count() == 2
    assert len(refused) == 7
    assert {type(one) for one in refused} <= {BudgetSpent, AskedLately}
