"""My accounts: how each stands, and disconnecting one at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.people.queries import person_of
from portevoix.share.actions.accounts import disconnect_account
from portevoix.share.forms import ServerForm, TypedForm
from portevoix.share.models import Account
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode, Network
from portevoix.share.platforms.sign_on import ConsentSignOn, PushedSignOn, Revoking, TypedSignOn
from portevoix.share.queries.accounts import Connection, connectable, connections_of
from portevoix.share.queries.clients import has_own_name
from portevoix.share.rules.connections import Standing
from portevoix.web.page import page


@page(audience="employee")
def accounts(request: HttpRequest) -> HttpResponse:
    return shown(request)


@page(audience="employee", writes=True, reads=False)
def disconnect(request: HttpRequest, ref: str) -> HttpResponse:
    person = person_of(request)
    account = get_object_or_404(Account.objects.visible_to(person), ref=ref)
    network = registry.BY_KEY.get(account.network)
    disconnect_account(account=account, by=person, at=timezone.now())
    messages.success(request, _said_of(network))
    return redirect("share:accounts")


def shown(
    request: HttpRequest,
    *,
    forms: dict[str, ServerForm | TypedForm] | None = None,
    problem: str = "",
) -> HttpResponse:
    known = connections_of(person_of(request), timezone.now())
    there = [one for one in registry.ALL if connectable(one)]
    context = {
        "accounts": [_row(one) for one in known],
        "networks": [_offer(one, forms or {}) for one in there],
        "by_hand": [_by_hand(one) for one in registry.ALL if _is_by_hand(one, there)],
        "problem": problem,
        "nav": "share",
    }
    return render(request, "share/accounts.html", context, status=422 if forms or problem else 200)


def _row(one: Connection) -> dict[str, object]:
    return {
        "network": one.network.name,
        "handle": one.account.handle,
        "standing": one.standing.value,
        "days": one.days,
        "since": one.account.connected_at,
        "ref": one.account.ref,
        "key": one.network.key,
        "again": _again(one) if one.may_reconnect else "",
    }


def _again(one: Connection) -> str:
    """How she reconnects: straight to the network, or by a form of this page."""
    network = one.network
    if not connectable(network) or one.standing is Standing.SUSPENDED:
        return ""
    goes_straight = isinstance(network, ConsentSignOn) and not network.needs_host
    return "direct" if goes_straight else f"#{network.key}"


def _offer(network: Network, forms: dict[str, ServerForm | TypedForm]) -> dict[str, Any]:
    is_pushed = isinstance(network, PushedSignOn) and has_own_name()
    has_consent = isinstance(network, ConsentSignOn) or is_pushed
    typed = isinstance(network, TypedSignOn)
    form = forms.get(network.key)
    return {
        "key": network.key,
        "name": network.name,
        "lasting": getattr(network, "lasting", ""),
        "consent": has_consent,
        "server": _server_form(network, form)
        if has_consent and (network.needs_host or is_pushed)
        else None,
        "typed": _typed_form(network, form) if typed else None,
        "is_open": form is not None,
    }


def _server_form(network: Network, form: ServerForm | TypedForm | None) -> ServerForm:
    default = getattr(network, "default_server", "")
    return form if isinstance(form, ServerForm) else ServerForm(default=default)


def _typed_form(network: Network, form: ServerForm | TypedForm | None) -> TypedForm:
    assert isinstance(network, TypedSignOn)
    return form if isinstance(form, TypedForm) else TypedForm(questions=network.questions)


def _is_by_hand(network: Network, there: list[Network]) -> bool:
    return Mode.INTENT in network.modes and network not in there


def _by_hand(network: Network) -> dict[str, object]:
    # What could be connected, had the house an application there.
    awaits_house = isinstance(network, ConsentSignOn) and bool(network.app_host)
    return {"name": network.name, "note": network.note, "awaits_house": awaits_house}


def _said_of(network: Network | None) -> str:
    if network is not None and isinstance(network, Revoking):
        return _("Disconnected: its keys are erased here, and the network is told to forget them.")
    return _(
        "Disconnected: its keys are erased here. This network lets nobody give them back: "
        "end the permission in your settings there too."
    )
