"""Pictures on their way: whatever goes wrong before the post, nothing was published."""

from dataclasses import replace

import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.platforms import mastodon_media
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import (
    AccountAccess,
    CertainlyNotSent,
    Picture,
    Refused,
    TokenExpired,
    Tokens,
)
from tests.share.contract import a_post, two_pictures
from tests.share.fakes import FakeBluesky, FakeMastodon, Faults

POST = replace(a_post(), pictures=two_pictures())


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mastodon_media, "WAITS", (0.0, 0.0, 0.0))


def mastodon(fake: FakeMastodon) -> AccountAccess:
    return AccountAccess(fake.host, "@ines@mastodon.example", "7", Tokens(Secret(fake.token)))


def bluesky(fake: FakeBluesky) -> AccountAccess:
    return AccountAccess(fake.host, "ines.example", fake.did, Tokens(Secret(fake.token)))


def test_a_picture_that_a_server_works_on_is_waited_for() -> None:
    fake = FakeMastodon(media_takes=2)
    published = MASTODON.publish(POST, mastodon(fake), fake)
    assert fake.alts(published.external_id) == ["Deux été « rouges »", ""]
    assert fake.media["500"].content == POST.pictures[0].content


def test_a_picture_that_never_gets_ready_is_tried_again_later() -> None:
    fake = FakeMastodon(media_takes=99)
    with pytest.raises(CertainlyNotSent, match="upload_processing"):
        MASTODON.publish(POST, mastodon(fake), fake)
    assert not fake.statuses


@pytest.mark.parametrize("fault", ["lost_answer", "lost_question", "broken", "too_many", "down"])
def test_no_fault_of_an_upload_leaves_a_doubt(fault: str) -> None:
    for fake, network, account in (
        (one := FakeMastodon(media_faults=Faults(**{fault: 1.0})), MASTODON, mastodon(one)),
        (two := FakeBluesky(media_faults=Faults(**{fault: 1.0})), BLUESKY, bluesky(two)),
    ):
        with pytest.raises(CertainlyNotSent) as refused:
            network.publish(POST, account, fake)
        assert (refused.value.retry_after is not None) == (fault == "too_many")
        assert not fake.texts()


def test_what_a_server_will_not_take_is_refused_in_its_own_words() -> None:
    fake = FakeMastodon()
    lie = replace(POST, pictures=(Picture(b"no picture", "image/png", "", 1, 1),))
    with pytest.raises(Refused) as refused:
        MASTODON.publish(lie, mastodon(fake), fake)
    assert "content type invalid" in refused.value.detail
    heavy = replace(POST, pictures=(Picture(bytes(1_000_001), "image/png", "", 1, 1),))
    other = FakeBluesky()
    with pytest.raises(Refused):
        BLUESKY.publish(heavy, bluesky(other), other)
    assert not other.records


def test_a_token_that_may_not_upload_published_nothing() -> None:
    fake, other = FakeMastodon(), FakeBluesky()
    stranger = Tokens(Secret("not.a.token"))
    with pytest.raises(TokenExpired):
        MASTODON.publish(POST, replace(mastodon(fake), tokens=stranger), fake)
    with pytest.raises(TokenExpired):
        BLUESKY.publish(POST, replace(bluesky(other), tokens=stranger), other)


def test_with_pictures_there_is_no_card_and_without_them_there_is() -> None:
    fake = FakeBluesky()
    BLUESKY.publish(POST, bluesky(fake), fake)
    BLUESKY.publish(a_post(), bluesky(fake), fake)
    with_pictures, with_card = (record["embed"] for record in fake.records.values())
    assert with_pictures["$type"] == "app.bsky.embed.images"
    shapes = [image["aspectRatio"] for image in with_pictures["images"]]
    assert shapes == [{"width": 60, "height": 40}, {"width": 30, "height": 50}]
    assert with_card["$type"] == "app.bsky.embed.external"
