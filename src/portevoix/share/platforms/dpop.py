"""Tokens bound to a key of ours (RFC 9449): every call proves that we hold it.

A server asks for its own number in the proof; a call without it is refused before it is read, so it
is sent again once, with that number.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers
from portevoix.share.platforms.network import Carry
from portevoix.web.fetch import FetchRequest, FetchResponse

COORDINATE_BYTES = 32


def new_key() -> Secret:
    """Make a key to bind tokens to, as PEM."""
    return pem_of(ec.generate_private_key(ec.SECP256R1()))


def public_jwk(key: Secret) -> dict[str, str]:
    """Return the public half of a key (RFC 7517), named by its thumbprint (RFC 7638)."""
    numbers = _private(key).public_key().public_numbers()
    jwk = {
        "crv": "P-256",
        "kty": "EC",
        "x": _encoded(numbers.x.to_bytes(COORDINATE_BYTES)),
        "y": _encoded(numbers.y.to_bytes(COORDINATE_BYTES)),
    }
    thumbprint = hashlib.sha256(json.dumps(jwk, separators=(",", ":")).encode()).digest()
    return {**jwk, "kid": _encoded(thumbprint)}


def number() -> str:
    """Return a number that serves once."""
    return secrets.token_urlsafe(16)


def signed(key: Secret, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Write a JWT signed by ES256 (RFC 7518 §3.4)."""
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in (header, claims)]
    text = ".".join(_encoded(part) for part in parts)
    signature = _private(key).sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(signature)
    raw = r.to_bytes(COORDINATE_BYTES) + s.to_bytes(COORDINATE_BYTES)
    return f"{text}.{_encoded(raw)}"


def proving(carry: Carry, key: Secret, at: datetime, access: Secret | None = None) -> Carry:
    """Return what carries requests with a proof, and with the token where there is one."""

    def through(request: FetchRequest) -> FetchResponse:
        response = carry(_proven(request, key, at, access, ""))
        nonce = response.header("dpop-nonce")
        if not nonce or not _asks_for_nonce(response):
            return response
        return carry(_proven(request, key, at, access, nonce))

    return through


def _proven(
    request: FetchRequest, key: Secret, at: datetime, access: Secret | None, nonce: str
) -> FetchRequest:
    claims: dict[str, Any] = {
        "jti": number(),
        "htm": request.method,
        "htu": urlsplit(request.url)._replace(query="", fragment="").geturl(),
        "iat": int(at.timestamp()),
    }
    if nonce:
        claims["nonce"] = nonce
    headers = dict(request.headers)
    if access is not None:
        claims["ath"] = _encoded(hashlib.sha256(access.reveal().encode()).digest())
        headers["authorization"] = f"DPoP {access.reveal()}"
    jwk = {name: value for name, value in public_jwk(key).items() if name != "kid"}
    headers["dpop"] = signed(key, {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}, claims)
    return replace(request, headers=headers)


def _asks_for_nonce(response: FetchResponse) -> bool:
    if response.status not in {400, 401}:
        return False
    told = answers.text_of(answers.told(response), "error")
    return told == "use_dpop_nonce" or "use_dpop_nonce" in response.header("www-authenticate")


def _private(key: Secret) -> ec.EllipticCurvePrivateKey:
    loaded = serialization.load_pem_private_key(key.reveal().encode(), password=None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    return loaded


def pem_of(key: ec.EllipticCurvePrivateKey) -> Secret:
    """Write a private key down."""
    encoded = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Secret(encoded.decode())


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
