"""Giving tokens back to their networks once nobody here uses them.

A token leaves its account in the transaction that ends it, and waits, sealed anew, in a row that
names no person: until the network took it back, a day at most.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.sealing import CannotUnseal
from portevoix.share.models import Account, Revocation
from portevoix.share.models.sealed import opened, sealed
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import AccountAccess, App, Tokens
from portevoix.share.rules.outbox import back_off

DEADLINE = timedelta(hours=24)
LEASE = timedelta(minutes=2)
FIELDS = ("access", "refresh", "proof")


def hand_back(account: Account, *, at: datetime) -> Revocation | None:
    """Move the tokens of an account to a row of nobody's; None if its network takes none back.

    Part of the action that ends the account, and of its transaction.
    """
    if not registry.revoking(account.network) or not account.sealed_access:
        return None
    row = Revocation(network=account.network, host=account.host, next_try_at=at)
    row.ends_at = at + DEADLINE
    try:
        for label in FIELDS:
            token = opened(getattr(account, f"sealed_{label}"), ref=account.ref, label=label)
            setattr(row, f"sealed_{label}", sealed(token, ref=row.ref, label=label))
    except CannotUnseal:
        # Whose key is gone can be read by nobody any more, us included.
        return None
    row.save()
    return row


@transaction.atomic
def claim_revocation(*, revocation: Revocation, at: datetime) -> bool:
    """Take a revocation for this worker; False if another has it or did it."""
    rows = Revocation.objects.filter(pk=revocation.pk, next_try_at=revocation.next_try_at)
    if rows.update(next_try_at=at + LEASE, attempts=revocation.attempts + 1) != 1:
        return False
    revocation.next_try_at, revocation.attempts = at + LEASE, revocation.attempts + 1
    return True


@transaction.atomic
def conclude_revocation(
    *, revocation: Revocation, is_taken_back: bool, at: datetime, draw: float
) -> None:
    """Destroy the tokens that their network took back, or whose day is over; else try later."""
    if not is_taken_back and at < revocation.ends_at:
        later = at + back_off(revocation.attempts, draw)
        Revocation.objects.filter(pk=revocation.pk).update(next_try_at=later)
        return
    details: dict[str, object] = {"network": revocation.network}
    act = "token.taken_back" if is_taken_back else "token.given_up"
    record(act, actor=SYSTEM, subject=revocation.ref, at=at, details=details)
    Revocation.objects.filter(pk=revocation.pk).delete()


def tokens_of(revocation: Revocation, app: App | None, at: datetime) -> AccountAccess:
    """What a network needs to take tokens back; refuses with CannotUnseal."""
    access = opened(revocation.sealed_access, ref=revocation.ref, label="access")
    assert access is not None
    refresh = opened(revocation.sealed_refresh, ref=revocation.ref, label="refresh")
    proof = opened(revocation.sealed_proof, ref=revocation.ref, label="proof")
    tokens = Tokens(access, refresh, None, proof)
    return AccountAccess(revocation.host, "", "", tokens, "", app, at)
