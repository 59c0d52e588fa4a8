"""A campaign on its pages: the studio's, from intention to result, and that of those it is for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portevoix.govern.actions import lay_register
from portevoix.people.models import Team
from portevoix.share.actions.campaigns import recall_campaign, set_target
from portevoix.share.actions.kits import Advice, add_kit_text, write_kit
from portevoix.share.models import Campaign, Share
from portevoix.share.tasks import offer_campaigns
from tests.conftest import Cast
from tests.share.campaign_world import DAY, a_draft, a_running, an_offered, said_of
from tests.share.test_campaigns import published_of
from tests.share.world import WORDS, an_item, ready_to_share

pytestmark = pytest.mark.django_db
FORM = {"name": "Open day", "goal": "recruiting", "words": "Come and see"}


@pytest.fixture(autouse=True)
def _now(at: datetime) -> object:
    with time_machine.travel(at, tick=False):
        yield


def studio(campaign: Campaign, part: str = "campaign_studio") -> str:
    return reverse(f"share:{part}", args=[campaign.slug])


def days(at: datetime) -> dict[str, str]:
    return {"starts_on": f"{at:%F}", "until_on": f"{at + 9 * DAY:%F}"}


def test_from_intention_to_offer_on_one_page(cast: Cast, as_lea: Client, at: datetime) -> None:
    assert "No campaign yet" in as_lea.get(reverse("share:campaign_list")).content.decode()
    answer = as_lea.post(reverse("share:prepare_campaign"), FORM | days(at))
    campaign = Campaign.objects.get()
    assert answer["Location"] == studio(campaign)
    assert campaign.ends_on == (at + 10 * DAY).date()
    html = as_lea.get(studio(campaign)).content.decode()
    headings = ["The intention", "Whom it is for", "What it is about", "The kit", "The invitations"]
    places = [html.index(f">{heading}</h2>") for heading in [*headings, "The result"]]
    assert places == sorted(places)
    assert as_lea.post(studio(campaign, "campaign_act"), {"act": "begin"}).status_code == 409
    item = an_item(at)
    as_lea.post(studio(campaign, "campaign_about"), {"items": [item.pk]})
    team = Team.objects.get()
    as_lea.post(studio(campaign, "campaign_target"), {"teams": [team.pk], "languages": ["en"]})
    as_lea.post(studio(campaign, "campaign_act"), {"act": "begin"})
    as_lea.post(studio(campaign, "campaign_act"), {"act": "offer"})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.offered_at) == ("running", at)
    html = as_lea.get(studio(campaign)).content.decode()
    assert "Teams: Platform" in html
    assert item.title in html
    assert "Offered on" in html
    assert campaign.name in as_lea.get(reverse("share:campaign_list")).content.decode()


def test_what_does_not_fit_is_said_and_what_was_typed_is_kept(as_lea: Client, at: datetime) -> None:
    wrong = FORM | {"starts_on": f"{at:%F}", "until_on": f"{at - 2 * DAY:%F}"}
    answer = as_lea.post(reverse("share:prepare_campaign"), wrong)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "The last day comes before the first." in html
    assert "Come and see" in html
    assert not Campaign.objects.exists()


def test_the_form_shows_what_was_written(cast: Cast, as_lea: Client, at: datetime) -> None:
    campaign = a_draft(cast.lea, at)
    set_target(campaign=campaign, countries=["be"], languages=["fr"], by=cast.lea, at=at)
    html = as_lea.get(studio(campaign, "change_campaign")).content.decode()
    assert 'value="Open day"' in html
    # The last day is shown, not the first that is over.
    assert f'value="{at + 19 * DAY:%F}"' in html
    assert "Belgium" in as_lea.get(studio(campaign, "campaign_target")).content.decode()
    as_lea.post(studio(campaign, "change_campaign"), FORM | days(at) | {"name": "Open week"})
    campaign.refresh_from_db()
    assert (campaign.name, campaign.slug) == ("Open week", "open-day")


def test_recalling_says_why_or_is_not_done(cast: Cast, as_lea: Client, at: datetime) -> None:
    campaign = a_running(cast.lea, at)
    assert as_lea.post(studio(campaign, "recall_campaign"), {"why": ""}).status_code == 422
    as_lea.post(studio(campaign, "recall_campaign"), {"why": "The date is wrong."})
    html = as_lea.get(studio(campaign)).content.decode()
    assert "The date is wrong." in html
    assert "Recall it for good" not in html


def test_ending_it_takes_nothing_back(cast: Cast, as_lea: Client, at: datetime) -> None:
    campaign = a_running(cast.lea, at)
    as_lea.post(studio(campaign, "campaign_act"), {"act": "end"})
    assert "Nobody was asked." in as_lea.get(studio(campaign)).content.decode()
    as_lea.post(studio(campaign, "campaign_act"), {"act": "moon"})
    campaign.refresh_from_db()
    assert campaign.state == "ended"


def test_the_result_is_told_in_whole_groups(cast: Cast, as_lea: Client, at: datetime) -> None:
    campaign = a_running(cast.lea, at)
    assert "Not counted yet." in as_lea.get(studio(campaign)).content.decode()
    Campaign.objects.update(counted_on=at.date())
    assert "Fewer than 5 people" in as_lea.get(studio(campaign)).content.decode()
    Campaign.objects.update(counted=10)
    assert "At least 10 people" in as_lea.get(studio(campaign)).content.decode()


@pytest.mark.parametrize("part", ["campaign_studio", "change_campaign", "campaign_about"])
def test_the_studio_is_the_programmes(cast: Cast, as_ines: Client, at: datetime, part: str) -> None:
    assert as_ines.get(studio(a_running(cast.lea, at), part)).status_code == 403


def test_those_it_is_for_read_it_with_its_kit(cast: Cast, as_ines: Client, at: datetime) -> None:
    campaign = a_running(cast.lea, at)
    where = {"campaign": campaign, "language": "en", "by": cast.lea, "at": at}
    advice = Advice("openday", "Say who you are", "Promise a salary", "Say thank you.")
    write_kit(advice=advice, **where)
    add_kit_text(words="Come and see us", network="mastodon", **where)
    assert campaign.name in as_ines.get(reverse("share:campaigns")).content.decode()
    html = as_ines.get(reverse("share:campaign", args=[campaign.slug])).content.decode()
    for said in ("#openday", "Say who you are", "Promise a salary", "Say thank you.", "Mastodon"):
        assert said in html
    item = campaign.items.get()
    assert f"{reverse('share:compose', args=[item.pk])}?campaign={campaign.slug}" in html
    assert "Would you like to take part?" not in html


def test_a_draft_and_what_is_for_others_are_not_found(
    cast: Cast, as_ines: Client, at: datetime
) -> None:
    draft, others = a_draft(cast.lea, at), a_running(cast.lea, at, "Others")
    set_target(campaign=others, languages=["fr"], by=cast.lea, at=at)
    for campaign in (draft, others):
        page = reverse("share:campaign", args=[campaign.slug])
        assert as_ines.get(page).status_code == 404
    assert "No campaign at the moment" in as_ines.get(reverse("share:campaigns")).content.decode()


def test_from_its_kit_to_a_share_of_the_campaign(cast: Cast, as_ines: Client, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    where = {"campaign": campaign, "language": "en", "by": cast.lea, "at": at}
    add_kit_text(words="Come and see us", **where)
    page = reverse("share:compose", args=[campaign.items.get().pk])
    html = as_ines.get(f"{page}?campaign={campaign.slug}").content.decode()
    field = html[html.index("<textarea") : html.index("</textarea>")]
    assert "Come and see us" in html
    assert "Come and see us" not in field
    assert "Come and see us" not in as_ines.get(page).content.decode()
    posted = {"words": WORDS, "places": "intent-linkedin", "moment": "now"}
    as_ines.post(page, posted | {"campaign": campaign.slug})
    assert Share.objects.get().campaign == campaign
    as_ines.post(page, posted | {"words": "Other words of mine."})
    assert Share.objects.latest("pk").campaign is None


def test_recalled_while_she_wrote_nothing_leaves_and_her_words_are_kept(
    cast: Cast, as_ines: Client, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    page = reverse("share:compose", args=[campaign.items.get().pk])
    recall_campaign(campaign=campaign, why="Wrong.", by=cast.lea, at=at)
    posted = {"words": WORDS, "places": "intent-linkedin", "moment": "now"}
    answer = as_ines.post(page, posted | {"campaign": campaign.slug})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "runs no more" in html
    assert WORDS in html
    assert 'name="campaign"' not in html
    assert not Share.objects.exists()


def test_the_owner_of_what_was_held_reads_why(cast: Cast, as_ines: Client, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    share = said_of(campaign, cast.ines, at, due=at + DAY)
    recall_campaign(campaign=campaign, why="The date is wrong.", by=cast.lea, at=at)
    html = as_ines.get(reverse("share:share", args=[share.pk])).content.decode()
    assert "The date is wrong." in html
    assert WORDS in html
    assert 'value="try_again"' not in html
    assert "One share waits for your word." in as_ines.get("/").content.decode()


def test_what_she_was_to_publish_herself_is_asked_about_again(
    cast: Cast, as_ines: Client, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    page = reverse("share:compose", args=[campaign.items.get().pk])
    posted = {"words": WORDS, "places": "intent-linkedin", "moment": "now"}
    as_ines.post(page, posted | {"campaign": campaign.slug})
    share = Share.objects.get()
    assert "linkedin.com" in as_ines.get(reverse("share:share", args=[share.pk])).content.decode()
    recall_campaign(campaign=campaign, why="The date is wrong.", by=cast.lea, at=at)
    html = as_ines.get(reverse("share:share", args=[share.pk])).content.decode()
    assert "linkedin.com" not in html
    assert 'value="published"' in html


def test_asked_on_today_once_and_calmly(cast: Cast, as_ines: Client, at: datetime) -> None:
    lay_register(at=at)
    an_offered(cast.lea, at)
    an_offered(cast.lea, at, "Another")
    offer_campaigns()
    with time_machine.travel(at + 8 * DAY, tick=False):
        offer_campaigns()
        html = as_ines.get("/").content.decode()
    assert html.count('class="invitation') == 1
    assert "You are asked" in html


def test_nothing_of_a_share_of_a_campaign_shows_who(
    cast: Cast, as_lea: Client, at: datetime
) -> None:
    campaign = a_running(cast.lea, at)
    published_of(campaign, cast.theo, at)
    with time_machine.travel(at + timedelta(days=1), tick=False):
        html = as_lea.get(studio(campaign)).content.decode()
    assert "Théo" not in html
