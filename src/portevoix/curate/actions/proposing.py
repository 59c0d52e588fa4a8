"""Proposing: whoever works here brings a page to the watch, and the programme answers her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from portevoix.curate.actions.reviewing import NAMED_SCORE
from portevoix.curate.engines.language import language_of
from portevoix.curate.models import Item, ItemTopic, Opening, Proposal, Source
from portevoix.curate.queries.proposals import item_at, standing_of, topics_guessed
from portevoix.curate.rules.dates import believable_date
from portevoix.curate.rules.urls import canonical_url, url_digest, web_address
from portevoix.curate.sources.page_card import Card
from portevoix.curate.sources.parsed import OpeningFacts
from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person, Topic
from portevoix.web.addresses import read_address, why_refused
from portevoix.web.leaving import permission

# The one source of all that is proposed: an address that nothing on the web can have.
COLLEAGUES = "about:proposals"
LONGEST_PAGE, LONGEST_TITLE, LONGEST_WORDS = 2_000, 300, 500
MOST_WAITING = 20


class PageOutOfReach(Refusal):
    """The address is none of the public web."""

    sentence = _(
        "This address cannot be proposed: it is not one of the web, "
        "or nobody outside could open it."
    )


class TitleMissing(Refusal):
    """A page without a title cannot be offered."""

    sentence = _("Give this page a title.")


class PageKnown(Refusal):
    """The page is in the watch already."""

    sentence = _("This page is known here already: %(title)s.")


class TooManyWaiting(Refusal):
    """She has enough proposals that wait for an answer."""

    sentence = _(
        "%(number)s of your proposals wait for an answer. "
        "Withdraw one, or wait until some are answered."
    )


class NoteMissing(Refusal):
    """Nobody is declined without a word."""

    sentence = _("Say in a few words why it is declined.")


class AnsweredAlready(Refusal):
    """The proposal is no longer in the state that this act begins from."""

    sentence = _("This proposal was answered already, or withdrawn.")


@transaction.atomic
def propose_page(
    *, card: Card, title: str, why: str, topics: Iterable[Topic] | None, by: Person, at: datetime
) -> Proposal:
    """Propose a page to the watch; what somebody trusted proposes is offered at once.

    `topics` None: those that its words betray. The same page sent twice by her is one proposal;
    refuses what is known, has no title, no public address, or would be one too many.
    """
    named = " ".join(title.split())[:LONGEST_TITLE]
    if not named:
        raise TitleMissing
    page = public_page(card.url)
    known = item_at(page)
    if known:
        return _own_proposal(known, by)
    _check_room(by)
    is_trusted = standing_of(by).is_trusted
    item, is_new = Item.objects.get_or_create(
        url_digest=url_digest(page), defaults=_columns(card, page, named, is_trusted, at)
    )
    if not is_new:
        # Brought between our look and our write, maybe by her own second click.
        return _own_proposal(item, by)
    _keep_topics(item, card, topics)
    _keep_opening(item, card.opening)
    proposal = Proposal.objects.create(
        person=by,
        item=item,
        why=" ".join(why.split())[:LONGEST_WORDS],
        at=at,
        state=Proposal.State.ACCEPTED if is_trusted else Proposal.State.WAITING,
        answered_at=at if is_trusted else None,
    )
    record("proposal.made", actor=by.ref, at=at, details={"item": item.pk})
    return proposal


def public_page(url: str) -> str:
    """The address of a page as the watch keeps it; refuses what nobody outside could open."""
    page = canonical_url(web_address(url))
    if not page or len(page) > LONGEST_PAGE or _is_inside(urlsplit(page).hostname or ""):
        raise PageOutOfReach
    return page


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Person, at: datetime) -> None:
    """Take back a proposal of her own that still waits, with its page; refuses any other."""
    own = Proposal.objects.select_for_update().filter(pk=proposal.pk, person=by)
    waiting = own.waiting().first()
    if waiting is None:
        raise AnsweredAlready
    waiting.item.delete()
    record("proposal.withdrawn", actor=by.ref, at=at)


@transaction.atomic
def accept_proposal(*, proposal: Proposal, note: str, by: Person, at: datetime) -> Proposal:
    """Offer what waits to everyone, and tell its author, with thanks or without."""
    _answer(proposal, Proposal.State.WAITING, Proposal.State.ACCEPTED, (note, by, at))
    # It is found now: what waited long is news all the same.
    _decide(proposal, Item.State.APPROVED, found_at=at)
    _record("proposal.accepted", proposal, by, at)
    return proposal


@transaction.atomic
def decline_proposal(*, proposal: Proposal, note: str, by: Person, at: datetime) -> Proposal:
    """Offer what waits to nobody, and tell its author why; refuses to do so without a word."""
    _check_note(note)
    _answer(proposal, Proposal.State.WAITING, Proposal.State.DECLINED, (note, by, at))
    _decide(proposal, Item.State.DECLINED)
    _record("proposal.declined", proposal, by, at)
    return proposal


@transaction.atomic
def take_out_proposal(*, proposal: Proposal, note: str, by: Person, at: datetime) -> Proposal:
    """Offer what was accepted no longer, and tell its author why; it counts as declined."""
    _check_note(note)
    _answer(proposal, Proposal.State.ACCEPTED, Proposal.State.DECLINED, (note, by, at))
    _decide(proposal, Item.State.DECLINED)
    _record("proposal.taken_out", proposal, by, at)
    return proposal


def _is_inside(host: str) -> bool:
    """Whether a host is surely on this machine or a private network; names are not resolved."""
    address = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
    # Browsers read any host that ends in a number as an address, in notations we do not.
    is_odd = address.rpartition(".")[2][:1].isdigit() or ":" in address
    if is_odd or read_address(address):
        return bool(why_refused(address, permission()))
    return False


def _own_proposal(item: Item, by: Person) -> Proposal:
    own = Proposal.objects.filter(item=item, person=by).exclude(state=Proposal.State.DECLINED)
    proposal = own.first()
    if proposal is None:
        raise PageKnown(title=item.title)
    return proposal


def _check_room(by: Person) -> None:
    if Proposal.objects.filter(person=by).waiting().count() >= MOST_WAITING:
        raise TooManyWaiting(number=MOST_WAITING)


def _check_note(note: str) -> None:
    if not note.strip():
        raise NoteMissing


def _columns(
    card: Card, page: str, title: str, is_trusted: bool, at: datetime
) -> dict[str, object]:
    return {
        "source": _colleagues(at),
        "guid": url_digest(page),
        "url": page,
        "title": title,
        "summary": card.summary,
        "author": card.author,
        "image_url": card.image_url,
        "language": language_of(f"{title} {card.summary}", card.language),
        "published_at": believable_date(card.published_at, None, at).at,
        "found_at": at,
        "state": Item.State.APPROVED if is_trusted else Item.State.PENDING,
        "kind": Item.Kind.OPENING if card.opening else Item.Kind.ARTICLE,
    }


def _colleagues(at: datetime) -> Source:
    source, _is_new = Source.objects.get_or_create(
        url=COLLEAGUES,
        defaults={
            "kind": Source.Kind.COLLEAGUES,
            "name": "Proposed by colleagues",
            "added_at": at,
            "next_fetch_at": at,
        },
    )
    return source


def _keep_topics(item: Item, card: Card, topics: Iterable[Topic] | None) -> None:
    guessed = topics_guessed(item.title, card.summary)
    chosen = guessed if topics is None else [topic.pk for topic in topics]
    ItemTopic.objects.bulk_create(
        ItemTopic(item=item, topic_id=key, score=min(guessed.get(key, NAMED_SCORE), 1.0))
        for key in chosen
    )


def _keep_opening(item: Item, said: OpeningFacts | None) -> None:
    if said is None:
        return
    facts = {name: getattr(said, name) for name in said.__slots__}
    fields = {name: Opening._meta.get_field(name) for name in facts}
    cut = {
        name: value[: getattr(fields[name], "max_length", None)]
        if isinstance(value, str)
        else value
        for name, value in facts.items()
    }
    Opening.objects.create(item=item, **cut)


def _answer(
    proposal: Proposal,
    before: Proposal.State,
    after: Proposal.State,
    words: tuple[str, Person, datetime],
) -> None:
    note, by, at = words
    rows = Proposal.objects.filter(pk=proposal.pk, state=before)
    said = " ".join(note.split())[:LONGEST_WORDS]
    if not rows.update(state=after, note=said, answered_by=by, answered_at=at):
        raise AnsweredAlready
    proposal.refresh_from_db()


def _decide(proposal: Proposal, state: Item.State, **more: object) -> None:
    rows = Item.objects.filter(pk=proposal.item_id)
    rows.update(state=state, revision=F("revision") + 1, **more)
    proposal.item.refresh_from_db()


def _record(act: str, proposal: Proposal, by: Person, at: datetime) -> None:
    details: dict[str, object] = {"item": proposal.item_id}
    record(act, actor=by.ref, subject=proposal.person.ref, at=at, details=details)
