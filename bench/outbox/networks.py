"""Three networks written against the Protocol, as a third party's would be, for want of evidence.

LinkedIn's habit (422 for a text it has, even for one that nobody sees), X's (403 without an id)
and that of a place that says nothing at all. Mastodon and Bluesky are the product's own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers
from portevoix.share.platforms.network import (
    AccountAccess,
    Carry,
    Draft,
    Duplicate,
    Evidence,
    Intent,
    Limits,
    Mode,
    Post,
    Published,
    Reception,
    TokenExpired,
    Tokens,
    Unknown,
)
from portevoix.share.rules.outbox import Finding
from portevoix.share.rules.words import Counting, with_link

LIMITS = Limits(3_000, Counting.CODE_POINTS)


@dataclass(frozen=True)
class Bare:
    """A network that takes a text and offers nothing by which to look for it."""

    key: str
    path: str
    duplicate_status: int = 0
    name: str = "Bare"
    initial: str = "?"
    limits: Limits = LIMITS
    modes: tuple[Mode, ...] = (Mode.API,)
    needs_host: bool = False
    action_label: str = ""
    note: str = ""

    def compose(self, words: str, link: str) -> str:
        return with_link(words, link)

    def intent(self, draft: Draft, host: str = "") -> Intent | None:
        return None

    def recognises(self, url: str) -> bool:
        return True

    def limits_of(self, host: str, carry: Carry) -> Limits:
        return self.limits

    def publish(self, post: Post, account: AccountAccess, carry: Carry) -> Published:
        url = f"{account.host}{self.path}"
        request = answers.json_request(
            "POST", url, {"text": post.text}, token=account.tokens.access
        )
        response = answers.carried(carry, request)
        if response.status == self.duplicate_status:
            raise Duplicate("duplicate")
        if response.status != 201:
            raise answers.problem_of(response)
        published = answers.text_of(answers.told(response), "id")
        if not published:
            raise Unknown("unreadable_answer")
        return Published(published, f"{url}/{published}")

    def reconcile(self, post: Post, account: AccountAccess, carry: Carry) -> Evidence:
        return Evidence(Finding.INCONCLUSIVE)

    def read_back(self, external_id: str, account: AccountAccess, carry: Carry) -> Reception:
        return Reception()

    def renew(self, account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
        url = f"{account.host}/renew"
        request = answers.json_request("POST", url, {}, token=account.tokens.refresh)
        response = answers.carried(carry, request)
        if response.status == 401:
            raise TokenExpired("refused")
        if response.status != 200:
            raise answers.problem_of(response)
        told = answers.told(response)
        access, refresh = (answers.text_of(told, name) for name in ("access", "refresh"))
        return Tokens(Secret(access), Secret(refresh), at + timedelta(days=30))


BARE = (
    Bare("linkedin", "/rest/posts", duplicate_status=422),
    Bare("x", "/2/tweets", duplicate_status=403),
    Bare("silent", "/say"),
)
