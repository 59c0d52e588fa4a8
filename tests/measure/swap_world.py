"""A world for the swap test: a month in which two colleagues do very different things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portevoix.curate.actions.proposing import propose_page
from portevoix.curate.actions.trusting import give_trust
from portevoix.curate.models import (
    Answer,
    Confirmation,
    Item,
    MustRead,
    Proposal,
    Read,
    Saved,
    Source,
)
from portevoix.curate.sources.page_card import Card
from portevoix.curate.tasks import count_must_reads
from portevoix.govern.models import Charter, ConfidentialPhrase, Consent, Purpose, Signature
from portevoix.ledger.actions import record
from portevoix.measure.tasks import close_funnels, close_months
from portevoix.notify.models import Ask, AskBudget
from portevoix.people.models import ImportDraft, Person, Topic
from portevoix.share.actions.intake import note_problem
from portevoix.share.models import (
    Account,
    Bonus,
    BonusPromise,
    Campaign,
    Draft,
    IntakeDoor,
    IntakeProblem,
    Kit,
    KitText,
    Link,
    Picture,
    Reception,
    Relay,
    Share,
    StepFile,
    Suggestion,
    Visual,
)
from portevoix.share.rules.referrals import Step
from portevoix.share.tasks import count_campaigns
from tests.conftest import Cast
from tests.measure.world import CLOSING, TENTH, UNKNOWN, clicked, published
from tests.share.referral_world import a_relay, an_opening, keep, promised, told

MORNING = CLOSING + timedelta(hours=9)


@dataclass(frozen=True, slots=True)
class World:
    """What the samples of addresses may point to."""

    item: Item
    proposal: Proposal
    suggestion: Suggestion
    doers_share: Share
    doers_planned: Share
    thirds_share: Share
    doers_account: Account
    doers_picture: Picture
    phrase: ConfidentialPhrase
    people: tuple[Person, ...]
    topic: Topic
    purpose: Purpose
    draft: ImportDraft
    must_read: MustRead
    campaign: Campaign
    kit_text: KitText
    visual: Visual
    doers_ask: Ask
    opening: Item
    promise: BonusPromise
    doers_bonus: Bonus
    door: IntakeDoor
    problem: IntakeProblem
    step_file: StepFile


def build(cast: Cast, neighbours: list[Person], doer: Person, idler: Person) -> World:
    item = an_item()
    purpose = a_purpose()
    for number in (1, 2):
        Charter.objects.create(version=number, text_en="Be kind.", text_fr="…", published_at=TENTH)
    for person in (cast.karim, cast.lea, cast.paul, cast.rosa, *neighbours):
        heard(person, 2)
    thirds_share = heard(cast.theo, 1)
    campaign = a_campaign(item)
    kit = Kit.objects.create(campaign=campaign, language="en")
    world = World(
        item=item,
        proposal=a_proposal(cast.theo),
        suggestion=Suggestion.objects.get(item=item),
        doers_share=heard(doer, 9),
        doers_planned=planned(doer, item),
        thirds_share=thirds_share,
        doers_account=an_account(doer),
        doers_picture=a_picture(doer, item),
        phrase=ConfidentialPhrase.objects.create(phrase="Zeta", added_at=TENTH),
        people=(*sorted((doer, idler), key=lambda person: person.pk), cast.theo),
        topic=a_topic(),
        purpose=purpose,
        draft=a_draft(cast.ada),
        must_read=a_must_read(item),
        campaign=campaign,
        kit_text=KitText.objects.create(kit=kit, words="Look"),
        visual=Visual.objects.create(kit=kit, picture=f"{'a' * 40}.webp", alt="A loom"),
        doers_ask=asked(doer, campaign),
        **what_was_referred(cast, [cast.karim, *neighbours], doer, idler),
    )
    everything_else(doer, item, purpose)
    for person in (doer, cast.theo, cast.karim, *neighbours[:3]):
        confirmed(person, world.must_read)
    count_must_reads()
    asked_and_said(world, doer, idler, [cast.theo, cast.karim, *neighbours[:3]])
    # The other does a little, so that both have done something and it is not the same.
    heard(idler, 1)
    close_months()
    close_funnels()
    return world


def heard(person: Person, visits: int) -> Share:
    share = published(person)
    clicked(share, visits)
    clicked(share, 1, UNKNOWN)
    record("share.published", actor=person.ref, at=TENTH)
    return share


def what_was_referred(
    cast: Cast, others: list[Person], doer: Person, idler: Person
) -> dict[str, Any]:
    """One of the two relays, and is owed a bonus that she has not agreed to; so do enough others.

    Between them, the two bring what any two would: a group of enough people does not change.
    """
    promise = promised(cast.paul, TENTH)
    opening = an_opening(TENTH)
    for number, person in enumerate((*others, doer)):
        relay = a_relay(person, TENTH, opening)
        keep(told(Step.APPLICATION, relay.link.code, reference=f"{number}"), at=TENTH)
    keep(told(Step.HIRE, reference=f"{len(others)}"), at=TENTH)
    a_relay(idler, TENTH, an_opening(TENTH, "Weaver"))
    # What is drawn by chance: two worlds that are built alike are alike.
    Bonus.objects.update(ref="c" * 32)
    for relay in Relay.objects.all():
        codes = {"code": f"relay-{relay.pk}", "target_url": relay.item.url}
        Link.objects.filter(pk=relay.link_id).update(**codes)
    door = IntakeDoor.objects.create(
        ref="e" * 32, system="greenhouse", name="Ours", key_digest="a" * 64, opened_at=TENTH,
        expires_at=MORNING,
    )  # fmt: skip
    return {
        "opening": opening,
        "promise": promise,
        "doers_bonus": Bonus.objects.get(),
        "door": door,
        "problem": note_problem(door=door, reason="stale", detail="", at=TENTH),
        "step_file": StepFile.objects.create(owner=cast.paul, ref="b" * 32, sent_at=TENTH),
    }


def planned(person: Person, item: Item) -> Share:
    tomorrow = MORNING + timedelta(days=1)
    share = published(person)
    share.item, share.words, share.sent_at = item, "Later", None
    share.state, share.scheduled_for, share.next_try_at = "scheduled", tomorrow, tomorrow
    share.save()
    return share


def an_item() -> Item:
    source = Source.objects.create(
        url="https://example.org/feed", name="Example", added_at=TENTH, next_fetch_at=MORNING
    )
    item = Item.objects.create(
        source=source,
        guid="1",
        url="https://example.org/a",
        url_digest="a" * 64,
        title="An article",
        published_at=TENTH,
        found_at=TENTH,
        state=Item.State.APPROVED,
    )
    Suggestion.objects.create(item=item, language="en", words="Look", created_at=TENTH)
    return item


def a_proposal(person: Person) -> Proposal:
    for number in (1, 2):
        page = Card(f"https://example.org/proposed/{number}", f"Proposed {number}")
        made = propose_page(card=page, title=page.title, why="", topics=None, by=person, at=TENTH)
        if number == 1:
            give_trust(person=person, by=person, at=TENTH)
    return made


def a_purpose(key: str = "publish", **more: object) -> Purpose:
    named = {"name_en": key.title(), "name_fr": key.title(), "is_chosen": True}
    purpose, _is_new = Purpose.objects.get_or_create(key=key, defaults=named | more)
    return purpose


def a_topic() -> Topic:
    return Topic.objects.create(slug="weaving", name_en="Weaving", name_fr="Tissage")


def a_must_read(item: Item) -> MustRead:
    until = MORNING.date() + timedelta(days=7)
    return MustRead.objects.create(item=item, why="It concerns us", until_on=until, asked_at=TENTH)


def confirmed(person: Person, must_read: MustRead) -> None:
    Confirmation.objects.create(must_read=must_read, person=person, at=TENTH)


def a_campaign(item: Item) -> Campaign:
    campaign = Campaign.objects.create(
        slug="looms",
        name="Looms",
        goal="visibility",
        starts_on=TENTH.date(),
        ends_on=MORNING.date() + timedelta(days=30),
        state=Campaign.State.RUNNING,
        created_at=TENTH,
        offered_at=TENTH,
    )
    campaign.items.add(item)
    return campaign


def asked(person: Person, campaign: Campaign, answer: str = "") -> Ask:
    return Ask.objects.create(
        person=person,
        kind="campaign",
        about=f"campaign:{campaign.slug}",
        channel="page",
        month="2026-10",
        asked_at=TENTH,
        answer=answer,
        answered_at=TENTH if answer else None,
    )


def asked_and_said(world: World, doer: Person, idler: Person, others: list[Person]) -> None:
    """One of the two was asked and waits, the other was not, wants no more, and says nothing."""
    for person in others:
        asked(person, world.campaign, "yes")
    AskBudget.objects.create(person=idler, monthly=0, over_since=TENTH)
    Share.objects.filter(person__in=[doer, *others]).update(campaign=world.campaign)
    count_campaigns()


def a_draft(owner: Person) -> ImportDraft:
    return ImportDraft.objects.create(
        owner=owner, ref="d" * 32, people_text="name,email\nAda,ada@example.org\n", sent_at=TENTH
    )


def a_picture(person: Person, item: Item) -> Picture:
    draft = Draft.objects.create(person=person, item=item, words="Half a thought", saved_at=TENTH)
    return Picture.objects.create(draft=draft, content=b"", width=1, height=1, added_at=TENTH)


def an_account(person: Person) -> Account:
    return Account.objects.create(
        person=person,
        network="mastodon",
        host="social.example",
        handle="@somebody",
        ref="f" * 32,
        connected_at=TENTH,
    )


def everything_else(person: Person, item: Item, purpose: Purpose) -> None:
    Answer.objects.create(person=person, item=item, kind=Answer.Kind.MORE, at=TENTH)
    Saved.objects.create(person=person, item=item, at=TENTH)
    told = {"basis": "consent", "retention_days": 365, "notice_en": "Yours", "notice_fr": "À vous"}
    learning = a_purpose("learning", **told)
    Consent.objects.create(person=person, purpose=learning, given_at=TENTH)
    Read.objects.create(person=person, item=item, at=TENTH)
    Consent.objects.create(person=person, purpose=purpose, given_at=TENTH)
    charter = Charter.objects.current()
    assert charter is not None
    Signature.objects.create(person=person, charter=charter, signed_at=TENTH)
    record("charter.signed", actor=person.ref, at=TENTH, details={"version": charter.version})
    share = person.shares.published().order_by("pk").first()
    Reception.objects.create(share=share, read_at=TENTH, likes=3)
