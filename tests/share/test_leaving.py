from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from portevoix.ledger.models import Entry
from portevoix.people.actions.persons import mark_departed
from portevoix.share import tasks
from portevoix.share.actions.leaving import StillHere, close_behind
from portevoix.share.models import Account, Share
from portevoix.share.personal_data import HOLDER
from tests.conftest import Cast
from tests.share.world import a_share, an_account, ready_to_share

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
IN_FLIGHT = [Share.State.CLAIMED, Share.State.SENDING, Share.State.UNKNOWN]


@pytest.fixture
def share(cast: Cast, at: datetime) -> Share:
    ready_to_share(cast.ines, at)
    return a_share(cast.ines, at, account=an_account(cast.ines, at, "bluesky"))


def leave(cast: Cast, at: datetime) -> int:
    if cast.ines.is_present:
        mark_departed(person=cast.ines, left_on=at.date(), by=cast.ada, at=at)
    with time_machine.travel(at + HOUR, tick=False):
        return tasks.close_accounts_of_departed()


def put(share: Share, **columns: object) -> None:
    Share.objects.filter(pk=share.pk).update(**columns)


def state_of(share: Share) -> str:
    share.refresh_from_db()
    return share.state


def has_token() -> bool:
    account = Account.objects.get()
    return bool(account.sealed_access or account.sealed_refresh or account.tokens_expire_at)


def test_leaving_cancels_what_was_planned_and_erases_tokens(
    cast: Cast, share: Share, at: datetime
) -> None:
    assert has_token()
    assert leave(cast, at) == 1
    assert state_of(share) == Share.State.CANCELLED
    assert not has_token()
    assert Account.objects.get().state == Account.State.EXPIRED
    entry = Entry.objects.get(act="accounts.closed")
    assert (entry.actor, entry.subject) == ("system", cast.ines.ref)
    assert entry.details == {"accounts": 1, "shares": 1}


def test_a_second_time_finds_nobody(cast: Cast, share: Share, at: datetime) -> None:
    assert [leave(cast, at), leave(cast, at)] == [1, 0]
    assert Entry.objects.filter(act="accounts.closed").count() == 1


def test_who_works_here_keeps_everything(cast: Cast, share: Share, at: datetime) -> None:
    assert tasks.close_accounts_of_departed() == 0
    with pytest.raises(StillHere):
        close_behind(person=cast.ines, at=at)
    assert state_of(share) == Share.State.SCHEDULED
    assert has_token()


@pytest.mark.parametrize("state", IN_FLIGHT)
def test_a_token_waits_until_nobody_needs_to_look_for_a_share(
    cast: Cast, share: Share, at: datetime, state: str
) -> None:
    put(share, state=state, sending_at=at, frozen_text="words")
    assert leave(cast, at) == 0
    assert has_token()
    assert state_of(share) == state
    put(share, state=Share.State.SENT, sent_at=at)
    assert leave(cast, at) == 1
    assert not has_token()
    assert state_of(share) == Share.State.SENT


def test_a_share_in_flight_does_not_keep_the_planned_ones(
    cast: Cast, share: Share, at: datetime
) -> None:
    planned = a_share(cast.ines, at, account=share.account)
    put(share, state=Share.State.UNKNOWN, sending_at=at, frozen_text="words")
    assert leave(cast, at) == 1
    assert state_of(planned) == Share.State.CANCELLED
    assert has_token()


def test_a_question_about_what_never_left_is_cancelled_and_another_is_not(
    cast: Cast, share: Share, at: datetime
) -> None:
    perhaps_out = a_share(cast.ines, at, account=share.account)
    put(share, state=Share.State.ASK_PERSON, problem="your_turn")
    put(perhaps_out, state=Share.State.ASK_PERSON, problem="no_evidence", sending_at=at)
    leave(cast, at)
    assert state_of(share) == Share.State.CANCELLED
    assert state_of(perhaps_out) == Share.State.ASK_PERSON


def test_a_claimed_share_of_hers_is_held_then_cancelled(
    cast: Cast, share: Share, at: datetime
) -> None:
    with time_machine.travel(at, tick=False):
        leave(cast, at)
        assert tasks.publish_due() == 0
    assert state_of(share) == Share.State.CANCELLED


def test_her_export_still_names_her_accounts(cast: Cast, share: Share, at: datetime) -> None:
    leave(cast, at)
    [account] = HOLDER.export(cast.ines)["share.Account"]
    assert account["handle"] == "ines"


def test_colleagues_keep_theirs(cast: Cast, share: Share, at: datetime) -> None:
    ready_to_share(cast.theo, at)
    other = a_share(cast.theo, at)
    leave(cast, at)
    assert state_of(other) == Share.State.SCHEDULED
    assert Account.objects.get(person=cast.theo).sealed_access
