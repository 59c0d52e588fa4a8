import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import answers, registry
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.mastodon_sign_on import (
    authorize_url,
    exchange_code,
    origin_of,
    register_app,
    revoke,
)
from portevoix.share.platforms.network import (
    AccountAccess,
    AccountSuspended,
    App,
    CertainlyNotSent,
    Draft,
    Mode,
    NotPublished,
    Post,
    Refused,
    TokenExpired,
    Tokens,
    Unknown,
    Unreadable,
)
from portevoix.share.rules.outbox import Finding
from portevoix.web.fetch import FetchFailed, FetchRefused, FetchRequest, FetchResponse
from tests.share.fakes import FakeBluesky, FakeMastodon, answer

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
LINK = "https://go.atelier.example/Ab?x=1&y=é"
DRAFT = Draft("Été & co", LINK)
POST = Post("k", f"Été & co\n\n{LINK}", AT, LINK, "Un titre", language="fr")
PIAILLE = AccountAccess("https://m.example", "@ines", "7", Tokens(Secret("t")))
GET = FetchRequest("https://m.example/")


def saying(status: int, content: object = None, **headers: str):
    return lambda request: answer(request, status, content, **headers)


def failing(error: Exception):
    def carry(_: FetchRequest) -> FetchResponse:
        raise error

    return carry


def test_every_network_is_known_by_its_key_and_offers_what_it_can() -> None:
    offered = {network.key: network.modes for network in registry.ALL}
    assert offered == {
        "linkedin": (Mode.API, Mode.INTENT, Mode.DECLARED),
        "mastodon": (Mode.API, Mode.INTENT, Mode.DECLARED),
        "bluesky": (Mode.API, Mode.INTENT, Mode.DECLARED),
        "x": (Mode.API, Mode.INTENT, Mode.DECLARED),
        "threads": (Mode.INTENT, Mode.DECLARED),
        "facebook": (Mode.INTENT, Mode.DECLARED),
        "elsewhere": (Mode.DECLARED,),
    }
    for network in registry.ALL:
        assert registry.of(network.key) is network
        assert str(network.name)
        assert network.initial
        assert str(network.action_label)
        assert str(network.note)


def test_only_networks_that_publish_are_asked_to() -> None:
    assert registry.publishing("bluesky") is BLUESKY
    with pytest.raises(KeyError):
        registry.publishing("facebook")


@pytest.mark.parametrize(
    ("key", "url", "to_copy"),
    [
        (
            "linkedin",
            "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fgo.atelier.example%2FAb%3Fx%3D1%26y%3D%C3%A9",
            "Été & co",
        ),
        (
            "x",
            "https://x.com/intent/post?text=%C3%89t%C3%A9%20%26%20co&url=https%3A%2F%2Fgo.atelier.example%2FAb%3Fx%3D1%26y%3D%C3%A9",
            "",
        ),
        (
            "threads",
            "https://www.threads.net/intent/post?text=%C3%89t%C3%A9%20%26%20co&url=https%3A%2F%2Fgo.atelier.example%2FAb%3Fx%3D1%26y%3D%C3%A9",
            "",
        ),
        (
            "facebook",
            "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fgo.atelier.example%2FAb%3Fx%3D1%26y%3D%C3%A9",
            "Été & co",
        ),
        (
            "bluesky",
            "https://bsky.app/intent/compose?text=%C3%89t%C3%A9%20%26%20co%0A%0Ahttps%3A%2F%2Fgo.atelier.example%2FAb%3Fx%3D1%26y%3D%C3%A9",
            "",
        ),
    ],
)
def test_a_share_page_holds_what_the_network_takes(key: str, url: str, to_copy: str) -> None:
    intent = registry.of(key).intent(DRAFT)
    assert intent is not None
    assert (intent.url, intent.to_copy) == (url, to_copy)


@pytest.mark.parametrize("key", ["x", "threads"])
def test_a_link_already_in_the_words_is_not_given_twice(key: str) -> None:
    intent = registry.of(key).intent(Draft(f"Voyez {LINK}", LINK))
    assert intent is not None
    assert "&url=" not in intent.url


def test_mastodon_s_share_page_is_that_of_one_s_own_server() -> None:
    assert MASTODON.intent(DRAFT) is None
    intent = MASTODON.intent(Draft("Salut"), "https://piaille.fr/")
    assert intent is not None
    assert intent.url == "https://piaille.fr/share?text=Salut"
    assert registry.of("elsewhere").intent(DRAFT) is None


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (
            "https://www.linkedin.com/posts/ines_queues-activity-7261-x?rcm=1",
            "linkedin",
        ),
        ("https://www.linkedin.com/feed/update/urn:li:activity:7261/", "linkedin"),
        ("https://piaille.fr/@ines/113456789012345678", "mastodon"),
        ("https://m.example/users/ines/statuses/1134", "mastodon"),
        ("https://bsky.app/profile/ines.bsky.social/post/3n2v6c6e4rqom", "bluesky"),
        ("https://x.com/ines/status/1850000000000000000?s=20", "x"),
        ("https://twitter.com/ines/status/1850000000000000000", "x"),
        ("https://www.threads.net/@ines.m/post/C_abcDEF-1", "threads"),
        ("https://www.facebook.com/ines/posts/pfbid02abc", "facebook"),
        ("https://m.facebook.com/story.php?story_fbid=1&id=2", "facebook"),
        ("https://www.linkedin.com/in/ines", "elsewhere"),
        ("https://www.youtube.com/watch?v=abc", "elsewhere"),
        ("https://medium.com/@ines/what-we-learnt-of-queues-0a1b2c", "elsewhere"),
    ],
)
def test_a_pasted_address_is_recognised(url: str, key: str) -> None:
    network = registry.network_of_post(f" {url} ")
    assert network is not None
    assert network.key == key


@pytest.mark.parametrize("url", ["", "nothing", "javascript:alert(1)", "https://", "http://[bad"])
def test_what_is_no_web_address_is_no_post(url: str) -> None:
    assert registry.network_of_post(url) is None


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (400, Refused),
        (401, TokenExpired),
        (403, Refused),
        (404, Refused),
        (408, Unknown),
        (409, Unknown),
        (422, Refused),
        (429, CertainlyNotSent),
        (302, Unknown),
        (500, Unknown),
        (502, Unknown),
        (503, Unknown),
        (504, Unknown),
    ],
)
def test_each_status_says_what_it_proves(status: int, problem: type[NotPublished]) -> None:
    for network in (MASTODON, BLUESKY):
        with pytest.raises(problem) as raised:
            network.publish(POST, PIAILLE, saying(status, {"error": "no"}))
        assert type(raised.value) is problem


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (FetchFailed("dns", never_sent=True), CertainlyNotSent),
        (FetchFailed("connection", never_sent=True), CertainlyNotSent),
        (FetchFailed("too_slow", never_sent=False), Unknown),
        (FetchFailed("protocol", never_sent=False), Unknown),
        (FetchRefused("address_refused", never_sent=True), Refused),
        (FetchRefused("too_large", never_sent=False), Unknown),
    ],
)
def test_each_failure_says_what_it_proves(error: Exception, problem: type[NotPublished]) -> None:
    for network in (MASTODON, BLUESKY):
        with pytest.raises(problem):
            network.publish(POST, PIAILLE, failing(error))
        assert network.reconcile(POST, PIAILLE, failing(error)).finding is Finding.INCONCLUSIVE
        with pytest.raises(Unreadable):
            network.read_back("1", PIAILLE, failing(error))


@pytest.mark.parametrize("content", [None, [], {}, "ok", {"id": 7}, {"uri": "at://other/x/y"}])
def test_a_success_that_cannot_be_read_is_unknown(content: object) -> None:
    for network in (MASTODON, BLUESKY):
        with pytest.raises(Unknown):
            network.publish(POST, PIAILLE, saying(200, content))


def test_an_account_closed_by_its_network_is_told_apart() -> None:
    fake = FakeMastodon(suspended=True)
    account = AccountAccess(fake.host, "@ines", "7", Tokens(Secret(fake.token)))
    with pytest.raises(AccountSuspended):
        MASTODON.publish(POST, account, fake)
    closed = FakeBluesky(closed="AccountTakedown")
    with pytest.raises(AccountSuspended):
        BLUESKY.publish(POST, replace(account, host=closed.host), closed)


def test_bluesky_s_own_word_for_too_many_is_heard() -> None:
    with pytest.raises(CertainlyNotSent) as raised:
        BLUESKY.publish(POST, PIAILLE, saying(400, {"error": "RateLimitExceeded"}, retry_after="9"))
    assert raised.value.retry_after == timedelta(seconds=9)


def test_a_record_that_exists_already_is_looked_for() -> None:
    with pytest.raises(Unknown):
        BLUESKY.publish(POST, PIAILLE, saying(400, {"message": "Record already exists"}))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "120"}, 120),
        (
            {
                "retry_after": "Mon, 02 Nov 2026 12:05:00 GMT",
                "date": "Mon, 02 Nov 2026 12:00:00 GMT",
            },
            300,
        ),
        (
            {
                "x_ratelimit_reset": "2026-11-02T12:01:00.000Z",
                "date": "Mon, 02 Nov 2026 12:00:00 GMT",
            },
            60,
        ),
        ({"ratelimit_reset": "1793620860", "date": "Mon, 02 Nov 2026 12:00:00 GMT"}, 60),
        ({"retry_after": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wait_that_a_network_asks_for_is_read(
    headers: dict[str, str], seconds: int | None
) -> None:
    wait = answers.retry_after_of(answer(GET, 429, None, **headers))
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


def test_the_wait_never_is_negative() -> None:
    late = answer(
        GET,
        429,
        None,
        retry_after="Mon, 02 Nov 2026 11:00:00 GMT",
        date="Mon, 02 Nov 2026 12:00:00 GMT",
    )
    assert answers.retry_after_of(late) == timedelta()


def test_counts_that_are_not_told_are_not_zero() -> None:
    told = MASTODON.read_back("1", PIAILLE, saying(200, {"favourites_count": 0}))
    assert (told.likes, told.reshares, told.comments) == (0, None, None)
    odd = BLUESKY.read_back("at://x", PIAILLE, saying(200, {"posts": [{"likeCount": True}]}))
    assert odd.likes is None
    for content in ({"posts": []}, [], {}):
        with pytest.raises(Unreadable):
            BLUESKY.read_back("at://x", PIAILLE, saying(200, content))
    with pytest.raises(Unreadable):
        BLUESKY.read_back("at://x", PIAILLE, saying(404))


def test_the_limit_of_a_server_is_asked_then_the_older_way_then_the_usual_one() -> None:
    assert MASTODON.limits_of(FakeMastodon().host, FakeMastodon(knows_v2=False)).maximum == 500
    glitch = saying(200, {"max_toot_chars": 5000})
    assert MASTODON.limits_of("https://m.example", glitch).maximum == 5000
    assert MASTODON.limits_of("https://m.example", saying(200, [])).maximum == 500
    assert BLUESKY.limits_of("https://m.example", saying(404)).maximum == 300


def test_evidence_turns_pages_and_gives_up_without_proof() -> None:
    fake = FakeMastodon(now=lambda: AT + timedelta(minutes=1))
    account = AccountAccess(fake.host, "@ines", "7", Tokens(Secret(fake.token)))
    published = MASTODON.publish(POST, account, fake)
    for number in range(90):
        MASTODON.publish(Post(f"o{number}", f"Autre {number}", AT), account, fake)
    assert MASTODON.reconcile(POST, account, fake).published == published
    other = replace(POST, link="https://go.atelier.example/none")
    assert MASTODON.reconcile(other, account, fake).finding is Finding.ABSENT
    for number in range(150):
        MASTODON.publish(Post(f"p{number}", f"Encore {number}", AT), account, fake)
    assert MASTODON.reconcile(other, account, fake).finding is Finding.INCONCLUSIVE


def test_a_server_that_turns_no_page_proves_absence_only_if_it_showed_all() -> None:
    status = {"id": "1", "content": "<p>x</p>", "created_at": AT.isoformat()}
    few, many = [status], [{**status, "id": str(n)} for n in range(40)]
    assert MASTODON.reconcile(POST, PIAILLE, saying(200, few)).finding is Finding.ABSENT
    assert MASTODON.reconcile(POST, PIAILLE, saying(200, many)).finding is Finding.INCONCLUSIVE


def test_an_older_post_of_the_same_words_is_not_ours() -> None:
    words = replace(POST, text="Salut", link="")
    status = {"id": "1", "content": "<p>Salut</p>", "url": "https://m.example/1"}
    before = (AT - timedelta(days=1)).isoformat()
    after = (AT + timedelta(minutes=1)).replace(tzinfo=None).isoformat()
    older = saying(200, [{**status, "created_at": before}])
    ours = saying(200, [{**status, "created_at": after}])
    assert MASTODON.reconcile(words, PIAILLE, older).finding is Finding.ABSENT
    assert MASTODON.reconcile(words, PIAILLE, ours).finding is Finding.FOUND
    undated = saying(200, [{**status, "created_at": "once"}])
    assert MASTODON.reconcile(words, PIAILLE, undated).finding is Finding.FOUND
    nameless = saying(200, [{"content": POST.text, "created_at": after}])
    assert MASTODON.reconcile(POST, PIAILLE, nameless).finding is Finding.INCONCLUSIVE
    assert MASTODON.reconcile(words, PIAILLE, saying(200, {})).finding is Finding.INCONCLUSIVE
    assert MASTODON.reconcile(words, PIAILLE, saying(503)).finding is Finding.INCONCLUSIVE


def test_a_session_of_bluesky_is_opened_renewed_and_lost() -> None:
    fake = FakeBluesky()
    account = BLUESKY.open_session(fake.host, "@ines.example", Secret("right"), AT, fake)
    assert (account.host, account.subject) == (fake.host, fake.did)
    assert BLUESKY.renew(account, AT, fake).access == Secret("newer")
    with pytest.raises(TokenExpired):
        BLUESKY.open_session(fake.host, "ines.example", Secret("wrong"), AT, fake)
    with pytest.raises(TokenExpired):
        BLUESKY.renew(PIAILLE, AT, fake)
    stale = Tokens(Secret("t"), Secret("stale"))
    with pytest.raises(TokenExpired):
        BLUESKY.renew(replace(account, tokens=stale), AT, fake)
    with pytest.raises(TokenExpired):
        MASTODON.renew(PIAILLE, AT, fake)


@pytest.mark.parametrize("session", [{}, {"did": "did:plc:x"}])
def test_a_session_that_cannot_be_read_is_unknown(session: dict[str, str]) -> None:
    with pytest.raises(Unknown):
        BLUESKY.open_session("https://pds.example", "ines", Secret("x"), AT, saying(200, session))


def test_an_account_lives_where_its_document_says_but_never_in_clear() -> None:
    def session_at(home: str) -> str:
        service = {"type": "AtprotoPersonalDataServer", "serviceEndpoint": home}
        document = {"service": [{"type": "Other"}, service]}
        content = {"did": "did:x", "accessJwt": "a", "refreshJwt": "r", "didDoc": document}
        carry = saying(200, content)
        return BLUESKY.open_session("https://bsky.social", "ines", Secret("x"), AT, carry).host

    assert session_at("https://morel.example/") == "https://morel.example"
    assert session_at("http://morel.example") == "https://bsky.social"


def test_a_record_holds_card_language_and_the_spans_that_resolve() -> None:
    fake = FakeBluesky()
    account = AccountAccess(fake.host, "i", fake.did, Tokens(Secret(fake.token)))
    text = f"Merci @ines.example et @nobody.example, #été {LINK}"
    BLUESKY.publish(replace(POST, text=text, dated=AT + timedelta(hours=1)), account, fake)
    record = next(iter(fake.records.values()))
    kinds = [facet["features"][0]["$type"].partition("#")[2] for facet in record["facets"]]
    assert kinds == ["mention", "tag", "link"]
    assert record["embed"]["external"]["title"] == "Un titre"
    assert record["langs"] == ["fr"]
    assert record["createdAt"] == "2026-11-02T13:00:00.000+00:00"


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("piaille.fr", "https://piaille.fr"),
        (" @ines@Piaille.fr ", "https://piaille.fr"),
        ("https://piaille.fr/@ines/", "https://piaille.fr"),
        ("http://localhost:8901", "http://localhost:8901"),
        ("", ""),
        ("ftp://x", ""),
        ("a b.fr", ""),
        ("https://x:99999", ""),
    ],
)
def test_a_server_is_read_as_people_type_it(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin


def test_our_application_asks_for_what_it_uses_and_hides_its_secret() -> None:
    given = saying(200, {"client_id": "c", "client_secret": "s3cr3t"})
    app = register_app(
        "https://m.example",
        name="Portevoix",
        website="https://p.example",
        redirect_uri="https://p.example/back",
        carry=given,
    )
    assert "s3cr3t" not in repr(app)
    assert "scope=read%3Aaccounts+read%3Astatuses+write%3Astatuses" in authorize_url(app, "s")
    assert exchange_code(app, "code", saying(200, {"access_token": "t"})).access == Secret("t")
    revoke(app, Tokens(Secret("t")), saying(200, {}))


def test_a_server_that_does_not_answer_as_it_should_is_unreadable() -> None:
    app = App("https://m.example", "c", Secret("s"))
    for carry in (saying(200, {}), saying(500), failing(FetchFailed("dns"))):
        with pytest.raises(Unreadable):
            exchange_code(app, "code", carry)
        with pytest.raises(Unreadable):
            MASTODON.recognise_owner(app.host, Tokens(Secret("t")), carry)
        with pytest.raises(Unreadable):
            register_app(app.host, name="P", website="", redirect_uri="", carry=carry)
    with pytest.raises(Unreadable):
        MASTODON.recognise_owner(
            app.host,
            Tokens(Secret("t")),
            lambda request: FetchResponse(200, request.url, (), b"<html>", (), 0.0),
        )


def test_no_token_shows_where_things_are_printed() -> None:
    account = AccountAccess("https://m.example", "i", "7", Tokens(Secret("s3cr3t"), Secret("r3fr")))
    request = answers.json_request("POST", account.host, {"a": 1}, token=account.tokens.access)
    assert "s3cr3t" not in f"{account!r} {account.tokens!r} {request!r}"
    assert json.loads(request.body) == {"a": 1}


def test_every_network_composes_the_words_with_their_link() -> None:
    for network in registry.ALL:
        assert network.compose(" Salut ", "https://a.example") == "Salut\n\nhttps://a.example"


def test_an_odd_answer_about_a_record_proves_nothing() -> None:
    for content in ({}, {"error": "InvalidRequest"}, {"uri": "at://someone/else/entirely"}):
        for status in (200, 400, 500):
            found = BLUESKY.reconcile(POST, PIAILLE, saying(status, content))
            assert found.finding is Finding.INCONCLUSIVE
    with pytest.raises(Unreadable):
        MASTODON.recognise_owner("https://m.example", Tokens(Secret("t")), saying(200, {"id": "7"}))


@pytest.mark.parametrize(
    "content",
    [
        '<p>Été <a href="https://go.atelier.example/Ab?x=1&amp;y=é">go.atelier…</a></p>',
        "<p><span>https://</span><span>go.atelier.example/Ab?x=1&amp;y=é</span></p>",
        "Été &amp; co https://go.atelier.example/Ab?x=1&y=é",
    ],
)
def test_our_link_is_seen_however_a_server_writes_it(content: str) -> None:
    status = {"id": "9", "url": "https://m.example/9", "content": content}
    assert MASTODON.reconcile(POST, PIAILLE, saying(200, [status])).finding is Finding.FOUND
