"""Misskey passes the contract of every network of Portevoix, on an emulator.

Run from the repository of Portevoix: pytest examples/portevoix-example-network/tests
"""

import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from portevoix_misskey import MISSKEY

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.network import AccountAccess, Tokens, Unreadable
from portevoix.share.platforms.sign_on import NotRecognised
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.share.contract import PublishingContract, World, a_post
from tests.share.fakes import answer

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)


@dataclass
class FakeMisskey:
    """One server: every call is a POST, notes are counted, doubles are taken."""

    host: str = "https://misskey.example"
    token: str = "a-good-token"
    notes: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: FetchRequest) -> FetchResponse:
        if not request.url.startswith(f"{self.host}/"):
            raise FetchFailed("connection", never_sent=True)
        what = urlsplit(request.url).path.removeprefix("/api/")
        content = json.loads(request.body)
        if what == "meta":
            return answer(request, 200, {"maxNoteTextLength": 3000})
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return answer(request, 401, {"error": {"code": "AUTHENTICATION_FAILED"}})
        if what == "i":
            return answer(request, 200, {"id": "9ines", "username": "ines"})
        if what == "users/notes":
            return answer(request, 200, self.notes[-content["limit"] :][::-1])
        if what == "notes/show":
            return self._shown(request, content["noteId"])
        return self._created(request, content["text"])

    def texts(self) -> list[str]:
        return [note["text"] for note in self.notes]

    def _created(self, request: FetchRequest, text: str) -> FetchResponse:
        if len(text) > 3000:
            return answer(request, 400, {"error": {"code": "INVALID_PARAM", "message": "long"}})
        counts = {"reactionCount": 0, "renoteCount": 0, "repliesCount": 0}
        note = {"id": f"9abcdefgh{len(self.notes)}", "text": text} | counts
        self.notes.append(note)
        return answer(request, 200, {"createdNote": note})

    def _shown(self, request: FetchRequest, number: str) -> FetchResponse:
        found = [note for note in self.notes if note["id"] == number]
        return answer(request, 200, found[0]) if found else answer(request, 400, {"error": {}})


class TestMisskey(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeMisskey()
        account = AccountAccess(fake.host, "@ines", "9ines", Tokens(Secret(fake.token)))
        return World(MISSKEY, account, fake, fake.texts, refuses_twins=False)


def test_a_member_connects_by_her_token() -> None:
    fake = FakeMisskey()
    typed = {"server": "misskey.example", "token": " a-good-token "}
    account = MISSKEY.sign_in(typed, AT, fake)
    assert (account.handle, account.subject) == ("@ines@misskey.example", "9ines")
    with pytest.raises(NotRecognised):
        MISSKEY.sign_in(typed | {"server": ""}, AT, fake)
    with pytest.raises(Unreadable):
        MISSKEY.sign_in(typed | {"token": "another"}, AT, fake)


def test_a_full_page_of_others_proves_nothing() -> None:
    fake = FakeMisskey()
    account = MISSKEY.sign_in({"server": fake.host, "token": fake.token}, AT, fake)
    post = a_post()
    for _ in range(100):
        MISSKEY.publish(a_post(), account, fake)
    assert MISSKEY.reconcile(post, account, fake).finding == "inconclusive"
