from __future__ import annotations

from datetime import date, datetime

import pytest

from portevoix.measure.actions import close_month
from portevoix.measure.models import ClickDay, GroupFigure, PeriodMember
from portevoix.measure.personal_data import HOLDER
from tests.conftest import Cast
from tests.measure.world import CLOSING, OCTOBER, clicked, fill, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(cast: Cast) -> None:
    for person in (cast.ines, cast.theo):
        share = published(person)
        clicked(share, 3)
    fill(CLOSING)
    close_month(month=OCTOBER, at=CLOSING)


def test_a_person_gets_everything_that_is_hers(known: None, cast: Cast) -> None:
    export = HOLDER.export(cast.ines)
    assert set(export) == set(HOLDER.tables)
    assert [(row["day"], row["humans"]) for row in export["measure.ClickDay"]] == [
        (date(2026, 10, 10), 3)
    ]
    assert list(export["measure.PeriodMember"]) == [
        {"month": OCTOBER.first_on, "team__name": "Platform"}
    ]


def test_forgetting_deletes_hers_and_leaves_the_others(
    known: None, cast: Cast, at: datetime
) -> None:
    figures = list(GroupFigure.objects.order_by("pk").values())
    HOLDER.forget(cast.ines, at=at)
    assert all(not rows for rows in HOLDER.export(cast.ines).values())
    assert all(rows for rows in HOLDER.export(cast.theo).values())
    assert list(GroupFigure.objects.order_by("pk").values()) == figures


def test_days_of_clicks_go_with_their_share(known: None, cast: Cast) -> None:
    cast.ines.shares.all().delete()
    assert not ClickDay.objects.visible_to(cast.ines).exists()


def test_a_person_who_is_deleted_leaves_figures_without_her(known: None, cast: Cast) -> None:
    figures = GroupFigure.objects.count()
    person = cast.ines.pk
    cast.ines.delete()
    assert not PeriodMember.objects.filter(person_id=person).exists()
    assert GroupFigure.objects.count() == figures > 0
