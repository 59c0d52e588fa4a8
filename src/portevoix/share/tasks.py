"""What the background worker does for sharing: each task is a question to the rows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from portevoix.curate.engines.lanes import in_turn
from portevoix.curate.queries.digest import hours_of_house
from portevoix.govern.queries import is_open, safeguard
from portevoix.lib.sealing import CannotUnseal
from portevoix.notify.actions.asking import NotToBeAsked
from portevoix.notify.rules.rhythm import Hours
from portevoix.share.actions import intake
from portevoix.share.actions.accounts import access_of, app_for, claim_renewal, keep_renewed
from portevoix.share.actions.campaigns import count_voices
from portevoix.share.actions.clicks import drain_journal, forget_journal, renew_salts
from portevoix.share.actions.inviting import invite
from portevoix.share.actions.leaving import close_behind
from portevoix.share.actions.limits import keep_limits
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
from portevoix.share.actions.revoking import claim_revocation, conclude_revocation, tokens_of
from portevoix.share.actions.stepping import LEASE
from portevoix.share.engines.crew import Crew
from portevoix.share.engines.journal import journal_files
from portevoix.share.models import Account, Campaign, Revocation, Share
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import (
    AccountAccess,
    AccountSuspended,
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
from portevoix.share.platforms.sign_on import NotRecognised
from portevoix.share.queries import shares_to_read
from portevoix.share.queries.accounts import revocations_due
from portevoix.share.queries.campaigns import campaigns_to_count, campaigns_to_offer
from portevoix.share.queries.carriers import CarrierOf, carrier_of, carrier_to
from portevoix.share.queries.departed import departed_with_something_open
from portevoix.share.queries.due import (
    Door,
    doors_due,
    doors_to_look_at,
    next_due,
    next_to_look_for,
)
from portevoix.share.queries.inviting import ASKS, ToAsk, guests_of
from portevoix.share.queries.limits import servers_to_ask
from portevoix.share.rules.outbox import Finding

log = logging.getLogger(__name__)
RENEW_BEFORE = timedelta(minutes=2)
# A call that has not begun by then is not made: before its lease ends, nobody else acts.
MUST_BEGIN = LEASE / 2
# Hands at one server, and at all together; a round waits so many seconds for them.
EACH, MOST, PATIENCE = 3, 100, 1.0
DoNext = Callable[[Door, CarrierOf], object | None]


def publish_due(carriers: CarrierOf | None = None) -> int:
    """Publish every share whose moment has come, each once; a slow server delays no other.

    Says how many were tried since asked before; with carriers of one's own, how many were sent
    in this very thread.
    """
    doors = doors_due(timezone.now())
    if carriers is None:
        return _publishing.set_to_work(doors, PATIENCE)
    results = [tried for door in doors for tried in _all_at(door, _publish_next, carriers)]
    return sum(isinstance(result, Published) for result in results)


def look_for_unknown(carriers: CarrierOf | None = None) -> int:
    """Look on its network for every share of which nobody knows whether it left."""
    doors = doors_to_look_at(timezone.now())
    if carriers is None:
        return _looking.set_to_work(doors, PATIENCE)
    return sum(len(_all_at(door, _look_for_next, carriers)) for door in doors)


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


def ask_limits(carriers: CarrierOf = carrier_of) -> int:
    """Ask servers how long a post may be, once a day each; says how many were asked."""
    accounts = servers_to_ask(timezone.now())
    for account in accounts:
        network, carry = registry.publishing(account.network), carriers(account)
        told = network.limits_of(account.host, carry)
        keep_limits(network=account.network, host=account.host, told=told, at=timezone.now())
    return len(accounts)


def forget_old_calls() -> int:
    """Forget steps that no code claimed, calls of long ago and files of yesterday."""
    return intake.forget_old_calls(at=timezone.now())


def close_accounts_of_departed() -> int:
    """Erase the tokens of those who left and cancel what they had planned; says how many left."""
    people = departed_with_something_open()
    for person in people:
        close_behind(person=person, at=timezone.now())
    return len(people)


def revoke_tokens(carriers: Callable[[str], Carry] = carrier_to) -> int:
    """Give back to their networks the tokens that nobody here uses; says how many were taken."""
    taken = 0
    for revocation in revocations_due(timezone.now()):
        if claim_revocation(revocation=revocation, at=timezone.now()):
            is_taken = _is_taken_back(revocation, carriers(revocation.host))
            conclude_revocation(
                revocation=revocation, is_taken_back=is_taken, at=timezone.now(), draw=jitter()
            )
            taken += is_taken
    return taken


def _is_taken_back(revocation: Revocation, carry: Carry) -> bool:
    network = registry.revoking(revocation.network)
    if network is None:
        return False
    bound = bool(revocation.sealed_proof)
    app = app_for(revocation.network, revocation.host, is_bound=bound)
    try:
        network.revoke(tokens_of(revocation, app, timezone.now()), carry)
    except (Unreadable, NotPublished, NotRecognised, CannotUnseal):
        return False
    return True


def offer_campaigns() -> int:
    """Put offered campaigns to those they are for, as far as each allows; says how many asks."""
    if not is_open(ASKS):
        return 0
    hours = hours_of_house()
    return sum(
        _asked(guest, campaign, hours)
        for campaign in campaigns_to_offer(timezone.now())
        for guest in guests_of(campaign, timezone.now())
    )


def count_campaigns() -> int:
    """Count who took part by midnight (UTC), once a day; says how many campaigns were counted."""
    at, least = timezone.now(), safeguard("group_minimum")
    rows = list(campaigns_to_count(at))
    return sum(count_voices(campaign=row, least=least, at=at) for row in rows)


def _asked(guest: ToAsk, campaign: Campaign, hours: Hours) -> bool:
    person, channel = guest.person, guest.channel
    try:
        invite(person=person, campaign=campaign, channel=channel, hours=hours, at=timezone.now())
    except NotToBeAsked:
        return False
    return True


def _all_at(door: Door, do_next: DoNext, carriers: CarrierOf) -> list[object]:
    done = []
    while (result := do_next(door, carriers)) is not None:
        done.append(result)
    return done


def _publish_next(door: Door, carriers: CarrierOf) -> Published | NotPublished | bool | None:
    """Publish what waits longest at a server; None: nothing does. False: it did not leave."""
    with in_turn():
        share = next_due(door, timezone.now())
        if share is None:
            return None
        is_ours = claim_share(share=share, at=timezone.now())
        sending = begin_sending(share=share, at=timezone.now()) if is_ours else None
    if sending is None:
        return False
    result = _called(sending, carriers(sending.account))
    with in_turn():
        conclude_sending(share=sending.share, result=result, at=timezone.now(), draw=jitter())
    return result


def _look_for_next(door: Door, carriers: CarrierOf) -> Evidence | bool | None:
    """Look for the next share at a server; None: there is none. False: another worker does."""
    with in_turn():
        share = next_to_look_for(door, timezone.now())
        if share is None:
            return None
        is_ours = claim_look(share=share, at=timezone.now())
    if not is_ours:
        return False
    evidence = _evidence_of(share, carriers)
    with in_turn():
        conclude_looking(share=share, evidence=evidence, at=timezone.now(), draw=jitter())
    return evidence


def _quiet_carrier(account: Account) -> Carry:
    """Carry, with no connection to the database held while a server makes us wait."""
    if connection.vendor != "sqlite":
        connection.close()
    return carrier_of(account)


def _called(sending: Sending, carry: Carry) -> Published | NotPublished:
    network = registry.publishing(sending.share.network)
    try:
        access = _fresh_access(sending.account, network, carry)
    except (TokenExpired, AccountSuspended) as problem:
        return problem
    except NotPublished as problem:
        # The post itself was not sent, whatever became of the renewal.
        return CertainlyNotSent(problem.code or "renewal", retry_after=problem.retry_after)
    except CannotUnseal:
        # The key is no longer on the ring: only the owner can reconnect.
        return TokenExpired("sealed")
    if timezone.now() - (sending.share.sending_at or timezone.now()) > MUST_BEGIN:
        # This process stood still, perhaps with its machine: others may have looked meanwhile.
        return CertainlyNotSent("stalled")
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
        return access_of(account, at)
    if not claim_renewal(account=account, at=at):
        raise CertainlyNotSent("renewing")
    try:
        tokens = network.renew(access_of(account, at), at, carry)
    except TokenExpired:
        keep_renewed(account=account, tokens=None, at=at)
        raise
    except NotPublished as problem:
        # Nothing was published: the call that publishes has not begun.
        raise CertainlyNotSent("renewing", retry_after=problem.retry_after) from problem
    keep_renewed(account=account, tokens=tokens, at=at)
    return access_of(account, at)


_publishing = Crew(EACH, MOST, lambda door: _publish_next(door, _quiet_carrier) is not None)
_looking = Crew(EACH, MOST, lambda door: _look_for_next(door, _quiet_carrier) is not None)
