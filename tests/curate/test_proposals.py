from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portevoix.curate.actions import proposing
from portevoix.curate.actions.proposing import (
    MOST_WAITING,
    accept_proposal,
    decline_proposal,
    propose_page,
    take_out_proposal,
    withdraw_proposal,
)
from portevoix.curate.actions.trusting import (
    NumbersRefused,
    give_trust,
    set_trust_numbers,
    take_trust,
)
from portevoix.curate.models import Item, Opening, Proposal, Source, Trust
from portevoix.curate.queries.feed import todays_items
from portevoix.curate.queries.proposals import (
    answers_lately,
    item_at,
    offered_at_once,
    own_proposals,
    proposal_to_answer,
    proposals_waiting,
    proposers,
    standing_of,
    watch_numbers,
)
from portevoix.curate.queries.review import items_to_review, reading_of, sources_with_gifts
from portevoix.curate.rules.trusting import Numbers
from portevoix.curate.sources.page_card import Card
from portevoix.curate.sources.parsed import OpeningFacts
from portevoix.ledger.models import Entry
from portevoix.people.models import Person
from tests.conftest import Cast
from tests.curate.world import item, topic

pytestmark = pytest.mark.django_db


def card(number: int = 1, **more: object) -> Card:
    url = str(more.pop("url", f"https://news.example/read/{number}"))
    given = {"title": f"Weaving, part {number}", "summary": "On looms.", "author": "A. Weaver"}
    return Card(url=url, **{**given, **more})  # type: ignore[arg-type]


def proposal(by: Person, at: datetime, number: int = 1, **more: object) -> Proposal:
    page = card(number, **more)
    return propose_page(card=page, title=page.title, why="", topics=None, by=by, at=at)


def accepted(by: Person, lea: Person, at: datetime, count: int) -> None:
    for number in range(count):
        made = proposal(by, at + timedelta(minutes=number), 100 + number)
        accept_proposal(proposal=made, note="", by=lea, at=at + timedelta(hours=1, minutes=number))


def acts() -> list[tuple[str, str]]:
    return list(Entry.objects.in_order().values_list("act", "subject"))


def test_a_proposal_waits_and_is_offered_to_nobody(cast: Cast, at: datetime) -> None:
    looms = topic("looms", "looms")
    made = propose_page(
        card=card(), title=" Weaving  again ", why=" Worth\nit ", topics=None, by=cast.ines, at=at
    )
    assert (made.state, made.why, made.item.title) == ("waiting", "Worth it", "Weaving again")
    assert made.item.state == Item.State.PENDING
    assert made.item.source.kind == Source.Kind.COLLEAGUES
    assert list(made.item.topics.all()) == [looms]
    assert not Item.objects.visible_to(cast.theo).exists()
    assert list(items_to_review(cast.lea)) == []
    assert list(proposals_waiting(cast.lea)) == [made]
    assert list(proposals_waiting(cast.theo)) == []
    assert acts() == [("proposal.made", "")]


def test_the_topics_are_those_she_chose(cast: Cast, at: datetime) -> None:
    looms, law = topic("looms", "looms"), topic("law")
    made = propose_page(card=card(), title="A", why="", topics=[looms, law], by=cast.ines, at=at)
    scores = dict(made.item.about.values_list("topic__slug", "score"))
    assert scores["law"] == 1.0
    assert 0 < scores["looms"] < 1.0
    other = propose_page(card=card(2), title="B", why="", topics=[], by=cast.ines, at=at)
    assert not other.item.topics.exists()


def test_an_opening_that_somebody_proposes_is_one(cast: Cast, at: datetime) -> None:
    facts = OpeningFacts(employer="Loom & Co", salary="x" * 200, valid_through=at)
    made = proposal(cast.ines, at, kind="opening", opening=facts)
    assert made.item.kind == Item.Kind.OPENING
    opening = Opening.objects.get(item=made.item)
    assert (opening.employer, len(opening.salary)) == ("Loom & Co", 160)


def test_the_same_page_sent_twice_is_one_proposal(cast: Cast, at: datetime) -> None:
    first = proposal(cast.ines, at)
    again = proposal(cast.ines, at, url="http://www.news.example/read/1/?utm_source=mail")
    assert again == first
    assert (Item.objects.count(), Proposal.objects.count()) == (1, 1)
    assert len(acts()) == 1


def test_a_page_that_another_brought_meanwhile_is_known(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = proposal(cast.ines, at)
    monkeypatch.setattr(proposing, "item_at", lambda *_urls: None)
    assert proposal(cast.ines, at) == first
    with pytest.raises(proposing.PageKnown):
        proposal(cast.theo, at)
    assert Proposal.objects.count() == 1


def test_a_page_that_is_here_already_is_refused(cast: Cast, at: datetime) -> None:
    item("Known", url="https://news.example/read/1")
    with pytest.raises(proposing.PageKnown, match="Known"):
        proposal(cast.ines, at)
    declined = proposal(cast.ines, at, 2)
    decline_proposal(proposal=declined, note="Old", by=cast.lea, at=at)
    for person in (cast.ines, cast.theo):
        with pytest.raises(proposing.PageKnown):
            proposal(person, at, 2)


def test_a_page_needs_a_title(cast: Cast, at: datetime) -> None:
    with pytest.raises(proposing.TitleMissing):
        propose_page(card=card(), title=" \n ", why="", topics=None, by=cast.ines, at=at)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "ftp://news.example/a",
        "http://localhost/a",
        "http://127.0.0.1/a",
        "http://127.1/a",
        "http://2130706433/a",
        "http://0x7f.1/a",
        "http://10.0.0.8/wiki",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/a",
        "http://[fe80::1%25eth0]/a",
        "https://ines:word@news.example/a",
        "https://news.example/" + "a" * 10_000,
    ],
)
def test_an_address_that_nobody_outside_could_open_is_refused(
    cast: Cast, at: datetime, url: str
) -> None:
    with pytest.raises(proposing.PageOutOfReach):
        proposal(cast.ines, at, url=url)
    assert not Source.objects.exists()


def test_an_address_in_another_alphabet_is_one_page(cast: Cast, at: datetime) -> None:
    made = proposal(cast.ines, at, url="https://métier-à-tisser.example/été")
    assert made.item.url.isascii()
    assert item_at(made.item.url) == made.item
    assert proposal(cast.ines, at, url=made.item.url) == made


def test_nobody_has_more_than_twenty_that_wait(cast: Cast, at: datetime) -> None:
    made = [proposal(cast.ines, at, number) for number in range(MOST_WAITING)]
    with pytest.raises(proposing.TooManyWaiting, match="20"):
        proposal(cast.ines, at, 99)
    proposal(cast.theo, at, 99)
    withdraw_proposal(proposal=made[0], by=cast.ines, at=at)
    proposal(cast.ines, at, 98)


def test_a_waiting_proposal_is_withdrawn_with_its_page_by_its_author_alone(
    cast: Cast, at: datetime
) -> None:
    made = proposal(cast.ines, at)
    for other in (cast.theo, cast.lea):
        with pytest.raises(proposing.AnsweredAlready):
            withdraw_proposal(proposal=made, by=other, at=at)
    withdraw_proposal(proposal=made, by=cast.ines, at=at)
    assert not Item.objects.exists()
    assert acts()[-1] == ("proposal.withdrawn", "")
    with pytest.raises(proposing.AnsweredAlready):
        withdraw_proposal(proposal=made, by=cast.ines, at=at)


def test_an_accepted_proposal_is_offered_like_any_other(cast: Cast, at: datetime) -> None:
    made = proposal(cast.ines, at - timedelta(days=60))
    accept_proposal(proposal=made, note=" Thank you ", by=cast.lea, at=at)
    made.refresh_from_db()
    assert (made.state, made.note, made.answered_by) == ("accepted", "Thank you", cast.lea)
    assert made.item.state == Item.State.APPROVED
    assert made.item.origin == "news.example"
    # However long it waited, it is news from now on.
    assert [one.item for one in todays_items(cast.theo, at=at)] == [made.item]
    assert acts()[-1] == ("proposal.accepted", cast.ines.ref)


def test_a_declined_proposal_is_offered_to_nobody_and_says_why(cast: Cast, at: datetime) -> None:
    made = proposal(cast.ines, at)
    with pytest.raises(proposing.NoteMissing):
        decline_proposal(proposal=made, note="  ", by=cast.lea, at=at)
    decline_proposal(proposal=made, note="An advertisement", by=cast.lea, at=at)
    made.refresh_from_db()
    assert (made.state, made.note, made.item.state) == ("declined", "An advertisement", "declined")
    assert not Item.objects.visible_to(cast.ines).exists()
    assert acts()[-1] == ("proposal.declined", cast.ines.ref)


def test_a_proposal_is_answered_once(cast: Cast, at: datetime) -> None:
    made = proposal(cast.ines, at)
    accept_proposal(proposal=made, note="", by=cast.lea, at=at)
    with pytest.raises(proposing.AnsweredAlready):
        decline_proposal(proposal=made, note="No", by=cast.lea, at=at)
    with pytest.raises(proposing.AnsweredAlready):
        accept_proposal(proposal=made, note="", by=cast.lea, at=at)
    with pytest.raises(proposing.AnsweredAlready):
        withdraw_proposal(proposal=made, by=cast.ines, at=at)
    assert Item.objects.get().state == Item.State.APPROVED


def test_after_five_accepted_what_she_proposes_is_offered_at_once(cast: Cast, at: datetime) -> None:
    accepted(cast.ines, cast.lea, at, 4)
    assert proposal(cast.ines, at + timedelta(days=1), 1).state == "waiting"
    accept_proposal(
        proposal=Proposal.objects.waiting().get(), note="", by=cast.lea, at=at + timedelta(days=2)
    )
    tomorrow = at + timedelta(days=3)
    made = proposal(cast.ines, tomorrow, 2)
    assert (made.state, made.answered_by, made.answered_at) == ("accepted", None, tomorrow)
    assert made.item.state == Item.State.APPROVED
    assert list(offered_at_once(cast.lea, tomorrow)) == [made]
    assert list(offered_at_once(cast.ines, tomorrow)) == []
    assert proposal(cast.theo, tomorrow, 3).state == "waiting"


def test_trust_is_lost_when_two_in_a_row_are_taken_out(cast: Cast, at: datetime) -> None:
    give_trust(person=cast.ines, by=cast.lea, at=at - timedelta(days=1))
    made = [proposal(cast.ines, at, number) for number in range(3)]
    later = at + timedelta(days=1)
    with pytest.raises(proposing.NoteMissing):
        take_out_proposal(proposal=made[0], note="", by=cast.lea, at=later)
    take_out_proposal(proposal=made[0], note="No", by=cast.lea, at=later)
    assert standing_of(cast.ines).is_trusted
    take_out_proposal(proposal=made[1], note="No", by=cast.lea, at=later)
    assert not standing_of(cast.ines).is_trusted
    assert proposal(cast.ines, later, 9).state == "waiting"
    assert Item.objects.get(pk=made[0].item_id).state == Item.State.DECLINED
    assert acts()[-2] == ("proposal.taken_out", cast.ines.ref)
    with pytest.raises(proposing.AnsweredAlready):
        take_out_proposal(proposal=Proposal.objects.waiting().get(), note="No", by=cast.lea, at=at)


def test_what_a_forgotten_manager_accepted_still_counts(cast: Cast, at: datetime) -> None:
    accepted(cast.ines, cast.lea, at, 5)
    Proposal.objects.update(answered_by=None)
    assert standing_of(cast.ines).is_trusted
    assert list(offered_at_once(cast.lea, at + timedelta(days=1))) == []


def test_a_manager_gives_trust_and_takes_it_back(cast: Cast, at: datetime) -> None:
    give_trust(person=cast.ines, by=cast.lea, at=at)
    assert standing_of(cast.ines).is_given
    take_trust(person=cast.ines, by=cast.lea, at=at + timedelta(hours=1))
    assert not standing_of(cast.ines).is_trusted
    trust = Trust.objects.get()
    assert (trust.is_given, trust.by) == (False, cast.lea)
    assert acts() == [("trust.given", cast.ines.ref), ("trust.taken", cast.ines.ref)]


def test_the_numbers_of_trust_are_set_within_bounds(cast: Cast, at: datetime) -> None:
    assert watch_numbers() == Numbers(5, 2)
    set_trust_numbers(numbers=Numbers(1, 1), by=cast.lea, at=at)
    set_trust_numbers(numbers=Numbers(3, 4), by=cast.lea, at=at)
    assert watch_numbers() == Numbers(3, 4)
    assert acts()[-1] == ("trust.numbers_set", "")
    for wrong in (Numbers(0, 2), Numbers(2, 101)):
        with pytest.raises(NumbersRefused):
            set_trust_numbers(numbers=wrong, by=cast.lea, at=at)
    assert watch_numbers() == Numbers(3, 4)


def test_only_those_who_proposed_or_are_trusted_are_listed(cast: Cast, at: datetime) -> None:
    accepted(cast.ines, cast.lea, at, 2)
    decline_proposal(proposal=proposal(cast.ines, at, 1), note="No", by=cast.lea, at=at)
    proposal(cast.ines, at, 2)
    give_trust(person=cast.theo, by=cast.lea, at=at)
    rows = {one.person: (one.accepted, one.declined, one.waiting) for one in proposers(cast.lea)}
    assert rows == {cast.ines: (2, 1, 1), cast.theo: (0, 0, 0)}
    assert [one.person for one in proposers(cast.ines)] == []


def test_what_somebody_proposed_before_she_left_is_still_answered(cast: Cast, at: datetime) -> None:
    made = proposal(cast.ines, at)
    cast.ines.left_on = at.date()
    cast.ines.save(update_fields=["left_on"])
    assert list(proposals_waiting(cast.lea)) == [made]
    assert proposers(cast.lea) == []


def test_proposals_are_answered_the_oldest_first_or_the_one_asked_for(
    cast: Cast, at: datetime
) -> None:
    made = [proposal(cast.ines, at + timedelta(minutes=n), n) for n in range(3)]
    assert proposal_to_answer(cast.lea) == made[0]
    assert proposal_to_answer(cast.lea, asked=made[2].pk) == made[2]
    assert proposal_to_answer(cast.lea, after=made[0].pk) == made[1]
    assert proposal_to_answer(cast.lea, after=made[2].pk) == made[0]
    assert proposal_to_answer(cast.ines) is None


def test_answers_are_news_for_a_week_and_for_their_author_alone(cast: Cast, at: datetime) -> None:
    made = proposal(cast.ines, at)
    assert answers_lately(cast.ines, at) == 0
    later = at + timedelta(hours=1)
    decline_proposal(proposal=made, note="No", by=cast.lea, at=later)
    assert answers_lately(cast.ines, later) == 1
    assert answers_lately(cast.ines, later + timedelta(days=8)) == 0
    assert answers_lately(cast.lea, later) == 0
    assert list(own_proposals(cast.ines)) == [made]
    assert list(own_proposals(cast.lea)) == []
    give_trust(person=cast.theo, by=cast.lea, at=at)
    proposal(cast.theo, later, 2)
    assert answers_lately(cast.theo, later) == 0


def test_what_colleagues_propose_is_no_source_to_look_after(cast: Cast, at: datetime) -> None:
    made = proposal(cast.ines, at)
    assert not Source.objects.visible_to(cast.lea).exists()
    assert not Source.objects.active().exists()
    assert not Source.objects.due(at + timedelta(days=900)).exists()
    assert not sources_with_gifts(cast.lea, at).exists()
    assert reading_of(cast.lea).total == 0
    assert made.item.source == Source.objects.get()
