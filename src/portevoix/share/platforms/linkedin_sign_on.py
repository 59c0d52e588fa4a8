"""How a member agrees on LinkedIn: OAuth 2 without PKCE, a token of 60 days, none to renew it.

An application that LinkedIn vetted also reads the member's own figures, and may renew.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from portevoix.share.platforms import answers
from portevoix.share.platforms.linkedin_calls import API
from portevoix.share.platforms.network import (
    AccountAccess,
    App,
    Carry,
    TokenExpired,
    Tokens,
    Unknown,
    Unreadable,
)
from portevoix.share.platforms.sign_on import (
    NotRecognised,
    Permission,
    form_request,
    tokens_in,
    told_by,
)

SITE = "https://www.linkedin.com/oauth/v2"
VETTED = "vetted"
READS_FIGURES = "r_member_postAnalytics"
SCOPES = "openid profile w_member_social"
LASTS = timedelta(days=60)

_WORDS = {
    "openid": _("know which member you are, by a number"),
    "profile": _("read your name, to show which account this is"),
    "w_member_social": _("publish on your profile the posts that you planned here"),
    READS_FIGURES: _("read how your posts were received, for you alone"),
}


def scopes_for(products: frozenset[str]) -> str:
    """Return the permissions to ask for; figures only for a vetted application."""
    return f"{SCOPES} {READS_FIGURES}" if VETTED in products else SCOPES


def permissions(app: App) -> tuple[Permission, ...]:
    """Return what a member is asked for, in words."""
    return tuple(Permission(scope, _WORDS[scope]) for scope in app.scopes.split())


def consent_page(app: App, state: str) -> str:
    """Return the page where a member says yes."""
    asked = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": app.scopes,
        "state": state,
    }
    return f"{SITE}/authorization?{urlencode(asked)}"


def come_back(app: App, code: str, at: datetime, carry: Carry) -> AccountAccess:
    """Exchange the code, then ask whose token it is."""
    form = _signed(app, grant_type="authorization_code", code=code, redirect_uri=app.redirect_uri)
    content = told_by(carry, form_request(f"{SITE}/accessToken", form))
    tokens = tokens_in(content, at, lasts=LASTS)
    owner = answers.read(
        carry, answers.json_request("GET", f"{API}/v2/userinfo", token=tokens.access)
    )
    subject, name = answers.text_of(owner, "sub"), answers.text_of(owner, "name")
    if not subject:
        raise Unreadable("no member in the answer")
    # What was given may be less than what was asked, and is written with commas here.
    scopes = answers.text_of(content, "scope").replace(",", " ") or app.scopes
    return AccountAccess(API, name or subject, subject, tokens, scopes, app)


def renew(account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
    """Exchange the refresh token that a vetted application may have; TokenExpired without one."""
    if account.app is None or not account.tokens.refresh:
        raise TokenExpired("no_refresh_token")
    refresh = account.tokens.refresh
    form = _signed(account.app, grant_type="refresh_token", refresh_token=refresh.reveal())
    try:
        tokens = tokens_in(told_by(carry, form_request(f"{SITE}/accessToken", form)), at)
    except NotRecognised as refused:
        raise TokenExpired("refresh_refused") from refused
    except Unreadable as silent:
        raise Unknown("renewing") from silent
    return Tokens(tokens.access, tokens.refresh or refresh, tokens.expires_at)


def revoke(account: AccountAccess, carry: Carry) -> None:
    """Give the token back; a token that LinkedIn knows no more is given back."""
    if account.app is None:
        raise Unreadable("no application")
    form = _signed(account.app, token=account.tokens.access.reveal())
    try:
        told_by(carry, form_request(f"{SITE}/revoke", form))
    except NotRecognised:
        return


def _signed(app: App, **form: str) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret.reveal(), **form}
