"""The house's own applications at networks, as an administrator registers them; secrets sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from portevoix.ledger.actions import record
from portevoix.lib.sealing import Secret
from portevoix.people.models import Person
from portevoix.share.actions import refusals
from portevoix.share.models import Account, ServerApp, Share
from portevoix.share.models.sealed import sealed
from portevoix.share.platforms import registry
from portevoix.share.platforms.sign_on import ConsentSignOn


@dataclass(frozen=True, slots=True)
class Registration:
    """What an administrator copied from a network's page for developers."""

    client_id: str
    client_secret: Secret = field(repr=False)
    redirect_uri: str
    products: frozenset[str] = frozenset()
    accepts_price: bool = False


@transaction.atomic
def register_house_app(
    *, network_key: str, registration: Registration, by: Person, at: datetime
) -> ServerApp:
    """Offer a network through the house's application; replaces the one before.

    An empty secret keeps the one that is there. Refuses a network without applications, and one
    that bills every post while nobody said to know it.
    """
    network = _with_application(network_key)
    if str(network.price) and not registration.accepts_price:
        raise refusals.PriceNotAccepted
    row = ServerApp.objects.select_for_update().filter(host=network.app_host).first()
    if row is None:
        row = ServerApp(host=network.app_host)
    if registration.client_secret:
        row.sealed_secret = sealed(registration.client_secret, ref=row.ref, label="app")
    if not row.sealed_secret or not registration.client_id:
        raise refusals.SecretMissing
    row.client_id, row.redirect_uri = registration.client_id, registration.redirect_uri
    row.scopes, row.registered_at = network.scopes_for(registration.products), at
    row.save()
    details: dict[str, object] = {"network": network_key, "products": sorted(registration.products)}
    record("network.registered", actor=by.ref, subject=row.ref, at=at, details=details)
    return row


@transaction.atomic
def withdraw_house_app(*, network_key: str, by: Person, at: datetime) -> None:
    """Offer a network no more: every token that this application got is erased here.

    Deleting the application at the network ends them there. What was planned asks its owner.
    """
    network = _with_application(network_key)
    row = ServerApp.objects.filter(host=network.app_host).first()
    if row is None:
        raise refusals.NotRegistered
    accounts = Account.objects.filter(network=network_key)
    planned = Share.objects.filter(account__in=accounts, state=Share.State.SCHEDULED)
    planned.update(state=Share.State.ASK_PERSON, problem="account")
    erased = {"sealed_access": "", "sealed_refresh": "", "sealed_proof": ""}
    accounts.update(state=Account.State.EXPIRED, tokens_expire_at=None, **erased)
    details: dict[str, object] = {"network": network_key}
    record("network.withdrawn", actor=by.ref, subject=row.ref, at=at, details=details)
    row.delete()


def _with_application(network_key: str) -> ConsentSignOn:
    network = registry.by_consent(network_key)
    if network is None or not network.app_host:
        raise refusals.NotRegistered
    return network
