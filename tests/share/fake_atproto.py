"""A server of the AT Protocol that asks for agreements: PAR, PKCE and DPoP, all of it checked.

The real one passes the same story in tests/peers; here its refusals can be had at will.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.sign_on import challenge_of
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.share.fakes import FakeBluesky, answer

NONCE = "a-number-of-the-server"
DIRECTORY = "https://plc.directory"
CODE = "a-code"


@dataclass
class FakeAtproto:
    """One server, which is its own issuer; `client` is what our document says of our key."""

    pds: FakeBluesky = field(default_factory=FakeBluesky)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    client: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    home: str = ""
    scope: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    bound_to: str = ""
    refresh: str = "refresh-0"
    revoked: list[str] = field(default_factory=list)
    is_spent: bool = False

    def __call__(self, request: FetchRequest) -> FetchResponse:
        if request.url.startswith(f"{DIRECTORY}/"):
            return answer(request, 200, self._document())
        if not request.url.startswith(f"{self.pds.host}/"):
            raise FetchFailed("connection", never_sent=True)
        path = urlsplit(request.url).path
        if path.startswith("/.well-known/"):
            return self._described(request, path)
        if path.startswith("/oauth/"):
            return self._oauth(request, path.rpartition("/")[2])
        return self._resource(request)

    def _described(self, request: FetchRequest, path: str) -> FetchResponse:
        issuer = self.issuer or self.pds.host
        if path.endswith("oauth-protected-resource"):
            return answer(request, 200, {"authorization_servers": [self.pds.host]})
        names = {"pushed_authorization_request": "par", "authorization": "authorize"}
        names |= {"token": "token", "revocation": "revoke"}
        ends = {f"{name}_endpoint": f"{self.pds.host}/oauth/{at}" for name, at in names.items()}
        return answer(request, 200, {"issuer": issuer} | ends)

    def _oauth(self, request: FetchRequest, what: str) -> FetchResponse:
        form = {name: value[0] for name, value in parse_qs(request.body.decode()).items()}
        fault = self._fault_of_proof(request) or self._fault_of_client(form)
        if fault:
            return answer(request, 400, {"error": fault}, dpop_nonce=NONCE)
        if what == "par":
            self.asked = form
            return answer(request, 201, {"request_uri": "urn:ietf:params:oauth:request_uri:1"})
        if what == "revoke":
            self.revoked.append(form["token"])
            return answer(request, 200, {})
        return self._tokens(request, form)

    def _tokens(self, request: FetchRequest, form: dict[str, str]) -> FetchResponse:
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] != self.refresh:
                return answer(request, 400, {"error": "invalid_grant"})
        elif not self._is_hers(form):
            return answer(request, 400, {"error": "invalid_grant"})
        self.is_spent = True
        self.bound_to = _thumbprint(parts_of(request.headers["dpop"])[0]["jwk"])
        self.refresh = f"refresh-{int(self.refresh.rpartition('-')[2]) + 1}"
        content = {"access_token": self.pds.token, "refresh_token": self.refresh}
        content |= {"token_type": "DPoP", "sub": self.pds.did, "expires_in": 3600}
        return answer(request, 200, content | {"scope": self.scope or self.asked["scope"]})

    def _is_hers(self, form: dict[str, str]) -> bool:
        proven = challenge_of(Secret(form["code_verifier"])) == self.asked["code_challenge"]
        return form["code"] == CODE and proven and not self.is_spent

    def _resource(self, request: FetchRequest) -> FetchResponse:
        if not request.headers.get("authorization", "").startswith("DPoP "):
            return answer(request, 401, {"error": "InvalidToken"})
        fault = self._fault_of_proof(request)
        if fault == "use_dpop_nonce":
            asks = f'DPoP algs="ES256", error="{fault}"'
            return answer(request, 401, {}, dpop_nonce=NONCE, www_authenticate=asks)
        header, claims = parts_of(request.headers["dpop"])
        token = request.headers["authorization"].removeprefix("DPoP ")
        digest = _encoded(hashlib.sha256(token.encode()).digest())
        if fault or claims.get("ath") != digest or _thumbprint(header["jwk"]) != self.bound_to:
            return answer(request, 401, {"error": "invalid_token"})
        return self.pds(replace(request, headers={"authorization": f"Bearer {token}"}))

    def _fault_of_proof(self, request: FetchRequest) -> str:
        header, claims = parts_of(request.headers["dpop"])
        if not _is_signed(request.headers["dpop"], header["jwk"]):
            return "invalid_dpop_proof"
        where = urlsplit(request.url)._replace(query="").geturl()
        is_fresh = abs(claims["iat"] - self.now().timestamp()) < 60
        if (claims["htm"], claims["htu"]) != (request.method, where) or not is_fresh:
            return "invalid_dpop_proof"
        return "" if claims.get("nonce") == NONCE else "use_dpop_nonce"

    def _fault_of_client(self, form: dict[str, str]) -> str:
        if not self.client:
            return ""
        jwk = self.client["jwks"]["keys"][0]
        header, claims = parts_of(form["client_assertion"])
        is_ours = claims["iss"] == claims["sub"] == form["client_id"] == self.client["client_id"]
        is_for_us = claims["aud"] == self.pds.host and header["kid"] == jwk["kid"]
        is_signed = _is_signed(form["client_assertion"], jwk)
        return "" if is_ours and is_for_us and is_signed else "invalid_client"

    def _document(self) -> dict[str, Any]:
        home = self.home or self.pds.host
        service = {"type": "AtprotoPersonalDataServer", "serviceEndpoint": home}
        return {"id": self.pds.did, "alsoKnownAs": ["at://ines.example"], "service": [service]}


def parts_of(jwt: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _signature = jwt.split(".")
    return json.loads(_decoded(header)), json.loads(_decoded(claims))


def _is_signed(jwt: str, jwk: dict[str, str]) -> bool:
    text, _, signature = jwt.rpartition(".")
    x, y = (int.from_bytes(_decoded(jwk[name])) for name in ("x", "y"))
    raw = _decoded(signature)
    written = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    try:
        key.verify(written, text.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _thumbprint(jwk: dict[str, str]) -> str:
    kept = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return hashlib.sha256(json.dumps(kept, separators=(",", ":")).encode()).hexdigest()


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
