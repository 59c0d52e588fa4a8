"""The one Protocol of every network, the values that travel to it, and how it says no."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from django.utils.functional import Promise

from portevoix.lib.sealing import Secret
from portevoix.share.rules.outbox import Finding, Outcome
from portevoix.share.rules.words import LINK_LENGTH, Counting, Room, room_in
from portevoix.web.fetch import FetchRequest, FetchResponse

# What carries a request: `safe_fetch` bound to its permission, or an emulator in tests.
Carry = Callable[[FetchRequest], FetchResponse]
# A sentence: plain, or translated when it is shown.
Words = str | Promise


class Mode(StrEnum):
    """How a share reaches a network."""

    API = "api"
    INTENT = "intent"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a post may be, and how this network counts; `maximum` 0 means no known limit."""

    maximum: int
    counting: Counting
    link_cost: int = LINK_LENGTH

    def room_in(self, text: str) -> Room:
        """Say how a composed text fits."""
        return room_in(text, self.counting, self.maximum, self.link_cost)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person composed: her words, the link that goes with them, and the card of the link."""

    words: str
    link: str = ""
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """A network's own share page; `to_copy` is what it cannot be handed and the person pastes."""

    url: str
    to_copy: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a post, made ready for its network; `alt` says it to who cannot see it."""

    content: bytes = field(repr=False)
    media_type: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Post:
    """One frozen publication: equal on every attempt, `key` and `stamp` included.

    `stamp` never changes for this publication: its record key is made of it. `dated` is the moment
    that the post shows, where a network lets us say.
    """

    key: str
    text: str
    stamp: datetime
    link: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    dated: datetime | None = None
    pictures: tuple[Picture, ...] = ()

    @property
    def shown_at(self) -> datetime:
        """The moment that the post shows, on this attempt."""
        return self.dated or self.stamp


@dataclass(frozen=True, slots=True)
class App:
    """Our registration at one server: the house's own, or one that the server gave us.

    `version` is that of the interface to ask for, where a network has versions.
    """

    host: str
    client_id: str
    client_secret: Secret = field(repr=False)
    redirect_uri: str = ""
    scopes: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a network gave us to act for a person, and for how long.

    `proof` is the key that a token is bound to (RFC 9449), where it is bound to one.
    """

    access: Secret
    refresh: Secret | None = None
    expires_at: datetime | None = None
    proof: Secret | None = None


@dataclass(frozen=True, slots=True)
class AccountAccess:
    """One account as its network knows it: its server's origin, and its id there (`subject`).

    `scopes` are the permissions that its owner gave, `app` is who asks on her behalf, `asked_at`
    the moment of asking, for networks whose proofs are dated.
    """

    host: str
    handle: str
    subject: str
    tokens: Tokens = field(repr=False)
    scopes: str = ""
    app: App | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A post as its network knows it."""

    external_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a network shows of a publication whose attempt was ambiguous."""

    finding: Finding
    published: Published | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """Counts a network tells of one post; None is "not told", which is not zero."""

    likes: int | None = None
    reshares: int | None = None
    comments: int | None = None
    quotes: int | None = None
    impressions: int | None = None
    # Different members who saw it, counted once each by the network, within this post only.
    reached: int | None = None
    saves: int | None = None
    sends: int | None = None
    # False where a network's terms keep its figures inside the page that shows them.
    is_exportable: bool = True


class NotPublished(Exception):
    """A publication that did not succeed, or is not known to have; a subclass says which."""

    outcome = Outcome.UNKNOWN

    def __init__(self, code: str = "", *, retry_after: timedelta | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class Refused(NotPublished):
    """The network read the post and will not have it; the same post would be refused again."""

    outcome = Outcome.REFUSED

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        # The network's own words, for the author alone.
        self.detail = detail


class CertainlyNotSent(NotPublished):
    """Nothing was published, and a later attempt may succeed."""

    outcome = Outcome.NOT_SENT


class Unknown(NotPublished):
    """It may have been published: only evidence tells."""

    outcome = Outcome.UNKNOWN


class TokenExpired(NotPublished):
    """Nothing was published: the account must be renewed, or connected again by its owner."""

    outcome = Outcome.TOKEN_EXPIRED


class AccountSuspended(NotPublished):
    """Nothing was published: the network has closed or limited the account."""

    outcome = Outcome.SUSPENDED


class Duplicate(NotPublished):
    """The network says that it already has this text: look for it.

    `detail` is the address that it names, for the author to look at: it may lead nowhere.
    """

    outcome = Outcome.DUPLICATE

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.detail = detail


class Unreadable(Exception):
    """A network did not tell what was asked; nothing changed there."""


class Network(Protocol):
    """What every network says of itself."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> Words: ...
    @property
    def initial(self) -> str: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def modes(self) -> tuple[Mode, ...]: ...
    @property
    def needs_host(self) -> bool: ...
    @property
    def action_label(self) -> Words: ...
    @property
    def note(self) -> Words: ...

    def compose(self, words: str, link: str) -> str:
        """Return the text exactly as it will be published."""

    def intent(self, draft: Draft, host: str = "") -> Intent | None:
        """Return the network's own share page for a draft, or None where it has none."""

    def recognises(self, url: str) -> bool:
        """Say whether an address is that of a post on this network."""


@runtime_checkable
class PublishingNetwork(Network, Protocol):
    """A network that publishes for its member and shows the evidence; we carry every call."""

    def limits_of(self, host: str, carry: Carry) -> Limits:
        """Ask a server for its own limits; those of the network where it does not tell."""

    def publish(self, post: Post, account: AccountAccess, carry: Carry) -> Published:
        """Publish once, or raise the NotPublished that says exactly what is known."""

    def reconcile(self, post: Post, account: AccountAccess, carry: Carry) -> Evidence:
        """Look for a post whose attempt was ambiguous; never raises."""

    def read_back(self, external_id: str, account: AccountAccess, carry: Carry) -> Reception:
        """Read what the network counts of a post; refuses with Unreadable."""

    def renew(self, account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
        """Exchange the refresh token; raises TokenExpired where only the owner can reconnect."""
