"""The digests on their way: in her hours, one a period, never twice, whoever dies when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from pytest_django import Settings

from portevoix.curate.actions.digesting import stop_digest
from portevoix.govern.actions import give_consent, set_safeguard
from portevoix.govern.models import Purpose
from portevoix.home import tasks
from portevoix.home.tasks import send_digests
from portevoix.notify.actions.delivering import LEASE
from portevoix.notify.channels import registry
from portevoix.notify.channels.letters import Letter
from portevoix.notify.models import Delivery, Preference
from portevoix.notify.rules.handing import SENT, Handed, Outcome, Problem
from tests.conftest import NOON, Cast
from tests.curate.digest_world import DAY, SERVER, a_watch, news, wanting
from tests.notify.fakes import FakeChannel, Killed
from tests.notify.world import MONDAYS

# Monday at 9 in Paris.
NINE = NOON - timedelta(hours=4)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONG_BEFORE = NOON - 3 * DAY


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> FakeChannel:
    settings.MAIL = SERVER
    fake = FakeChannel()
    monkeypatch.setattr(registry, "mail_channel", lambda: fake)
    return fake


@pytest.fixture
def reader(cast: Cast, channel: FakeChannel) -> FakeChannel:
    """Inès wants the digest each day at nine, and there is something to tell."""
    a_watch(cast.ines, found_at=LONG_BEFORE)
    wanting(cast.ines, at=LONG_BEFORE)
    return channel


def work(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return send_digests()


def states() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "reason"))


pytestmark = pytest.mark.django_db


def test_it_leaves_at_her_hour_and_not_before(reader: FakeChannel) -> None:
    assert work(NINE - MINUTE) == 0
    assert work(NINE) == 1
    (letter,) = reader.taken
    assert letter.to == "ines@atelier.example"
    assert letter.stop_url.startswith("http://localhost:8000/mail/stop/")
    assert states() == [("sent", "")]


def test_once_a_period_however_often_the_worker_asks(cast: Cast, reader: FakeChannel) -> None:
    for minutes in range(0, 600, 60):
        work(NINE + minutes * MINUTE)
    assert len(reader.taken) == 1


def test_the_same_delivery_keeps_its_name(reader: FakeChannel) -> None:
    reader.answers = lambda _letter: Handed(Outcome.NOT_SENT, Problem.BUSY, "451 later")
    for minutes in (0, 2, 6):
        work(NINE + minutes * MINUTE)
    assert len(reader.taken) == 3
    assert len({letter.ref for letter in reader.taken}) == 1


def test_a_week_of_news_is_a_letter_a_day_without_a_story_twice(
    cast: Cast, reader: FakeChannel
) -> None:
    told: list[int] = []
    for day in range(7):
        news(2, NINE + day * DAY - HOUR)
        work(NINE + day * DAY)
    for delivery in Delivery.objects.order_by("pk"):
        told += delivery.told
    # From Monday to Friday: nobody is written to at the weekend.
    assert len(reader.taken) == 5
    assert len(told) == len(set(told)) == 3 + 5 * 2


def test_once_a_week_for_who_chose_one_day(cast: Cast, channel: FakeChannel) -> None:
    a_watch(cast.ines, found_at=LONG_BEFORE)
    wanting(cast.ines, MONDAYS, at=LONG_BEFORE)
    for day in range(7):
        news(1, NINE + day * DAY - HOUR)
        work(NINE + day * DAY)
    assert len(channel.taken) == 1


def test_without_news_nothing_leaves(cast: Cast, channel: FakeChannel) -> None:
    wanting(cast.ines, at=LONG_BEFORE)
    assert work(NINE) == 0
    assert channel.taken == []
    assert states() == [("skipped", "empty")]
    # What comes in during the day waits for the next period.
    a_watch(cast.ines, found_at=NINE + HOUR)
    assert work(NINE + 2 * HOUR) == 0


def test_a_worker_that_was_down_sends_late_that_day_or_not_at_all(
    cast: Cast, reader: FakeChannel
) -> None:
    assert work(NINE + 9 * HOUR) == 0
    assert work(NINE + DAY + 8 * HOUR) == 1
    assert len(reader.taken) == 1


def test_the_safeguards_bound_her_hour(cast: Cast, reader: FakeChannel) -> None:
    set_safeguard(key="day_starts_hour", value=11, by=cast.paul, at=LONG_BEFORE)
    assert work(NINE) == 0
    assert work(NINE + 2 * HOUR) == 1


def test_nobody_who_did_not_ask_is_written_to(cast: Cast, reader: FakeChannel) -> None:
    stop_digest(by=cast.ines, at=LONG_BEFORE)
    assert work(NINE) == 0
    assert reader.taken == []
    assert states() == []


def test_the_switch_on_my_data_is_enough(cast: Cast, reader: FakeChannel) -> None:
    give_consent(purpose_key="digest", by=cast.theo, at=LONG_BEFORE)
    for day in range(7):
        news(1, NINE + day * DAY - HOUR)
        work(NINE + day * DAY)
    to_theo = [letter for letter in reader.taken if letter.to == "theo@atelier.example"]
    assert len(to_theo) == 1
    assert Preference.objects.get(person=cast.theo).weekdays == "1"


def test_a_shut_purpose_stops_every_digest(cast: Cast, reader: FakeChannel) -> None:
    Purpose.objects.filter(key="digest").update(basis="")
    assert work(NINE) == 0
    assert reader.taken == []


def test_who_unsubscribes_during_the_run_is_not_written_to(cast: Cast, reader: FakeChannel) -> None:
    a_watch(cast.theo, stories=0)
    wanting(cast.theo, at=LONG_BEFORE)

    def stop_the_other(letter: Letter) -> Handed:
        other = cast.theo if letter.to == cast.ines.email else cast.ines
        stop_digest(by=other, at=NINE)
        return SENT

    reader.answers = stop_the_other
    assert work(NINE) == 1
    assert len(reader.taken) == 1
    assert states() == [("sent", ""), ("skipped", "stopped")]


def test_who_leaves_is_not_written_to(cast: Cast, reader: FakeChannel) -> None:
    cast.ines.left_on = NOON.date()
    cast.ines.save(update_fields=["left_on"])
    assert work(NINE) == 0
    assert reader.taken == []


def test_an_unreachable_server_costs_nobody_anything(cast: Cast, reader: FakeChannel) -> None:
    reader.is_down = True
    assert work(NINE) == 0
    assert states() == [("claimed", "")]
    reader.is_down = False
    assert work(NINE + MINUTE) == 1


def test_behind_a_broken_connection_the_others_wait_untouched(
    cast: Cast, reader: FakeChannel
) -> None:
    a_watch(cast.theo, stories=0)
    wanting(cast.theo, at=LONG_BEFORE)

    def breaks(_letter: Letter) -> Handed:
        reader.is_over = True
        return Handed(Outcome.UNKNOWN, Problem.LOST)

    reader.answers = breaks
    work(NINE)
    assert states() == [("unknown", ""), ("claimed", "")]
    assert Delivery.objects.get(state="claimed").attempts == 0


def test_an_answer_that_is_lost_is_never_asked_for_again(cast: Cast, reader: FakeChannel) -> None:
    reader.answers = lambda _letter: Handed(Outcome.UNKNOWN, Problem.LOST)
    for hours in range(9):
        work(NINE + hours * HOUR)
    assert len(reader.taken) == 1
    assert states() == [("unknown", "")]


def test_one_bad_letter_does_not_stop_another(
    cast: Cast, reader: FakeChannel, caplog: pytest.LogCaptureFixture
) -> None:
    a_watch(cast.theo, stories=0)
    wanting(cast.theo, at=LONG_BEFORE)

    def broken_for_ines(letter: Letter) -> Handed:
        if letter.to == cast.ines.email:
            raise ValueError("a letter that cannot be built")
        return SENT

    reader.answers = broken_for_ines
    assert work(NINE) == 1
    assert "sending delivery" in caplog.text
    assert "ines@" not in caplog.text


STEPS = "assume_rhythm plan_delivery take_delivery letter_of begin_digest conclude_sending".split()


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [*STEPS, "hand"])
def test_killed_at_any_moment_the_letter_leaves_once_at_most(
    cast: Cast, reader: FakeChannel, monkeypatch: pytest.MonkeyPatch, step: str, is_after: bool
) -> None:
    Preference.objects.all().delete()
    real: Callable[..., object] = reader.hand if step == "hand" else getattr(tasks, step)

    def killed(*args: object, **more: object) -> object:
        if is_after:
            real(*args, **more)
        raise Killed

    place: object = reader if step == "hand" else tasks
    tuesday = NINE + DAY
    with monkeypatch.context() as patched:
        patched.setattr(place, step, killed)
        with pytest.raises(Killed):
            work(tuesday)
    for minutes in range(0, 480, 80):
        work(tuesday + LEASE + minutes * MINUTE)
    may_have_left = step == "conclude_sending" or (step == "hand" and is_after)
    was_committed = step == "hand" or (step == "begin_digest" and is_after)
    if may_have_left:
        assert len(reader.taken) == 1
    elif was_committed:
        # Nobody knows any more that it had not left: in doubt, nothing is sent.
        assert (len(reader.taken), states()) == (0, [("unknown", "")])
    else:
        assert (len(reader.taken), states()) == (1, [("sent", "")])


@pytest.mark.usefixtures("shared_database")
@pytest.mark.parametrize("attempt", range(3))
def test_of_workers_at_once_one_sends(cast: Cast, reader: FakeChannel, attempt: int) -> None:
    gate = threading.Barrier(3)

    def run() -> None:
        gate.wait()
        try:
            send_digests()
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _ in range(3)]
    with time_machine.travel(NINE, tick=False):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert len(reader.taken) == 1
    assert states() == [("sent", "")]
