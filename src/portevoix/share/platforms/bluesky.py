"""Bluesky: publishing to the person's own repository, with a record key that we choose.

The key makes a second record impossible and a look decisive: it is there, or it is not.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.utils.translation import gettext_lazy as _

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers, bluesky_sign_on, dpop
from portevoix.share.platforms.mastodon_sign_on import origin_of
from portevoix.share.platforms.network import (
    AccountAccess,
    AccountSuspended,
    App,
    Carry,
    CertainlyNotSent,
    Draft,
    Evidence,
    Intent,
    Limits,
    Mode,
    NotPublished,
    Picture,
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
from portevoix.share.platforms.sign_on import NotRecognised, Permission, Question, Trip, answered
from portevoix.share.rules.bluesky_text import Facet, facets_of, record_key
from portevoix.share.rules.outbox import Finding
from portevoix.share.rules.words import Counting, with_link
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse

MAXIMUM = 300
COLLECTION = "app.bsky.feed.post"
DEFAULT_SERVER = "bsky.social"
# How `safe_fetch` says that an address is not to be reached.
ADDRESS = "address_refused"
# The PDS does not say; its access tokens last about two hours, ours are renewed before.
ACCESS_LASTS = timedelta(minutes=90)

_POST = re.compile(r"/profile/[^/]+/post/[0-9a-z]{13}/?")
EXPIRED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
CLOSED = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated", "RepoDeactivated"})


class Bluesky:
    """Bluesky and every server of the AT Protocol."""

    key = "bluesky"
    name: Words = "Bluesky"
    initial = "B"
    limits = Limits(MAXIMUM, Counting.GRAPHEMES)
    modes = (Mode.API, Mode.INTENT, Mode.DECLARED)
    needs_host = False
    action_label: Words = _("Post on Bluesky")
    note: Words = _("300 characters as a reader sees them. Bluesky counts no views.")
    default_server = DEFAULT_SERVER
    lasting: Words = _("It lasts until you end it, here or on your server.")
    questions = (
        Question("handle", _("Your handle")),
        Question(
            "app_password",
            _("App password"),
            _("Made in Bluesky under Settings, App passwords. It is used once, never kept."),
            is_secret=True,
        ),
        Question("server", _("Server"), _("Empty: bsky.social"), is_required=False),
    )

    def compose(self, words: str, link: str) -> str:
        return with_link(words, link)

    def intent(self, draft: Draft, host: str = "") -> Intent | None:
        text = quote(self.compose(draft.words, draft.link), safe="")
        return Intent(f"https://bsky.app/intent/compose?text={text}")

    def recognises(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.hostname == "bsky.app" and bool(_POST.fullmatch(parts.path))

    def limits_of(self, host: str, carry: Carry) -> Limits:
        return self.limits

    def publish(self, post: Post, account: AccountAccess, carry: Carry) -> Published:
        key, carry = record_key(post.key, post.stamp), _bound(account, carry)
        content = {
            "repo": account.subject,
            "collection": COLLECTION,
            "rkey": key,
            "record": _record_of(post, account, carry),
        }
        url = f"{account.host}/xrpc/com.atproto.repo.createRecord"
        request = answers.json_request("POST", url, content, token=account.tokens.access)
        response = answers.carried(carry, request)
        if response.status != 200:
            raise _problem_of(response)
        if not answers.text_of(answers.told(response), "uri").endswith(f"/{key}"):
            raise Unknown("unreadable_answer")
        return _published(account, key)

    def reconcile(self, post: Post, account: AccountAccess, carry: Carry) -> Evidence:
        key, carry = record_key(post.key, post.stamp), _bound(account, carry)
        asked = {"repo": account.subject, "collection": COLLECTION, "rkey": key}
        url = f"{account.host}/xrpc/com.atproto.repo.getRecord?{urlencode(asked)}"
        try:
            response = carry(answers.json_request("GET", url))
        except FetchFailed:
            return Evidence(Finding.INCONCLUSIVE)
        content = answers.told(response)
        if response.status == 200 and answers.text_of(content, "uri").endswith(f"/{key}"):
            return Evidence(Finding.FOUND, _published(account, key))
        if response.status == 400 and answers.text_of(content, "error") == "RecordNotFound":
            return Evidence(Finding.ABSENT)
        return Evidence(Finding.INCONCLUSIVE)

    def read_back(self, external_id: str, account: AccountAccess, carry: Carry) -> Reception:
        url = f"{account.host}/xrpc/app.bsky.feed.getPosts?{urlencode({'uris': external_id})}"
        request = answers.json_request("GET", url, token=account.tokens.access)
        content = answers.read(_bound(account, carry), request)
        posts = content.get("posts") if isinstance(content, dict) else None
        if not isinstance(posts, list) or len(posts) != 1:
            raise Unreadable("no such post")
        return Reception(
            likes=answers.count_of(posts[0], "likeCount"),
            reshares=answers.count_of(posts[0], "repostCount"),
            comments=answers.count_of(posts[0], "replyCount"),
            quotes=answers.count_of(posts[0], "quoteCount"),
        )

    def renew(self, account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
        if account.tokens.proof:
            return bluesky_sign_on.renew(account, at, carry)
        refresh = account.tokens.refresh
        if not refresh:
            raise TokenExpired("no_refresh_token")
        url = f"{account.host}/xrpc/com.atproto.server.refreshSession"
        response = answers.carried(carry, answers.json_request("POST", url, token=refresh))
        if response.status != 200:
            raise _problem_of(response)
        return _tokens_in(answers.told(response), at)

    def revoke(self, account: AccountAccess, carry: Carry) -> None:
        """End the session that an app password opened, or give back what she agreed to."""
        if account.tokens.proof and account.asked_at:
            bluesky_sign_on.revoke(account, account.asked_at, carry)
            return
        url = f"{account.host}/xrpc/com.atproto.server.deleteSession"
        ending = account.tokens.refresh or account.tokens.access
        response = answered(carry, answers.json_request("POST", url, token=ending))
        # A session that is unknown there is ended.
        if response.status not in {200, 400, 401}:
            raise Unreadable(f"status {response.status}")

    def permissions(self, app: App) -> tuple[Permission, ...]:
        return bluesky_sign_on.permissions(app)

    def depart(
        self, app: App, host: str, state: str, verifier: Secret, at: datetime, carry: Carry
    ) -> Trip:
        return bluesky_sign_on.depart(app, host, state, verifier, at, carry)

    def come_back(
        self, app: App, code: str, kept: Secret, at: datetime, carry: Carry
    ) -> AccountAccess:
        return bluesky_sign_on.come_back(app, code, kept, at, carry)

    def sign_in(self, typed: Mapping[str, str], at: datetime, carry: Carry) -> AccountAccess:
        """Open a session by an app password; refuses with NotRecognised or Unreadable."""
        host = origin_of(typed.get("server", "") or DEFAULT_SERVER)
        if not host:
            raise NotRecognised("no server")
        password = Secret(typed["app_password"])
        try:
            return self.open_session(host, typed["handle"], password, at, carry)
        except (TokenExpired, Refused) as problem:
            if problem.code == "address_refused" or getattr(problem, "detail", "") == ADDRESS:
                raise Unreadable(ADDRESS) from problem
            raise NotRecognised(problem.code) from problem
        except NotPublished as problem:
            raise Unreadable(problem.code) from problem

    def open_session(
        self, host: str, handle: str, app_password: Secret, at: datetime, carry: Carry
    ) -> AccountAccess:
        """Open a session with an app password, which is not kept; TokenExpired if it is wrong."""
        content = {"identifier": handle.strip().lstrip("@"), "password": app_password.reveal()}
        url = f"{host}/xrpc/com.atproto.server.createSession"
        response = answers.carried(carry, answers.json_request("POST", url, content))
        if response.status != 200:
            raise _problem_of(response)
        session = answers.told(response)
        subject = answers.text_of(session, "did")
        if not subject:
            raise Unknown("unreadable_answer")
        name = answers.text_of(session, "handle") or handle
        return AccountAccess(_home_of(session, host), name, subject, _tokens_in(session, at))


def _bound(account: AccountAccess, carry: Carry) -> Carry:
    """What carries calls with a token that is bound to a key of ours; others as they are."""
    proof, at = account.tokens.proof, account.asked_at
    if proof is None or at is None:
        return carry
    return dpop.proving(carry, bluesky_sign_on.key_of(proof), at, account.tokens.access)


def _record_of(post: Post, account: AccountAccess, carry: Carry) -> dict[str, Any]:
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": post.text,
        "createdAt": post.shown_at.astimezone(UTC).isoformat(timespec="milliseconds"),
    }
    facets = [_written(facet, account, carry) for facet in facets_of(post.text)]
    if any(facets):
        record["facets"] = [facet for facet in facets if facet]
    if post.language:
        record["langs"] = [post.language]
    if post.pictures:
        # A record has one embed: with pictures there is no card, and the link stays in the words.
        record["embed"] = {
            "$type": "app.bsky.embed.images",
            "images": [_image_of(picture, account, carry) for picture in post.pictures],
        }
    elif post.link:
        record["embed"] = {
            "$type": "app.bsky.embed.external",
            "external": {
                "uri": post.link,
                "title": post.title or post.link,
                "description": post.description,
            },
        }
    return record


def _image_of(picture: Picture, account: AccountAccess, carry: Carry) -> dict[str, Any]:
    """Send a picture as a blob; one that no record shows is thrown away by the server."""
    headers = {
        "accept": "application/json",
        "authorization": f"Bearer {account.tokens.access.reveal()}",
        "content-type": picture.media_type,
    }
    url = f"{account.host}/xrpc/com.atproto.repo.uploadBlob"
    response = answers.uploaded(carry, FetchRequest(url, "POST", headers, picture.content))
    if response.status != 200:
        raise answers.problem_of_upload(_problem_of(response))
    blob = answers.told(response).get("blob")
    if not isinstance(blob, dict):
        raise CertainlyNotSent("upload_unreadable_answer")
    shape = {"width": picture.width, "height": picture.height}
    return {"alt": picture.alt, "image": blob, "aspectRatio": shape}


def _written(facet: Facet, account: AccountAccess, carry: Carry) -> dict[str, Any] | None:
    feature = {"$type": f"app.bsky.richtext.facet#{facet.kind}"}
    if facet.kind == "link":
        feature["uri"] = facet.value
    elif facet.kind == "tag":
        feature["tag"] = facet.value
    else:
        subject = _subject_of(facet.value, account, carry)
        if not subject:
            return None
        feature["did"] = subject
    return {"index": {"byteStart": facet.start, "byteEnd": facet.end}, "features": [feature]}


def _subject_of(handle: str, account: AccountAccess, carry: Carry) -> str:
    """Ask who a mentioned handle is; a mention that nobody answers to stays plain text."""
    asked = urlencode({"handle": handle})
    url = f"{account.host}/xrpc/com.atproto.identity.resolveHandle?{asked}"
    try:
        return answers.text_of(answers.read(carry, answers.json_request("GET", url)), "did")
    except Unreadable:
        return ""


def _published(account: AccountAccess, key: str) -> Published:
    uri = f"at://{account.subject}/{COLLECTION}/{key}"
    return Published(uri, f"https://bsky.app/profile/{account.subject}/post/{key}")


def _tokens_in(session: dict[str, Any], at: datetime) -> Tokens:
    access = answers.text_of(session, "accessJwt")
    refresh = answers.text_of(session, "refreshJwt")
    if not access or not refresh:
        raise Unknown("unreadable_answer")
    return Tokens(Secret(access), Secret(refresh), at + ACCESS_LASTS)


def _home_of(session: dict[str, Any], host: str) -> str:
    """Where the account really lives (its DID document): its records are written there."""
    document = session.get("didDoc")
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else ():
        home = answers.text_of(service, "serviceEndpoint").rstrip("/")
        # Never from https down to http: the token would travel in clear.
        is_ours = answers.text_of(service, "type") == "AtprotoPersonalDataServer"
        if is_ours and urlsplit(home).scheme in {"https", urlsplit(host).scheme}:
            return home
    return host


def _problem_of(response: FetchResponse) -> NotPublished:
    error = answers.text_of(answers.told(response), "error")
    if error in CLOSED:
        return AccountSuspended(error)
    if error in EXPIRED and response.status in {400, 401, 403}:
        return TokenExpired(error)
    if error == "RateLimitExceeded":
        return CertainlyNotSent("too_many", retry_after=answers.retry_after_of(response))
    problem = answers.problem_of(response)
    if isinstance(problem, Refused) and "already" in problem.detail.lower():
        return Unknown("exists")
    return problem


BLUESKY = Bluesky()
