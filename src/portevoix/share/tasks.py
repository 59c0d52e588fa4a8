"""What the background worker does for sharing: each task is a question to the rows."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from portevoix.lib.sealing import CannotUnseal
from portevoix.share.actions import intake
from portevoix.share.actions.accounts import access_of, claim_renewal, keep_renewed
from portevoix.share.actions.clicks import (
    drain_journal,
    forget_journal,
    renew_salts,
)
from portevoix.share.actions.leaving import close_behind
from portevoix.share.actions.publishing import (
    Sending,
    begin_sending,
    claim_look,
    claim_share,
    conclude_looking,
    conclude_sending,
    jitter,
    post_of,
    recover_abandoned,
)
from portevoix.share.actions.reading import begin_reading, conclude_reading
from portevoix.share.engines.journal import journal_files
from portevoix.share.models import Account, Share
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import (
    AccountAccess,
    Carry,
    CertainlyNotSent,
    Evidence,
    NotPublished,
    Published,
    PublishingNetwork,
    Reception,
    TokenExpired,
    Unknown,
    Unreadable,
)
from portevoix.share.queries import shares_due, shares_to_look_for, shares_to_read
from portevoix.share.queries.carriers import CarrierOf, carrier_of
from portevoix.share.queries.departed import departed_with_something_open
from portevoix.share.rules.outbox import Finding

log = logging.getLogger(__name__)
RENEW_BEFORE = timedelta(minutes=2)


def publish_due(carriers: CarrierOf = carrier_of) -> int:
    """Publish every share whose moment has come, each once; says how many were sent."""
    sent = 0
    for share in shares_due(timezone.now()):
        if not claim_share(share=share, at=timezone.now()):
            continue
        sending = begin_sending(share=share, at=timezone.now())
        if sending:
            result = _called(sending, carriers(sending.account))
            conclude_sending(share=sending.share, result=result, at=timezone.now(), draw=jitter())
            sent += isinstance(result, Published)
    return sent


def look_for_unknown(carriers: CarrierOf = carrier_of) -> int:
    """Look on its network for every share of which nobody knows whether it left."""
    looked = 0
    for share in shares_to_look_for(timezone.now()):
        if claim_look(share=share, at=timezone.now()):
            evidence = _evidence_of(share, carriers)
            conclude_looking(share=share, evidence=evidence, at=timezone.now(), draw=jitter())
            looked += 1
    return looked


def recover() -> int:
    """Bring back what dead workers held."""
    return recover_abandoned(at=timezone.now())


def drain_clicks() -> int:
    """Copy what the journals hold into clicks; finished journals of the past are removed."""
    at, drained = timezone.now(), 0
    for path in journal_files(settings.DATA / "clicks"):
        outcome = drain_journal(path=path, at=at)
        drained += outcome.clicks
        if outcome.is_at_end:
            forget_journal(path=path, at=at)
    return drained


def renew_daily_salts() -> int:
    """Make the salts to come, destroy those of past days and the digests of a day ago."""
    return renew_salts(at=timezone.now())


def read_back(carriers: CarrierOf = carrier_of) -> int:
    """Ask networks what they count of the posts of those who agreed; says how many told."""
    told = 0
    for share in shares_to_read(timezone.now()):
        reception = begin_reading(share=share, at=timezone.now())
        answer = _reception_of(share, carriers) if reception else None
        if reception and answer:
            conclude_reading(reception=reception, told=answer, at=timezone.now())
            told += 1
    return told


def forget_old_calls() -> int:
    """Forget steps that no code claimed, calls of long ago and files of yesterday."""
    return intake.forget_old_calls(at=timezone.now())


def close_accounts_of_departed() -> int:
    """Erase the tokens of those who left and cancel what they had planned; says how many left."""
    people = departed_with_something_open()
    for person in people:
        close_behind(person=person, at=timezone.now())
    return len(people)


def _called(sending: Sending, carry: Carry) -> Published | NotPublished:
    network = registry.publishing(sending.share.network)
    try:
        access = _fresh_access(sending.account, network, carry)
    except NotPublished as problem:
        return problem
    except CannotUnseal:
        # The key is no longer on the ring: only the owner can reconnect.
        return TokenExpired("sealed")
    try:
        return network.publish(sending.post, access, carry)
    except NotPublished as problem:
        return problem
    except Exception:
        # A fault of ours after the call began proves nothing: it is looked for like the rest.
        log.exception("publishing share %s", sending.share.pk)
        return Unknown("fault")


def _evidence_of(share: Share, carriers: CarrierOf) -> Evidence:
    if share.account is None:
        return Evidence(Finding.INCONCLUSIVE)
    network, carry = registry.publishing(share.network), carriers(share.account)
    try:
        access = _fresh_access(share.account, network, carry)
    except NotPublished:
        return Evidence(Finding.INCONCLUSIVE)
    return network.reconcile(post_of(share), access, carry)


def _reception_of(share: Share, carriers: CarrierOf) -> Reception | None:
    account = share.account
    if account is None or account.state != Account.State.READY:
        return None
    network, carry = registry.publishing(share.network), carriers(account)
    try:
        access = _fresh_access(account, network, carry)
        return network.read_back(share.external_id, access, carry)
    except (NotPublished, CannotUnseal, Unreadable):
        return None


def _fresh_access(account: Account, network: PublishingNetwork, carry: Carry) -> AccountAccess:
    at = timezone.now()
    expires_at = account.tokens_expire_at
    if expires_at is None or expires_at - at > RENEW_BEFORE or not account.sealed_refresh:
        return access_of(account)
    if not claim_renewal(account=account, at=at):
        raise CertainlyNotSent("renewing")
    try:
        tokens = network.renew(access_of(account), at, carry)
    except TokenExpired:
        keep_renewed(account=account, tokens=None, at=at)
        raise
    keep_renewed(account=account, tokens=tokens, at=at)
    return access_of(account)
