"""What every publishing network must do, fake or real: the same tests run on both."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.network import (
    AccountAccess,
    Carry,
    CertainlyNotSent,
    Duplicate,
    Evidence,
    Picture,
    Post,
    PublishingNetwork,
    Refused,
    TokenExpired,
    Tokens,
    Unknown,
    Unreadable,
)
from portevoix.share.rules.outbox import Finding
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse
from tests.share.pictures import drawn

NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class World:
    """A network as a test meets it, and what this very server does not do."""

    network: PublishingNetwork
    account: AccountAccess
    carry: Carry
    texts: Callable[[], list[str]]
    # What the pictures of a post say, by its id on the network, in order; none: no picture.
    alts: Callable[[str], list[str]] | None = None
    refuses_twins: bool = True
    tells_counts: bool = True
    tells_reshares: bool = True
    # False: the network lets nobody look for a post, so only its author can say.
    shows_evidence: bool = True
    # Of several calls, the one that publishes.
    is_publication: Callable[[FetchRequest], bool] = lambda _: True

    def times_published(self, marker: str) -> int:
        return sum(marker in text for text in self.texts())


def a_post(words: str = "What we learnt of queues", *, linked: bool = True) -> Post:
    number = next(NUMBERS)
    stamp = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=number % 50)
    link = f"https://go.atelier.example/Qx7{number:09d}" if linked else ""
    text = f"{words}, été n° {number}" + (f"\n\n{link}" if link else "")
    return Post(f"outbox-{stamp:%s}-{number}", text, stamp, link, "Queues", language="en")


def two_pictures() -> tuple[Picture, ...]:
    red = Picture(drawn("JPEG", (60, 40), "red"), "image/jpeg", "Deux été « rouges »", 60, 40)
    return red, Picture(drawn("PNG", (30, 50), "blue"), "image/png", "", 30, 50)


def lost_answer(world: World) -> Carry:
    """The server does it; the line is cut before its answer reaches us."""

    def through(request: FetchRequest) -> FetchResponse:
        response = world.carry(request)
        if not world.is_publication(request):
            return response
        raise FetchFailed("too_slow", never_sent=False)

    return through


def lost_question(world: World) -> Carry:
    """The line is cut while the question leaves: the server never reads it, nor can we know."""

    def through(request: FetchRequest) -> FetchResponse:
        if not world.is_publication(request):
            return world.carry(request)
        raise FetchFailed("connection", never_sent=False)

    return through


def silence(_: FetchRequest) -> FetchResponse:
    """Nothing comes back, whatever is asked."""
    raise FetchFailed("too_slow", never_sent=False)


class PublishingContract:
    def test_a_post_is_published_once_and_found(self, world: World) -> None:
        post = a_post()
        published = world.network.publish(post, world.account, world.carry)
        evidence = world.network.reconcile(post, world.account, world.carry)
        if world.shows_evidence:
            assert evidence == Evidence(Finding.FOUND, published)
        else:
            assert evidence == Evidence(Finding.INCONCLUSIVE)
        assert published.url.startswith("http")
        assert world.times_published(post.link) == 1

    def test_a_post_without_link_is_found_by_its_words(self, world: World) -> None:
        post = a_post("Une idée & une « question » <b>", linked=False)
        published = world.network.publish(post, world.account, world.carry)
        if not world.shows_evidence:
            pytest.skip("this network lets nobody look for a post: its author is asked")
        assert world.network.reconcile(post, world.account, world.carry).published == published

    def test_pictures_are_shown_in_their_order_with_what_they_show(self, world: World) -> None:
        if world.alts is None:
            pytest.skip("this network takes no picture from us")
        post = replace(a_post(), pictures=two_pictures())
        published = world.network.publish(post, world.account, world.carry)
        assert world.alts(published.external_id) == ["Deux été « rouges »", ""]
        evidence = world.network.reconcile(post, world.account, world.carry)
        assert evidence.published == (published if world.shows_evidence else None)
        assert world.times_published(post.link) == 1

    def test_a_picture_that_is_lost_on_its_way_published_nothing(self, world: World) -> None:
        if world.alts is None:
            pytest.skip("this network takes no picture from us")
        post = replace(a_post(), pictures=two_pictures())
        # The first call carries a picture: it is lost like any other.
        early = replace(world, is_publication=lambda _: True)
        for lost in (lost_answer, lost_question):
            with pytest.raises(CertainlyNotSent):
                world.network.publish(post, world.account, lost(early))
        assert world.times_published(post.link) == 0

    def test_an_answer_lost_after_the_fact_is_unknown_then_found(self, world: World) -> None:
        post = a_post()
        with pytest.raises(Unknown):
            world.network.publish(post, world.account, lost_answer(world))
        finding = world.network.reconcile(post, world.account, world.carry).finding
        assert finding is (Finding.FOUND if world.shows_evidence else Finding.INCONCLUSIVE)
        assert world.times_published(post.link) == 1

    def test_a_question_lost_on_its_way_is_unknown_then_absent(self, world: World) -> None:
        post = a_post()
        with pytest.raises(Unknown):
            world.network.publish(post, world.account, lost_question(world))
        finding = world.network.reconcile(post, world.account, world.carry).finding
        assert finding is (Finding.ABSENT if world.shows_evidence else Finding.INCONCLUSIVE)
        assert world.times_published(post.link) == 0

    def test_the_absent_post_may_then_be_published(self, world: World) -> None:
        post = a_post()
        with pytest.raises(Unknown):
            world.network.publish(post, world.account, lost_question(world))
        world.network.publish(post, world.account, world.carry)
        assert world.times_published(post.link) == 1

    def test_evidence_that_cannot_be_read_proves_nothing(self, world: World) -> None:
        evidence = world.network.reconcile(a_post(), world.account, silence)
        assert evidence.finding is Finding.INCONCLUSIVE

    def test_a_wrong_token_publishes_nothing(self, world: World) -> None:
        post = a_post()
        stranger = replace(world.account, tokens=Tokens(Secret("not.a.token")))
        with pytest.raises(TokenExpired):
            world.network.publish(post, stranger, world.carry)
        assert world.times_published(post.link) == 0

    def test_a_server_that_is_down_was_certainly_not_told(self, world: World) -> None:
        gone = replace(world.account, host="http://127.0.0.1:1")
        with pytest.raises(CertainlyNotSent):
            world.network.publish(a_post(), gone, world.carry)

    def test_a_text_over_the_limit_is_refused(self, world: World) -> None:
        limits = world.network.limits_of(world.account.host, world.carry)
        if limits.maximum > 5_000:
            pytest.skip("this server has no limit that a person would meet")
        post = a_post("é" * limits.maximum)
        assert limits.room_in(post.text).over > 0
        with pytest.raises(Refused):
            world.network.publish(post, world.account, world.carry)
        assert world.times_published(post.link) == 0

    def test_the_same_publication_twice_makes_one_post(self, world: World) -> None:
        if not world.refuses_twins:
            pytest.skip("this server ignores Idempotency-Key: only evidence protects from twins")
        post = a_post()
        first = world.network.publish(post, world.account, world.carry)
        try:
            second = world.network.publish(post, world.account, world.carry)
        except Unknown:
            second = world.network.reconcile(post, world.account, world.carry).published
        except Duplicate as known:
            # It names the first one, where it names any.
            second = replace(first, url=known.detail or first.url)
        assert second == first
        assert world.times_published(post.link) == 1

    def test_counts_are_read_or_said_unreadable_never_invented(self, world: World) -> None:
        published = world.network.publish(a_post(), world.account, world.carry)
        if world.tells_counts:
            reception = world.network.read_back(published.external_id, world.account, world.carry)
            assert reception.likes == 0
            assert reception.reshares == (0 if world.tells_reshares else None)
            return
        with pytest.raises(Unreadable):
            world.network.read_back(published.external_id, world.account, world.carry)
