"""Who we are on networks where an application is named by the address of a document about it."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.urls import reverse

from portevoix.share.platforms.bluesky_sign_on import SCOPES
from portevoix.share.platforms.dpop import pem_of
from portevoix.share.platforms.network import App

# The order of the curve P-256 (NIST SP 800-186): a private key is a number below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def has_own_name() -> bool:
    """Whether other servers can read the document about us: only at an address of https."""
    return settings.IS_HTTPS


def own_client() -> App:
    """This installation, as servers of the AT Protocol know it; it signs with a key of its own."""
    site = settings.PUBLIC_URL
    back = site + reverse("share:finish", args=["bluesky"])
    secret = pem_of(_key(settings.SECRET_KEY))
    return App("", site + reverse("share:client_document"), secret, back, SCOPES)


@cache
def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    # Made from what is kept apart already: one secret less to keep, the same in every process.
    made = HKDF(hashes.SHA256(), length=48, salt=None, info=b"portevoix client of atproto")
    number = int.from_bytes(made.derive(secret.encode())) % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())
