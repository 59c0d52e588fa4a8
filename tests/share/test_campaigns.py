from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portevoix.ledger.models import Entry
from portevoix.people.models import Person, Team, Topic
from portevoix.share.actions.campaigns import (
    DaysPassed,
    EndsBeforeItStarts,
    Intention,
    NoReason,
    NothingToSay,
    NotInThisState,
    begin_campaign,
    change_campaign,
    count_voices,
    end_campaign,
    offer_campaign,
    prepare_campaign,
    recall_campaign,
    set_items,
    set_target,
)
from portevoix.share.actions.composing import answer_question
from portevoix.share.actions.publishing import begin_sending, claim_share, recover_abandoned
from portevoix.share.models import Campaign, Share
from portevoix.share.queries.campaigns import campaign_of, campaigns_for, people_to_ask, told_of
from portevoix.share.views.wording import question_of
from tests.conftest import Cast
from tests.measure.world import colleague
from tests.share.campaign_world import DAY, a_draft, a_running, an_intention, an_offered, said_of
from tests.share.world import WORDS, an_item, ready_to_share

pytestmark = pytest.mark.django_db


def test_an_intention_is_written_down_and_nobody_else_sees_it(cast: Cast, at: datetime) -> None:
    campaign = a_draft(cast.lea, at)
    assert (campaign.slug, campaign.state, campaign.created_by) == ("open-day", "draft", cast.lea)
    assert a_draft(cast.lea, at).slug == "open-day-2"
    assert a_draft(cast.lea, at, "Prepare").slug == "prepare-2"
    assert list(campaigns_for(cast.ines, at)) == []
    assert Entry.objects.filter(act="campaign.prepared").count() == 3


def test_a_campaign_ends_after_it_starts(cast: Cast, at: datetime) -> None:
    with pytest.raises(EndsBeforeItStarts):
        a_draft(cast.lea, at, days=0)


def test_it_changes_while_it_is_not_over_and_keeps_its_address(cast: Cast, at: datetime) -> None:
    campaign = a_running(cast.lea, at)
    changed = change_campaign(
        campaign=campaign, intention=an_intention(at, "Open week"), by=cast.lea, at=at
    )
    assert (changed.name, changed.slug) == ("Open week", "open-day")
    end_campaign(campaign=campaign, by=cast.lea, at=at)
    with pytest.raises(NotInThisState):
        change_campaign(campaign=campaign, intention=an_intention(at), by=cast.lea, at=at)


def test_it_begins_once_it_is_about_something(cast: Cast, at: datetime) -> None:
    campaign = a_draft(cast.lea, at)
    with pytest.raises(NothingToSay):
        begin_campaign(campaign=campaign, by=cast.lea, at=at)
    set_items(campaign=campaign, items=[an_item(at)], by=cast.lea, at=at)
    with pytest.raises(DaysPassed):
        begin_campaign(campaign=campaign, by=cast.lea, at=at + 20 * DAY)
    assert begin_campaign(campaign=campaign, by=cast.lea, at=at).state == "running"
    with pytest.raises(NotInThisState):
        begin_campaign(campaign=campaign, by=cast.lea, at=at)
    assert list(campaigns_for(cast.ines, at)) == [campaign]


def test_it_is_for_those_it_names(cast: Cast, at: datetime) -> None:
    campaign = a_running(cast.lea, at)
    other = Team.objects.create(name="Design")
    nina = colleague("Nina", other)
    set_target(campaign=campaign, teams=[other], by=cast.lea, at=at)
    assert list(campaigns_for(cast.ines, at)) == []
    assert list(campaigns_for(nina, at)) == [campaign]
    assert list(people_to_ask(Campaign.objects.get(), at)) == [nina]
    set_target(campaign=campaign, languages=["fr"], countries=["be"], by=cast.lea, at=at)
    Person.objects.filter(pk=cast.ines.pk).update(language="fr", country="be")
    assert list(people_to_ask(Campaign.objects.get(), at)) == [cast.ines]
    set_target(campaign=campaign, by=cast.lea, at=at)
    assert Campaign.objects.get().audience is None


def test_topics_choose_whom_it_asks_and_not_who_sees_it(cast: Cast, at: datetime) -> None:
    topic = Topic.objects.create(slug="weaving", name_en="Weaving", name_fr="Tissage")
    cast.theo.expertise.create(topic=topic, declared_at=at)
    day = an_intention(at)
    intention = Intention("Looms", "visibility", day.starts_on, day.ends_on, topics=[topic])
    campaign = prepare_campaign(intention=intention, by=cast.lea, at=at)
    set_items(campaign=campaign, items=[an_item(at)], by=cast.lea, at=at)
    begin_campaign(campaign=campaign, by=cast.lea, at=at)
    assert list(people_to_ask(campaign, at)) == [cast.theo]
    assert list(campaigns_for(cast.ines, at)) == [campaign]


def test_offering_twice_is_once_and_only_what_runs_is_offered(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotInThisState):
        offer_campaign(campaign=a_draft(cast.lea, at), by=cast.lea, at=at)
    campaign = an_offered(cast.lea, at, "Another")
    assert offer_campaign(campaign=campaign, by=cast.lea, at=at + DAY).offered_at == at
    assert Entry.objects.filter(act="campaign.offered").count() == 1


def test_a_share_is_of_a_campaign_that_runs_for_her_and_is_about_it(
    cast: Cast, at: datetime
) -> None:
    campaign = a_running(cast.lea, at)
    item = campaign.items.get()
    assert campaign_of("open-day", item, cast.ines, at) == campaign
    assert campaign_of("", item, cast.ines, at) is None
    assert campaign_of("open-day", an_item(at), cast.ines, at) is None
    assert campaign_of("open-day", item, cast.ines, at + 20 * DAY) is None


def test_recalled_nothing_unsent_of_it_leaves_and_its_owner_reads_why(
    cast: Cast, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    share = said_of(campaign, cast.ines, at, due=at + DAY)
    recall_campaign(campaign=campaign, why="The date is wrong.", by=cast.lea, at=at)
    share.refresh_from_db()
    question = question_of(share)
    assert (share.state, share.problem, share.words) == ("ask_person", "campaign", WORDS)
    assert question is not None
    assert not question.can_retry
    assert campaign.__class__.objects.get().recalled_for == "The date is wrong."


def test_recalled_one_millisecond_before_it_leaves(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    share = said_of(campaign, cast.ines, at)
    assert claim_share(share=share, at=at)
    recall_campaign(campaign=campaign, why="A mistake.", by=cast.lea, at=at)
    assert begin_sending(share=share, at=at + timedelta(milliseconds=1)) is None
    share.refresh_from_db()
    assert (share.state, share.problem) == ("ask_person", "campaign")


def test_what_was_taken_by_a_worker_that_died_does_not_leave_either(
    cast: Cast, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    share = said_of(campaign, cast.ines, at)
    assert claim_share(share=share, at=at)
    recall_campaign(campaign=campaign, why="A mistake.", by=cast.lea, at=at)
    later = at + timedelta(minutes=3)
    assert recover_abandoned(at=later) == 1
    share.refresh_from_db()
    assert claim_share(share=share, at=later)
    assert begin_sending(share=share, at=later) is None


def test_her_answer_brings_back_nothing_of_a_recalled_campaign(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    share = said_of(campaign, cast.ines, at, due=at + DAY)
    recall_campaign(campaign=campaign, why="A mistake.", by=cast.lea, at=at)
    share.refresh_from_db()
    answer_question(share=share, answer="try_again", by=cast.ines, at=at)
    assert claim_share(share=share, at=at)
    assert begin_sending(share=share, at=at) is None


def test_what_is_of_no_campaign_leaves_whatever_is_recalled(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    share = said_of(campaign, cast.ines, at)
    Share.objects.update(campaign=None)
    recall_campaign(campaign=campaign, why="A mistake.", by=cast.lea, at=at)
    share.refresh_from_db()
    assert claim_share(share=share, at=at)
    assert begin_sending(share=share, at=at) is not None


def test_ended_what_was_planned_of_it_leaves(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    campaign = a_running(cast.lea, at)
    share = said_of(campaign, cast.ines, at)
    end_campaign(campaign=campaign, by=cast.lea, at=at)
    assert claim_share(share=share, at=at)
    assert begin_sending(share=share, at=at) is not None


def test_a_recall_says_why_and_a_draft_has_nothing_to_recall(cast: Cast, at: datetime) -> None:
    campaign = a_draft(cast.lea, at)
    with pytest.raises(NoReason):
        recall_campaign(campaign=campaign, why=" ", by=cast.lea, at=at)
    with pytest.raises(NotInThisState):
        recall_campaign(campaign=campaign, why="A mistake.", by=cast.lea, at=at)


def test_who_took_part_is_told_in_whole_groups_once_a_day(cast: Cast, at: datetime) -> None:
    campaign = a_running(cast.lea, at)
    team = Team.objects.create(name="Design")
    people = [colleague(f"Nina {number}", team) for number in range(6)]
    for person in (*people[:4], cast.lea):
        published_of(campaign, person, at)
    assert count_voices(campaign=campaign, least=5, at=at + DAY)
    assert not count_voices(campaign=campaign, least=5, at=at + DAY)
    # Léa reads the figure: she is not in it, and four are too few.
    assert told_of(Campaign.objects.get()) == 0
    for person in people[4:]:
        published_of(campaign, person, at)
        published_of(campaign, person, at)
    assert count_voices(campaign=campaign, least=5, at=at + 2 * DAY)
    assert told_of(Campaign.objects.get()) == 5
    Share.objects.filter(person=people[0]).delete()
    Share.objects.filter(person=people[1]).delete()
    assert count_voices(campaign=campaign, least=5, at=at + 3 * DAY)
    assert told_of(Campaign.objects.get()) == 5


def published_of(campaign: Campaign, person: Person, at: datetime) -> None:
    Share.objects.create(
        person=person,
        campaign=campaign,
        network="linkedin",
        mode="declared",
        target_url="https://news.example/1",
        state="sent",
        created_at=at,
        scheduled_for=at,
        next_try_at=at,
        sent_at=at,
    )
