"""How a member agrees on X: OAuth 2 with PKCE; a token of two hours, and one that renews it once.

A refresh token serves once: whatever loses the answer of a renewal loses the connection, and its
owner agrees again.
"""

import base64
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django.utils.translation import gettext_lazy as _

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers
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
    challenge_of,
    form_request,
    tokens_in,
    told_by,
)

API = "https://api.x.com"
SCOPES = "tweet.read tweet.write users.read media.write offline.access"
LASTS = timedelta(hours=2)

_WORDS = {
    "tweet.read": _("look for a post of yours when an answer was lost, and read its counts"),
    "tweet.write": _("publish the posts that you planned here"),
    "users.read": _("read your name, to show which account this is"),
    "media.write": _("send the pictures of your posts"),
    "offline.access": _("do so at the hour you chose, while you are away"),
}


def permissions(app: App) -> tuple[Permission, ...]:
    """Return what a member is asked for, in words."""
    return tuple(Permission(scope, _WORDS[scope]) for scope in app.scopes.split())


def consent_page(app: App, state: str, verifier: Secret) -> str:
    """Return the page where a member says yes."""
    asked = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": app.scopes,
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    return f"https://x.com/i/oauth2/authorize?{urlencode(asked, quote_via=quote)}"


def come_back(app: App, code: str, verifier: Secret, at: datetime, carry: Carry) -> AccountAccess:
    """Exchange the code, then ask whose token it is."""
    content = _asked(
        app,
        "token",
        carry,
        grant_type="authorization_code",
        code=code,
        redirect_uri=app.redirect_uri,
        code_verifier=verifier.reveal(),
    )
    tokens = tokens_in(content, at, lasts=LASTS)
    owner = answers.read(
        carry, answers.json_request("GET", f"{API}/2/users/me", token=tokens.access)
    )
    subject = answers.text_of(owner, "data", "id")
    name = answers.text_of(owner, "data", "username")
    if not subject or not name:
        raise Unreadable("no account in the answer")
    scopes = answers.text_of(content, "scope") or app.scopes
    return AccountAccess(API, f"@{name}", subject, tokens, scopes, app)


def renew(account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
    """Exchange the refresh token, which serves once; TokenExpired where it served already."""
    refresh = account.tokens.refresh
    if account.app is None or not refresh:
        raise TokenExpired("no_refresh_token")
    try:
        content = _asked(
            account.app,
            "token",
            carry,
            grant_type="refresh_token",
            refresh_token=refresh.reveal(),
        )
        return tokens_in(content, at, lasts=LASTS)
    except NotRecognised as refused:
        raise TokenExpired("refresh_refused") from refused
    except Unreadable as silent:
        raise Unknown("renewing") from silent


def revoke(account: AccountAccess, carry: Carry) -> None:
    """Give the token back; with the refresh token goes all that came of it."""
    if account.app is None:
        raise Unreadable("no application")
    token = account.tokens.refresh or account.tokens.access
    try:
        _asked(account.app, "revoke", carry, token=token.reveal())
    except NotRecognised:
        return


def _asked(app: App, what: str, carry: Carry, **form: str) -> object:
    pair = f"{app.client_id}:{app.client_secret.reveal()}"
    signed = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return told_by(carry, form_request(f"{API}/2/oauth2/{what}", form, authorization=signed))
