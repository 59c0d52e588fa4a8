"""LinkedIn: publishing for a member where the house registered an application, else its share page.

An ordinary application may write and may not read: after a lost answer nothing here can show
whether the post is out, so its author is asked. A text sent twice is refused (422) with the
address of the first one, which may lead nowhere: it is shown to her, and proves nothing.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers, linkedin_figures, linkedin_pictures, linkedin_sign_on
from portevoix.share.platforms.intents import quoted, recognised_by
from portevoix.share.platforms.linkedin_calls import API, request_of
from portevoix.share.platforms.network import (
    AccountAccess,
    AccountSuspended,
    App,
    Carry,
    CertainlyNotSent,
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
    TokenExpired,
    Tokens,
    Unknown,
    Words,
)
from portevoix.share.platforms.sign_on import Permission
from portevoix.share.rules.little_text import little_text
from portevoix.share.rules.outbox import Finding
from portevoix.share.rules.words import Counting, with_link
from portevoix.web.fetch import FetchResponse

MAXIMUM = 3_000
# A day's allowance comes back at midnight UTC, and the answer does not say when that is.
DAY_SPENT_WAIT = timedelta(hours=1)
LONGEST_TITLE = 400

_HOSTS = frozenset({"linkedin.com", "fr.linkedin.com", "lnkd.in"})
_POST = re.compile(r"/posts/|/feed/update/urn:li:|/pulse/|/embed/feed/update/")
_URN = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
_RESTRICTED = re.compile(r"restrict|suspend|closed|deactivat", re.IGNORECASE)


class LinkedIn:
    """LinkedIn, for a person's own profile."""

    key = "linkedin"
    name: Words = "LinkedIn"
    initial = "in"
    limits = Limits(MAXIMUM, Counting.CODE_POINTS)
    modes = (Mode.API, Mode.INTENT, Mode.DECLARED)
    needs_host = False
    action_label: Words = _("Open LinkedIn")
    note: Words = _("LinkedIn takes the link only: your words are copied, paste them there.")
    app_host = API
    products: Mapping[str, Words] = {
        linkedin_sign_on.VETTED: _("LinkedIn granted us “Community Management”")
    }
    price: Words = ""
    lasting: Words = _("LinkedIn lets a connection last 60 days, then you agree again.")

    def compose(self, words: str, link: str) -> str:
        return with_link(words, link)

    def intent(self, draft: Draft, host: str = "") -> Intent | None:
        page = f"https://www.linkedin.com/sharing/share-offsite/?url={quoted(draft.link)}"
        return Intent(page, to_copy=draft.words.strip())

    def recognises(self, url: str) -> bool:
        return recognised_by(url, _HOSTS, _POST)

    def limits_of(self, host: str, carry: Carry) -> Limits:
        return self.limits

    def publish(self, post: Post, account: AccountAccess, carry: Carry) -> Published:
        images = linkedin_pictures.uploaded(post.pictures, account, carry)
        request = request_of(account, "/rest/posts", _post_of(post, account, images))
        response = answers.carried(carry, request)
        # Both are refusals of the door itself, before any post is read: the older one is tried.
        if _is_door_closed(response) and not images:
            older = request_of(account, "/v2/ugcPosts", _older_post_of(post, account))
            response = answers.carried(carry, older)
        if response.status != 201:
            raise problem_of(response)
        urn = response.header("x-restli-id") or answers.text_of(answers.told(response), "id")
        if not _URN.fullmatch(urn):
            raise Unknown("unreadable_answer")
        return Published(urn, address_of(urn))

    def reconcile(self, post: Post, account: AccountAccess, carry: Carry) -> Evidence:
        return Evidence(Finding.INCONCLUSIVE)

    def read_back(self, external_id: str, account: AccountAccess, carry: Carry) -> Reception:
        return linkedin_figures.read_back(external_id, account, carry)

    def renew(self, account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
        return linkedin_sign_on.renew(account, at, carry)

    def scopes_for(self, products: frozenset[str]) -> str:
        return linkedin_sign_on.scopes_for(products)

    def permissions(self, app: App) -> tuple[Permission, ...]:
        return linkedin_sign_on.permissions(app)

    def consent_page(self, app: App, state: str, verifier: Secret) -> str:
        return linkedin_sign_on.consent_page(app, state)

    def come_back(
        self, app: App, code: str, verifier: Secret, at: datetime, carry: Carry
    ) -> AccountAccess:
        return linkedin_sign_on.come_back(app, code, at, carry)

    def revoke(self, account: AccountAccess, carry: Carry) -> None:
        linkedin_sign_on.revoke(account, carry)


def address_of(urn: str) -> str:
    """Return the page of a post."""
    return f"https://www.linkedin.com/feed/update/{quote(urn, safe=':')}/"


def problem_of(response: FetchResponse) -> NotPublished:
    """Translate an answer that is no success, with LinkedIn's own codes."""
    code, detail = answers.text_of(answers.told(response), "code"), answers.detail_of(response)
    problem = answers.problem_of(response)
    if response.status == 422 and _is_duplicate(response):
        found = _URN.search(detail)
        return Duplicate("duplicate", address_of(found[0]) if found else detail)
    if response.status in {401, 403} and _RESTRICTED.search(f"{code} {detail}"):
        return AccountSuspended("suspended")
    if code in {"REVOKED_ACCESS_TOKEN", "EXPIRED_ACCESS_TOKEN", "INVALID_ACCESS_TOKEN"}:
        return TokenExpired(code.lower())
    if response.status == 426:
        return Refused("version", detail)
    if isinstance(problem, CertainlyNotSent) and problem.retry_after is None:
        return CertainlyNotSent(problem.code, retry_after=DAY_SPENT_WAIT)
    return problem


def _is_duplicate(response: FetchResponse) -> bool:
    # The code stands at two places, according to the door; the message is the same.
    return b"DUPLICATE_POST" in response.body or b"is a duplicate of urn:li:" in response.body


def _is_door_closed(response: FetchResponse) -> bool:
    code = answers.text_of(answers.told(response), "code")
    return response.status == 426 or (response.status == 403 and code == "ACCESS_DENIED")


def _post_of(post: Post, account: AccountAccess, images: list[dict[str, str]]) -> dict[str, Any]:
    content = {
        "author": author_of(account),
        "commentary": little_text(post.text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if len(images) == 1:
        content["content"] = {"media": images[0]}
    elif images:
        content["content"] = {"multiImage": {"images": images}}
    elif post.link:
        article = {"source": post.link, "title": (post.title or post.link)[:LONGEST_TITLE]}
        if post.description:
            article["description"] = post.description
        content["content"] = {"article": article}
    return content


def _older_post_of(post: Post, account: AccountAccess) -> dict[str, Any]:
    share: dict[str, Any] = {
        "shareCommentary": {"text": post.text},
        "shareMediaCategory": "ARTICLE" if post.link else "NONE",
    }
    if post.link:
        card = {"status": "READY", "originalUrl": post.link, "title": {"text": post.title}}
        share["media"] = [card]
    return {
        "author": author_of(account),
        "lifecycleState": "PUBLISHED",
        "specificContent": {"com.linkedin.ugc.ShareContent": share},
        "visibility": {"com.linkedin.ugc.MemberNetworkVisibility": "PUBLIC"},
    }


def author_of(account: AccountAccess) -> str:
    """Return the member as LinkedIn writes her."""
    return f"urn:li:person:{account.subject}"


LINKEDIN = LinkedIn()
