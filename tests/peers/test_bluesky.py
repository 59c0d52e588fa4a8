from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from atproto import Client

from portevoix.share.engines.pictures import redraw
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.network import AccountAccess, Picture, Post
from tests.peers.conftest import CARRY
from tests.peers.servers import Peer
from tests.share.contract import PublishingContract, World, a_post
from tests.share.pictures import from_a_phone

WORDS = "Été à Lyon 👩‍💻 : voyez https://atelier.example/été et #CloudNatif, merci @ines.test !"


@pytest.fixture
def client(bluesky_server: Peer) -> Iterator[Client]:
    # Records are public; its sign-in would ask for a profile, which another service keeps.
    client = Client(bluesky_server.host)
    yield client
    client.request.close()


@pytest.fixture
def world(bluesky_account: AccountAccess, client: Client) -> World:
    def texts() -> list[str]:
        asked = {"repo": bluesky_account.subject, "collection": "app.bsky.feed.post", "limit": 100}
        return [record.value.text for record in client.com.atproto.repo.list_records(asked).records]

    def alts(external_id: str) -> list[str]:
        _, _, repo, collection, key = external_id.split("/")
        asked = {"repo": repo, "collection": collection, "rkey": key}
        embed = client.com.atproto.repo.get_record(asked).value.embed
        return [image.alt for image in embed.images]

    # A server of accounts alone: counts come from another service, which is not here.
    return World(BLUESKY, bluesky_account, CARRY, texts, alts, tells_counts=False)


class TestBluesky(PublishingContract):
    pass


def test_words_links_tags_mention_and_card_are_read_back_right(
    bluesky_account: AccountAccess, client: Client
) -> None:
    link = "https://go.atelier.example/AbCdEfGh2345"
    stamp = datetime.now(UTC)
    post = Post("facets", f"{WORDS}\n\n{link}", stamp, link, "Un titre", "Une suite", "fr")
    published = BLUESKY.publish(post, bluesky_account, CARRY)
    _, _, repo, collection, key = published.external_id.split("/")
    asked = {"repo": repo, "collection": collection, "rkey": key}
    record = client.com.atproto.repo.get_record(asked).value
    assert record.text == post.text
    assert record.langs == ["fr"]
    assert record.embed.external.uri == link
    assert record.embed.external.title == "Un titre"
    written = record.text.encode()
    spans = {
        feature.py_type.partition("#")[2]: written[
            facet.index.byte_start : facet.index.byte_end
        ].decode()
        for facet in record.facets
        for feature in facet.features
    }
    assert spans == {"link": link, "tag": "#CloudNatif", "mention": "@ines.test"}
    links = [f.uri for facet in record.facets for f in facet.features if hasattr(f, "uri")]
    assert links == ["https://atelier.example/été", link]


def test_a_picture_is_kept_whole_with_its_shape(
    bluesky_account: AccountAccess, client: Client
) -> None:
    drawn = redraw(from_a_phone())
    picture = Picture(drawn.content, drawn.media_type, "Rouge sur bleu", drawn.width, drawn.height)
    post = replace(a_post("Une photo"), pictures=(picture,))
    published = BLUESKY.publish(post, bluesky_account, CARRY)
    _, _, repo, collection, key = published.external_id.split("/")
    asked = {"repo": repo, "collection": collection, "rkey": key}
    (image,) = client.com.atproto.repo.get_record(asked).value.embed.images
    assert (image.aspect_ratio.width, image.aspect_ratio.height) == (300, 400)
    assert image.image.mime_type == "image/jpeg"
    blob = {"did": repo, "cid": image.image.ref.link}
    assert client.com.atproto.sync.get_blob(blob) == drawn.content


def test_a_session_is_renewed_by_its_refresh_token(bluesky_account: AccountAccess) -> None:
    at = datetime.now(UTC)
    renewed = BLUESKY.renew(bluesky_account, at, CARRY)
    # Two access tokens of one second are equal; each refresh token has a number of its own.
    assert renewed.refresh != bluesky_account.tokens.refresh
    assert renewed.expires_at is not None
    assert renewed.expires_at > at
