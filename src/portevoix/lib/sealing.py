"""Secrets at rest: AES-256-GCM, each bound to its account, its field and its key.

A sealed text moved to another row or field does not open, and a `Secret` never shows in a repr, a
log or an error page (NIST SP 800-38D; 96-bit random nonce, so rotate before 2**32 seals a key).
"""

import base64
import binascii
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = "s1"


class CannotUnseal(Exception):
    """The sealed text was altered, belongs elsewhere, or its key is not on the ring."""


class Secret:
    """A text that is told only to who calls `reveal`: every other rendering shows dots."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself, at the very place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        # A pickle ends up in caches and queues.
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys that open, by id, and the id of the one that seals; kept outside the database."""

    keys: Mapping[str, bytes] = field(repr=False)
    current: str

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise ValueError("the current key is not on the ring")
        if any(len(key) != KEY_BYTES for key in self.keys.values()):
            raise ValueError(f"a key must hold {KEY_BYTES} bytes")
        if any(not name.isalnum() for name in self.keys):
            raise ValueError("a key id holds letters and digits only")


def ring_of(written: str) -> KeyRing:
    """Read `id:base64,id:base64`, the first being the one that seals; refuses with ValueError."""
    pairs = [part.strip().partition(":") for part in written.split(",") if part.strip()]
    if not pairs:
        raise ValueError("there is no key on the ring")
    try:
        keys = {name: base64.b64decode(text, validate=True) for name, _, text in pairs}
    except binascii.Error as error:
        raise ValueError("a key is not base64") from error
    if len(keys) != len(pairs):
        raise ValueError("two keys have the same id")
    return KeyRing(keys, pairs[0][0])


def new_ring() -> str:
    """Make a ring of one fresh key, as `ring_of` reads it."""
    return f"k1:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def ring_with_new_key(written: str) -> str:
    """Write a ring again with a fresh key before the others, the one that seals from now on."""
    known = ring_of(written).keys
    number = len(known) + 1
    while f"k{number}" in known:
        number += 1
    key = base64.b64encode(os.urandom(KEY_BYTES)).decode()
    return f"k{number}:{key},{written.strip()}"


def ring_without(written: str, key: str) -> str:
    """Write a ring again without a key; ValueError if it is not there, or is the one that seals."""
    ring = ring_of(written)
    if key not in ring.keys:
        raise ValueError(f"there is no key {key} on the ring")
    if key == ring.current:
        raise ValueError(f"the key {key} is the one in use: add a new one before it")
    parts = [part.strip() for part in written.split(",") if part.strip()]
    return ",".join(part for part in parts if part.partition(":")[0] != key)


def seal(ring: KeyRing, secret: Secret, *, account: str, label: str) -> str:
    """Seal a secret of one account under one label with the ring's current key."""
    nonce = os.urandom(NONCE_BYTES)
    bound = _bound_to(account, label, ring.current)
    sealed = AESGCM(ring.keys[ring.current]).encrypt(nonce, secret.reveal().encode(), bound)
    return f"{FORMAT}.{ring.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(ring: KeyRing, sealed: str, *, account: str, label: str) -> Secret:
    """Open what was sealed for that account and label; refuses anything else with CannotUnseal."""
    key_id, payload = _parts_of(sealed)
    key = ring.keys.get(key_id)
    if key is None:
        raise CannotUnseal("unknown key")
    nonce, body = payload[:NONCE_BYTES], payload[NONCE_BYTES:]
    try:
        text = AESGCM(key).decrypt(nonce, body, _bound_to(account, label, key_id))
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal("altered, or sealed for something else") from error
    return Secret(text.decode())


def key_of(sealed: str) -> str:
    """Return the id of the key that sealed a text."""
    return _parts_of(sealed)[0]


def is_sealed_by_current(ring: KeyRing, sealed: str) -> bool:
    """Say whether a sealed text uses the ring's current key, or is due for rotation."""
    return _parts_of(sealed)[0] == ring.current


def reseal(ring: KeyRing, sealed: str, *, account: str, label: str) -> str:
    """Seal again with the current key what an older key of the ring still opens."""
    secret = unseal(ring, sealed, account=account, label=label)
    return seal(ring, secret, account=account, label=label)


def _parts_of(sealed: str) -> tuple[str, bytes]:
    form, _, rest = sealed.partition(".")
    key_id, _, text = rest.partition(".")
    if form != FORMAT or not text:
        raise CannotUnseal("not a sealed text")
    try:
        return key_id, base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CannotUnseal("not a sealed text") from error


def _bound_to(account: str, label: str, key_id: str) -> bytes:
    if "|" in account or "|" in label:
        raise ValueError("an account or a label may not hold a bar")
    return f"{account}|{label}|{key_id}".encode()
