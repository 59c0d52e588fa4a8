from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portevoix.lib.periods import latest_weeks, month_after, month_of
from portevoix.measure.models import Fill
from portevoix.measure.queries import (
    latest_month_of,
    result_of,
    results_of_shares,
    voice_of,
    weeks_of_visits,
)
from portevoix.measure.rules.figures import Tally, closable_months, closes_at, visits
from portevoix.share.models import Reception, Share
from tests.conftest import Cast
from tests.measure.world import OCTOBER, ROBOT, TENTH, UNKNOWN, clicked, fill, published

pytestmark = pytest.mark.django_db


def test_visits_lie_between_the_sure_and_the_possible(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share, 31)
    clicked(share, 7, UNKNOWN)
    clicked(share, 100, ROBOT)
    fill(at)
    found = results_of_shares(cast.ines)[0].visits
    assert (found.value, found.low, found.high) == (None, 31, 38)
    assert (found.provenance, found.as_of) == ("own_link", at)


def test_a_link_without_clicks_brought_no_visit(cast: Cast, at: datetime) -> None:
    published(cast.ines)
    fill(at)
    found = results_of_shares(cast.ines)[0].visits
    assert found.is_sure
    assert found.value == 0


def test_without_a_link_visits_are_unknown(cast: Cast, at: datetime) -> None:
    published(cast.ines, has_link=False)
    fill(at)
    assert not results_of_shares(cast.ines)[0].visits.is_known


def test_before_anything_was_counted_visits_are_unknown(cast: Cast) -> None:
    share = published(cast.ines)
    clicked(share, 3)
    assert not result_of(cast.ines, share).visits.is_known
    assert not voice_of(cast.ines, OCTOBER).visits.is_known


def test_the_latest_reception_is_shown_and_null_stays_null(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    Reception.objects.create(share=share, read_at=at, likes=4)
    Reception.objects.create(share=share, read_at=at - timedelta(hours=1), likes=2, reshares=1)
    told = result_of(cast.ines, share).reception
    assert told is not None
    assert (told.likes, told.reshares) == (4, None)


def test_only_ones_own_publications_are_listed_the_latest_first(cast: Cast, at: datetime) -> None:
    first, second = published(cast.ines), published(cast.ines, TENTH + timedelta(days=1))
    published(cast.theo)
    planned = published(cast.ines)
    Share.objects.filter(pk=planned.pk).update(state=Share.State.SCHEDULED)
    fill(at)
    assert [result.share for result in results_of_shares(cast.ines)] == [second, first]


def test_a_month_is_told_apart_from_what_earlier_posts_still_bring(
    cast: Cast, at: datetime
) -> None:
    earlier = published(cast.ines, datetime(2026, 9, 20, tzinfo=UTC))
    clicked(earlier, 5, at=datetime(2026, 9, 21, tzinfo=UTC))
    clicked(earlier, 2)
    new = published(cast.ines)
    clicked(new, 3)
    clicked(new, 1, UNKNOWN)
    clicked(new, 9, at=datetime(2026, 11, 1, tzinfo=UTC))
    clicked(published(cast.theo), 50)
    fill(at)
    month = voice_of(cast.ines, OCTOBER)
    assert month.posts == 1
    assert (month.visits.low, month.visits.high) == (3, 4)
    assert month.earlier.value == 2
    assert not month.is_quiet


def test_a_month_without_anything_is_quiet(cast: Cast, at: datetime) -> None:
    fill(at)
    assert voice_of(cast.ines, OCTOBER).is_quiet


def test_the_month_told_is_the_latest_in_which_something_happened(cast: Cast, at: datetime) -> None:
    assert latest_month_of(cast.ines, at) == month_after(OCTOBER)
    share = published(cast.ines)
    fill(at)
    assert latest_month_of(cast.ines, at) == OCTOBER
    clicked(share, at=datetime(2026, 11, 1, tzinfo=UTC))
    fill(at)
    assert latest_month_of(cast.ines, at) == month_after(OCTOBER)


def test_weeks_hold_the_visits_of_their_days(cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share, 2, at=datetime(2026, 10, 18, 23, tzinfo=UTC))
    clicked(share, 3, at=datetime(2026, 10, 19, 1, tzinfo=UTC))
    fill(at)
    weeks = weeks_of_visits(cast.ines, latest_weeks(at.date(), 4))
    assert [week.visits.high for week in weeks] == [2, 3, 0, 0]


def test_figures_are_as_of_the_moment_everything_was_counted(cast: Cast, at: datetime) -> None:
    published(cast.ines)
    fill(at)
    Fill.objects.update(started_at=at + timedelta(hours=1))
    assert results_of_shares(cast.ines)[0].visits.as_of == at


def test_visits_are_unknown_without_a_tally_or_a_moment(at: datetime) -> None:
    assert not visits(None, at).is_known
    assert not visits(Tally(), None).is_known
    assert visits(Tally(), at).is_sure


def test_a_month_closes_three_days_after_its_end() -> None:
    assert closes_at(OCTOBER) == datetime(2026, 11, 4, tzinfo=UTC)


def test_months_become_closable_one_after_the_other() -> None:
    first = datetime(2026, 9, 15, tzinfo=UTC)
    before, after = closes_at(OCTOBER) - timedelta(seconds=1), closes_at(OCTOBER)
    september = month_of(date(2026, 9, 1))
    assert closable_months(first, before) == [september]
    assert closable_months(first, after) == [september, OCTOBER]
