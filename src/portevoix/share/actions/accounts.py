"""Accounts on networks: connected by their owner, renewed by one worker, disconnected at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction

from portevoix.ledger.actions import record
from portevoix.people.models import Person
from portevoix.share.models import Account, ServerApp, Share
from portevoix.share.models.sealed import opened, sealed
from portevoix.share.platforms.mastodon_sign_on import App
from portevoix.share.platforms.network import AccountAccess, Tokens

RENEWAL_LEASE = timedelta(minutes=1)


@transaction.atomic
def connect_account(*, network: str, access: AccountAccess, by: Person, at: datetime) -> Account:
    """Keep the account that a network has just recognised as hers, its tokens sealed."""
    account, _is_new = Account.objects.get_or_create(
        person=by,
        network=network,
        host=access.host,
        handle=access.handle,
        defaults={"connected_at": at},
    )
    account.external_id, account.state = access.subject, Account.State.READY
    account.connected_at = at
    _keep_tokens(account, access.tokens)
    account.save()
    record("account.connected", actor=by.ref, subject=account.ref, at=at)
    return account


@transaction.atomic
def disconnect_account(*, account: Account, by: Person, at: datetime) -> None:
    """Forget an account and its tokens at once; what was planned through it asks its owner."""
    planned = Share.objects.filter(account=account, state=Share.State.SCHEDULED)
    planned.update(state=Share.State.ASK_PERSON, problem="account")
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
    return App(row.host, row.client_id, secret, row.redirect_uri, row.scopes)


def access_of(account: Account) -> AccountAccess:
    """The account as the network's file wants it, its tokens opened."""
    access = opened(account.sealed_access, ref=account.ref, label="access")
    assert access is not None
    refresh = opened(account.sealed_refresh, ref=account.ref, label="refresh")
    tokens = Tokens(access, refresh, account.tokens_expire_at)
    return AccountAccess(account.host, account.handle, account.external_id, tokens)


def _keep_tokens(account: Account, tokens: Tokens) -> None:
    account.sealed_access = sealed(tokens.access, ref=account.ref, label="access")
    account.sealed_refresh = sealed(tokens.refresh, ref=account.ref, label="refresh")
    account.tokens_expire_at = tokens.expires_at
