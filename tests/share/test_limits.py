from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portevoix.share import tasks
from portevoix.share.models import Account
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import Carry
from portevoix.share.queries.limits import limits_for
from portevoix.web.fetch import FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.fakes import FakeMastodon, answer
from tests.share.world import an_account, an_item, ready_to_share

pytestmark = pytest.mark.django_db


class Roomy(FakeMastodon):
    asked = 0

    def __call__(self, request: FetchRequest) -> FetchResponse:
        self.asked += 1
        room = {"max_characters": 5_000, "characters_reserved_per_url": 30}
        return answer(request, 200, {"configuration": {"statuses": room}})


def ask(fake: Carry, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return tasks.ask_limits(carriers=lambda _account: fake)


@pytest.fixture
def account(cast: Cast, at: datetime) -> Account:
    ready_to_share(cast.ines, at)
    return an_account(cast.ines, at)


def test_a_server_is_asked_once_a_day_whoever_has_an_account_there(
    cast: Cast, account: Account, at: datetime
) -> None:
    an_account(cast.karim, at)
    fake = Roomy()
    assert [ask(fake, at), ask(fake, at), ask(fake, at + timedelta(hours=23))] == [1, 0, 0]
    assert ask(fake, at + timedelta(hours=25)) == 1
    assert fake.asked == 2
    told = limits_for(MASTODON, account)
    assert (told.maximum, told.link_cost) == (5_000, 30)


def test_before_it_told_and_without_account_the_network_s_own_limit_holds(
    account: Account,
) -> None:
    assert limits_for(MASTODON, account) == MASTODON.limits
    assert limits_for(MASTODON, None) == MASTODON.limits


def test_a_server_that_does_not_tell_is_not_asked_every_minute(
    account: Account, at: datetime
) -> None:
    def silent(request: FetchRequest) -> FetchResponse:
        return answer(request, 404)

    assert [ask(silent, at), ask(silent, at + timedelta(minutes=1))] == [1, 0]
    assert limits_for(MASTODON, account) == MASTODON.limits


def test_an_account_that_is_not_ready_asks_nothing(account: Account, at: datetime) -> None:
    Account.objects.update(state=Account.State.EXPIRED)
    assert ask(Roomy(), at) == 0


def test_the_page_counts_and_accepts_by_the_server_s_own_limit(
    as_ines: Client, cast: Cast, account: Account, at: datetime
) -> None:
    item, place = an_item(at), f"api-mastodon-{account.ref}"
    posted = {"words": "é" * 600, "places": place, "moment": "now"}
    url = reverse("share:compose", args=[item.pk])
    with time_machine.travel(at, tick=False):
        refused = as_ines.post(url, posted)
        assert refused.status_code == 422
        assert "125 characters too long for Mastodon" in refused.content.decode()
        ask(Roomy(), at)
        assert ">4368<" in as_ines.get(url).content.decode()
        assert as_ines.post(url, posted).status_code == 302
