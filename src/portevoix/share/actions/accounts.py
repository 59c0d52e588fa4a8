"""Accounts on networks: connected by their owner, renewed by one worker, disconnected at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction

from portevoix.ledger.actions import record
from portevoix.people.models import Person
from portevoix.share.actions.revoking import hand_back
from portevoix.share.models import Account, ServerApp, Share
from portevoix.share.models.sealed import opened, sealed
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.network import AccountAccess, App, Tokens
from portevoix.share.queries import app_at
from portevoix.share.queries.clients import own_client

RENEWAL_LEASE = timedelta(minutes=1)


@transaction.atomic
def connect_account(*, network: str, access: AccountAccess, by: Person, at: datetime) -> Account:
    """Keep the account that a network has just recognised as hers, its tokens sealed."""
    account = _known(network, access, by) or Account(
        person=by, network=network, host=access.host, connected_at=at
    )
    account.handle, account.external_id = access.handle, access.subject
    account.scopes, account.state = access.scopes, Account.State.READY
    account.connected_at = at
    _keep_tokens(account, access.tokens)
    account.save()
    record("account.connected", actor=by.ref, subject=account.ref, at=at)
    return account


@transaction.atomic
def disconnect_account(*, account: Account, by: Person, at: datetime) -> None:
    """Forget an account and its tokens at once; what was planned through it asks its owner.

    What its network must be told waits in a row that names nobody.
    """
    planned = Share.objects.filter(account=account, state=Share.State.SCHEDULED)
    planned.update(state=Share.State.ASK_PERSON, problem="account")
    hand_back(account, at=at)
    record("account.disconnected", actor=by.ref, subject=account.ref, at=at)
    account.delete()


@transaction.atomic
def claim_renewal(*, account: Account, at: datetime) -> bool:
    """Take the renewal of an account's tokens; False if another worker is at it."""
    free = models.Q(renewing_until=None) | models.Q(renewing_until__lte=at)
    unheld = Account.objects.filter(free, pk=account.pk, sealed_access=account.sealed_access)
    return unheld.update(renewing_until=at + RENEWAL_LEASE) == 1


@transaction.atomic
def keep_renewed(*, account: Account, tokens: Tokens | None, at: datetime) -> None:
    """Keep renewed tokens; None: only the owner can reconnect."""
    account.renewing_until = at
    if tokens is None:
        account.state = Account.State.EXPIRED
    else:
        _keep_tokens(account, tokens)
    account.save(
        update_fields=[
            "renewing_until",
            "state",
            "sealed_access",
            "sealed_refresh",
            "sealed_proof",
            "tokens_expire_at",
        ]
    )


@transaction.atomic
def keep_app(*, app: App, at: datetime) -> ServerApp:
    """Keep our registration at a server; the first one wins."""
    row = ServerApp(host=app.host, client_id=app.client_id, registered_at=at)
    row.redirect_uri, row.scopes = app.redirect_uri, app.scopes
    row.sealed_secret = sealed(app.client_secret, ref=row.ref, label="app")
    kept, _is_new = ServerApp.objects.get_or_create(
        host=app.host,
        defaults={
            field: getattr(row, field)
            for field in ("ref", "client_id", "redirect_uri", "scopes", "sealed_secret")
        }
        | {"registered_at": at},
    )
    return kept


def app_of(row: ServerApp) -> App:
    """Our registration as the network's file wants it."""
    secret = opened(row.sealed_secret, ref=row.ref, label="app")
    assert secret is not None
    version = settings.LINKEDIN_VERSION
    return App(row.host, row.client_id, secret, row.redirect_uri, row.scopes, version)


def access_of(account: Account, at: datetime | None = None) -> AccountAccess:
    """The account as the network's file wants it, its tokens opened, to be asked at a moment."""
    access = opened(account.sealed_access, ref=account.ref, label="access")
    assert access is not None
    tokens = Tokens(
        access,
        opened(account.sealed_refresh, ref=account.ref, label="refresh"),
        account.tokens_expire_at,
        opened(account.sealed_proof, ref=account.ref, label="proof"),
    )
    return AccountAccess(
        account.host,
        account.handle,
        account.external_id,
        tokens,
        account.scopes,
        app_for(account.network, account.host, is_bound=tokens.proof is not None),
        at,
    )


def app_for(network: str, host: str, *, is_bound: bool) -> App | None:
    """Who asks for an account: our registration at its server, or ourselves by our own name."""
    if is_bound and network == BLUESKY.key:
        return own_client()
    row = app_at(host)
    return app_of(row) if row else None


def _known(network: str, access: AccountAccess, by: Person) -> Account | None:
    """The row of that very account: names change, the number that a network gives does not."""
    same = models.Q(external_id=access.subject) | models.Q(handle=access.handle)
    rows = Account.objects.filter(same, person=by, network=network, host=access.host)
    return rows.order_by("pk").first()


def _keep_tokens(account: Account, tokens: Tokens) -> None:
    account.sealed_access = sealed(tokens.access, ref=account.ref, label="access")
    account.sealed_refresh = sealed(tokens.refresh, ref=account.ref, label="refresh")
    account.sealed_proof = sealed(tokens.proof, ref=account.ref, label="proof")
    account.tokens_expire_at = tokens.expires_at
