from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from portevoix.lib.periods import day_in
from portevoix.share.models import Campaign
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def a_row(at: datetime, **columns: object) -> Campaign:
    today = day_in(at)
    usual: dict[str, object] = {
        "slug": "open-day",
        "name": "Open day",
        "goal": Campaign.Goal.RECRUITING,
        "starts_on": today,
        "ends_on": today + timedelta(days=10),
        "created_at": at,
    }
    return Campaign.objects.create(**(usual | columns))


def test_a_campaign_in_preparation_is_seen_by_the_programme_alone(cast: Cast, at: datetime) -> None:
    campaign = a_row(at)
    assert campaign in Campaign.objects.visible_to(cast.lea)
    assert campaign not in Campaign.objects.visible_to(cast.ines)
    Campaign.objects.update(state=Campaign.State.RUNNING)
    assert campaign in Campaign.objects.visible_to(cast.ines)
    assert campaign not in Campaign.objects.visible_to(cast.sofia)


def test_the_end_day_is_left_out(at: datetime) -> None:
    campaign = a_row(at, state=Campaign.State.RUNNING)
    assert campaign in Campaign.objects.open_on(campaign.ends_on - timedelta(days=1))
    assert campaign not in Campaign.objects.open_on(campaign.ends_on)


def test_a_campaign_ends_after_it_starts(at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(at, ends_on=day_in(at))


def test_a_recalled_campaign_says_why(at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(at, state=Campaign.State.RECALLED)
