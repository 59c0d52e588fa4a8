"""Connecting an account: out to the network's own page of consent and back, or by typing."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.lib.sealing import Secret
from portevoix.people.queries import person_of
from portevoix.share.actions.accounts import app_of, connect_account, keep_app
from portevoix.share.forms import ServerForm, TypedForm
from portevoix.share.models.sealed import opened, sealed
from portevoix.share.platforms import bluesky_sign_on, mastodon_sign_on, registry
from portevoix.share.platforms.network import AccountAccess, App, Network, Unreadable
from portevoix.share.platforms.sign_on import (
    ConsentSignOn,
    NotRecognised,
    PushedSignOn,
    TypedSignOn,
)
from portevoix.share.queries import app_at
from portevoix.share.queries.accounts import connectable
from portevoix.share.queries.clients import has_own_name, own_client
from portevoix.share.views.accounts import shown
from portevoix.web import leaving
from portevoix.web.page import page

# What the session remembers while she is away on the network's page, one trip at a time.
PENDING = "pending_connection"
LABEL = "trip"
DENIED = frozenset({"access_denied", "user_cancelled_login", "user_cancelled_authorize"})


@page(audience="employee", writes=True, reads=False, calls_out=True)
def connect(request: HttpRequest, network: str) -> HttpResponse:
    chosen = _by_consent(network)
    if isinstance(chosen, ConsentSignOn) and chosen.app_host:
        row = app_at(chosen.app_host)
        assert row is not None
        return _depart(request, chosen, app_of(row))
    default = getattr(chosen, "default_server", "")
    form = ServerForm(request.POST, default=default)
    if not form.is_valid():
        return shown(request, forms={network: form})
    host = mastodon_sign_on.origin_of(form.cleaned_data["server"] or default)
    try:
        if not host:
            raise Unreadable("no server")
        if isinstance(chosen, PushedSignOn):
            return _push(request, chosen, host)
        app = _app_at(host)
    except (Unreadable, NotRecognised) as problem:
        form.add_error("server", _trouble_at_server(str(problem)))
        return shown(request, forms={network: form})
    return _depart(request, chosen, app)


@page(audience="employee", writes=True, reads=False, calls_out=True)
def sign_in(request: HttpRequest, network: str) -> HttpResponse:
    chosen = _known(network)
    if not isinstance(chosen, TypedSignOn):
        raise Http404
    form = TypedForm(request.POST, questions=chosen.questions)
    if not form.is_valid():
        return shown(request, forms={network: form})
    try:
        access = chosen.sign_in(form.cleaned_data, timezone.now(), leaving.carry)
    except (NotRecognised, Unreadable) as problem:
        form.add_error(None, _refusal_of(chosen, problem))
        return shown(request, forms={network: form})
    return _connected(request, network, access)


@page(audience="public")
def client_document(request: HttpRequest) -> HttpResponse:
    """What servers of the AT Protocol read of us, and of our key; nothing of anybody here."""
    if not has_own_name():
        raise Http404
    site = settings.PUBLIC_URL
    return JsonResponse(
        bluesky_sign_on.client_document(own_client(), name="Portevoix", website=site)
    )


@page(audience="employee")
def leave(request: HttpRequest, network: str) -> HttpResponse:
    chosen = _by_consent(network)
    pending = _pending(request, network)
    if not pending:
        return redirect("share:accounts")
    app = _app_of(pending)
    # A link, because our pages let no form lead to another site, not even by a redirect.
    context = {
        "network": chosen.name,
        "host": _host_in(pending),
        "address": pending["address"],
        "permissions": chosen.permissions(app) if app else (),
        "lasting": chosen.lasting,
        "nav": "share",
    }
    return render(request, "share/leave.html", context)


@page(audience="employee", writes=True, calls_out=True)
def finish(request: HttpRequest, network: str) -> HttpResponse:
    chosen = _by_consent(network)
    pending = _pending(request, network)
    given = request.POST if request.method == "POST" else request.GET
    if pending and given.get("error", "") in DENIED:
        return shown(request, problem=_denied(chosen))
    state, code = given.get("state", ""), given.get("code", "")
    if not pending or not code or not _is_back(pending, state, given.get("iss", "")):
        return shown(request, problem=_astray(chosen))
    if request.method != "POST":
        # Coming back is a GET and changes nothing: she confirms by a button.
        context = {
            "network": chosen.name,
            "host": _host_in(pending),
            "finish_url": reverse("share:finish", args=[network]),
            "state": state,
            "code": code,
            "issuer": given.get("iss", ""),
            "nav": "share",
        }
        return render(request, "share/finish.html", context)
    return _exchange(request, chosen, pending, code)


def _depart(request: HttpRequest, network: Any, app: App) -> HttpResponse:
    state, verifier = secrets.token_urlsafe(24), Secret(secrets.token_urlsafe(48))
    request.session[PENDING] = {
        "network": network.key,
        "app_host": app.host,
        "state": state,
        "address": network.consent_page(app, state, verifier),
        # Whoever reads the sessions' table cannot end somebody's trip in her place.
        "verifier": sealed(verifier, ref=state, label=LABEL),
    }
    return redirect("share:leave", network=network.key)


def _push(request: HttpRequest, network: PushedSignOn, host: str) -> HttpResponse:
    state, verifier = secrets.token_urlsafe(24), Secret(secrets.token_urlsafe(48))
    trip = network.depart(own_client(), host, state, verifier, timezone.now(), leaving.carry)
    request.session[PENDING] = {
        "network": network.key,
        "app_host": "",
        "state": state,
        "issuer": trip.issuer,
        "address": trip.address,
        "verifier": sealed(trip.kept, ref=state, label=LABEL),
    }
    return redirect("share:leave", network=network.key)


def _app_of(pending: dict[str, str]) -> App | None:
    """Who asks on this trip: ourselves by our own name, or our registration at a server."""
    if not pending["app_host"]:
        return own_client()
    row = app_at(pending["app_host"])
    return app_of(row) if row else None


def _exchange(
    request: HttpRequest, network: Any, pending: dict[str, str], code: str
) -> HttpResponse:
    # A code serves once, whatever becomes of it.
    del request.session[PENDING]
    app = _app_of(pending)
    verifier = opened(pending["verifier"], ref=pending["state"], label=LABEL)
    try:
        if app is None or verifier is None:
            raise Unreadable("no application")
        access = network.come_back(app, code, verifier, timezone.now(), leaving.carry)
    except (Unreadable, NotRecognised):
        said = _("%(network)s did not complete the connection. Nothing was connected: try again.")
        messages.error(request, said % {"network": network.name})
        return redirect("share:accounts")
    return _connected(request, network.key, access)


def _connected(request: HttpRequest, network: str, access: AccountAccess) -> HttpResponse:
    connect_account(network=network, access=access, by=person_of(request), at=timezone.now())
    messages.success(request, _("Your account is connected."))
    return redirect("share:accounts")


def _app_at(host: str) -> App:
    row = app_at(host)
    if row:
        return app_of(row)
    site = settings.PUBLIC_URL
    back = site + reverse("share:finish", args=["mastodon"])
    app = mastodon_sign_on.register_app(
        host, name="Portevoix", website=site, redirect_uri=back, carry=leaving.carry
    )
    return app_of(keep_app(app=app, at=timezone.now()))


def _known(key: str) -> Network:
    network = registry.BY_KEY.get(key)
    if network is None or not connectable(network):
        raise Http404
    return network


def _by_consent(key: str) -> Any:
    network = _known(key)
    may_push = isinstance(network, PushedSignOn) and has_own_name()
    if not isinstance(network, ConsentSignOn) and not may_push:
        raise Http404
    return network


def _pending(request: HttpRequest, network: str) -> dict[str, str]:
    pending: dict[str, str] = request.session.get(PENDING) or {}
    return pending if pending.get("network") == network else {}


def _is_back(pending: dict[str, str], state: str, issuer: str) -> bool:
    """Whether she comes back from where she went (RFC 9207 where the server says who it is)."""
    issued = pending.get("issuer", "")
    return _is_same(state, pending["state"]) and (not issued or _is_same(issuer, issued))


def _is_same(given: str, kept: str) -> bool:
    return secrets.compare_digest(given.encode(), kept.encode())


def _host_in(pending: dict[str, str]) -> str:
    return urlsplit(pending["address"]).netloc


def _trouble_at_server(code: str) -> str:
    if code == "address_refused":
        return _("This address leads inside a private network: Portevoix does not go there.")
    if code in {"dns", "no server"}:
        return _("There is no server of that name. Check its address.")
    if code in {"connection", "too_slow", "tls"}:
        return _("This server does not answer at the moment. Try again later: nothing was changed.")
    return _("We found no Mastodon server there. Check its address.")


def _refusal_of(network: Any, problem: Exception) -> str:
    name = {"network": network.name}
    if isinstance(problem, NotRecognised):
        return _("%(network)s did not recognise you by what you typed.") % name
    if str(problem) == "address_refused":
        return _trouble_at_server("address_refused")
    said = _("%(network)s could not be reached, or asks to wait. Try again in a few minutes.")
    return said % name


def _denied(network: Any) -> str:
    said = _("You said no on %(network)s: nothing was connected, and nothing changed here.")
    return said % {"network": network.name}


def _astray(network: Any) -> str:
    said = _("%(network)s did not send you back with its agreement. Nothing was connected.")
    return said % {"network": network.name}
