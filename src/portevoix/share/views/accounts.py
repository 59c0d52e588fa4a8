"""My accounts: connecting a network by one's own act, and disconnecting it at once."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.lib.sealing import Secret
from portevoix.people.queries import person_of
from portevoix.share.actions.accounts import app_of, connect_account, disconnect_account, keep_app
from portevoix.share.forms import BlueskyForm, ServerForm
from portevoix.share.models import Account
from portevoix.share.platforms import mastodon_sign_on, registry
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.mastodon_sign_on import App
from portevoix.share.platforms.network import (
    AccountAccess,
    NotPublished,
    Refused,
    TokenExpired,
    Unreadable,
)
from portevoix.share.queries import accounts_of, app_at
from portevoix.web import leaving
from portevoix.web.page import page

# What the session remembers while she is away on her server.
PENDING = "pending_mastodon"


@page(audience="employee")
def accounts(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@page(audience="employee", writes=True, reads=False, calls_out=True)
def connect_bluesky(request: HttpRequest) -> HttpResponse:
    form = BlueskyForm(request.POST)
    if not form.is_valid():
        return _shown(request, bluesky=form)
    cleaned = form.cleaned_data
    host = mastodon_sign_on.origin_of(cleaned["server"] or "bsky.social")
    at, password = timezone.now(), Secret(cleaned["app_password"])
    try:
        access = BLUESKY.sign_in(host, cleaned["handle"], password, at, leaving.carry)
    except NotPublished as problem:
        form.add_error(None, _refusal_of_bluesky(problem))
        return _shown(request, bluesky=form)
    return _connected(request, "bluesky", access)


@page(audience="employee", writes=True, reads=False, calls_out=True)
def begin_mastodon(request: HttpRequest) -> HttpResponse:
    form = ServerForm(request.POST)
    if not form.is_valid():
        return _shown(request, mastodon=form)
    host = mastodon_sign_on.origin_of(form.cleaned_data["server"])
    app = _app_at(host) if host else None
    if app is None:
        form.add_error("server", _("We found no Mastodon server there. Check its address."))
        return _shown(request, mastodon=form)
    state = secrets.token_urlsafe(24)
    address = mastodon_sign_on.authorize_url(app, state)
    request.session[PENDING] = {"host": host, "state": state, "address": address}
    return redirect("share:leave_for_mastodon")


@page(audience="employee")
def leave_for_mastodon(request: HttpRequest) -> HttpResponse:
    pending = request.session.get(PENDING)
    if not pending:
        return redirect("share:accounts")
    # A link, because our pages let no form lead to another site, not even by a redirect.
    context = {"host": _host_in(pending), "address": pending["address"], "nav": "share"}
    return render(request, "share/leave_for_mastodon.html", context)


@page(audience="employee", writes=True, calls_out=True)
def finish_mastodon(request: HttpRequest) -> HttpResponse:
    pending = request.session.get(PENDING) or {}
    given = request.POST if request.method == "POST" else request.GET
    state, code = given.get("state", ""), given.get("code", "")
    if not pending or not code or not _is_same(state, pending["state"]):
        problem = _("Your server did not send you back with its agreement. Nothing was connected.")
        return _shown(request, problem=problem)
    if request.method != "POST":
        # Coming back is a GET and changes nothing: she confirms by a button.
        context = {"host": _host_in(pending), "state": state, "code": code, "nav": "share"}
        return render(request, "share/finish_mastodon.html", context)
    return _exchange(request, pending["host"], code)


@page(audience="employee", writes=True, reads=False)
def disconnect(request: HttpRequest, ref: str) -> HttpResponse:
    person = person_of(request)
    account = get_object_or_404(Account.objects.visible_to(person), ref=ref)
    disconnect_account(account=account, by=person, at=timezone.now())
    messages.success(request, _("Disconnected: its keys are erased here."))
    return redirect("share:accounts")


def _exchange(request: HttpRequest, host: str, code: str) -> HttpResponse:
    del request.session[PENDING]
    app = _app_at(host)
    try:
        if app is None:
            raise Unreadable("no application")
        tokens = mastodon_sign_on.exchange_code(app, code, leaving.carry)
        access = MASTODON.recognise_owner(host, tokens, leaving.carry)
    except (Unreadable, NotPublished):
        messages.error(request, _("Your server did not complete the connection. Try again."))
        return redirect("share:accounts")
    return _connected(request, "mastodon", access)


def _connected(request: HttpRequest, network: str, access: AccountAccess) -> HttpResponse:
    connect_account(network=network, access=access, by=person_of(request), at=timezone.now())
    messages.success(request, _("Your account is connected."))
    return redirect("share:accounts")


def _app_at(host: str) -> App | None:
    row = app_at(host)
    if row:
        return app_of(row)
    site = settings.PUBLIC_URL
    back = site + reverse("share:finish_mastodon")
    try:
        app = mastodon_sign_on.register_app(
            host, name="Portevoix", website=site, redirect_uri=back, carry=leaving.carry
        )
    except Unreadable:
        return None
    return app_of(keep_app(app=app, at=timezone.now()))


def _refusal_of_bluesky(problem: NotPublished) -> str:
    if isinstance(problem, TokenExpired | Refused):
        return _("Bluesky did not accept this handle and app password.")
    return _("Bluesky could not be reached, or asks to wait. Try again in a few minutes.")


def _is_same(given: str, kept: str) -> bool:
    return secrets.compare_digest(given.encode(), kept.encode())


def _host_in(pending: dict[str, str]) -> str:
    return urlsplit(pending["host"]).netloc


def _shown(
    request: HttpRequest,
    *,
    bluesky: BlueskyForm | None = None,
    mastodon: ServerForm | None = None,
    problem: str = "",
) -> HttpResponse:
    context = {
        "accounts": [_row(account) for account in accounts_of(person_of(request))],
        "bluesky": bluesky or BlueskyForm(),
        "mastodon": mastodon or ServerForm(),
        "problem": problem,
        "nav": "share",
    }
    status = 422 if bluesky or mastodon or problem else 200
    return render(request, "share/accounts.html", context, status=status)


def _row(account: Account) -> dict[str, object]:
    return {
        "network": registry.of(account.network).name,
        "handle": account.handle,
        "state": account.get_state_display(),
        "is_ready": account.state == Account.State.READY,
        "since": account.connected_at,
        "disconnect_url": reverse("share:disconnect", args=[account.ref]),
    }
