"""Mastodon, and every server that speaks its API: publishing, evidence and reception.

Evidence is the account's own latest statuses: `Idempotency-Key` is sent, but servers keep it about
one hour and some ignore it, so a repeated call is never the way to find out.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.utils.translation import gettext_lazy as _

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers, mastodon_sign_on
from portevoix.share.platforms.mastodon_media import upload
from portevoix.share.platforms.network import (
    AccountAccess,
    AccountSuspended,
    App,
    Carry,
    Draft,
    Evidence,
    Intent,
    Limits,
    Mode,
    NotPublished,
    Post,
    Published,
    Reception,
    Refused,
    TokenExpired,
    Tokens,
    Unknown,
    Unreadable,
    Words,
)
from portevoix.share.platforms.sign_on import Permission
from portevoix.share.rules.outbox import Finding
from portevoix.share.rules.words import LINK_LENGTH, Counting, with_link
from portevoix.web.fetch import FetchResponse

DEFAULT_MAXIMUM = 500
PAGE = 40
MOST_PAGES = 5
# Our clock and the server's differ; what is older than this before the first attempt is not ours.
CLOCK_SKEW = timedelta(minutes=10)

_POST = re.compile(
    r"/@[\w.-]+(?:@[\w.-]+)?/[0-9A-Za-z]{6,}/?|/users/[\w.-]+/statuses/\w+/?|/notice/\w+/?"
)
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
_SUSPENDED = re.compile(r"suspend|disabled|deactivat|frozen", re.IGNORECASE)


class Mastodon:
    """Mastodon as one network with many servers."""

    key = "mastodon"
    name: Words = "Mastodon"
    initial = "M"
    limits = Limits(DEFAULT_MAXIMUM, Counting.FIXED_LINKS, LINK_LENGTH)
    modes = (Mode.API, Mode.INTENT, Mode.DECLARED)
    needs_host = True
    action_label: Words = _("Post on Mastodon")
    note: Words = _("Your own server’s limit applies. Mastodon counts no views.")
    # Every server knows us by an application of its own.
    app_host = ""
    products: Mapping[str, Words] = {}
    price: Words = ""
    lasting: Words = _("It lasts until you end it, here or on your server.")

    def compose(self, words: str, link: str) -> str:
        return with_link(words, link)

    def intent(self, draft: Draft, host: str = "") -> Intent | None:
        if not host:
            return None
        text = quote(self.compose(draft.words, draft.link), safe="")
        return Intent(f"{host.rstrip('/')}/share?text={text}")

    def recognises(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(_POST.fullmatch(parts.path))

    def limits_of(self, host: str, carry: Carry) -> Limits:
        for version in ("v2", "v1"):
            request = answers.json_request("GET", f"{host}/api/{version}/instance")
            try:
                found = _limits_in(answers.read(carry, request))
            except Unreadable:
                continue
            if found:
                return found
        return self.limits

    def publish(self, post: Post, account: AccountAccess, carry: Carry) -> Published:
        content: dict[str, object] = {"status": post.text, "visibility": "public"}
        if post.pictures:
            content["media_ids"] = upload(post.pictures, account, carry)
        if post.language:
            content["language"] = post.language
        request = answers.json_request(
            "POST",
            f"{account.host}/api/v1/statuses",
            content,
            token=account.tokens.access,
            idempotency_key=sha256(post.key.encode()).hexdigest(),
        )
        response = answers.carried(carry, request)
        if response.status not in {200, 201}:
            raise _problem_of(response)
        published = _published_in(answers.told(response))
        if published is None:
            raise Unknown("unreadable_answer")
        return published

    def reconcile(self, post: Post, account: AccountAccess, carry: Carry) -> Evidence:
        try:
            return self._look_for(post, account, carry)
        except Unreadable:
            return Evidence(Finding.INCONCLUSIVE)

    def read_back(self, external_id: str, account: AccountAccess, carry: Carry) -> Reception:
        url = f"{account.host}/api/v1/statuses/{quote(external_id, safe='')}"
        request = answers.json_request("GET", url, token=account.tokens.access)
        status = answers.read(carry, request)
        return Reception(
            likes=answers.count_of(status, "favourites_count"),
            reshares=answers.count_of(status, "reblogs_count"),
            comments=answers.count_of(status, "replies_count"),
            quotes=answers.count_of(status, "quotes_count"),
        )

    def renew(self, account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
        # Mastodon's tokens do not expire: one that is refused was revoked by its owner.
        raise TokenExpired("revoked")

    def recognise_owner(self, host: str, tokens: Tokens, carry: Carry) -> AccountAccess:
        """Ask a server whose token this is; refuses with Unreadable."""
        url = f"{host}/api/v1/accounts/verify_credentials"
        owner = answers.read(carry, answers.json_request("GET", url, token=tokens.access))
        subject, name = answers.text_of(owner, "id"), answers.text_of(owner, "acct")
        if not subject or not name:
            raise Unreadable("no account in the answer")
        return AccountAccess(host, f"@{name}@{urlsplit(host).netloc}", subject, tokens)

    def scopes_for(self, products: frozenset[str]) -> str:
        return mastodon_sign_on.SCOPES

    def permissions(self, app: App) -> tuple[Permission, ...]:
        return tuple(
            Permission(scope, mastodon_sign_on.WORDS.get(scope, scope))
            for scope in app.scopes.split()
        )

    def consent_page(self, app: App, state: str, verifier: Secret) -> str:
        return mastodon_sign_on.authorize_url(app, state)

    def come_back(
        self, app: App, code: str, verifier: Secret, at: datetime, carry: Carry
    ) -> AccountAccess:
        tokens = mastodon_sign_on.exchange_code(app, code, carry)
        return replace(self.recognise_owner(app.host, tokens, carry), scopes=app.scopes, app=app)

    def revoke(self, account: AccountAccess, carry: Carry) -> None:
        if account.app is None:
            raise Unreadable("no application")
        mastodon_sign_on.revoke(account.app, account.tokens, carry)

    def _look_for(self, post: Post, account: AccountAccess, carry: Carry) -> Evidence:
        before, seen = "", set[str]()
        for _page in range(MOST_PAGES):
            statuses = _own_statuses(account, before, carry)
            for status in statuses:
                if _is_ours(status, post):
                    published = _published_in(status)
                    finding = Finding.FOUND if published else Finding.INCONCLUSIVE
                    return Evidence(finding, published)
            new = {answers.text_of(status, "id") for status in statuses} - seen
            if not statuses or _is_before(statuses[-1], post.shown_at - CLOCK_SKEW):
                return Evidence(Finding.ABSENT)
            if not new:
                # This server does not turn pages (snac): it showed all it had, or its first page.
                is_whole = len(statuses) < PAGE
                return Evidence(Finding.ABSENT if is_whole else Finding.INCONCLUSIVE)
            seen |= new
            before = answers.text_of(statuses[-1], "id")
        return Evidence(Finding.INCONCLUSIVE)


def _own_statuses(account: AccountAccess, before: str, carry: Carry) -> list[Any]:
    asked = {"limit": str(PAGE), "exclude_reblogs": "true"} | ({"max_id": before} if before else {})
    subject = quote(account.subject, safe="")
    url = f"{account.host}/api/v1/accounts/{subject}/statuses?{urlencode(asked)}"
    statuses = answers.read(carry, answers.json_request("GET", url, token=account.tokens.access))
    if not isinstance(statuses, list):
        raise Unreadable("not a list")
    return statuses


def _is_ours(status: object, post: Post) -> bool:
    """Our short link is in one publication only; without a link the whole text must be equal."""
    content = answers.text_of(status, "content")
    if post.link:
        return post.link in unescape(content) or post.link in _plain(content)
    if _is_before(status, post.shown_at - CLOCK_SKEW):
        return False
    # Some servers keep the source beside the HTML; theirs may treat signs as formatting.
    written = answers.text_of(status, "text") or _plain(content)
    return _squeezed(written) == _squeezed(post.text)


def _is_before(status: object, moment: datetime) -> bool:
    try:
        created = datetime.fromisoformat(answers.text_of(status, "created_at"))
    except ValueError:
        return False
    return (created if created.tzinfo else created.replace(tzinfo=UTC)) < moment


def _plain(content: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", content)))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _published_in(status: object) -> Published | None:
    external_id = answers.text_of(status, "id")
    url = answers.text_of(status, "url") or answers.text_of(status, "uri")
    return Published(external_id, url) if external_id else None


def _limits_in(instance: object) -> Limits | None:
    configuration = instance.get("configuration") if isinstance(instance, dict) else None
    maximum = answers.count_of(configuration, "statuses", "max_characters")
    maximum = maximum or answers.count_of(instance, "max_toot_chars")
    cost = answers.count_of(configuration, "statuses", "characters_reserved_per_url")
    if not maximum:
        return None
    return Limits(maximum, Counting.FIXED_LINKS, cost or LINK_LENGTH)


def _problem_of(response: FetchResponse) -> NotPublished:
    problem = answers.problem_of(response)
    is_forbidden = isinstance(problem, Refused) and problem.code == "forbidden"
    if is_forbidden and _SUSPENDED.search(answers.detail_of(response)):
        return AccountSuspended("suspended")
    return problem


MASTODON = Mastodon()
