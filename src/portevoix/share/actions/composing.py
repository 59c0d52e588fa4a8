"""Composing: a person's own words for one network, now, later, or already out there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from portevoix.curate.models import Item
from portevoix.govern.queries import PUBLISH, has_signed, is_agreed
from portevoix.ledger.actions import record
from portevoix.people.models import Person
from portevoix.share.actions import refusals
from portevoix.share.actions.stepping import publication_of, step
from portevoix.share.models import Account, Link, Share
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode, Network
from portevoix.share.queries import short_url
from portevoix.share.rules import outbox
from portevoix.share.rules.codes import BYTES, link_code
from portevoix.share.rules.outbox import Answer, IllegalStep, Reason
from portevoix.share.rules.words import room_in

# Nobody says the same twice to the same people so soon on purpose.
JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Composition:
    """What a person composed: her words, where they go, what they point to."""

    network: str
    mode: str
    words: str
    target_url: str
    item: Item | None = None
    account: Account | None = None
    title: str = ""
    description: str = ""
    language: str = ""


@transaction.atomic
def plan_share(
    *, composition: Composition, scheduled_for: datetime, by: Person, at: datetime
) -> Share:
    """Plan one share of exactly these words, with its own short link.

    Refuses without a signed charter, without consent where we publish for her, without words,
    with words that do not fit, through an account that is not hers or not ready, and the same
    words for the same place twice in a row.
    """
    network = _checked(composition, by)
    if scheduled_for < at:
        raise refusals.MomentPassed
    if _said_just_now(composition, by, at):
        raise refusals.SaidJustNow(network=network.name)
    share = _created(composition, by, at, scheduled_for)
    link = _link_for(share, at)
    _check_room(network, composition, short_url(link))
    if composition.mode == Mode.INTENT and scheduled_for <= at:
        held = outbox.hold(outbox.claim(publication_of(share), at), Reason.YOUR_TURN, at)
        step(share, held)
    _record("share.planned", share, by, at)
    return share


@transaction.atomic
def plan_shares(
    *, compositions: Sequence[Composition], scheduled_for: datetime, by: Person, at: datetime
) -> list[Share]:
    """Plan the same words for several places: all of them, or none if one refuses."""
    return [
        plan_share(composition=composition, scheduled_for=scheduled_for, by=by, at=at)
        for composition in compositions
    ]


@transaction.atomic
def declare_share(*, composition: Composition, post_url: str, by: Person, at: datetime) -> Share:
    """Record what she already published elsewhere by herself; refuses what is no post's address."""
    network = _checked(composition, by)
    recognised = registry.network_of_post(post_url)
    if recognised is None or recognised.key != network.key:
        raise refusals.NotAPost(network=network.name)
    share = _created(composition, by, at, at)
    _link_for(share, at)
    columns = {"state": Share.State.SENT, "sent_at": at, "external_url": post_url.strip()}
    step_done = Share.objects.filter(pk=share.pk).update(**columns)
    assert step_done == 1
    share.refresh_from_db()
    _record("share.declared", share, by, at)
    return share


@transaction.atomic
def edit_words(*, share: Share, words: str, by: Person, at: datetime) -> Share:
    """Change one's own words while nothing has left; this very text is what she approves."""
    network = registry.of(share.network)
    _check_words(network, share.mode, words, short_url(share.link))
    version = share.words_version + 1
    editable = [Share.State.SCHEDULED, Share.State.ASK_PERSON]
    unmoved = Share.objects.visible_to(by).filter(
        pk=share.pk, state__in=editable, words_version=share.words_version
    )
    if unmoved.update(words=words, words_version=version, approved_version=version) != 1:
        raise refusals.AlreadyLeaving
    share.refresh_from_db()
    _record("share.edited", share, by, at)
    return share


@transaction.atomic
def cancel_share(*, share: Share, by: Person, at: datetime) -> Share:
    """Cancel what has not begun to leave; only its owner may."""
    _check_owner(share, by)
    try:
        cancelled = outbox.cancel(publication_of(share))
    except IllegalStep as refused:
        raise refusals.AlreadyLeaving from refused
    if not step(share, cancelled, claim="", claimed_until=None):
        raise refusals.AlreadyLeaving
    _record("share.cancelled", share, by, at)
    return share


@transaction.atomic
def answer_question(
    *, share: Share, answer: str, by: Person, at: datetime, post_url: str = ""
) -> Share:
    """Take the owner's word on whether it was published; only she may say so."""
    _check_owner(share, by)
    if post_url:
        recognised = registry.network_of_post(post_url)
        if recognised is None or recognised.key != share.network:
            raise refusals.NotAPost(network=registry.of(share.network).name)
    try:
        after = outbox.after_answer(publication_of(share), Answer(answer), at)
    except (IllegalStep, ValueError) as refused:
        raise refusals.NothingAsked from refused
    said = {"sent_at": share.sending_at or at, "external_url": post_url.strip()}
    if not step(share, after, **(said if after.state is outbox.State.SENT else {})):
        raise refusals.NothingAsked
    _record(f"share.answered_{answer}", share, by, at)
    return share


def _check_owner(share: Share, by: Person) -> None:
    if share.person_id != by.pk:
        raise refusals.NotYourShare


def _said_just_now(composition: Composition, by: Person, at: datetime) -> bool:
    """Whether a form was sent twice; of two at once, the second waits for the first."""
    Person.objects.select_for_update().get(pk=by.pk)
    same = Share.objects.visible_to(by).filter(
        network=composition.network,
        account=composition.account if composition.mode == Mode.API else None,
        item=composition.item,
        words=composition.words,
        created_at__gt=at - JUST_NOW,
    )
    return same.exclude(state=Share.State.CANCELLED).exists()


def _checked(composition: Composition, by: Person) -> Network:
    if not has_signed(by):
        raise refusals.CharterUnsigned
    network = registry.BY_KEY.get(composition.network)
    if network is None or composition.mode not in network.modes:
        raise refusals.ModeNotOffered
    if urlsplit(composition.target_url).scheme not in {"http", "https"}:
        raise refusals.TargetRefused
    if composition.mode == Mode.API:
        _check_account(composition, by)
    if composition.mode != Mode.DECLARED and not composition.words.strip():
        raise refusals.WordsMissing
    return network


def _check_account(composition: Composition, by: Person) -> None:
    if not is_agreed(by, PUBLISH):
        raise refusals.ConsentMissing
    account = composition.account
    is_usable = (
        account is not None
        and account.person_id == by.pk
        and account.network == composition.network
        and account.state == Account.State.READY
    )
    if not is_usable:
        raise refusals.AccountUnusable


def _check_room(network: Network, composition: Composition, link: str) -> None:
    if composition.mode != Mode.DECLARED:
        _check_words(network, composition.mode, composition.words, link)


def _check_words(network: Network, mode: str, words: str, link: str) -> None:
    if mode != Mode.DECLARED and not words.strip():
        raise refusals.WordsMissing
    room = room_in(network.compose(words, link), network.limits.counting, network.limits.maximum)
    if room.over:
        raise refusals.WordsTooLong(over=room.over, network=network.name)


def _created(composition: Composition, by: Person, at: datetime, scheduled_for: datetime) -> Share:
    return Share.objects.create(
        person=by,
        item=composition.item,
        account=composition.account if composition.mode == Mode.API else None,
        network=composition.network,
        mode=composition.mode,
        words=composition.words,
        target_url=composition.target_url,
        title=composition.title[:300],
        description=composition.description,
        language=composition.language,
        created_at=at,
        scheduled_for=scheduled_for,
        next_try_at=scheduled_for,
    )


def _link_for(share: Share, at: datetime) -> Link:
    return Link.objects.create(
        code=link_code(secrets.token_bytes(BYTES)),
        person=share.person,
        share=share,
        target_url=share.target_url,
        created_at=at,
    )


def _record(act: str, share: Share, by: Person, at: datetime) -> None:
    details: dict[str, object] = {"network": share.network, "version": share.words_version}
    record(act, actor=by.ref, subject=str(share.outbox_id), at=at, details=details)
