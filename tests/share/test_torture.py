"""What a calendar, a crisis and people in a hurry do to a publication: one test for each."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from portevoix.govern.actions import freeze_publications, lift_freeze, withdraw_consent
from portevoix.share import tasks
from portevoix.share.actions.composing import answer_question, edit_words
from portevoix.share.actions.publishing import begin_sending, claim_share, conclude_sending
from portevoix.share.actions.refusals import AlreadyLeaving
from portevoix.share.models import Share
from portevoix.share.platforms.network import NotPublished, Published
from portevoix.share.rules.pace import Rate
from portevoix.web.fetch import FetchRequest, FetchResponse
from tests.conftest import Cast
from tests.share.fakes import FakeBluesky, FakeMastodon, answer
from tests.share.test_publishing import look, publish
from tests.share.world import WORDS, a_share, an_account, an_item, ready_to_share

pytestmark = pytest.mark.django_db
MILLISECOND = timedelta(milliseconds=1)
MINUTE = timedelta(minutes=1)
FAST = Rate(1_000, timedelta(milliseconds=1))
# Paris, 2027: 02:30 does not exist on 28 March, and comes twice on 31 October.
GAP_EVE = datetime(2027, 3, 27, 12, tzinfo=UTC)
OVERLAP_EVE = datetime(2027, 10, 30, 12, tzinfo=UTC)


@pytest.fixture
def share(cast: Cast, at: datetime) -> Share:
    ready_to_share(cast.ines, at)
    return a_share(cast.ines, at)


def picked(client: Client, cast: Cast, eve: datetime, local: str) -> str:
    """Compose on the eve for a moment on the wall; gives the page that follows."""
    ready_to_share(cast.ines, eve)
    account, item = an_account(cast.ines, eve), an_item(eve)
    form = {
        "words": WORDS,
        "places": f"api-mastodon-{account.ref}",
        "moment": "pick",
        "picked": local,
    }
    with time_machine.travel(eve, tick=False):
        client.force_login(cast.ines)
        return client.post(f"/share/new/{item.pk}/", form, follow=True).content.decode()


def leaves_at(moment: datetime) -> None:
    server = FakeMastodon(now=lambda: moment)
    assert publish(server, moment - MILLISECOND) == 0
    assert publish(server, moment) == 1
    assert len(server.texts()) == 1


def test_dst_gap_a_time_that_does_not_exist_is_shifted_and_said(cast: Cast, client: Client) -> None:
    page = picked(client, cast, GAP_EVE, "2027-03-28T02:30")
    assert "The clock changes then" in page
    # 02:30 CET would have been; the clock then shows 03:30 CEST.
    leaves_at(datetime(2027, 3, 28, 1, 30, tzinfo=UTC))


def test_dst_overlap_of_two_equal_times_the_first(cast: Cast, client: Client) -> None:
    page = picked(client, cast, OVERLAP_EVE, "2027-10-31T02:30")
    assert "The clock changes then" not in page
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    leaves_at(first)
    # An hour later it is half past two again.
    assert publish(FakeMastodon(now=lambda: first), first + 60 * MINUTE) == 0


def test_zone_change_a_planned_share_keeps_its_moment(
    cast: Cast, share: Share, at: datetime, client: Client
) -> None:
    moment = at + timedelta(hours=6)
    Share.objects.update(scheduled_for=moment, next_try_at=moment)
    cast.ines.time_zone = "America/Montreal"
    cast.ines.save()
    client.force_login(cast.ines)
    with time_machine.travel(at, tick=False):
        page = client.get(f"/share/{share.pk}/").content.decode()
    # 18:00 UTC, as the clock on her new wall shows it.
    assert "13:00" in page or "1 p.m." in page
    leaves_at(moment)


def test_token_expired_waits_for_its_owner_and_leaves_once_she_reconnects(
    cast: Cast, share: Share, at: datetime
) -> None:
    server = FakeMastodon(now=lambda: at, token="another")
    publish(server, at)
    share.refresh_from_db()
    assert (share.state, share.problem) == ("ask_person", "token_expired")
    an_account(cast.ines, at)  # she connects it again
    answer_question(share=share, answer="try_again", by=cast.ines, at=at)
    assert publish(FakeMastodon(now=lambda: at), at) == 1
    assert server.texts() == []


def test_account_suspended_is_said_and_never_hammered(
    cast: Cast, share: Share, at: datetime
) -> None:
    calls: list[FetchRequest] = []
    server = FakeMastodon(now=lambda: at, suspended=True)

    def counted(request: FetchRequest) -> FetchResponse:
        calls.append(request)
        return server(request)

    for minutes in range(30):
        publish(counted, at + minutes * MINUTE)
    share.refresh_from_db()
    assert (share.state, share.problem, len(calls)) == ("ask_person", "suspended", 1)


def test_text_edited_while_sending_the_frozen_text_leaves_and_the_edit_is_refused(
    cast: Cast, share: Share, at: datetime
) -> None:
    server = FakeMastodon(now=lambda: at)

    def edited_meanwhile(request: FetchRequest) -> FetchResponse:
        if request.method == "POST":
            with pytest.raises(AlreadyLeaving):
                edit_words(share=Share.objects.get(), words="No, wait!", by=cast.ines, at=at)
        return server(request)

    assert publish(edited_meanwhile, at) == 1
    assert [WORDS in text for text in server.texts()] == [True]
    assert Share.objects.get().words == WORDS


def test_consent_withdrawn_one_millisecond_before_the_call_holds_it(
    cast: Cast, share: Share, at: datetime
) -> None:
    assert claim_share(share=share, at=at)
    withdraw_consent(purpose_key="publish", by=cast.ines, at=at)
    assert begin_sending(share=share, at=at + MILLISECOND) is None
    share.refresh_from_db()
    assert (share.state, share.problem, share.frozen_text) == ("ask_person", "consent", "")


def test_worker_down_for_eight_hours_asks_for_what_is_late_and_sends_what_is_not(
    cast: Cast, share: Share, at: datetime
) -> None:
    morning = at + timedelta(hours=8)
    just_due = a_share(cast.ines, at, account=share.account, words="Something for the morning.")
    Share.objects.filter(pk=just_due.pk).update(
        scheduled_for=morning - MINUTE, next_try_at=morning - MINUTE
    )
    in_flight = a_share(cast.ines, at, account=share.account, words="What was on its way then.")
    assert claim_share(share=in_flight, at=at)
    sending = begin_sending(share=in_flight, at=at)
    assert sending
    server = FakeMastodon(now=lambda: at)
    # It reached the network, and then the machine went down.
    tasks.registry.publishing("mastodon").publish(
        sending.post, tasks.access_of(sending.account), server
    )
    with time_machine.travel(morning, tick=False):
        assert tasks.recover() == 1
    assert publish(server, morning) == 1
    look(server, morning + MINUTE)
    ends = {one.pk: (one.state, one.problem) for one in Share.objects.all()}
    assert ends == {
        share.pk: ("ask_person", "late"),
        just_due.pk: ("sent", ""),
        in_flight.pk: ("sent", ""),
    }
    assert len(server.texts()) == 2


def test_freeze_longer_than_an_hour_asks_and_a_short_one_delays(
    cast: Cast, share: Share, at: datetime
) -> None:
    freeze_publications(reason="A flood.", by=cast.ada, at=at)
    later = a_share(cast.ines, at, account=share.account, words="Said at the end of the freeze.")
    end = at + timedelta(minutes=61)
    Share.objects.filter(pk=later.pk).update(scheduled_for=end - MINUTE, next_try_at=end - MINUTE)
    server = FakeMastodon(now=lambda: at)
    for minutes in range(0, 61, 10):
        assert publish(server, at + minutes * MINUTE) == 0
    assert set(Share.objects.values_list("state", flat=True)) == {"scheduled"}
    lift_freeze(reason="It is over.", by=cast.lea, at=end)
    assert publish(server, end) == 1
    share.refresh_from_db()
    assert (share.state, share.problem) == ("ask_person", "late")


def test_freeze_between_claim_and_call_holds_what_was_claimed(
    cast: Cast, share: Share, at: datetime
) -> None:
    assert claim_share(share=share, at=at)
    freeze_publications(reason="A flood.", by=cast.ada, at=at)
    assert begin_sending(share=share, at=at) is None
    share.refresh_from_db()
    assert (share.state, share.next_try_at, share.frozen_text) == ("scheduled", at, "")


def test_freeze_is_told_to_whoever_has_something_planned(
    cast: Cast, share: Share, at: datetime, as_ines: Client
) -> None:
    freeze_publications(reason="A flood in the basement.", by=cast.ada, at=at)
    for address in ("/share/", f"/share/{share.pk}/", "/share/calendar/"):
        page = as_ines.get(address).content.decode()
        assert "A flood in the basement." in page, address
        assert "nothing of yours is lost" in page


def test_two_tabs_the_second_edit_is_told_and_keeps_both_texts(
    cast: Cast, share: Share, as_ines: Client
) -> None:
    opened = {"version": share.words_version}
    as_ines.post(f"/share/{share.pk}/edit/", opened | {"words": "As the first tab has it."})
    page = as_ines.post(f"/share/{share.pk}/edit/", opened | {"words": "As the second tab has it."})
    text = page.content.decode()
    assert page.status_code == 422
    assert "You changed these words elsewhere" in text
    assert "As the first tab has it." in text
    assert "As the second tab has it." in text
    assert Share.objects.get().words == "As the first tab has it."
    # Having read it, she may keep the second.
    version = Share.objects.get().words_version
    as_ines.post(
        f"/share/{share.pk}/edit/", {"version": version, "words": "As the second tab has it."}
    )
    assert Share.objects.get().words == "As the second tab has it."


def test_two_tabs_cancelled_in_one_and_answered_in_the_other(
    cast: Cast, share: Share, at: datetime, as_ines: Client
) -> None:
    as_ines.post(f"/share/{share.pk}/cancel/")
    page = as_ines.post(f"/share/{share.pk}/answer/", {"answer": "try_again"})
    assert page.status_code == 409
    assert publish(FakeMastodon(), at) == 0
    assert Share.objects.get().state == "cancelled"


def test_double_click_on_cancel_is_one_cancel(share: Share, as_ines: Client) -> None:
    for _ in range(2):
        page = as_ines.post(f"/share/{share.pk}/cancel/", follow=True)
        assert "Cancelled: nothing was published" in page.content.decode()


def test_double_click_on_share_it_is_one_share(cast: Cast, at: datetime, as_ines: Client) -> None:
    ready_to_share(cast.ines, at)
    account, item = an_account(cast.ines, at), an_item(at)
    form = {"words": WORDS, "places": f"api-mastodon-{account.ref}", "moment": "now"}
    for _ in range(2):
        as_ines.post(f"/share/new/{item.pk}/", form)
    assert Share.objects.count() == 1
    server = FakeMastodon(now=lambda: at)
    publish(server, datetime.now(UTC))
    assert len(server.texts()) == 1


def test_double_click_on_publish_it_now_sends_once(
    cast: Cast, share: Share, at: datetime, as_ines: Client
) -> None:
    late = at + 61 * MINUTE
    server = FakeMastodon(now=lambda: late)
    publish(server, late)
    with time_machine.travel(late, tick=False):
        for _ in range(2):
            as_ines.post(f"/share/{share.pk}/answer/", {"answer": "try_again"})
    publish(server, late)
    publish(server, late + MINUTE)
    assert len(server.texts()) == 1


@pytest.mark.parametrize("kind", ["published", "refused"])
def test_an_answer_after_its_lease_changes_nothing(
    cast: Cast, share: Share, at: datetime, kind: str
) -> None:
    claim_share(share=share, at=at)
    assert begin_sending(share=share, at=at)
    late = at + timedelta(minutes=3)
    with time_machine.travel(late, tick=False):
        tasks.recover()
    result = Published("1", "") if kind == "published" else NotPublished("forbidden")
    stale = Share.objects.get()
    stale.state, stale.claim = Share.State.SENDING, "another"
    conclude_sending(share=stale, result=result, at=late, draw=0.5)
    assert Share.objects.get().state == "unknown"


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
def test_a_network_that_says_it_has_this_text_is_looked_at(
    cast: Cast, at: datetime, network: str
) -> None:
    """409 and 5xx after the fact: it stands there, and is found there, once."""
    ready_to_share(cast.ines, at)
    a_share(cast.ines, at, account=an_account(cast.ines, at, network))
    servers: dict[str, Callable[[], FakeMastodon | FakeBluesky]] = {
        "mastodon": lambda: FakeMastodon(now=lambda: at),
        "bluesky": FakeBluesky,
    }
    server = servers[network]()

    def forgets_to_say(request: FetchRequest) -> FetchResponse:
        done = server(request)
        return answer(request, 409, {"error": "Conflict"}) if request.method == "POST" else done

    publish(forgets_to_say, at)
    look(server, at + MINUTE)
    assert (Share.objects.get().state, len(server.texts())) == ("sent", 1)


@pytest.mark.django_db(transaction=True)
def test_freeze_holds_everything_unsent_within_one_second(
    shared_database: None, cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real crew publishes one share after another; a second after the freeze it stands still."""
    now = datetime.now(UTC)
    ready_to_share(cast.ines, now)
    account = an_account(cast.ines, now)
    for place in range(60):
        a_share(cast.ines, now, account=account, words=f"Thing {place}.")
    server = FakeMastodon()

    def slowly(request: FetchRequest) -> FetchResponse:
        time.sleep(0.05)
        return server(request)

    monkeypatch.setattr(tasks, "carrier_of", lambda account: slowly)
    monkeypatch.setattr("portevoix.share.rules.pace.account_rate", lambda network: FAST)
    until = time.monotonic() + 30
    while len(server.texts()) < 3 and time.monotonic() < until:
        tasks.publish_due()
    freeze_publications(reason="A flood.", by=cast.ada, at=datetime.now(UTC))
    frozen_at = time.monotonic()
    while time.monotonic() < frozen_at + 1:
        tasks.publish_due()
    sent = len(server.texts())
    assert 3 <= sent < 60
    tasks.publish_due()
    time.sleep(0.5)
    assert len(server.texts()) == sent
    assert Share.objects.exclude(state__in=["sent", "scheduled"]).count() == 0
    lift_freeze(reason="It is over.", by=cast.ada, at=datetime.now(UTC))
    until = time.monotonic() + 60
    while Share.objects.exclude(state="sent").exists() and time.monotonic() < until:
        tasks.publish_due()
    assert len(server.texts()) == len(set(server.texts())) == 60
    connection.close()
