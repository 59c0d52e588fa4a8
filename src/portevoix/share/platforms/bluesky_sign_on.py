"""How a member agrees on her own server of the AT Protocol: OAuth with PAR, PKCE and DPoP.

Our name there is the address of a document about us, so nobody registers anything. An installation
that people reach by https signs for itself and may renew for months; one on loopback has no name
of its own, and is for trying.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.utils.translation import gettext_lazy as _

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers, dpop
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
    Trip,
    challenge_of,
    form_request,
    tokens_in,
    told_by,
)
from portevoix.web.fetch import FetchRequest

# One post at a time, its pictures, and the counts of one's posts: nothing else of the account.
COUNTS = "rpc:app.bsky.feed.getPosts?aud=did:web:api.bsky.app%23bsky_appview"
SCOPES = f"atproto repo:app.bsky.feed.post?action=create blob:image/* {COUNTS}"
DIRECTORY = "https://plc.directory"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LASTS = timedelta(minutes=1)


_WORDS = {
    "atproto": _("know which account is yours"),
    "repo": _("publish the posts that you planned here, and delete none"),
    "blob": _("send the pictures of your posts"),
    "rpc": _("read how your posts were received"),
}


def permissions(app: App) -> tuple[Permission, ...]:
    """Return what a member is asked for, in words."""
    return tuple(
        Permission(scope, _WORDS.get(scope.partition(":")[0], scope))
        for scope in app.scopes.split()
    )


def client_document(app: App, *, name: str, website: str) -> dict[str, Any]:
    """Return the document that our name there leads to (client metadata of the AT Protocol)."""
    return {
        "client_id": app.client_id,
        "client_name": name,
        "client_uri": website,
        "redirect_uris": [app.redirect_uri],
        "scope": app.scopes,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "application_type": "web",
        "dpop_bound_access_tokens": True,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": {"keys": [dpop.public_jwk(app.client_secret) | {"use": "sig", "alg": "ES256"}]},
    }


def depart(app: App, host: str, state: str, verifier: Secret, at: datetime, carry: Carry) -> Trip:
    """Push what we ask to her server, and return the page where she says yes."""
    server = _server_of(host, carry)
    key = dpop.new_key()
    form = {
        "response_type": "code",
        "redirect_uri": app.redirect_uri,
        "scope": app.scopes,
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    signed = _signed(app, server["issuer"], at, form)
    request = form_request(server["pushed_authorization_request_endpoint"], signed)
    pushed = answers.text_of(told_by(dpop.proving(carry, key, at), request), "request_uri")
    if not pushed:
        raise Unreadable("no request in the answer")
    asked = urlencode({"client_id": app.client_id, "request_uri": pushed})
    kept = json.dumps({"verifier": verifier.reveal(), "key": key.reveal()} | server)
    return Trip(f"{server['authorization_endpoint']}?{asked}", server["issuer"], Secret(kept))


def come_back(app: App, code: str, kept: Secret, at: datetime, carry: Carry) -> AccountAccess:
    """Exchange the code, then make sure that this server may speak for that member."""
    known = json.loads(kept.reveal())
    key = Secret(known["key"])
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": app.redirect_uri,
        "code_verifier": known.pop("verifier"),
    }
    request = form_request(known["token_endpoint"], _signed(app, known["issuer"], at, form))
    content = told_by(dpop.proving(carry, key, at), request)
    subject, scopes = answers.text_of(content, "sub"), answers.text_of(content, "scope")
    if not subject.startswith("did:") or "atproto" not in scopes.split():
        raise Unreadable("no member in the answer")
    home, handle = _home_and_handle_of(subject, carry)
    # Otherwise a server could say that it speaks for a member of another.
    if _server_of(home, carry)["issuer"] != known["issuer"]:
        raise NotRecognised("another server")
    tokens = tokens_in(content, at)
    bound = Tokens(tokens.access, tokens.refresh, tokens.expires_at, Secret(json.dumps(known)))
    return AccountAccess(home, handle, subject, bound, scopes, app)


def renew(account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
    """Exchange the refresh token, which serves once; TokenExpired where it served already."""
    refresh, proof = account.tokens.refresh, account.tokens.proof
    if account.app is None or not refresh or not proof:
        raise TokenExpired("no_refresh_token")
    known = json.loads(proof.reveal())
    form = {"grant_type": "refresh_token", "refresh_token": refresh.reveal()}
    request = form_request(known["token_endpoint"], _signed(account.app, known["issuer"], at, form))
    try:
        content = told_by(dpop.proving(carry, Secret(known["key"]), at), request)
        tokens = tokens_in(content, at)
    except NotRecognised as refused:
        raise TokenExpired("refresh_refused") from refused
    except Unreadable as silent:
        raise Unknown("renewing") from silent
    return Tokens(tokens.access, tokens.refresh or refresh, tokens.expires_at, proof)


def revoke(account: AccountAccess, at: datetime, carry: Carry) -> None:
    """Give the token back, and with it all that came of it."""
    proof, token = account.tokens.proof, account.tokens.refresh or account.tokens.access
    if account.app is None or not proof:
        raise Unreadable("no application")
    known = json.loads(proof.reveal())
    if not known["revocation_endpoint"]:
        return
    form = _signed(account.app, known["issuer"], at, {"token": token.reveal()})
    request = form_request(known["revocation_endpoint"], form)
    try:
        told_by(dpop.proving(carry, Secret(known["key"]), at), request)
    except NotRecognised:
        return


def key_of(proof: Secret) -> Secret:
    """Return the key that the tokens of an account are bound to."""
    return Secret(json.loads(proof.reveal())["key"])


def _server_of(host: str, carry: Carry) -> dict[str, str]:
    """Find who asks members of a server for their agreement; refuses with Unreadable."""
    issuer = host
    try:
        resource = answers.read(carry, FetchRequest(f"{host}/.well-known/oauth-protected-resource"))
        servers = resource.get("authorization_servers") if isinstance(resource, dict) else None
        issuer = servers[0] if isinstance(servers, list) and servers else host
    except Unreadable as problem:
        # An entryway asks by itself and holds no accounts.
        if "status" not in str(problem):
            raise
    told = answers.read(carry, FetchRequest(f"{issuer}/.well-known/oauth-authorization-server"))
    if answers.text_of(told, "issuer") != issuer or not _same_scheme(host, issuer):
        raise Unreadable("another issuer")
    names = ("pushed_authorization_request", "authorization", "token", "revocation")
    found = {f"{name}_endpoint": answers.text_of(told, f"{name}_endpoint") for name in names}
    if not all(found[f"{name}_endpoint"] for name in names[:3]):
        raise Unreadable("no endpoints")
    return {"issuer": issuer, **found}


def _home_and_handle_of(subject: str, carry: Carry) -> tuple[str, str]:
    method = subject.split(":")[1]
    address = f"{DIRECTORY}/{quote(subject, safe=':')}"
    if method == "web":
        address = f"https://{subject.removeprefix('did:web:')}/.well-known/did.json"
    document = answers.read(carry, FetchRequest(address))
    if not isinstance(document, dict) or document.get("id") != subject:
        raise Unreadable("another document")
    services = [one for one in document.get("service", ()) if isinstance(one, dict)]
    homes = [
        answers.text_of(one, "serviceEndpoint").rstrip("/")
        for one in services
        if answers.text_of(one, "type") == "AtprotoPersonalDataServer"
    ]
    names = [str(name).removeprefix("at://") for name in document.get("alsoKnownAs", ())]
    if not homes:
        raise Unreadable("no home")
    return homes[0], names[0] if names else subject


def _signed(app: App, issuer: str, at: datetime, form: dict[str, str]) -> dict[str, str]:
    known = {"client_id": app.client_id, **form}
    if not app.client_secret:
        return known
    claims = {
        "iss": app.client_id,
        "sub": app.client_id,
        "aud": issuer,
        "jti": dpop.number(),
        "iat": int(at.timestamp()),
        "exp": int((at + ASSERTION_LASTS).timestamp()),
    }
    header = {"alg": "ES256", "kid": dpop.public_jwk(app.client_secret)["kid"]}
    assertion = dpop.signed(app.client_secret, header, claims)
    return known | {"client_assertion_type": ASSERTION, "client_assertion": assertion}


def _same_scheme(host: str, issuer: str) -> bool:
    """Never from https down to http: what we ask would travel in clear."""
    return urlsplit(issuer).scheme in {"https", urlsplit(host).scheme}
