"""How a person lets us post on her Mastodon server: an app registered per server, then OAuth 2.

It asks for the permissions that are used and no other; the secret of the app is sealed like tokens.
"""

from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext_lazy as _

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers
from portevoix.share.platforms.network import App, Carry, Tokens, Unreadable, Words
from portevoix.web.fetch import FetchFailed, FetchRequest

SCOPES = "read:accounts read:statuses write:statuses write:media"
WORDS: dict[str, Words] = {
    "read:accounts": _("read your name, to show which account this is"),
    "read:statuses": _("look for a post of yours when an answer was lost, and read its counts"),
    "write:statuses": _("publish the posts that you planned here"),
    "write:media": _("send the pictures that you add to them"),
    "read": _("read your account: this server knows no finer permission"),
    "write": _("publish for you: this server knows no finer permission"),
}
# Servers that only know the coarse permissions of the first API.
COARSE_SCOPES = "read write"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def origin_of(typed: str) -> str:
    """Read a server as people type it (`piaille.fr`, `@ines@piaille.fr`, a URL); "" if none."""
    text = typed.strip()
    if "://" not in text:
        text = f"https://{text.rpartition('@')[2]}"
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or " " in host:
        return ""
    written = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{written}{port}"


def register_app(
    host: str, *, name: str, website: str, redirect_uri: str, carry: Carry, scopes: str = SCOPES
) -> App:
    """Register our application at a server; refuses with Unreadable."""
    form = {
        "client_name": name,
        "website": website,
        "redirect_uris": redirect_uri,
        "scopes": scopes,
    }
    content = _posted(f"{host}/api/v1/apps", form, carry)
    client_id = answers.text_of(content, "client_id")
    client_secret = answers.text_of(content, "client_secret")
    if not client_id or not client_secret:
        raise Unreadable("no application in the answer")
    return App(host, client_id, Secret(client_secret), redirect_uri, scopes)


def authorize_url(app: App, state: str) -> str:
    """Return the page of the server where its member says yes."""
    asked = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": app.scopes,
        "state": state,
    }
    return f"{app.host}/oauth/authorize?{urlencode(asked)}"


def exchange_code(app: App, code: str, carry: Carry) -> Tokens:
    """Exchange the code of a consenting member for a token; refuses with Unreadable."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app.client_id,
        "client_secret": app.client_secret.reveal(),
        "redirect_uri": app.redirect_uri,
        "scope": app.scopes,
    }
    token = answers.text_of(_posted(f"{app.host}/oauth/token", form, carry), "access_token")
    if not token:
        raise Unreadable("no token in the answer")
    return Tokens(Secret(token))


def revoke(app: App, tokens: Tokens, carry: Carry) -> None:
    """Tell the server to forget a token; refuses with Unreadable, so that it is tried again."""
    form = {
        "client_id": app.client_id,
        "client_secret": app.client_secret.reveal(),
        "token": tokens.access.reveal(),
    }
    _posted(f"{app.host}/oauth/revoke", form, carry)


def _posted(url: str, form: dict[str, str], carry: Carry) -> object:
    headers = {
        "accept": "application/json",
        "content-type": "application/x-www-form-urlencoded",
    }
    try:
        response = carry(FetchRequest(url, "POST", headers, urlencode(form).encode()))
    except FetchFailed as error:
        raise Unreadable(error.code) from error
    if response.status not in {200, 201}:
        raise Unreadable(f"status {response.status}")
    return answers.told(response)
