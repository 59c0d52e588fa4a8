from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from portevoix.ledger.models import Entry
from portevoix.measure import actions, tasks
from portevoix.measure.actions import empty_measures, fill_click_days
from portevoix.measure.models import Fill
from portevoix.share.models import Click
from tests.conftest import Cast
from tests.measure.world import (
    HUMAN,
    ROBOT,
    TENTH,
    UNKNOWN,
    clicked,
    counted_days,
    fill,
    published,
)
from tests.share.world import a_lone_link

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return list(Entry.objects.in_order().values_list("act", flat=True))


@pytest.fixture
def many_clicks(cast: Cast) -> None:
    draw = random.Random(3)
    shares = [published(person) for person in (cast.ines, cast.theo, cast.ines)]
    for _ in range(120):
        clicked(
            draw.choice(shares),
            verdict=draw.choice([HUMAN, HUMAN, UNKNOWN, ROBOT]),
            at=TENTH + timedelta(hours=draw.randrange(200)),
            is_double=draw.random() < 0.2,
        )


def test_clicks_are_counted_by_share_day_and_verdict(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share, 3)
    clicked(share, 2, UNKNOWN)
    clicked(share, 5, ROBOT)
    clicked(share, 1, at=TENTH + timedelta(days=1))
    fill_click_days(at=at)
    assert counted_days() == [
        (share.pk, date(2026, 10, 10), 3, 2, 5),
        (share.pk, date(2026, 10, 11), 1, 0, 0),
    ]


def test_clicks_on_a_link_without_a_share_are_of_no_shares_days(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share)
    lone = a_lone_link(cast.ines, at)
    Click.objects.create(hit_id=uuid.uuid4(), link=lone, at=TENTH, verdict=HUMAN)
    assert fill_click_days(at=at).read == 2
    assert counted_days() == [(share.pk, date(2026, 10, 10), 1, 0, 0)]


def test_doubles_are_left_out(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share, 2)
    clicked(share, 7, is_double=True)
    fill_click_days(at=at)
    assert counted_days() == [(share.pk, date(2026, 10, 10), 2, 0, 0)]


def test_days_are_utc_days(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share, at=datetime(2026, 10, 31, 23, 59, tzinfo=UTC))
    clicked(share, at=datetime(2026, 11, 1, 0, 0, tzinfo=UTC))
    fill_click_days(at=at)
    assert [row[1] for row in counted_days()] == [date(2026, 10, 31), date(2026, 11, 1)]


def test_later_clicks_add_to_the_same_day(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share)
    fill_click_days(at=at)
    clicked(share, 2)
    outcome = fill_click_days(at=at)
    assert (outcome.read, outcome.has_caught_up) == (2, True)
    assert counted_days()[0][2] == 3


def test_filling_twice_changes_nothing_and_is_recorded_once(
    many_clicks: None, at: datetime
) -> None:
    fill_click_days(at=at)
    first = counted_days()
    later = at + timedelta(minutes=5)
    assert fill_click_days(at=later).read == 0
    assert counted_days() == first
    assert acts() == ["measure.filled"]
    assert Fill.objects.get().filled_at == later


def test_a_click_that_was_committed_late_is_counted(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share, 3)
    late = Click.objects.order_by("pk").first()
    assert late is not None
    number, moment = late.pk, late.at
    late.delete()
    fill_click_days(at=at)
    Click.objects.create(pk=number, hit_id=late.hit_id, link=share.link, at=moment, verdict=HUMAN)
    fill_click_days(at=at)
    assert counted_days()[0][2] == 3


def test_emptied_and_filled_again_gives_the_same_rows(
    many_clicks: None, cast: Cast, at: datetime
) -> None:
    fill(at)
    first = counted_days()
    assert first
    empty_measures(at=at, by=cast.ada)
    assert counted_days() == []
    assert Fill.objects.get().filled_at is None
    fill(at)
    assert counted_days() == first
    assert acts() == ["measure.filled", "measure.emptied", "measure.filled"]


def test_emptying_without_a_person_is_the_systems_act(at: datetime) -> None:
    empty_measures(at=at)
    assert Entry.objects.get().actor == "system"


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 17)
    monkeypatch.setattr(actions, "READ_AGAIN", 5)


def test_a_long_fill_goes_in_batches_and_says_it_is_under_way(
    many_clicks: None, small_batches: None, at: datetime
) -> None:
    assert not fill_click_days(at=at).has_caught_up
    under_way = Fill.objects.get()
    assert (under_way.started_at, under_way.filled_at) == (at, None)
    fill(at + timedelta(minutes=1))
    done = Fill.objects.get()
    assert (done.started_at, done.filled_at) == (None, at + timedelta(minutes=1))


def test_the_moment_it_started_is_kept_until_it_has_caught_up(
    many_clicks: None, small_batches: None, at: datetime
) -> None:
    fill_click_days(at=at)
    fill_click_days(at=at + timedelta(minutes=1))
    assert Fill.objects.get().started_at == at


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("batch", range(1, 8))
@pytest.mark.parametrize("is_committed", [False, True])
def test_killed_at_any_commit_it_gives_the_same_days(
    many_clicks: None,
    small_batches: None,
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
    is_committed: bool,
    at: datetime,
) -> None:
    fill(at)
    truth = counted_days()
    empty_measures(at=at)
    whole = fill_click_days
    monkeypatch.setattr(tasks, "fill_click_days", dying(whole, batch, is_committed))
    with pytest.raises(Killed):
        tasks.fill()
    left = Fill.objects.get()
    assert (left.started_at is None) == (left.read_until == 120 + first_number() - 1)
    monkeypatch.setattr(tasks, "fill_click_days", whole)
    tasks.fill()
    assert counted_days() == truth
    assert Fill.objects.get().started_at is None


def first_number() -> int:
    first = Click.objects.order_by("pk").first()
    assert first is not None
    return first.pk


def dying(
    whole: Callable[..., actions.Filling], batch: int, is_committed: bool
) -> Callable[..., actions.Filling]:
    calls = 0

    def one(*, at: datetime) -> actions.Filling:
        nonlocal calls
        calls += 1
        if calls < batch:
            return whole(at=at)
        with transaction.atomic():
            whole(at=at)
            if not is_committed:
                raise Killed
        raise Killed

    return one


def test_the_task_reads_everything_and_says_how_much(
    many_clicks: None, small_batches: None
) -> None:
    assert tasks.fill() == 120
    assert tasks.fill() == 0


def test_only_old_clicks_leave_nothing_to_count(cast: Cast, at: datetime) -> None:
    clicked(published(cast.ines), at=datetime(2024, 1, 1, 12, tzinfo=UTC))
    assert fill_click_days(at=at).read == 1
    assert counted_days() == []
