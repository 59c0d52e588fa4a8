"""Misskey as a network of Portevoix: notes on one's own server, by an access token made there."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers
from portevoix.share.platforms.mastodon_sign_on import origin_of
from portevoix.share.platforms.network import (
    AccountAccess,
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
    TokenExpired,
    Tokens,
    Unknown,
    Unreadable,
)
from portevoix.share.platforms.sign_on import NotRecognised, Question
from portevoix.share.rules.outbox import Finding
from portevoix.share.rules.words import Counting, with_link
from portevoix.web.fetch import FetchRequest, FetchResponse

MAXIMUM = 3_000
PAGE = 100
# Our clock and the server's differ; what is older than this before the first attempt is not ours.
CLOCK_SKEW = timedelta(minutes=10)
NOT_KNOWN = "AUTHENTICATION_FAILED"
_NOTE = re.compile(r"/notes/[0-9a-z]{10,}/?")


class Misskey:
    """Misskey and the servers that speak its API."""

    key = "misskey"
    name = "Misskey"
    initial = "Mi"
    limits = Limits(MAXIMUM, Counting.CODE_POINTS)
    modes = (Mode.API, Mode.DECLARED)
    needs_host = True
    action_label = "Post on Misskey"
    note = "Notes on your own server. Misskey counts no views."
    questions = (
        Question("server", "Your server", "For example: misskey.io"),
        Question(
            "token",
            "Access token",
            "Made on your server under Settings, API, with the permission to write notes.",
            is_secret=True,
        ),
    )

    def compose(self, words: str, link: str) -> str:
        return with_link(words, link)

    def intent(self, draft: Draft, host: str = "") -> Intent | None:
        if not host:
            return None
        return Intent(f"{host}/share?text={quote(self.compose(draft.words, draft.link), safe='')}")

    def recognises(self, url: str) -> bool:
        return bool(_NOTE.fullmatch(urlsplit(url).path))

    def limits_of(self, host: str, carry: Carry) -> Limits:
        try:
            told = answers.read(carry, _asked(host, "meta", {"detail": False}))
        except Unreadable:
            return self.limits
        return Limits(answers.count_of(told, "maxNoteTextLength") or MAXIMUM, Counting.CODE_POINTS)

    def publish(self, post: Post, account: AccountAccess, carry: Carry) -> Published:
        content = {"text": post.text, "visibility": "public"}
        request = _asked(account.host, "notes/create", content, account.tokens.access)
        response = answers.carried(carry, request)
        if response.status != 200:
            raise _problem_of(response)
        number = answers.text_of(answers.told(response), "createdNote", "id")
        if not number:
            raise Unknown("unreadable_answer")
        return _published(account, number)

    def reconcile(self, post: Post, account: AccountAccess, carry: Carry) -> Evidence:
        since = int((post.stamp - CLOCK_SKEW).timestamp() * 1000)
        content = {"userId": account.subject, "limit": PAGE, "sinceDate": since}
        request = _asked(account.host, "users/notes", content, account.tokens.access)
        try:
            notes = answers.read(carry, request)
        except Unreadable:
            return Evidence(Finding.INCONCLUSIVE)
        if not isinstance(notes, list):
            return Evidence(Finding.INCONCLUSIVE)
        ours = [one for one in notes if answers.text_of(one, "text") == post.text]
        if ours:
            number = answers.text_of(ours[0], "id")
            return Evidence(Finding.FOUND, _published(account, number))
        # A full page may hide older ones: that proves nothing.
        return Evidence(Finding.ABSENT if len(notes) < PAGE else Finding.INCONCLUSIVE)

    def read_back(self, external_id: str, account: AccountAccess, carry: Carry) -> Reception:
        request = _asked(account.host, "notes/show", {"noteId": external_id}, account.tokens.access)
        told = answers.read(carry, request)
        return Reception(
            likes=answers.count_of(told, "reactionCount"),
            reshares=answers.count_of(told, "renoteCount"),
            comments=answers.count_of(told, "repliesCount"),
        )

    def renew(self, account: AccountAccess, at: datetime, carry: Carry) -> Tokens:
        # These tokens do not expire: one that is refused was taken back by its owner.
        raise TokenExpired("revoked")

    def sign_in(self, typed: Mapping[str, str], at: datetime, carry: Carry) -> AccountAccess:
        """Ask the server whose token this is; refuses with NotRecognised or Unreadable."""
        host, token = origin_of(typed["server"]), Secret(typed["token"].strip())
        if not host:
            raise NotRecognised("no server")
        owner = answers.read(carry, _asked(host, "i", {}, token))
        subject, name = answers.text_of(owner, "id"), answers.text_of(owner, "username")
        if not subject or not name:
            raise NotRecognised("no account")
        return AccountAccess(host, f"@{name}@{urlsplit(host).netloc}", subject, Tokens(token))


def _asked(
    host: str, what: str, content: dict[str, Any], token: Secret | None = None
) -> FetchRequest:
    return answers.json_request("POST", f"{host}/api/{what}", content, token=token)


def _published(account: AccountAccess, number: str) -> Published:
    return Published(number, f"{account.host}/notes/{number}")


def _problem_of(response: FetchResponse) -> NotPublished:
    told = answers.told(response)
    if answers.text_of(told, "error", "code") == NOT_KNOWN:
        return TokenExpired("unauthorized")
    return answers.problem_of(response)


MISSKEY = Misskey()
