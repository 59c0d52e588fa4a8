"""What I am asked: my budget, my answers, my balance; nobody else's business."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portevoix.curate.models import Read, Saved
from portevoix.govern.actions import give_consent, lay_register
from portevoix.govern.models import Consent
from portevoix.notify.models import Ask, AskBudget
from portevoix.notify.queries import stop_token
from portevoix.people.models import Topic
from portevoix.share.models import Campaign
from portevoix.share.queries.giving import give_and_take
from portevoix.share.tasks import offer_campaigns
from tests.conftest import Cast
from tests.measure.world import clicked, published
from tests.share.campaign_world import DAY, an_offered
from tests.share.world import an_item

pytestmark = pytest.mark.django_db
PAGE = "/asks/"


@pytest.fixture(autouse=True)
def _now(at: datetime) -> object:
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def campaign(cast: Cast, at: datetime) -> Campaign:
    lay_register(at=at)
    campaign = an_offered(cast.lea, at)
    offer_campaigns()
    return campaign


def own(cast: Cast) -> Ask:
    return Ask.objects.get(person=cast.ines)


def say(client: Client, ask: Ask, answer: str, **more: str) -> str:
    sent = client.post(reverse("share:answer_ask", args=[ask.pk]), {"answer": answer} | more)
    return sent.get("Location", str(sent.status_code))


def test_yes_leads_to_the_campaign(cast: Cast, as_ines: Client, campaign: Campaign) -> None:
    assert say(as_ines, own(cast), "yes") == reverse("share:campaign", args=[campaign.slug])
    assert own(cast).answer == "yes"
    Campaign.objects.update(state="ended")
    assert say(as_ines, own(cast), "yes") == reverse("share:campaigns")


@pytest.mark.parametrize("answer", ["not_this", "later", "never"])
def test_every_other_answer_leaves_her_page_in_peace(
    cast: Cast, as_ines: Client, campaign: Campaign, answer: str
) -> None:
    assert "You are asked" in as_ines.get("/").content.decode()
    assert say(as_ines, own(cast), answer, next="/asks/") == "/asks/"
    assert 'class="invitation' not in as_ines.get("/").content.decode()


def test_nobody_answers_for_her(cast: Cast, as_lea: Client, campaign: Campaign) -> None:
    assert say(as_lea, own(cast), "yes") == "404"
    assert own(cast).answer == ""


def test_an_answer_that_is_none_is_refused(cast: Cast, as_ines: Client, campaign: Campaign) -> None:
    assert say(as_ines, own(cast), "perhaps") == "409"


def test_later_is_offered_once(
    cast: Cast, as_ines: Client, campaign: Campaign, at: datetime
) -> None:
    say(as_ines, own(cast), "later")
    with time_machine.travel(at + 8 * DAY, tick=False):
        html = as_ines.get("/").content.decode()
    assert 'class="invitation' in html
    assert 'value="later"' not in html


def test_her_budget_is_hers_to_set(cast: Cast, as_ines: Client) -> None:
    assert "at most 2 times a month" in as_ines.get(PAGE).content.decode()
    as_ines.post(PAGE, {"monthly": "1"})
    assert AskBudget.objects.get(person=cast.ines).monthly == 1
    assert "at most once a month" in as_ines.get(PAGE).content.decode()
    as_ines.post(PAGE, {"monthly": "0"})
    assert "you set it to none" in as_ines.get(PAGE).content.decode()
    for wrong in ("-1", "9", "many"):
        answer = as_ines.post(PAGE, {"monthly": wrong})
        assert answer.status_code == 422
    assert AskBudget.objects.get(person=cast.ines).monthly == 0


def test_never_and_back(cast: Cast, as_ines: Client, campaign: Campaign) -> None:
    as_ines.post(reverse("share:never_ask"))
    html = as_ines.get(PAGE).content.decode()
    assert "only you can change it" in html
    assert 'name="monthly"' not in html
    as_ines.post(reverse("share:ask_again"))
    assert AskBudget.objects.get(person=cast.ines).over_since is None
    say(as_ines, own(cast), "never")
    assert "Never: take part in a campaign." in as_ines.get(PAGE).content.decode()
    as_ines.post(reverse("share:ask_again"), {"kind": "campaign"})
    assert "Never: take part" not in as_ines.get(PAGE).content.decode()


def test_what_was_asked_is_listed_with_what_she_said(
    cast: Cast, as_ines: Client, campaign: Campaign
) -> None:
    assert "This month, once so far." in as_ines.get(PAGE).content.decode()
    say(as_ines, own(cast), "not_this")
    html = as_ines.get(PAGE).content.decode()
    assert campaign.name in html
    assert "not this one" in html
    Ask.objects.filter(person=cast.ines).update(about="campaign:gone")
    assert "Take part in a campaign" in as_ines.get(PAGE).content.decode()


def test_mail_is_offered_where_there_is_a_server(
    cast: Cast, as_ines: Client, campaign: Campaign, settings: object
) -> None:
    assert "By mail too" not in as_ines.get(PAGE).content.decode()
    give_consent(purpose_key="ask_mail", by=cast.ines, at=campaign.created_at)
    assert "Only on my page" in as_ines.get(PAGE).content.decode()


def test_one_press_in_the_mail_stops_it(
    cast: Cast, client: Client, campaign: Campaign, at: datetime
) -> None:
    give_consent(purpose_key="ask_mail", by=cast.ines, at=at)
    page = reverse("share:stop_asks", args=[stop_token(cast.ines, "ask_mail")])
    assert client.get(page).status_code == 200
    assert Consent.objects.standing().exists()
    assert "It is stopped" in client.post(page).content.decode()
    assert not Consent.objects.standing().exists()
    digest_token = stop_token(cast.ines, "digest")
    assert client.post(reverse("share:stop_asks", args=[digest_token])).status_code == 404


def test_the_balance_is_in_words(
    cast: Cast, as_ines: Client, campaign: Campaign, at: datetime
) -> None:
    assert "What you read is not kept" in as_ines.get(PAGE).content.decode()
    give_consent(purpose_key="learning", by=cast.ines, at=at)
    topic = Topic.objects.create(slug="weaving", name_en="Weaving", name_fr="Tissage")
    item = an_item(at)
    item.about.create(topic=topic, score=1)
    Read.objects.create(person=cast.ines, item=item, at=at)
    Saved.objects.create(person=cast.ines, item=item, at=at)
    share = published(cast.ines, at - DAY)
    clicked(share, 3, at=at)
    say(as_ines, own(cast), "yes")
    html = as_ines.get(PAGE).content.decode()
    for said in (
        "You read one article.",
        "You learned of Weaving.",
        "You saved one article for later.",
        "Your links were followed 3 times by people.",
        "You were asked once to take part in something.",
        "You said something once.",
    ):
        assert said in html
    balance = give_and_take(cast.ines, at)
    assert (balance.asked, balance.agreed, balance.readers) == (1, 1, 3)


def test_what_is_not_known_is_not_zero(cast: Cast, at: datetime) -> None:
    balance = give_and_take(cast.theo, at)
    assert (balance.read, balance.learned, balance.asked) == (None, None, 0)
