"""The publication outbox at work: each function is one transaction around a network call.

`begin` commits the frozen text before the call, `conclude` writes what the call taught. A worker
that dies in between leaves a row in `sending`, which `recover` makes unknown: it is looked for on
the network, never blindly sent again.
"""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from portevoix.govern.queries import PUBLISH, has_signed, is_agreed, is_frozen
from portevoix.ledger.actions import SYSTEM, record
from portevoix.share.actions.pacing import note_answer, wait_before_call
from portevoix.share.actions.stepping import LEASE, publication_of, step
from portevoix.share.models import Account, Share
from portevoix.share.platforms.network import Evidence, NotPublished, Post, Published
from portevoix.share.queries import link_text, network_of
from portevoix.share.queries.campaigns import is_recalled
from portevoix.share.queries.pictures import pictures_of
from portevoix.share.queries.planning import moment_after_said, saying_of
from portevoix.share.rules import outbox
from portevoix.share.rules.outbox import Attempt, Finding, Outcome, Reason, State

# A token refused so soon after its renewal will not be mended by another one.
JUST_RENEWED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sending:
    """A publication that was committed to: exactly this post may now be sent, once."""

    share: Share
    account: Account
    post: Post


@transaction.atomic
def claim_share(*, share: Share, at: datetime) -> bool:
    """Take a due share for this worker; False if another has it or its owner must be asked."""
    if share.state != Share.State.SCHEDULED:
        return False
    claimed = outbox.claim(publication_of(share), at)
    if claimed.state is State.ASK_PERSON:
        step(share, claimed)
        return False
    if share.mode != Share.Mode.API:
        step(share, outbox.hold(claimed, Reason.YOUR_TURN, at))
        return False
    return step(share, claimed, claim=secrets.token_hex(16), claimed_until=at + LEASE)


@transaction.atomic
def begin_sending(*, share: Share, at: datetime) -> Sending | None:
    """Re-check everything on the row as it is now and commit the frozen text; None if held back."""
    held_rows = Share.objects.select_for_update(of=("self",)).select_related("person", "link")
    fresh = held_rows.filter(pk=share.pk, claim=share.claim, state=Share.State.CLAIMED).first()
    if fresh is None:
        return None
    claimed = publication_of(fresh)
    stopped = _stopped(fresh, claimed, at)
    if stopped:
        step(fresh, stopped, claim="", claimed_until=None)
        return None
    text = network_of(fresh).compose(fresh.words, link_text(fresh))
    sending = outbox.begin_sending(claimed, at)
    step(fresh, sending, frozen_text=text, claimed_until=at + LEASE)
    assert fresh.account is not None
    return Sending(fresh, fresh.account, post_of(fresh))


@transaction.atomic
def conclude_sending(
    *, share: Share, result: Published | NotPublished, at: datetime, draw: float
) -> None:
    """Write what the call taught; a row that recovery moved meanwhile is left to it."""
    outcome = Outcome.PUBLISHED if isinstance(result, Published) else result.outcome
    wait = None if isinstance(result, Published) else result.retry_after
    attempt = Attempt(_renewable(share, outcome, at), wait)
    after = outbox.after_attempt(publication_of(share), attempt, at, draw)
    told = {} if isinstance(result, Published) else {"problem_detail": _detail_of(result)}
    published = result if isinstance(result, Published) else None
    _finish(share, after, published, at, **told)
    if share.account:
        note_answer(account=share.account, result=result, at=at, draw=draw)


@transaction.atomic
def conclude_looking(*, share: Share, evidence: Evidence, at: datetime, draw: float) -> None:
    """Write what looking at the network taught of a share that may have left."""
    after = outbox.after_looking(publication_of(share), evidence.finding, at, draw)
    published = evidence.published if evidence.finding is Finding.FOUND else None
    _finish(share, after, published, at)


@transaction.atomic
def claim_look(*, share: Share, at: datetime) -> bool:
    """Take a share of which nobody knows whether it left; False if another worker looks."""
    before = share.claim
    claim = secrets.token_hex(16)
    unmoved = Share.objects.to_look_for(at).filter(pk=share.pk, claim=before)
    if unmoved.update(claim=claim, claimed_until=at + LEASE) != 1:
        return False
    share.claim = claim
    return True


@transaction.atomic
def recover_abandoned(*, at: datetime) -> int:
    """Bring back what dead workers held: a claim had sent nothing, a sending may have."""
    recovered = 0
    for share in Share.objects.abandoned(at).order_by("pk"):
        after = outbox.after_restart(publication_of(share), at)
        recovered += step(share, after, claim="", claimed_until=None)
    return recovered


def post_of(share: Share) -> Post:
    """The frozen post of a share, the same on every attempt."""
    return Post(
        key=str(share.outbox_id),
        text=share.frozen_text,
        stamp=share.created_at,
        dated=share.scheduled_for,
        link=link_text(share),
        title=share.title,
        description=share.description,
        language=share.language,
        pictures=pictures_of(share),
    )


def jitter() -> float:
    """A number in [0, 1) that spreads retries."""
    return random.random()  # noqa: S311 - spreads load, protects nothing


def _stopped(share: Share, claimed: outbox.Publication, at: datetime) -> outbox.Publication | None:
    """Where a claim goes instead of being sent; None if it may be sent now."""
    if is_frozen():
        return outbox.keep_back(claimed)
    reason = _what_holds(share)
    if reason:
        return outbox.hold(claimed, reason, at)
    assert share.account is not None
    wait = wait_before_call(account=share.account, at=at)
    if wait:
        return outbox.release(claimed, at, wait)
    return _apart_from_colleagues(share, claimed, at)


def _apart_from_colleagues(
    share: Share, claimed: outbox.Publication, at: datetime
) -> outbox.Publication | None:
    saying = saying_of(share)
    moment = moment_after_said(saying, at) if saying else at
    if moment == at:
        return None
    Share.objects.filter(pk=share.pk).update(moved_from=share.moved_from or share.scheduled_for)
    return outbox.move(claimed, moment)


def _what_holds(share: Share) -> Reason | None:
    """What was true when she pressed the button and is no longer."""
    account = share.account
    is_hers = share.person.is_present and share.approved_version == share.words_version
    checks = [
        (Reason.CONSENT, is_hers and is_agreed(share.person, PUBLISH, hold=True)),
        (Reason.CHARTER, has_signed(share.person)),
        (Reason.ACCOUNT, account is not None and account.state == Account.State.READY),
        (Reason.LINK, share.link.disabled_at is None),
        (Reason.CAMPAIGN, not is_recalled(share, hold=True)),
    ]
    unmet = [reason for reason, is_met in checks if not is_met]
    return unmet[0] if unmet else None


def _renewable(share: Share, outcome: Outcome, at: datetime) -> Outcome:
    """An expired token that can be renewed, or was meanwhile, is a reason to wait, not to ask."""
    account = share.account
    if outcome is not Outcome.TOKEN_EXPIRED or account is None:
        return outcome
    # Another worker may have renewed it since this call read the one that was refused.
    same = Account.objects.filter(pk=account.pk, sealed_access=account.sealed_access)
    renewed_at = account.renewing_until
    is_fresh = renewed_at is not None and at - renewed_at < JUST_RENEWED
    if account.sealed_refresh and not is_fresh:
        same.update(tokens_expire_at=at)
        return Outcome.NOT_SENT
    if same.update(state=Account.State.EXPIRED):
        return outcome
    return Outcome.NOT_SENT


def _finish(
    share: Share,
    after: outbox.Publication,
    published: Published | None,
    at: datetime,
    **others: object,
) -> None:
    found = {}
    if published:
        found = {
            "external_id": published.external_id,
            "external_url": published.url,
            "sent_at": share.sending_at or at,
        }
    if step(share, after, claim="", claimed_until=None, **found, **others) and published:
        details: dict[str, object] = {"network": share.network, "version": share.words_version}
        record("share.published", actor=SYSTEM, subject=share.person.ref, at=at, details=details)


def _detail_of(problem: NotPublished) -> str:
    return str(getattr(problem, "detail", "") or problem.code)[:300]
