from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.linkedin import LINKEDIN
from portevoix.share.platforms.network import (
    AccountSuspended,
    App,
    CertainlyNotSent,
    Duplicate,
    NotPublished,
    Picture,
    Post,
    Refused,
    TokenExpired,
    Unknown,
    Unreadable,
)
from portevoix.share.platforms.sign_on import NotRecognised
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.share.fake_linkedin import HOST, FakeLinkedIn, a_member
from tests.share.fakes import Faults, answer

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
LINK = "https://go.atelier.example/l/Qx7Abc"
POST = Post("k", f"What we learnt\n\n{LINK}", AT, LINK, "Queues", "A story")
FIGURES = "w_member_social r_member_postAnalytics"
VERIFIER = Secret("unused: LinkedIn knows no PKCE")
PICTURE = Picture(b"\x89PNG", "image/png", "A queue of people", 8, 8)


def app(fake: FakeLinkedIn, scopes: str = "openid profile w_member_social") -> App:
    return App(HOST, fake.client[0], Secret(fake.client[1]), "https://p.example/back", scopes)


@pytest.mark.parametrize(
    "words",
    [
        "Brackets (they cut posts) [and] {more}",
        "a_b * c ~ d < e > f | g \\ h @ i # j",
        "#hiring in Lyon, #Été2026 and C# too",
        "→ ✅ 👩‍💻 and https://example.org/a_b(c)",
    ],
)
def test_nothing_of_a_text_is_cut_off(words: str) -> None:
    fake = FakeLinkedIn()
    LINKEDIN.publish(replace(POST, text=f"{words}\n\n{LINK}"), a_member(fake), fake)
    assert fake.texts() == [f"{words}\n\n{LINK}"]


def test_the_emulator_cuts_a_text_as_linkedin_does() -> None:
    fake = FakeLinkedIn()
    body = b'{"commentary": "kept (lost", "author": "urn:li:person:abcDEF123"}'
    headers = {"LinkedIn-Version": "202610", "authorization": f"Bearer {fake.token}"}
    fake(FetchRequest(f"{HOST}/rest/posts", "POST", headers, body))
    assert fake.texts() == ["kept "]


def test_a_post_carries_its_link_as_a_card() -> None:
    fake = FakeLinkedIn()
    LINKEDIN.publish(POST, a_member(fake), fake)
    card = {"source": LINK, "title": "Queues", "description": "A story"}
    assert fake.bodies[0]["content"] == {"article": card}


@pytest.mark.parametrize("change", [{"has_rest": False}, {"versions": frozenset()}])
def test_where_the_newer_door_is_closed_the_older_one_is_tried(change: dict[str, object]) -> None:
    fake = replace(FakeLinkedIn(), **change)
    published = LINKEDIN.publish(POST, a_member(fake), fake)
    assert fake.doors == ["/rest/posts", "/v2/ugcPosts"]
    assert published.url == f"https://www.linkedin.com/feed/update/{published.external_id}/"


def test_a_lost_answer_is_never_followed_by_another_try() -> None:
    fake = FakeLinkedIn(faults=Faults(lost_answer=1.0))
    with pytest.raises(Unknown):
        LINKEDIN.publish(POST, a_member(fake), fake)
    assert fake.doors == ["/rest/posts"]
    assert len(fake.posts) == 1


@pytest.mark.parametrize("ghosts", [False, True])
def test_a_double_is_told_with_the_address_that_linkedin_names(ghosts: bool) -> None:
    fake = FakeLinkedIn(ghosts=ghosts)
    first = LINKEDIN.publish(POST, a_member(fake), fake)
    with pytest.raises(Duplicate) as told:
        LINKEDIN.publish(POST, a_member(fake), fake)
    assert told.value.detail.startswith("https://www.linkedin.com/feed/update/urn:li:share:")
    assert (told.value.detail == first.url) is not ghosts


@pytest.mark.parametrize(
    ("trouble", "problem"),
    [
        ((401, "EXPIRED_ACCESS_TOKEN"), TokenExpired),
        ((403, "MEMBER_RESTRICTED"), AccountSuspended),
        ((422, "INVALID_VALUE"), Refused),
        ((500, "INTERNAL_ERROR"), Unknown),
    ],
)
def test_each_refusal_of_linkedin_says_what_it_proves(
    trouble: tuple[int, str], problem: type[NotPublished]
) -> None:
    def said(request: FetchRequest) -> FetchResponse:
        status, code = trouble
        return answer(request, status, {"code": code, "message": "no", "status": status})

    with pytest.raises(problem) as raised:
        LINKEDIN.publish(POST, a_member(FakeLinkedIn()), said)
    assert type(raised.value) is problem


def test_a_day_s_allowance_that_is_spent_is_waited_for() -> None:
    fake = FakeLinkedIn(calls_left=0)
    with pytest.raises(CertainlyNotSent) as raised:
        LINKEDIN.publish(POST, a_member(fake), fake)
    assert raised.value.retry_after == timedelta(hours=1)


def test_no_version_alive_anywhere_is_a_refusal_in_linkedin_s_words() -> None:
    def closed(request: FetchRequest) -> FetchResponse:
        content = {"code": "NONEXISTENT_VERSION", "message": "is not active"}
        return answer(request, 426, content)

    with pytest.raises(Refused) as raised:
        LINKEDIN.publish(POST, a_member(FakeLinkedIn()), closed)
    assert (raised.value.code, raised.value.detail) == ("version", "is not active")


def test_an_answer_without_a_number_is_unknown() -> None:
    with pytest.raises(Unknown):
        LINKEDIN.publish(POST, a_member(FakeLinkedIn()), lambda one: answer(one, 201, {}))


def test_a_vetted_application_reads_one_metric_a_call() -> None:
    fake = FakeLinkedIn(is_vetted=True)
    account = replace(a_member(fake), scopes=FIGURES)
    published = LINKEDIN.publish(POST, account, fake)
    told = LINKEDIN.read_back(published.external_id, account, fake)
    assert fake.metrics == [
        "IMPRESSION", "MEMBERS_REACHED", "REACTION", "COMMENT", "RESHARE", "POST_SAVE", "POST_SEND",
    ]  # fmt: skip
    assert (told.impressions, told.reached, told.sends) == (0, 0, 0)
    assert not told.is_exportable


def test_figures_that_the_day_s_allowance_leaves_out_are_not_zero() -> None:
    fake = FakeLinkedIn(is_vetted=True, calls_left=3)
    account = replace(a_member(fake), scopes=FIGURES)
    published = LINKEDIN.publish(POST, account, fake)
    told = LINKEDIN.read_back(published.external_id, account, fake)
    assert (told.impressions, told.reached, told.likes) == (0, 0, None)
    fake.calls_left = 0
    with pytest.raises(Unreadable):
        LINKEDIN.read_back(published.external_id, account, fake)


def test_an_ordinary_application_never_tells_how_many_saw_it() -> None:
    fake = FakeLinkedIn()
    published = LINKEDIN.publish(POST, a_member(fake), fake)
    told = LINKEDIN.read_back(published.external_id, a_member(fake), fake)
    assert (told.impressions, told.reached, told.is_exportable) == (None, None, False)


def test_pictures_go_with_their_alt_text() -> None:
    fake = FakeLinkedIn()
    LINKEDIN.publish(replace(POST, pictures=(PICTURE,)), a_member(fake), fake)
    media = {"id": "urn:li:image:1", "altText": "A queue of people"}
    assert fake.bodies[0]["content"] == {"media": media}
    assert fake.pictures == {"urn:li:image:1": PICTURE.content}
    LINKEDIN.publish(replace(POST, text="Two", pictures=(PICTURE, PICTURE)), a_member(fake), fake)
    assert len(fake.bodies[1]["content"]["multiImage"]["images"]) == 2


def test_a_picture_that_may_be_lost_certainly_published_nothing() -> None:
    fake = FakeLinkedIn()

    def through(request: FetchRequest) -> FetchResponse:
        if "dms-uploads" in request.url:
            raise FetchFailed("too_slow", never_sent=False)
        return fake(request)

    with pytest.raises(CertainlyNotSent):
        LINKEDIN.publish(replace(POST, pictures=(PICTURE,)), a_member(fake), through)
    assert not fake.posts


@pytest.mark.parametrize("address", ["https://evil.example/x", "http://www.linkedin.com/x", ""])
def test_the_token_is_sent_to_no_other_house_with_a_picture(address: str) -> None:
    asked: list[str] = []

    def through(request: FetchRequest) -> FetchResponse:
        asked.append(request.url)
        return answer(request, 200, {"value": {"uploadUrl": address, "image": "urn:li:image:1"}})

    with pytest.raises(CertainlyNotSent):
        LINKEDIN.publish(replace(POST, pictures=(PICTURE,)), a_member(FakeLinkedIn()), through)
    assert len(asked) == 1


def test_a_member_agrees_and_what_she_gave_is_kept() -> None:
    fake = FakeLinkedIn()
    page = LINKEDIN.consent_page(app(fake), "our-state", VERIFIER)
    assert page.startswith("https://www.linkedin.com/oauth/v2/authorization?response_type=code")
    assert "scope=openid+profile+w_member_social&state=our-state" in page
    access = LINKEDIN.come_back(app(fake), "a-code", VERIFIER, AT, fake)
    assert (access.handle, access.subject, access.host) == ("Inès Morel", fake.member, HOST)
    assert access.scopes == "openid profile w_member_social"
    assert access.tokens.expires_at == AT + timedelta(days=60)
    with pytest.raises(NotRecognised):
        LINKEDIN.come_back(app(fake), "a-code", VERIFIER, AT, fake)


def test_only_the_owner_renews_a_token_that_has_no_other() -> None:
    fake = FakeLinkedIn()
    with pytest.raises(TokenExpired):
        LINKEDIN.renew(a_member(fake), AT, fake)


def test_figures_are_asked_for_by_a_vetted_application_only() -> None:
    assert "r_member_postAnalytics" not in LINKEDIN.scopes_for(frozenset())
    vetted = app(FakeLinkedIn(), LINKEDIN.scopes_for(frozenset({"vetted"})))
    words = [str(one.words) for one in LINKEDIN.permissions(vetted)]
    assert words[-1] == "read how your posts were received, for you alone"
    assert len(words) == 4


def test_a_token_is_given_back() -> None:
    fake = FakeLinkedIn()
    LINKEDIN.revoke(a_member(fake), fake)
    assert fake.revoked == [fake.token]
    with pytest.raises(Unreadable):
        LINKEDIN.revoke(replace(a_member(fake), app=None), fake)
