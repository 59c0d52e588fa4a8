from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from portevoix.curate.actions.reviewing import (
    approve_item,
    decline_item,
    reopen_item,
    set_item_topics,
)
from portevoix.curate.models import Item, ItemTopic, Proposal
from portevoix.curate.queries.review import (
    Waiting,
    item_to_review,
    items_to_review,
    sources_in_trouble,
    waiting_by_source,
)
from portevoix.ledger.models import Entry
from portevoix.people.models import Team
from tests.conftest import Cast
from tests.curate.world import about, item, knows, source, topic

pytestmark = pytest.mark.django_db
REVIEW = "/studio/review/"


@pytest.fixture
def waiting(at: datetime) -> list[Item]:
    return [
        item(f"Waiting {n}", state=Item.State.PENDING, found_at=at + timedelta(minutes=n))
        for n in range(3)
    ]


def test_an_item_is_approved_declined_and_reopened(cast: Cast, at: datetime) -> None:
    piece = item(state=Item.State.PENDING)
    steps = {approve_item: "approved", decline_item: "declined", reopen_item: "pending"}
    for revision, (decide, state) in enumerate(steps.items(), start=1):
        decide(item=piece, by=cast.lea, at=at)
        piece.refresh_from_db()
        assert (piece.state, piece.revision) == (state, revision)
    acts = Entry.objects.in_order().values_list("act", "subject")
    names = ("item.approved", "item.declined", "item.reopened")
    assert list(acts) == [(name, str(piece.pk)) for name in names]


def test_topics_kept_keep_their_score_and_new_ones_are_certain(cast: Cast, at: datetime) -> None:
    cloud, law, press = topic("cloud"), topic("law"), topic("press")
    piece = about(about(item(), cloud, 0.4), law, 0.6)
    set_item_topics(item=piece, topics=[cloud, press], by=cast.lea, at=at)
    assert dict(ItemTopic.objects.values_list("topic", "score")) == {cloud.pk: 0.4, press.pk: 1.0}
    set_item_topics(item=piece, topics=[], by=cast.lea, at=at)
    assert not ItemTopic.objects.exists()


def test_the_queue_gives_the_oldest_then_the_next(cast: Cast, waiting: list[Item]) -> None:
    assert list(items_to_review(cast.lea)) == waiting
    assert item_to_review(cast.lea) == waiting[0]
    assert item_to_review(cast.lea, after=waiting[0].pk) == waiting[1]
    assert item_to_review(cast.lea, after=waiting[2].pk) == waiting[0]
    assert item_to_review(cast.lea, after=999_999) == waiting[0]
    assert list(items_to_review(cast.ines)) == []


def test_sources_in_trouble_are_told_the_longest_first(cast: Cast, at: datetime) -> None:
    late = source(problem="dns", failures=10, failing_since=at)
    early = source(problem="gone", failing_since=at - timedelta(days=3))
    source()
    source(problem="server", failures=3, failing_since=at)
    assert list(sources_in_trouble(cast.lea)) == [early, late]
    assert list(sources_in_trouble(cast.ines)) == []


def test_one_story_is_decided_at_a_time(as_lea: Client, waiting: list[Item]) -> None:
    page = as_lea.get(REVIEW).content.decode()
    assert "3 stories wait for you." in page
    assert page.index("Waiting 0") < page.index("</main>") < page.index("Waiting 1")
    for key in ("a", "d", "l", "t"):
        assert f'data-key="{key}"' in page
    assert "data-keys" in page
    place = f"{REVIEW}{waiting[0].pk}/"
    page = as_lea.post(place, {"decision": "approve"}, follow=True).content.decode()
    assert "Offered: Waiting 0" in page
    assert "Waiting 1" in page
    page = as_lea.post(place, {"decision": "reopen"}, follow=True).content.decode()
    assert "3 stories wait for you." in page
    assert "Waiting 0" in page
    assert "Waiting 1" in as_lea.get(f"{REVIEW}?after={waiting[0].pk}").content.decode()
    page = as_lea.post(place, {"decision": "decline"}, follow=True).content.decode()
    assert "Not offered: Waiting 0" in page


def test_topics_are_corrected_while_reviewing(as_lea: Client, waiting: list[Item]) -> None:
    cloud, law = topic("cloud"), topic("law")
    about(waiting[1], cloud)
    sent = {"topics": [cloud.pk], "one_more": law.pk}
    page = as_lea.post(f"{REVIEW}{waiting[1].pk}/", sent, follow=True).content.decode()
    assert "Waiting 1" in page
    assert set(waiting[1].topics.all()) == {cloud, law}
    as_lea.post(f"{REVIEW}{waiting[1].pk}/", {"one_more": "nonsense"})
    assert set(waiting[1].topics.all()) == {cloud, law}


def test_an_empty_queue_says_so(as_lea: Client, as_ines: Client) -> None:
    assert (
        "Every story is decided"
        in as_lea.get(f"{REVIEW}?after=x&item=9&decided=9").content.decode()
    )
    assert as_ines.get(REVIEW).status_code == 403
    assert as_ines.post(f"{REVIEW}1/").status_code == 403


def test_a_story_is_decided_once_and_proposals_elsewhere(cast: Cast, at: datetime) -> None:
    lead = item("Told", state=Item.State.PENDING)
    item("Told again", state=Item.State.PENDING, story=lead)
    proposed = item("Proposed", state=Item.State.PENDING)
    Proposal.objects.create(person=cast.ines, item=proposed, at=at)
    assert list(items_to_review(cast.lea)) == [lead]


@pytest.mark.parametrize("decision", ["approve", "decline", "reopen"])
def test_what_a_colleague_proposed_is_answered_and_not_reviewed(
    as_lea: Client, cast: Cast, at: datetime, decision: str
) -> None:
    proposed = item("Proposed")
    accepted = Proposal.State.ACCEPTED
    proposal = Proposal.objects.create(person=cast.ines, item=proposed, at=at, state=accepted)
    answer = as_lea.post(f"{REVIEW}{proposed.pk}/", {"decision": decision})
    assert answer.status_code == 409
    assert "A colleague proposed this" in answer.content.decode()
    proposed.refresh_from_db()
    proposal.refresh_from_db()
    assert (proposed.state, proposal.state) == (Item.State.APPROVED, accepted)


def test_the_queue_of_one_source_is_offered_in_one_press(as_lea: Client, cast: Cast) -> None:
    site, other = source("Site"), source("Other")
    for n in range(3):
        item(f"Of the site {n}", of=site, state=Item.State.PENDING)
    declined = item(of=site, state=Item.State.DECLINED)
    elsewhere = item("Elsewhere", of=other, state=Item.State.PENDING)
    page = as_lea.get(f"{REVIEW}?source={site.pk}").content.decode()
    assert "3 stories wait for you." in page
    assert "Elsewhere" not in page
    assert waiting_by_source(cast.lea) == [
        Waiting(site.pk, "Site", 3),
        Waiting(other.pk, "Other", 1),
    ]
    answer = as_lea.post(f"{REVIEW}source/{site.pk}/", follow=True).content.decode()
    assert "3 stories offered." in answer
    assert list(items_to_review(cast.lea)) == [elsewhere]
    declined.refresh_from_db()
    assert declined.state == Item.State.DECLINED
    [entry] = Entry.objects.filter(act="items.approved")
    assert entry.details == {"number": 3}


def test_a_decision_stays_with_its_source(as_lea: Client) -> None:
    site = source("Site")
    piece = item(of=site, state=Item.State.PENDING)
    place = f"{REVIEW}{piece.pk}/?source={site.pk}"
    answer = as_lea.post(place, {"decision": "approve"})
    assert answer.headers["Location"] == f"{REVIEW}?source={site.pk}&decided={piece.pk}"


def test_whom_an_item_is_for_is_said_while_reviewing(as_lea: Client, cast: Cast) -> None:
    piece = item("For some", state=Item.State.PENDING)
    team = Team.objects.create(name="Sales")
    page = as_lea.post(
        f"{REVIEW}{piece.pk}/audience/", {"teams": [team.pk], "languages": ["fr"]}, follow=True
    ).content.decode()
    assert "For some" in page
    assert "for some only" in page
    piece.refresh_from_db()
    assert piece.audience is not None
    assert list(piece.audience.teams.all()) == [team]
    assert piece.audience.language_codes == ("fr",)
    as_lea.post(f"{REVIEW}{piece.pk}/audience/", {"languages": ["xx"]})
    piece.refresh_from_db()
    assert piece.audience is not None


def test_a_review_says_how_many_know_its_topics(as_lea: Client, cast: Cast) -> None:
    cloud = topic("cloud")
    knows(cast.ines, cloud)
    knows(cast.theo, cloud)
    about(item(state=Item.State.PENDING), cloud)
    assert "2 people here know its topics" in as_lea.get(REVIEW).content.decode()
