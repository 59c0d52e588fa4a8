from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client

from portevoix.share.actions.planning import choose_hours, move_share
from portevoix.share.actions.refusals import (
    AlreadyLeaving,
    HoursEmpty,
    MayBeOut,
    MomentPassed,
    NotYourShare,
)
from portevoix.share.models import OwnHours, Share
from portevoix.share.personal_data import HOLDER
from portevoix.share.queries.planning import calendar_of, hours_of, month_around
from portevoix.share.rules.timing import Hours
from tests.conftest import Cast
from tests.share.world import WORDS, a_share, ready_to_share

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def share(cast: Cast, at: datetime) -> Share:
    ready_to_share(cast.ines, at)
    planned = a_share(cast.ines, at)
    Share.objects.update(scheduled_for=at + DAY, next_try_at=at + DAY)
    planned.refresh_from_db()
    return planned


@pytest.fixture
def as_ines_then(as_ines: Client, at: datetime) -> Client:
    with time_machine.travel(at, tick=False):
        yield as_ines


def test_a_month_is_whole_weeks_and_each_share_stands_on_its_own_day(
    cast: Cast, share: Share, at: datetime
) -> None:
    # 23:30 UTC on the 2nd is the 3rd in Paris.
    Share.objects.update(scheduled_for=datetime(2026, 11, 2, 23, 30, tzinfo=UTC))
    days = calendar_of(cast.ines, month_around(at.date(), cast.ines))
    assert len(days) % 7 == 0
    assert (days[0].on.isoformat(), days[-1].on.isoformat()) == ("2026-10-26", "2026-12-06")
    assert [day.on.day for day in days if day.shares] == [3]
    assert sum(day.is_of_month for day in days) == 30
    assert not any(day.is_hers for day in days if day.on.weekday() > 4)


def test_the_calendar_shows_hers_alone_and_no_cancelled_one(
    cast: Cast, share: Share, as_ines_then: Client, at: datetime
) -> None:
    assert WORDS[:30] in as_ines_then.get("/share/calendar/?month=2026-11").content.decode()
    assert WORDS[:30] not in as_ines_then.get("/share/calendar/?month=2026-10").content.decode()
    Share.objects.update(person=cast.theo)
    assert WORDS[:30] not in as_ines_then.get("/share/calendar/").content.decode()
    Share.objects.update(person=cast.ines, state="cancelled")
    assert WORDS[:30] not in as_ines_then.get("/share/calendar/").content.decode()


def test_an_address_without_sense_shows_this_month(as_ines_then: Client) -> None:
    for month in ("", "2026-13", "0000-01", "x"):
        page = as_ines_then.get("/share/calendar/", {"month": month})
        assert (page.status_code, "November 2026" in page.content.decode()) == (200, True)


def test_one_click_moves_a_day_and_comes_back(share: Share, as_ines_then: Client) -> None:
    here = "/share/calendar/?month=2026-11"
    page = as_ines_then.post(f"/share/{share.pk}/move/", {"next": here})
    assert page.headers["location"] == here
    moved = Share.objects.get()
    assert moved.scheduled_for == moved.next_try_at == share.scheduled_for + DAY
    away = as_ines_then.post(f"/share/{share.pk}/move/", {"next": "https://evil.example/"})
    assert away.headers["location"] == f"/share/{share.pk}/"


def test_a_day_later_is_the_same_hour_on_the_wall(cast: Cast, share: Share, client: Client) -> None:
    eve = datetime(2027, 3, 27, 8, tzinfo=UTC)  # 9:00 in Paris, and the night loses an hour
    Share.objects.update(scheduled_for=eve, next_try_at=eve)
    with time_machine.travel(eve - HOUR, tick=False):
        client.force_login(cast.ines)
        client.post(f"/share/{share.pk}/move/")
    assert Share.objects.get().scheduled_for == datetime(2027, 3, 28, 7, tzinfo=UTC)


def test_a_moment_she_picks_is_on_her_wall(share: Share, as_ines_then: Client) -> None:
    told = as_ines_then.post(
        f"/share/{share.pk}/move/", {"picked": "2026-11-20T10:15"}, follow=True
    )
    assert "It leaves on" in told.content.decode()
    assert Share.objects.get().scheduled_for == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize("picked", ["2020-01-01T10:00", "tomorrow"])
def test_what_cannot_be_is_said_and_nothing_moves(
    share: Share, as_ines_then: Client, picked: str
) -> None:
    page = as_ines_then.post(f"/share/{share.pk}/move/", {"picked": picked}, follow=True)
    text = page.content.decode()
    assert "This moment has passed" in text or "Pick a day and an hour" in text
    assert Share.objects.get().scheduled_for == share.scheduled_for


def test_nobody_moves_what_is_not_hers(
    cast: Cast, share: Share, at: datetime, as_lea: Client
) -> None:
    assert as_lea.post(f"/share/{share.pk}/move/").status_code == 404
    with pytest.raises(NotYourShare):
        move_share(share=share, to=at + DAY, by=cast.lea, at=at)


@pytest.mark.parametrize("state", ["claimed", "sending", "unknown", "sent", "cancelled"])
def test_what_may_be_leaving_is_not_moved(
    cast: Cast, share: Share, at: datetime, state: str
) -> None:
    Share.objects.update(state=state, frozen_text="x", sent_at=at)
    share.refresh_from_db()
    with pytest.raises(AlreadyLeaving):
        move_share(share=share, to=at + DAY, by=cast.ines, at=at)


def test_what_may_be_out_is_not_moved_and_what_is_late_is(
    cast: Cast, share: Share, at: datetime
) -> None:
    Share.objects.update(state="ask_person", problem="no_evidence")
    share.refresh_from_db()
    with pytest.raises(MayBeOut):
        move_share(share=share, to=at + DAY, by=cast.ines, at=at)
    Share.objects.update(problem="late")
    share.refresh_from_db()
    move_share(share=share, to=at + 2 * DAY, by=cast.ines, at=at)
    assert Share.objects.get().state == "scheduled"


def test_the_past_is_refused_and_a_worker_may_be_quicker(
    cast: Cast, share: Share, at: datetime
) -> None:
    with pytest.raises(MomentPassed):
        move_share(share=share, to=at - HOUR, by=cast.ines, at=at)
    Share.objects.update(state="claimed", claim="a worker")
    with pytest.raises(AlreadyLeaving):
        move_share(share=share, to=at + HOUR, by=cast.ines, at=at)


def test_her_hours_are_hers_and_go_with_her(cast: Cast, at: datetime) -> None:
    assert hours_of(cast.ines) == Hours()
    choose_hours(weekdays=[1, 0], starts=time(7), ends=time(9), by=cast.ines, at=at)
    assert hours_of(cast.ines) == Hours(frozenset({0, 1}), time(7), time(9))
    assert HOLDER.export(cast.ines)["share.OwnHours"] == [
        {"weekdays": "01", "starts": time(7), "ends": time(9)}
    ]
    assert HOLDER.export(cast.theo)["share.OwnHours"] == []
    HOLDER.forget(cast.ines, at=at)
    assert not OwnHours.objects.exists()


def test_hours_that_are_none_are_refused(cast: Cast, at: datetime, as_ines: Client) -> None:
    with pytest.raises(HoursEmpty):
        choose_hours(weekdays=[], starts=time(7), ends=time(9), by=cast.ines, at=at)
    with pytest.raises(HoursEmpty):
        choose_hours(weekdays=[1], starts=time(9), ends=time(9), by=cast.ines, at=at)
    page = as_ines.post(
        "/share/calendar/hours/", {"weekdays": ["1"], "starts": "10:00", "ends": "09:00"}
    )
    assert (page.status_code, "The end is after" in page.content.decode()) == (422, True)
    as_ines.post("/share/calendar/hours/", {"weekdays": ["1"], "starts": "08:00", "ends": "09:00"})
    assert hours_of(cast.ines) == Hours(frozenset({1}), time(8), time(9))


def test_what_is_outside_her_hours_says_so(share: Share, as_ines_then: Client) -> None:
    assert "Outside your hours" not in as_ines_then.get("/share/calendar/").content.decode()
    Share.objects.update(scheduled_for=datetime(2026, 11, 7, 10, tzinfo=UTC))
    assert "Outside your hours" in as_ines_then.get("/share/calendar/").content.decode()
