"""Offered in one act, asked one by one: each within her own budget, and nobody else knows."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from portevoix.govern.actions import give_consent, lay_register, withdraw_consent
from portevoix.govern.models import Purpose
from portevoix.home.tasks import send_asks
from portevoix.ledger.models import Entry
from portevoix.notify.actions.asking import allow_asks, answer_ask, never_ask_again, set_budget
from portevoix.notify.channels import registry
from portevoix.notify.models import Ask, Delivery
from portevoix.people.models import Person
from portevoix.share.actions.campaigns import end_campaign, recall_campaign
from portevoix.share.queries.campaigns import invitations_of
from portevoix.share.queries.inviting import guests_of
from portevoix.share.tasks import count_campaigns, offer_campaigns
from tests.conftest import Cast
from tests.curate.digest_world import SERVER
from tests.notify.fakes import FakeChannel
from tests.share.campaign_world import DAY, a_running, an_offered, said_of
from tests.share.world import ready_to_share

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> FakeChannel:
    settings.MAIL = SERVER
    fake = FakeChannel()
    monkeypatch.setattr(registry, "mail_channel", lambda: fake)
    return fake


@pytest.fixture(autouse=True)
def _register(cast: Cast, at: datetime) -> None:
    lay_register(at=at - DAY)


def offered(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return offer_campaigns()


def sent(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return send_asks()


def asked(person: Person) -> list[str]:
    return list(Ask.objects.filter(person=person).order_by("pk").values_list("about", "channel"))


def test_each_is_asked_once_on_her_page_and_nobody_who_left(cast: Cast, at: datetime) -> None:
    campaign = an_offered(cast.lea, at)
    assert offered(at) == 7
    assert offered(at + DAY) == 0
    assert asked(cast.ines) == [("campaign:open-day", "page")]
    assert asked(cast.sofia) == []
    (invitation,) = invitations_of(cast.ines, at)
    assert invitation.campaign == campaign


def test_what_only_runs_is_asked_of_nobody(cast: Cast, at: datetime) -> None:
    a_running(cast.lea, at)
    assert offered(at) == 0


def test_whose_budget_is_two_never_gets_a_third(cast: Cast, at: datetime) -> None:
    for number in range(5):
        an_offered(cast.lea, at, f"Campaign {number}", days=28)
    for day in range(28):
        offered(at + day * DAY)
    assert len(asked(cast.ines)) == 2
    # The first campaigns to end come first; in December the others may follow.
    offered(datetime.fromisoformat("2026-12-01T12:00+00:00"))
    assert Ask.objects.filter(person=cast.ines, month="2026-11").count() == 2


def test_who_wants_none_or_said_never_is_not_asked(cast: Cast, at: datetime) -> None:
    set_budget(monthly=0, by=cast.ines, at=at)
    never_ask_again(by=cast.karim, at=at)
    an_offered(cast.lea, at)
    assert offered(at) == 5
    allow_asks(kinds=[], by=cast.karim, at=at)
    assert offered(at) == 1


def test_who_refused_a_kind_is_turned_away_at_the_door(cast: Cast, at: datetime) -> None:
    an_offered(cast.lea, at)
    offered(at)
    own = Ask.objects.get(person=cast.ines)
    answer_ask(ask=own, answer="never", by=cast.ines, at=at)
    an_offered(cast.lea, at + 2 * WEEK, "Another")
    assert offered(at + 2 * WEEK) == 6
    assert len(asked(cast.ines)) == 1


def test_who_said_something_of_it_is_not_asked_whether_she_would(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    campaign = an_offered(cast.lea, at)
    said_of(campaign, cast.ines, at)
    assert cast.ines not in [guest.person for guest in guests_of(campaign, at)]


def test_nothing_is_asked_once_the_register_shuts_it(cast: Cast, at: datetime) -> None:
    an_offered(cast.lea, at)
    Purpose.objects.filter(key="asks").update(basis="")
    assert offered(at) == 0


def test_an_invitation_goes_with_its_campaign(cast: Cast, at: datetime) -> None:
    campaign = an_offered(cast.lea, at)
    offered(at)
    end_campaign(campaign=campaign, by=cast.lea, at=at)
    assert invitations_of(cast.ines, at) == []
    assert offered(at + DAY) == 0


def test_asking_is_in_no_record(cast: Cast, at: datetime) -> None:
    an_offered(cast.lea, at)
    before = Entry.objects.count()
    offered(at)
    assert Entry.objects.count() == before


def test_who_agreed_gets_one_letter_in_her_hours_and_no_reminder(
    cast: Cast, at: datetime, channel: FakeChannel
) -> None:
    give_consent(purpose_key="ask_mail", by=cast.ines, at=at)
    an_offered(cast.lea, at)
    midnight = at + timedelta(hours=12)
    offered(midnight)
    assert asked(cast.ines) == []
    offered(at + DAY)
    assert asked(cast.ines) == [("campaign:open-day", "mail")]
    for minutes in range(0, 2880, 240):
        offered(at + DAY + timedelta(minutes=minutes))
        sent(at + DAY + timedelta(minutes=minutes))
    (letter,) = channel.taken
    assert letter.to == "ines@atelier.example"
    assert "Open day" in letter.subject
    assert "Come and see how we work." in letter.text
    assert letter.stop_url.startswith("http://localhost:8000/asks/stop/")
    # Nothing is fetched, and no address in it tells who follows it, but the one that stops it.
    assert "<img" not in letter.html
    addresses = set(re.findall(r'href="([^"]*)"', letter.html))
    house = "http://localhost:8000"
    assert addresses == {f"{house}/campaigns/open-day/", f"{house}/asks/", letter.stop_url}
    # The same question stands on her page: one ask, two places.
    assert len(invitations_of(cast.ines, at + DAY)) == Ask.objects.filter(person=cast.ines).count()


@pytest.mark.parametrize("deed", ["answered", "never", "withdrawn", "recalled", "departed"])
def test_a_letter_that_has_lost_its_reason_is_not_sent(
    cast: Cast, at: datetime, channel: FakeChannel, deed: str
) -> None:
    give_consent(purpose_key="ask_mail", by=cast.ines, at=at)
    campaign = an_offered(cast.lea, at)
    offered(at)
    _do(deed, cast, campaign, at)
    assert sent(at) == 0
    assert channel.taken == []
    assert Delivery.objects.get().state == "skipped"


def _do(deed: str, cast: Cast, campaign: object, at: datetime) -> None:
    own = Ask.objects.get(person=cast.ines)
    deeds = {
        "answered": lambda: answer_ask(ask=own, answer="not_this", by=cast.ines, at=at),
        "never": lambda: never_ask_again(by=cast.ines, at=at),
        "withdrawn": lambda: withdraw_consent(purpose_key="ask_mail", by=cast.ines, at=at),
        "recalled": lambda: recall_campaign(campaign=campaign, why="Wrong.", by=cast.lea, at=at),
        "departed": lambda: Person.objects.filter(pk=cast.ines.pk).update(left_on=at.date()),
    }
    deeds[deed]()


def test_without_a_mail_server_nothing_is_sent(
    cast: Cast, at: datetime, settings: Settings
) -> None:
    settings.MAIL = None
    give_consent(purpose_key="ask_mail", by=cast.ines, at=at)
    an_offered(cast.lea, at)
    offered(at)
    assert asked(cast.ines) == [("campaign:open-day", "page")]
    assert sent(at) == 0


def test_campaigns_are_counted_once_a_day(cast: Cast, at: datetime) -> None:
    an_offered(cast.lea, at)
    with time_machine.travel(at, tick=False):
        assert (count_campaigns(), count_campaigns()) == (1, 0)
