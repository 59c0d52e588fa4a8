from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connections

from portevoix.lib.sealing import Secret
from portevoix.share import tasks
from portevoix.share.actions.accounts import connect_account
from portevoix.share.actions.composing import Composition, plan_share
from portevoix.share.models import Account, Pace, Share
from portevoix.share.platforms.network import AccountAccess, Carry, Tokens
from portevoix.share.queries.due import Door, doors_due
from portevoix.share.rules.pace import FAILURES_TO_SHUT, OF_ACCOUNT
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.fakes import FakeBluesky, FakeMastodon, Faults
from tests.share.test_publishing import by, look, publish
from tests.share.world import a_share, an_account, an_item, ready_to_share

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def refused(request: FetchRequest) -> FetchResponse:
    raise FetchFailed("connection", never_sent=True)


@pytest.fixture
def account(cast: Cast, at: datetime) -> Account:
    ready_to_share(cast.ines, at)
    return an_account(cast.ines, at)


def several(cast: Cast, account: Account, at: datetime, number: int) -> None:
    for _ in range(number):
        a_share(cast.ines, at, account=account)


def states() -> list[str]:
    return list(Share.objects.order_by("pk").values_list("state", flat=True))


def test_one_account_publishes_no_faster_than_its_bucket(
    cast: Cast, account: Account, at: datetime
) -> None:
    burst = OF_ACCOUNT["mastodon"].burst
    several(cast, account, at, burst + 2)
    server = FakeMastodon(now=lambda: at)
    assert publish(server, at) == burst
    waiting = Share.objects.filter(state="scheduled")
    assert [share.next_try_at > at for share in waiting] == [True, True]
    assert publish(server, at + SECOND) == 0
    assert publish(server, at + timedelta(seconds=36)) == 1


def test_the_bucket_outlives_the_worker(cast: Cast, account: Account, at: datetime) -> None:
    several(cast, account, at, 3)
    publish(FakeMastodon(now=lambda: at), at)
    of_account = Pace.objects.get(account=account)
    assert of_account.tokens == OF_ACCOUNT["mastodon"].burst - 3


def test_what_waits_over_an_hour_for_a_bucket_asks_its_owner(
    cast: Cast, account: Account, at: datetime
) -> None:
    several(cast, account, at, 1)
    Pace.objects.create(
        network="mastodon", host=account.host, account=account, tokens=1,
        counted_at=at + timedelta(minutes=61),
    )  # fmt: skip
    publish(FakeMastodon(now=lambda: at), at)
    share = Share.objects.get()
    assert (share.state, share.problem) == ("ask_person", "late")


def test_retry_after_holds_every_share_of_the_account(
    cast: Cast, account: Account, at: datetime
) -> None:
    several(cast, account, at, 3)
    server = FakeMastodon(now=lambda: at, faults=Faults(too_many=1.0))
    publish(server, at)
    # One was refused, the two others were not even tried.
    assert sorted(Share.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    server.faults = Faults()
    assert publish(server, at + timedelta(seconds=29)) == 0
    sent = sum(publish(server, at + timedelta(minutes=minutes)) for minutes in (1, 2, 3))
    assert sent == 3


def test_a_server_that_fails_five_times_is_left_alone(
    cast: Cast, account: Account, at: datetime
) -> None:
    several(cast, account, at, 8)
    publish(refused, at)
    tried = Share.objects.filter(attempts=1).count()
    assert tried == FAILURES_TO_SHUT
    with time_machine.travel(at + SECOND, tick=False):
        assert doors_due(at + SECOND) == []
    later = at + timedelta(minutes=1)
    assert doors_due(later) == [Door("mastodon", account.host)]


def test_one_call_tries_the_server_again_and_opens_it_for_all(
    cast: Cast, account: Account, at: datetime
) -> None:
    several(cast, account, at, 8)
    publish(refused, at)
    publish(refused, at + timedelta(minutes=1))
    # The probe failed: nobody else called.
    assert Pace.objects.get(account=None).failures == FAILURES_TO_SHUT + 1
    server = FakeMastodon(now=lambda: at)
    for minutes in (3, 5, 7, 9):
        publish(server, at + timedelta(minutes=minutes))
    assert set(states()) == {"sent"}
    assert Pace.objects.get(account=None).failures == 0


def test_a_refusal_is_an_answer(cast: Cast, account: Account, at: datetime) -> None:
    several(cast, account, at, 7)
    publish(FakeMastodon(now=lambda: at, suspended=True), at)
    assert Pace.objects.get(account=None).failures == 0
    assert set(states()) == {"ask_person"}


def test_one_server_in_trouble_shuts_no_other(cast: Cast, account: Account, at: datetime) -> None:
    several(cast, account, at, 6)
    bluesky = an_account(cast.ines, at, "bluesky")
    a_share(cast.ines, at, account=bluesky, words="Another thing altogether.")
    both = FakeBluesky()

    def carriers(account: Account) -> Carry:
        return both if account.network == "bluesky" else refused

    with time_machine.travel(at, tick=False):
        assert tasks.publish_due(carriers) == 1
    assert [door.network for door in doors_due(at + SECOND)] == []
    assert Pace.objects.get(account=None, network="bluesky").failures == 0


def test_a_token_refused_at_the_third_try_is_renewed_all_the_same(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    a_share(cast.ines, at, account=an_account(cast.ines, at, "bluesky"))
    Share.objects.update(attempts=2)
    server = FakeBluesky(token="newer")
    publish(server, at)
    assert states() == ["scheduled"]
    assert sum(publish(server, at + timedelta(minutes=3 * place)) for place in (1, 2)) == 1


def test_a_token_refused_just_after_its_renewal_asks(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    a_share(cast.ines, at, account=an_account(cast.ines, at, "bluesky"))
    server = FakeBluesky(token="never the one it gives")
    for minutes in (0, 3, 4):
        publish(server, at + timedelta(minutes=minutes))
    assert (states(), Account.objects.get().state) == (["ask_person"], "expired")


def test_a_renewal_that_fails_has_sent_nothing(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    a_share(cast.ines, at, account=an_account(cast.ines, at, "bluesky"))
    Account.objects.update(tokens_expire_at=at)

    def silent(request: FetchRequest) -> FetchResponse:
        raise FetchFailed("too_slow", never_sent=False)

    publish(silent, at)
    assert states() == ["scheduled"]


def test_a_worker_that_stood_still_makes_no_call(
    cast: Cast, account: Account, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    several(cast, account, at, 1)
    server = FakeMastodon(now=lambda: at)
    begin = tasks.begin_sending
    with time_machine.travel(at, tick=False) as clock:

        def asleep(**kwargs: object) -> object:
            sending = begin(**kwargs)  # type: ignore[arg-type]
            clock.shift(timedelta(seconds=61))
            return sending

        monkeypatch.setattr(tasks, "begin_sending", asleep)
        assert tasks.publish_due(by(server)) == 0
    assert (server.texts(), states()) == ([], ["scheduled"])


def test_a_second_worker_looks_for_nothing_that_one_looks_for(
    cast: Cast, account: Account, at: datetime
) -> None:
    several(cast, account, at, 1)
    server = FakeMastodon(now=lambda: at, faults=Faults(lost_answer=1.0))
    publish(server, at)
    Share.objects.update(claim="another", claimed_until=at + timedelta(minutes=2))
    assert look(server, at + timedelta(seconds=30)) == 0


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_that_need_a_token_renew_it_once(
    shared_database: None, cast: Cast, at: datetime
) -> None:
    """Each publishes a share of its own through one account whose token has just expired."""
    ready_to_share(cast.ines, at)
    access = AccountAccess(
        "https://pds.example", "ines", "did:plc:ines",
        Tokens(Secret("older"), Secret("a-good-refresh-token"), at),
    )  # fmt: skip
    account = connect_account(network="bluesky", access=access, by=cast.ines, at=at)
    for place in range(20):
        item = an_item(at)
        composition = Composition("bluesky", "api", f"Thing {place}.", item.url, item, account)
        plan_share(composition=composition, scheduled_for=at, by=cast.ines, at=at)
    server, renewals = FakeBluesky(token="newer"), []
    renewing = threading.Event()

    def carry(request: FetchRequest) -> FetchResponse:
        if request.url.endswith("refreshSession"):
            renewals.append(request)
            renewing.wait(5)
        return server(request)

    door = Door("bluesky", account.host)

    def work() -> None:
        try:
            assert tasks._publish_next(door, by(carry)) is not None
        finally:
            connections.close_all()

    with time_machine.travel(at, tick=False):
        threads = [threading.Thread(target=work) for _ in range(20)]
        for thread in threads:
            thread.start()
        threads[0].join(0.5)
        renewing.set()
        for thread in threads:
            thread.join(30)
    assert len(renewals) == 1
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        tasks.publish_due(by(carry))
    assert (len(renewals), set(states())) == (1, {"sent"})
