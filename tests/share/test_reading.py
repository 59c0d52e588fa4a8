from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import time_machine

from portevoix.govern.actions import give_consent, withdraw_consent
from portevoix.share import tasks
from portevoix.share.actions.reading import begin_reading
from portevoix.share.models import Account, Reception, Share
from portevoix.share.rules.reading import is_to_read
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.fakes import FakeMastodon
from tests.share.world import a_share, ready_to_share

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Counted:
    """A server that counts how often it is asked."""

    server: FakeMastodon
    asked: list[str] = field(default_factory=list)
    is_mute: bool = False

    def __call__(self, request: FetchRequest) -> FetchResponse:
        if request.method == "GET":
            self.asked.append(request.url)
            if self.is_mute:
                raise FetchFailed("too_slow", never_sent=False)
        return self.server(request)


@pytest.fixture
def server(at: datetime) -> Counted:
    return Counted(FakeMastodon(now=lambda: at))


@pytest.fixture
def share(cast: Cast, server: Counted, at: datetime) -> Share:
    ready_to_share(cast.ines, at)
    give_consent(purpose_key="read_back", by=cast.ines, at=at)
    share = a_share(cast.ines, at)
    with time_machine.travel(at, tick=False):
        assert tasks.publish_due(lambda account: server) == 1
    return share


def read(server: Counted, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return tasks.read_back(lambda account: server)


def test_a_post_is_read_three_times_in_a_week_and_no_more(
    share: Share, server: Counted, at: datetime
) -> None:
    for hours in range(24 * 12):
        read(server, at + hours * HOUR)
    assert len(server.asked) == 3
    told = Reception.objects.order_by("read_at")
    assert [one.read_at - at for one in told] == [HOUR, DAY, 7 * DAY]


def test_what_the_network_tells_is_kept_and_the_rest_is_unknown(
    share: Share, server: Counted, at: datetime
) -> None:
    server.server.statuses[0]["favourites_count"] = 4
    assert read(server, at + HOUR) == 1
    told = Reception.objects.get()
    assert (told.likes, told.reshares, told.comments, told.quotes) == (4, 0, 0, None)


def test_a_network_that_does_not_tell_is_left_in_peace_until_the_next_step(
    share: Share, server: Counted, at: datetime
) -> None:
    server.is_mute = True
    for minutes in range(60, 120, 5):
        assert read(server, at + timedelta(minutes=minutes)) == 0
    assert len(server.asked) == 1
    assert Reception.objects.get().likes is None


def test_figures_are_read_for_those_who_agreed_only(
    cast: Cast, share: Share, server: Counted, at: datetime
) -> None:
    withdraw_consent(purpose_key="read_back", by=cast.ines, at=at)
    assert read(server, at + HOUR) == 0
    assert server.asked == []
    assert begin_reading(share=share, at=at + HOUR) is None


@pytest.mark.parametrize(
    "changes",
    [{"external_id": ""}, {"mode": "declared"}, {"state": "cancelled"}, {"account": None}],
)
def test_only_posts_we_published_are_read(
    share: Share, server: Counted, at: datetime, changes: dict[str, object]
) -> None:
    Share.objects.update(**changes)
    assert read(server, at + HOUR) == 0
    assert server.asked == []


def test_an_account_to_reconnect_is_not_used(share: Share, server: Counted, at: datetime) -> None:
    Account.objects.update(state=Account.State.EXPIRED)
    assert read(server, at + HOUR) == 0
    assert server.asked == []


def test_two_workers_read_once(share: Share, at: datetime) -> None:
    share.refresh_from_db()
    assert begin_reading(share=share, at=at + HOUR) is not None
    assert begin_reading(share=share, at=at + HOUR) is None


def test_nobody_is_asked_for_whoever_left(
    cast: Cast, share: Share, server: Counted, at: datetime
) -> None:
    cast.ines.left_on = at.date()
    cast.ines.save(update_fields=["left_on"])
    assert read(server, at + HOUR) == 0
    assert begin_reading(share=share, at=at + HOUR) is None


@pytest.mark.parametrize(
    ("hours", "latest", "expected"),
    [
        (0.9, None, False),
        (1, None, True),
        (2, 1, False),
        (24, 1, True),
        (24 * 8, 1, True),
        (24 * 8, 24 * 7, False),
        (24 * 31, None, False),
    ],
)
def test_each_step_is_taken_once_however_late(
    at: datetime, hours: float, latest: float | None, expected: bool
) -> None:
    latest_at = None if latest is None else at + latest * HOUR
    assert is_to_read(at, latest_at, at + hours * HOUR) is expected
