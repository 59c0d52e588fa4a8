"""What the background worker does across capabilities: what is written to people."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from portevoix.curate.actions.digesting import begin_digest
from portevoix.curate.queries.digest import (
    DIGEST,
    digests_to_plan,
    hours_of_house,
    letter_of,
    offers_digests,
    people_without_hour,
)
from portevoix.home.queries import endings_for, shared_items_of
from portevoix.notify.actions.delivering import (
    assume_rhythm,
    conclude_sending,
    plan_delivery,
    recover_abandoned,
    skip_delivery,
    take_delivery,
)
from portevoix.notify.channels import registry
from portevoix.notify.channels.letters import Channel, Session, Unreachable
from portevoix.notify.models import Delivery
from portevoix.notify.queries import ASK, deliveries_waiting
from portevoix.share.actions.inviting import begin_ask_letter
from portevoix.share.queries.inviting import ask_letter_of, offers_ask_mail

log = logging.getLogger(__name__)
# What one round takes on at most: the next one comes a minute later.
MOST = 500
Hand = Callable[[Delivery, Session, datetime], bool]


def send_digests() -> int:
    """Send the digests that are due, each within its reader's hours; says how many were taken."""
    recover_abandoned(at=timezone.now())
    channel = registry.mail_channel()
    if channel is None or not offers_digests():
        return 0
    _plan(timezone.now())
    waiting = deliveries_waiting(DIGEST, timezone.now(), MOST)
    return _send(waiting, channel, _handed) if waiting else 0


def send_asks() -> int:
    """Send the letters that ask something, within their readers' hours; says how many left."""
    channel = registry.mail_channel()
    if channel is None or not offers_ask_mail():
        return 0
    waiting = deliveries_waiting(ASK, timezone.now(), MOST)
    return _send(waiting, channel, _asked) if waiting else 0


def _plan(at: datetime) -> None:
    hours = hours_of_house()
    for person in people_without_hour(MOST):
        assume_rhythm(person=person, hours=hours, at=at)
    for preference in digests_to_plan(at, MOST):
        plan_delivery(preference=preference, kind=DIGEST, hours=hours, at=at)


def _send(waiting: list[Delivery], channel: Channel, hand: Hand) -> int:
    try:
        with channel.open() as session:
            return sum(_sent(one, session, hand) for one in waiting if not session.is_over)
    except Unreachable as fault:
        # Nothing is taken by any worker: the next round tries again, while the hours last.
        log.warning("no mail server takes letters: %s", fault)
        return 0


def _sent(delivery: Delivery, session: Session, hand: Hand) -> bool:
    try:
        return hand(delivery, session, timezone.now())
    except Exception:
        # One bad letter never stops another; what may have left becomes unknown with its lease.
        log.exception("sending delivery %s", delivery.ref)
        return False


def _handed(delivery: Delivery, session: Session, at: datetime) -> bool:
    if not take_delivery(delivery=delivery, at=at):
        return False
    shared = shared_items_of(delivery.person)
    made = letter_of(delivery, at=at, shared=shared, notes=endings_for)
    if made is None:
        skip_delivery(delivery=delivery, reason=Delivery.Reason.EMPTY, at=at)
        return False
    digest, letter = made
    if not begin_digest(delivery=delivery, digest=digest, letter=letter, at=at):
        return False
    handed = session.hand(letter)
    conclude_sending(delivery=delivery, handed=handed, at=timezone.now())
    return delivery.state == Delivery.State.SENT


def _asked(delivery: Delivery, session: Session, at: datetime) -> bool:
    if not take_delivery(delivery=delivery, at=at):
        return False
    letter = ask_letter_of(delivery, at=at)
    if letter is None:
        skip_delivery(delivery=delivery, reason=Delivery.Reason.EMPTY, at=at)
        return False
    if not begin_ask_letter(delivery=delivery, letter=letter, at=at):
        return False
    conclude_sending(delivery=delivery, handed=session.hand(letter), at=timezone.now())
    return delivery.state == Delivery.State.SENT
