"""How a person lets us act for her on a network: on the network's own page, or by what she types.

Each permission is told in words before she leaves. Nothing is asked for that is not used.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable
from urllib.parse import urlencode

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers
from portevoix.share.platforms.network import AccountAccess, App, Carry, Tokens, Unreadable, Words
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission that a network is asked for, and what it means in words."""

    scope: str
    words: Words


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a person types to connect; a secret one is never shown again."""

    name: str
    label: Words
    help_text: Words = ""
    is_secret: bool = False
    is_required: bool = True


class NotRecognised(Exception):
    """The network does not know this person by what she typed, or she said no there."""


@runtime_checkable
class ConsentSignOn(Protocol):
    """A network whose member agrees on its own page, for an application that the house registers.

    `products` are what the house may have been granted beyond the ordinary, by key.
    """

    @property
    def key(self) -> str: ...
    @property
    def app_host(self) -> str: ...
    @property
    def products(self) -> Mapping[str, Words]: ...
    @property
    def price(self) -> Words: ...
    @property
    def lasting(self) -> Words: ...

    def scopes_for(self, products: frozenset[str]) -> str:
        """Return the permissions to ask for, with what the house was granted."""

    def permissions(self, app: App) -> tuple[Permission, ...]:
        """Return what a member is asked for, in words."""

    def consent_page(self, app: App, state: str, verifier: Secret) -> str:
        """Return the address of the network's own page of consent."""

    def come_back(
        self, app: App, code: str, verifier: Secret, at: datetime, carry: Carry
    ) -> AccountAccess:
        """Exchange the code that she came back with; refuses with Unreadable or NotRecognised."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A member on her way: where she goes, who must send her back, and what is kept meanwhile."""

    address: str
    issuer: str
    kept: Secret


@runtime_checkable
class PushedSignOn(Protocol):
    """A network of many servers that know us by a document, and are told first what we ask."""

    @property
    def key(self) -> str: ...
    @property
    def lasting(self) -> Words: ...
    @property
    def default_server(self) -> str: ...

    def permissions(self, app: App) -> tuple[Permission, ...]:
        """Return what a member is asked for, in words."""

    def depart(
        self, app: App, host: str, state: str, verifier: Secret, at: datetime, carry: Carry
    ) -> Trip:
        """Tell her server what we ask; refuses with Unreadable or NotRecognised."""

    def come_back(
        self, app: App, code: str, kept: Secret, at: datetime, carry: Carry
    ) -> AccountAccess:
        """Exchange the code that she came back with; refuses with Unreadable or NotRecognised."""


@runtime_checkable
class TypedSignOn(Protocol):
    """A network whose member connects by typing what only she has."""

    @property
    def questions(self) -> tuple[Question, ...]: ...

    def sign_in(self, typed: Mapping[str, str], at: datetime, carry: Carry) -> AccountAccess:
        """Open the account; refuses with Unreadable or NotRecognised."""


@runtime_checkable
class Revoking(Protocol):
    """A network that can be told to forget a token."""

    def revoke(self, account: AccountAccess, carry: Carry) -> None:
        """Give a token back; refuses with Unreadable, so that it is tried again."""


def challenge_of(verifier: Secret) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 §4.2)."""
    digest = hashlib.sha256(verifier.reveal().encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def form_request(url: str, form: Mapping[str, str], **headers: str) -> FetchRequest:
    """Write a form as every token endpoint reads it."""
    written = {
        "accept": "application/json",
        "content-type": "application/x-www-form-urlencoded",
        **headers,
    }
    return FetchRequest(url, "POST", written, urlencode(form).encode())


def told_by(carry: Carry, request: FetchRequest) -> object:
    """Send a request of a sign-on and return its JSON; Unreadable, or NotRecognised if refused."""
    response = answered(carry, request)
    if response.status in {400, 401, 403}:
        raise NotRecognised(answers.detail_of(response) or f"status {response.status}")
    if response.status not in {200, 201}:
        raise Unreadable(f"status {response.status}")
    return answers.told(response)


def answered(carry: Carry, request: FetchRequest) -> FetchResponse:
    """Send a request of a sign-on; refuses with Unreadable where nothing comes back."""
    try:
        return carry(request)
    except FetchFailed as error:
        raise Unreadable(error.code) from error


def tokens_in(content: object, at: datetime, *, lasts: timedelta | None = None) -> Tokens:
    """Read the answer of a token endpoint (RFC 6749 §5.1); Unreadable where it holds no token."""
    access = answers.text_of(content, "access_token")
    if not access:
        raise Unreadable("no token in the answer")
    refresh = answers.text_of(content, "refresh_token")
    seconds = answers.count_of(content, "expires_in")
    wait = timedelta(seconds=seconds) if seconds else lasts
    return Tokens(Secret(access), Secret(refresh) if refresh else None, at + wait if wait else None)
