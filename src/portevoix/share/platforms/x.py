"""X: its share page by default, for its interface bills every post, and one with a link far more.

Where the house switched the interface on, knowing that, posts go out for who connected an account.
A double is refused (403) without saying which post it is: the timeline is looked at.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext_lazy as _

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers, x_pictures, x_sign_on
from portevoix.share.platforms.intents import quoted, recognised_by
from portevoix.share.platforms.network import (
    AccountAccess,
    AccountSuspended,
    App,
    Carry,
    Draft,
    Duplicate,
    Evidence,
    Intent,
    Limits,
    Mode,
    NotPublished,
    Post,
    Published,
    Reception,
    Refused,
    Tokens,
    Unknown,
    Unreadable,
    Words,
)
from portevoix.share.platforms.sign_on import Permission
from portevoix.share.rules.outbox import Finding
from portevoix.share.rules.words import LINK_LENGTH, Counting, with_link
from portevoix.web.fetch import FetchResponse

MAXIMUM = 280
PAGE = 100
MOST_PAGES = 3
# Our clock and theirs differ; what is older than this before the first attempt is not ours.
CLOCK_SKEW = timedelta(minutes=10)

_HOSTS = frozenset({"x.com", "twitter.com", "mobile.twitter.com"})
_POST = re.compile(r"/(?:\w{1,15}|i/web)/status/\d+")
_SUSPENDED = re.compile(r"suspend|locked|deactivat", re.IGNORECASE)


class XNetwork:
    """X, formerly Twitter."""

    key = "x"
    name: Words = "X"
    initial = "X"
    limits = Limits(MAXIMUM, Counting.WEIGHTED, LINK_LENGTH)
    modes = (Mode.API, Mode.INTENT, Mode.DECLARED)
    needs_host = False
    action_label: Words = _("Open X")
    note: Words = _("Every link counts for 23 characters.")
    app_host = x_sign_on.API
    products: Mapping[str, Words] = {}
    price: Words = _(
        "I know that X bills every post sent through its interface: 0.015 USD without a link, "
        "0.200 USD with one, as nearly all of ours have, and reading back too"
    )
    lasting: Words = _("It lasts until you end it, here or in the settings of X.")

    def compose(self, words: str, link: str) -> str:
        return with_link(words, link)

    def intent(self, draft: Draft, host: str = "") -> Intent | None:
        page = f"https://x.com/intent/post?text={quoted(draft.words.strip())}"
        if draft.link and draft.link not in draft.words:
            page += f"&url={quoted(draft.link)}"
        return Intent(page)

    def recognises(self, url: str) -> bool:
        return recognised_by(url, _HOSTS, _POST)

    def limits_of(self, host: str, carry: Carry) -> Limits:
        return self.limits

    def publish(self, post: Post, account: AccountAccess, carry: Carry) -> Published:
        content: dict[str, Any] = {"text": post.text}
        pictures = x_pictures.uploaded(post.pictures, account, carry)
        if pictures:
            content["media"] = {"media_ids": pictures}
        url = f"{account.host}/2/tweets"
        request = answers.json_request("POST", url, content, token=account.tokens.access)
        response = answers.carried(carry, request)
        if response.status != 201:
            raise problem_of(response)
        published = _published_in(answers.told(response).get("data"))
        if published is None:
            raise Unknown("unreadable_answer")
        return published

    def reconcile(self, post: Post, account: AccountAccess, carry: Carry) -> Evidence:
        try:
            for found in _timeline(post, account, carry):
                published = _published_in(found)
                if published and _is_ours(found, post):
                    return Evidence(Finding.FOUND, published)
        except Unreadable:
            return Evidence(Finding.INCONCLUSIVE)
        return Evidence(Finding.ABSENT)

    def read_back(self, external_id: str, account: AccountAccess, carry: Carry) -> Reception:
        path = f"/2/tweets/{quote(external_id, safe='')}?tweet.fields=public_metrics"
        request = answers.json_request("GET", f"{account.host}{path}", token=account.tokens.access)
        content = answers.read(carry, request)
        counts = {name: answers.count_of(content, *_METRICS, theirs) for name, theirs in _COUNTS}
        if all(count is None for count in counts.values()):
            raise Unreadable("no counts")
        return Reception(is_exportable=True, **counts)

    def renew(self, account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
        return x_sign_on.renew(account, at, carry)

    def scopes_for(self, products: frozenset[str]) -> str:
        return x_sign_on.SCOPES

    def permissions(self, app: App) -> tuple[Permission, ...]:
        return x_sign_on.permissions(app)

    def consent_page(self, app: App, state: str, verifier: Secret) -> str:
        return x_sign_on.consent_page(app, state, verifier)

    def come_back(
        self, app: App, code: str, verifier: Secret, at: datetime, carry: Carry
    ) -> AccountAccess:
        return x_sign_on.come_back(app, code, verifier, at, carry)

    def revoke(self, account: AccountAccess, carry: Carry) -> None:
        x_sign_on.revoke(account, carry)


_METRICS = ("data", "public_metrics")
# Our name of a count, and X's.
_COUNTS = (
    ("likes", "like_count"),
    ("reshares", "retweet_count"),
    ("comments", "reply_count"),
    ("quotes", "quote_count"),
    ("saves", "bookmark_count"),
    ("impressions", "impression_count"),
)


def problem_of(response: FetchResponse) -> NotPublished:
    """Translate an answer that is no success, with X's own words."""
    told = answers.told(response)
    detail = answers.text_of(told, "detail") or answers.detail_of(response)
    if response.status == 402:
        # The house's credit is spent: the same post would be refused until it is filled.
        return Refused("paid", detail)
    if response.status == 403 and "duplicate" in detail.lower():
        return Duplicate("duplicate")
    if response.status in {401, 403} and _SUSPENDED.search(detail):
        return AccountSuspended("suspended")
    problem = answers.problem_of(response)
    return Refused(problem.code, detail) if isinstance(problem, Refused) else problem


def _timeline(post: Post, account: AccountAccess, carry: Carry) -> Iterator[dict[str, Any]]:
    """Her own posts since the first attempt, the latest first; Unreadable if not shown whole."""
    since = (post.stamp - CLOCK_SKEW).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = {
        "max_results": str(PAGE),
        "start_time": since,
        "exclude": "retweets",
        "tweet.fields": "created_at,entities",
    }
    for _page in range(MOST_PAGES):
        url = f"{account.host}/2/users/{quote(account.subject, safe='')}/tweets?{urlencode(asked)}"
        content = answers.read(carry, answers.json_request("GET", url, token=account.tokens.access))
        if not isinstance(content, dict) or content.get("errors") or "meta" not in content:
            raise Unreadable("not shown whole")
        yield from (one for one in content.get("data", ()) if isinstance(one, dict))
        asked["pagination_token"] = answers.text_of(content, "meta", "next_token")
        if not asked["pagination_token"]:
            return
    raise Unreadable("too many pages")


def _is_ours(found: dict[str, Any], post: Post) -> bool:
    """Our short link is in one publication only; without a link the whole text must be equal."""
    links = _links_in(found)
    # The text that comes back is escaped, and its links are X's own.
    text = unescape(answers.text_of(found, "text"))
    if post.link:
        # A host that nobody can register (of an intranet) is no link to X.
        return post.link in links.values() or post.link in text
    for theirs, ours in links.items():
        text = text.replace(theirs, ours)
    return "".join(text.split()) == "".join(post.text.split())


def _links_in(found: dict[str, Any]) -> dict[str, str]:
    entities = found.get("entities")
    links = entities.get("urls") if isinstance(entities, dict) else None
    return {
        answers.text_of(link, "url"): answers.text_of(link, "expanded_url")
        for link in (links if isinstance(links, list) else ())
    }


def _published_in(found: object) -> Published | None:
    number = answers.text_of(found, "id")
    return Published(number, f"https://x.com/i/web/status/{number}") if number else None


X = XNetwork()
