from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import time_machine
from django.forms.models import model_to_dict

from portevoix.ledger.models import Entry
from portevoix.lib.sealing import Secret
from portevoix.share import tasks
from portevoix.share.actions.accounts import connect_account, disconnect_account, keep_app
from portevoix.share.actions.leaving import close_behind
from portevoix.share.actions.revoking import DEADLINE, claim_revocation
from portevoix.share.models import Account, Revocation
from portevoix.share.personal_data import HOLDER
from portevoix.share.platforms.network import AccountAccess, App, Carry, Tokens
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.fake_linkedin import HOST, FakeLinkedIn
from tests.share.fakes import answer
from tests.share.world import an_account

pytestmark = pytest.mark.django_db


@dataclass
class Server:
    """A server that takes tokens back, or does not answer."""

    is_mute: bool = False
    taken: list[bytes] = field(default_factory=list)

    def __call__(self, request: FetchRequest) -> FetchResponse:
        if self.is_mute:
            raise FetchFailed("connection", never_sent=True)
        self.taken.append(request.body)
        return answer(request, 200, {})

    def for_any(self, host: str) -> Carry:
        return self


def disconnected(cast: Cast, at: datetime, network: str = "mastodon") -> Revocation:
    keep_app(app=App("https://mastodon.example", "our-app", Secret("app-secret")), at=at)
    account = an_account(cast.ines, at, network)
    disconnect_account(account=account, by=cast.ines, at=at)
    return Revocation.objects.get()


def test_a_disconnected_token_leaves_its_account_and_names_nobody(cast: Cast, at: datetime) -> None:
    row = disconnected(cast, at)
    assert not Account.objects.exists()
    written = json.dumps(model_to_dict(row), default=str)
    for hers in ("7", "ines", cast.ines.ref, "a-good-token"):
        assert f'"{hers}"' not in written
    assert {one.name for one in Revocation._meta.get_fields() if one.is_relation} == set()


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
def test_a_token_is_given_back_once_and_destroyed(cast: Cast, at: datetime, network: str) -> None:
    disconnected(cast, at, network)
    server = Server()
    with time_machine.travel(at, tick=False):
        assert tasks.revoke_tokens(server.for_any) == 1
        assert tasks.revoke_tokens(server.for_any) == 0
    assert len(server.taken) == 1
    assert not Revocation.objects.exists()
    assert Entry.objects.get(act="token.taken_back").details == {"network": network}


def test_a_linkedin_token_is_given_back_with_the_house_s_secret(cast: Cast, at: datetime) -> None:
    fake = FakeLinkedIn()
    keep_app(app=App(HOST, fake.client[0], Secret(fake.client[1])), at=at)
    access = AccountAccess(HOST, "Inès Morel", fake.member, Tokens(Secret(fake.token)))
    account = connect_account(network="linkedin", access=access, by=cast.ines, at=at)
    disconnect_account(account=account, by=cast.ines, at=at)
    with time_machine.travel(at, tick=False):
        assert tasks.revoke_tokens(lambda host: fake) == 1
    assert fake.revoked == [fake.token]


def test_a_server_that_is_away_is_asked_again_for_a_day_at_most(cast: Cast, at: datetime) -> None:
    disconnected(cast, at)
    server = Server(is_mute=True)
    with time_machine.travel(at, tick=False):
        assert tasks.revoke_tokens(server.for_any) == 0
    assert Revocation.objects.get().attempts == 1
    for hour in range(1, 24):
        with time_machine.travel(at + timedelta(hours=hour), tick=False):
            tasks.revoke_tokens(server.for_any)
    assert Revocation.objects.get().attempts > 10
    with time_machine.travel(at + DEADLINE + timedelta(hours=1), tick=False):
        tasks.revoke_tokens(server.for_any)
    assert not Revocation.objects.exists()
    assert Entry.objects.filter(act="token.given_up").count() == 1


def test_a_server_that_comes_back_takes_it(cast: Cast, at: datetime) -> None:
    disconnected(cast, at)
    server = Server(is_mute=True)
    with time_machine.travel(at, tick=False):
        tasks.revoke_tokens(server.for_any)
    server.is_mute = False
    with time_machine.travel(at + timedelta(hours=2), tick=False):
        assert tasks.revoke_tokens(server.for_any) == 1


def test_two_workers_give_back_once(cast: Cast, at: datetime) -> None:
    row = disconnected(cast, at)
    other = Revocation.objects.get()
    assert claim_revocation(revocation=row, at=at)
    assert not claim_revocation(revocation=other, at=at)


def test_what_no_key_opens_is_given_up_after_its_day(cast: Cast, at: datetime) -> None:
    row = disconnected(cast, at)
    Revocation.objects.update(sealed_access=row.sealed_access.replace("s1.", "s1.lost", 1))
    server = Server()
    with time_machine.travel(at, tick=False):
        tasks.revoke_tokens(server.for_any)
    assert server.taken == []
    with time_machine.travel(at + DEADLINE, tick=False):
        tasks.revoke_tokens(server.for_any)
    assert not Revocation.objects.exists()


def test_leaving_the_house_gives_tokens_back_too(cast: Cast, at: datetime) -> None:
    account = an_account(cast.ines, at)
    cast.ines.left_on = at.date()
    cast.ines.save(update_fields=["left_on"])
    close_behind(person=cast.ines, at=at)
    account.refresh_from_db()
    assert (account.sealed_access, account.state) == ("", Account.State.EXPIRED)
    assert Revocation.objects.count() == 1


def test_being_forgotten_gives_tokens_back_too(cast: Cast, at: datetime) -> None:
    an_account(cast.ines, at)
    HOLDER.forget(cast.ines, at=at)
    assert (Account.objects.count(), Revocation.objects.count()) == (0, 1)


def test_a_token_whose_key_is_gone_is_only_erased(cast: Cast, at: datetime) -> None:
    account = an_account(cast.ines, at)
    Account.objects.update(sealed_access="s1.lost.AAAA")
    account.refresh_from_db()
    disconnect_account(account=account, by=cast.ines, at=at)
    assert (Account.objects.count(), Revocation.objects.count()) == (0, 0)
