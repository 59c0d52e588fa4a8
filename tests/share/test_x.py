from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from portevoix.lib.sealing import Secret
from portevoix.people.models import Person
from portevoix.share.actions import refusals
from portevoix.share.actions.configuring import Registration, register_house_app
from portevoix.share.models import ServerApp
from portevoix.share.platforms.network import (
    AccountSuspended,
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
from portevoix.share.platforms.x import X
from portevoix.share.rules.outbox import Finding
from portevoix.web.fetch import FetchFailed
from tests.conftest import Cast
from tests.share.fake_x import FakeX, an_x_account
from tests.share.fakes import answer

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
LINK = "https://go.atelier-nord.fr/l/Qx7Abc"
POST = Post("k", f"What we learnt\n\n{LINK}", AT, LINK, "Queues", "A story")
VERIFIER = Secret("a-verifier-of-more-than-forty-three-signs-as-it-must-be")
PICTURE = Picture(b"\x89PNG", "image/png", "A queue of people", 8, 8)


def at_noon() -> FakeX:
    return FakeX(now=lambda: AT)


def test_a_double_is_refused_without_saying_which_and_looked_for() -> None:
    fake = at_noon()
    first = X.publish(POST, an_x_account(fake), fake)
    with pytest.raises(Duplicate) as told:
        X.publish(POST, an_x_account(fake), fake)
    assert told.value.detail == ""
    assert X.reconcile(POST, an_x_account(fake), fake).published == first


def test_a_post_with_a_link_costs_the_house_thirteen_times_more() -> None:
    fake = FakeX(credit=215)
    X.publish(POST, an_x_account(fake), fake)
    X.publish(replace(POST, text="No link", link=""), an_x_account(fake), fake)
    with pytest.raises(Refused) as told:
        X.publish(replace(POST, text="Another"), an_x_account(fake), fake)
    assert (told.value.code, fake.credit) == ("paid", 0)
    assert "no credits" in told.value.detail


@pytest.mark.django_db
def test_its_interface_is_switched_on_by_who_knows_its_price(cast: Cast, at: datetime) -> None:
    def register(by: Person, *, accepts_price: bool) -> ServerApp:
        registration = Registration(
            "our-app", Secret("s"), "https://p.example/back", accepts_price=accepts_price
        )
        return register_house_app(network_key="x", registration=registration, by=by, at=at)

    with pytest.raises(refusals.PriceNotAccepted):
        register(cast.ada, accepts_price=False)
    assert not ServerApp.objects.exists()
    assert register(cast.ada, accepts_price=True).host == "https://api.x.com"


@pytest.mark.parametrize(
    ("trouble", "problem"),
    [
        ((401, "Unauthorized"), TokenExpired),
        ((403, "Your account is suspended and is not permitted"), AccountSuspended),
        ((403, "To protect our users, this account is temporarily locked"), AccountSuspended),
        ((403, "You are not permitted to perform this action."), Refused),
        ((503, "Over capacity"), Unknown),
    ],
)
def test_each_refusal_of_x_says_what_it_proves(
    trouble: tuple[int, str], problem: type[NotPublished]
) -> None:
    fake = FakeX(trouble=trouble)
    with pytest.raises(problem) as raised:
        X.publish(POST, an_x_account(fake), fake)
    assert type(raised.value) is problem


def test_the_end_of_a_limit_is_waited_for() -> None:
    fake = FakeX(trouble=(429, "Too Many Requests"))
    with pytest.raises(CertainlyNotSent) as raised:
        X.publish(POST, an_x_account(fake), fake)
    assert raised.value.retry_after == timedelta(minutes=1)


def test_evidence_turns_pages_and_gives_up_without_proof() -> None:
    fake = FakeX(now=lambda: AT, page=2)
    account = an_x_account(fake)
    published = X.publish(POST, account, fake)
    for number in range(4):
        X.publish(replace(POST, text=f"Other {number}", link=""), account, fake)
    assert X.reconcile(POST, account, fake).published == published
    other = replace(POST, link="https://go.atelier-nord.fr/l/none")
    assert X.reconcile(other, account, fake).finding is Finding.ABSENT
    for number in range(4):
        X.publish(replace(POST, text=f"More {number}", link=""), account, fake)
    assert X.reconcile(other, account, fake).finding is Finding.INCONCLUSIVE


@pytest.mark.parametrize("content", [{}, [], {"meta": {}, "errors": [{"title": "x"}]}])
def test_a_timeline_that_is_not_shown_whole_proves_nothing(content: object) -> None:
    account = an_x_account(FakeX())
    found = X.reconcile(POST, account, lambda request: answer(request, 200, content))
    assert found.finding is Finding.INCONCLUSIVE


def test_the_same_words_of_long_ago_are_not_ours() -> None:
    fake = FakeX(now=lambda: AT - timedelta(days=1))
    words = replace(POST, text="Good morning", link="")
    X.publish(words, an_x_account(fake), fake)
    assert X.reconcile(words, an_x_account(fake), fake).finding is Finding.ABSENT


def test_an_answer_without_a_number_is_unknown() -> None:
    with pytest.raises(Unknown):
        X.publish(POST, an_x_account(FakeX()), lambda request: answer(request, 201, {"data": {}}))


def test_a_post_that_is_gone_tells_no_counts() -> None:
    fake = FakeX()
    with pytest.raises(Unreadable):
        X.read_back("1", an_x_account(fake), fake)


def test_counts_of_views_are_read() -> None:
    fake = at_noon()
    published = X.publish(POST, an_x_account(fake), fake)
    told = X.read_back(published.external_id, an_x_account(fake), fake)
    assert (told.impressions, told.saves, told.reached) == (0, 0, None)


def test_pictures_go_with_their_alt_text() -> None:
    fake = at_noon()
    X.publish(replace(POST, pictures=(PICTURE, PICTURE)), an_x_account(fake), fake)
    assert fake.pictures == {"700": "A queue of people", "701": "A queue of people"}


def test_a_picture_that_may_be_lost_certainly_published_nothing() -> None:
    fake = at_noon()

    def through(request):  # type: ignore[no-untyped-def]
        if "/media/" in request.url:
            raise FetchFailed("too_slow", never_sent=False)
        return fake(request)

    with pytest.raises(CertainlyNotSent):
        X.publish(replace(POST, pictures=(PICTURE,)), an_x_account(fake), through)
    assert not fake.posts


def test_a_member_agrees_with_proof_of_who_began() -> None:
    fake = FakeX()
    app = an_x_account(fake).app
    assert app
    asked = parse_qs(urlsplit(X.consent_page(app, "our-state", VERIFIER)).query)
    assert (asked["code_challenge_method"], asked["state"]) == (["S256"], ["our-state"])
    fake.challenge = asked["code_challenge"][0]
    with pytest.raises(NotRecognised):
        X.come_back(app, "a-code", Secret("another-verifier"), AT, fake)
    access = X.come_back(app, "a-code", VERIFIER, AT, fake)
    assert (access.handle, access.subject) == ("@ines", fake.member)
    assert access.tokens.expires_at == AT + timedelta(hours=2)
    with pytest.raises(NotRecognised):
        X.come_back(app, "a-code", VERIFIER, AT, fake)
    assert len(X.permissions(app)) == 5


def test_a_refresh_token_serves_once() -> None:
    fake = FakeX()
    account = an_x_account(fake)
    renewed = X.renew(account, AT, fake)
    assert renewed.refresh == Secret("refresh-1")
    with pytest.raises(TokenExpired):
        X.renew(account, AT, fake)
    with pytest.raises(TokenExpired):
        X.renew(replace(account, app=None), AT, fake)
    with pytest.raises(Unknown):
        X.renew(account, AT, lambda request: answer(request, 503))


def test_a_token_is_given_back_with_all_that_came_of_it() -> None:
    fake = FakeX()
    X.revoke(an_x_account(fake), fake)
    assert fake.revoked == [fake.refresh]
    with pytest.raises(Unreadable):
        X.revoke(replace(an_x_account(fake), app=None), fake)
