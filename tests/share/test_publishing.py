from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from portevoix.govern.actions import (
    freeze_publications,
    lift_freeze,
    publish_charter,
    withdraw_consent,
)
from portevoix.ledger.models import Entry
from portevoix.share import tasks
from portevoix.share.actions.accounts import access_of, disconnect_account
from portevoix.share.actions.composing import answer_question, edit_words
from portevoix.share.actions.publishing import (
    begin_sending,
    claim_share,
    conclude_sending,
    recover_abandoned,
)
from portevoix.share.actions.stepping import LEASE
from portevoix.share.models import Account, Share
from portevoix.share.platforms.network import Carry, Published
from portevoix.share.queries.carriers import CarrierOf
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.fakes import FakeBluesky, FakeMastodon, Faults
from tests.share.world import WORDS, a_share, an_account, ready_to_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, at: datetime) -> Share:
    ready_to_share(cast.ines, at)
    return a_share(cast.ines, at)


def by(server: Carry) -> CarrierOf:
    return lambda account: server


def publish(server: Carry, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return tasks.publish_due(by(server))


def look(server: Carry, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return tasks.look_for_unknown(by(server))


def test_a_due_share_is_published_with_her_words_and_its_link(share: Share, at: datetime) -> None:
    server = FakeMastodon(now=lambda: at)
    assert publish(server, at) == 1
    share.refresh_from_db()
    assert share.state == Share.State.SENT
    assert share.external_url == "https://mastodon.example/@ines/100000"
    assert share.frozen_text == f"{WORDS}\n\nhttp://localhost:8000/l/{share.link.code}"
    assert len(server.texts()) == 1
    assert Entry.objects.filter(act="share.published").count() == 1


def test_a_share_is_published_once_however_often_it_is_asked(share: Share, at: datetime) -> None:
    server = FakeMastodon(now=lambda: at)
    for _ in range(3):
        publish(server, at)
    assert len(server.texts()) == 1


def test_nothing_leaves_before_its_moment(share: Share, at: datetime) -> None:
    Share.objects.update(next_try_at=at + timedelta(minutes=5))
    server = FakeMastodon(now=lambda: at)
    assert publish(server, at) == 0
    assert server.texts() == []


def test_a_lost_answer_is_looked_for_and_never_sent_again(share: Share, at: datetime) -> None:
    server = FakeMastodon(now=lambda: at, faults=Faults(lost_answer=1.0))
    publish(server, at)
    share.refresh_from_db()
    assert share.state == Share.State.UNKNOWN
    look(server, at + timedelta(seconds=11))
    share.refresh_from_db()
    assert (share.state, len(server.texts())) == (Share.State.SENT, 1)


def test_a_lost_question_is_sent_again_once_its_absence_is_proven(
    share: Share, at: datetime
) -> None:
    server = FakeMastodon(now=lambda: at, faults=Faults(lost_question=1.0))
    publish(server, at)
    server.faults = Faults()
    for minutes in (1, 5, 10, 15, 20):
        look(server, at + timedelta(minutes=minutes))
        publish(server, at + timedelta(minutes=minutes, seconds=59))
    share.refresh_from_db()
    assert (share.state, len(server.texts())) == (Share.State.SENT, 1)


def test_a_worker_killed_while_sending_leaves_a_question_not_a_double(
    share: Share, at: datetime
) -> None:
    assert claim_share(share=share, at=at)
    sending = begin_sending(share=share, at=at)
    assert sending is not None
    server = FakeMastodon(now=lambda: at)
    network = tasks.registry.publishing("mastodon")
    network.publish(sending.post, access_of(sending.account), server)
    # Here the worker dies: nothing is written.
    later = at + LEASE + timedelta(seconds=1)
    assert recover_abandoned(at=later) == 1
    assert publish(server, later) == 0
    look(server, later + timedelta(seconds=11))
    share.refresh_from_db()
    assert (share.state, len(server.texts())) == (Share.State.SENT, 1)


def test_a_worker_killed_before_sending_loses_nothing(share: Share, at: datetime) -> None:
    assert claim_share(share=share, at=at)
    later = at + LEASE + timedelta(seconds=1)
    assert recover_abandoned(at=at) == 0
    assert recover_abandoned(at=later) == 1
    server = FakeMastodon(now=lambda: later)
    assert publish(server, later) == 1


def test_two_workers_cannot_both_take_a_share(share: Share, at: datetime) -> None:
    same = Share.objects.get(pk=share.pk)
    assert claim_share(share=share, at=at)
    assert not claim_share(share=same, at=at)


def test_an_answer_that_comes_after_recovery_changes_nothing(share: Share, at: datetime) -> None:
    assert claim_share(share=share, at=at)
    sending = begin_sending(share=share, at=at)
    assert sending is not None
    recover_abandoned(at=at + LEASE)
    conclude_sending(share=sending.share, result=Published("1", ""), at=at + LEASE, draw=0.5)
    share.refresh_from_db()
    assert share.state == Share.State.UNKNOWN


def test_consent_withdrawn_a_moment_before_holds_it(cast: Cast, share: Share, at: datetime) -> None:
    withdraw_consent(purpose_key="publish", by=cast.ines, at=at)
    server = FakeMastodon(now=lambda: at)
    assert publish(server, at) == 0
    share.refresh_from_db()
    assert (share.state, share.problem, server.texts()) == ("ask_person", "consent", [])


def test_a_new_charter_holds_what_was_planned_under_the_old_one(
    cast: Cast, share: Share, at: datetime
) -> None:
    publish_charter(text_en="New", text_fr="Neuve", by=cast.paul, at=at)
    assert publish(FakeMastodon(), at) == 0
    share.refresh_from_db()
    assert (share.state, share.problem) == ("ask_person", "charter")


def test_a_crisis_freezes_every_unsent_share_and_lets_it_go_after(
    cast: Cast, share: Share, at: datetime
) -> None:
    freeze_publications(reason="A flood.", by=cast.ada, at=at)
    server = FakeMastodon(now=lambda: at)
    assert publish(server, at) == 0
    share.refresh_from_db()
    assert share.state == Share.State.SCHEDULED
    lift_freeze(reason="It is over.", by=cast.lea, at=at)
    assert publish(server, at + timedelta(minutes=1)) == 1


def test_a_disconnected_account_asks_its_owner(cast: Cast, share: Share, at: datetime) -> None:
    disconnect_account(account=Account.objects.get(), by=cast.ines, at=at)
    share.refresh_from_db()
    assert (share.state, share.problem) == ("ask_person", "account")


def test_a_disabled_link_holds_the_share(share: Share, at: datetime) -> None:
    share.link.disabled_at = at
    share.link.save()
    assert publish(FakeMastodon(), at) == 0
    share.refresh_from_db()
    assert share.problem == "link"


def test_a_share_more_than_an_hour_late_asks_instead_of_leaving(share: Share, at: datetime) -> None:
    server = FakeMastodon(now=lambda: at)
    assert publish(server, at + timedelta(minutes=61)) == 0
    share.refresh_from_db()
    assert (share.state, share.problem, server.texts()) == ("ask_person", "late", [])


def test_her_word_to_try_again_sends_it_once(cast: Cast, share: Share, at: datetime) -> None:
    late = at + timedelta(minutes=61)
    server = FakeMastodon(now=lambda: late)
    publish(server, late)
    share.refresh_from_db()
    answer_question(share=share, answer="try_again", by=cast.ines, at=late)
    assert publish(server, late) == 1


def test_a_refusal_is_told_in_the_networks_words(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at)
    server = FakeMastodon(now=lambda: at, suspended=True)
    publish(server, at)
    share.refresh_from_db()
    assert (share.state, share.problem) == ("ask_person", "suspended")


def test_an_unknown_token_asks_to_reconnect(share: Share, at: datetime) -> None:
    publish(FakeMastodon(now=lambda: at, token="another"), at)
    share.refresh_from_db()
    assert (share.state, share.problem) == ("ask_person", "token_expired")
    assert Account.objects.get().state == Account.State.EXPIRED


def test_an_expired_token_that_can_be_renewed_is_renewed(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    account = an_account(cast.ines, at, "bluesky")
    share = a_share(cast.ines, at, account=account)
    server = FakeBluesky(token="newer")
    publish(server, at)
    share.refresh_from_db()
    assert share.state == Share.State.SCHEDULED
    assert publish(server, at + timedelta(minutes=2)) == 1


def test_too_many_requests_wait_as_long_as_the_network_says(share: Share, at: datetime) -> None:
    publish(FakeMastodon(faults=Faults(too_many=1.0)), at)
    share.refresh_from_db()
    assert share.state == Share.State.SCHEDULED
    assert share.next_try_at >= at + timedelta(seconds=30)


def test_a_fault_of_ours_while_sending_is_looked_for(share: Share, at: datetime) -> None:
    def broken(request: FetchRequest) -> FetchResponse:
        raise RuntimeError("a bug")

    publish(broken, at)
    share.refresh_from_db()
    assert share.state == Share.State.UNKNOWN


def test_a_network_that_never_answers_again_ends_in_a_question(share: Share, at: datetime) -> None:
    def silent(request: FetchRequest) -> FetchResponse:
        raise FetchFailed("too_slow", never_sent=False)

    publish(silent, at)
    for hours in range(1, 30):
        look(silent, at + timedelta(hours=hours))
    share.refresh_from_db()
    assert (share.state, share.problem) == ("ask_person", "no_evidence")


def test_the_text_that_leaves_is_the_one_she_approved_last(
    cast: Cast, share: Share, at: datetime
) -> None:
    stale = Share.objects.get(pk=share.pk)
    edit_words(share=share, words="My second thoughts.", by=cast.ines, at=at)
    assert claim_share(share=stale, at=at)
    sending = begin_sending(share=stale, at=at)
    assert sending is not None
    assert sending.post.text.startswith("My second thoughts.")


def test_a_text_nobody_approved_never_leaves(share: Share, at: datetime) -> None:
    Share.objects.update(words="Words of somebody else.", words_version=9)
    assert publish(FakeMastodon(), at) == 0
    share.refresh_from_db()
    assert share.state == Share.State.ASK_PERSON


def test_a_share_page_reminder_is_her_turn(cast: Cast, share: Share, at: datetime) -> None:
    Share.objects.update(mode=Share.Mode.INTENT, network="linkedin")
    assert publish(FakeMastodon(), at) == 0
    share.refresh_from_db()
    assert share.problem == "your_turn"


@pytest.mark.parametrize("seed", range(3))
def test_whatever_breaks_nothing_is_published_twice_or_lost(
    cast: Cast, at: datetime, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import random

    ready_to_share(cast.ines, at)
    account = an_account(cast.ines, at)
    shares = [a_share(cast.ines, at, account=account) for _ in range(12)]
    faults = Faults(0.15, 0.1, 0.1, 0.05, 0.1, draws=random.Random(seed))
    clock = {"now": at}
    server = FakeMastodon(now=lambda: clock["now"], faults=faults)
    _live_through(server, clock, kills=random.Random(seed), monkeypatch=monkeypatch)
    texts = server.texts()
    assert len(texts) == len(set(texts))
    published = sum(share.link.code in text for share in shares for text in texts)
    states = set(Share.objects.values_list("state", flat=True))
    assert states <= {"sent", "ask_person"}
    assert published == Share.objects.filter(state="sent").count()


class Killed(BaseException):
    """What kill -9 looks like from inside."""


def _live_through(
    server: FakeMastodon,
    clock: dict[str, datetime],
    *,
    kills: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draws = kills
    conclude = tasks.conclude_sending

    def killed_at_times(**kwargs: object) -> None:
        if draws.random() < 0.25:  # type: ignore[attr-defined]
            raise Killed
        conclude(**kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "conclude_sending", killed_at_times)
    asked: list[Callable[[CarrierOf], int]] = [tasks.publish_due, tasks.look_for_unknown]
    for _ in range(150):
        clock["now"] += timedelta(seconds=37)
        with time_machine.travel(clock["now"], tick=False):
            tasks.recover()
            for question in asked:
                try:
                    question(by(server))
                except Killed:
                    continue
