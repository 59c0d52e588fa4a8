"""What somebody composed reaches real servers: the text as she last edited it, and her picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from atproto import Client
from mastodon import Mastodon

from portevoix.share import tasks
from portevoix.share.actions.accounts import connect_account
from portevoix.share.actions.composing import Composition, edit_words, plan_shares
from portevoix.share.actions.drafting import Written, add_picture, keep_draft
from portevoix.share.engines.pictures import redraw
from portevoix.share.models import Picture, Share
from portevoix.share.platforms.network import AccountAccess
from portevoix.share.queries import short_url
from tests.conftest import Cast
from tests.peers.conftest import CARRY
from tests.peers.servers import Peer
from tests.share.pictures import from_a_phone
from tests.share.world import an_item, ready_to_share

pytestmark = pytest.mark.django_db(transaction=True)
EDITED = "Été : ce que nous avons #appris, en ligne https://atelier.example/été"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def bluesky_client(bluesky_server: Peer) -> Iterator[Client]:
    client = Client(bluesky_server.host)
    yield client
    client.request.close()


@pytest.fixture
def mastodon_client(mastodon_account: AccountAccess) -> Iterator[Mastodon]:
    token = mastodon_account.tokens.access.reveal()
    client = Mastodon(
        access_token=token, api_base_url=mastodon_account.host, version_check_mode="none"
    )
    yield client
    client.session.close()


def composed(network: str, access: AccountAccess, cast: Cast, at: datetime) -> Share:
    ready_to_share(cast.ines, at)
    account = connect_account(network=network, access=access, by=cast.ines, at=at)
    item = an_item(at)
    draft = keep_draft(written=Written("A first thought"), item=item, by=cast.ines, at=at)
    picture = add_picture(draft=draft, drawn=redraw(from_a_phone()), by=cast.ines, at=at)
    said = Written("A first thought", seen=1, alts={picture.pk: "Rouge sur « bleu »"})
    draft = keep_draft(written=said, item=item, by=cast.ines, at=at)
    composition = Composition(
        network, "api", draft.words, item.url, item, account, item.title, language="fr", draft=draft
    )
    (share,) = plan_shares(compositions=[composition], scheduled_for=at, by=cast.ines, at=at)
    return edit_words(share=share, words=EDITED, by=cast.ines, at=at)


def published(share: Share) -> Share:
    assert tasks.publish_due(carriers=lambda _account: CARRY) == 1
    assert tasks.publish_due(carriers=lambda _account: CARRY) == 0
    share.refresh_from_db()
    assert share.state == Share.State.SENT
    return share


def test_bluesky_shows_the_edited_text_and_the_very_picture(
    bluesky_account: AccountAccess, bluesky_client: Client, cast: Cast, now: datetime
) -> None:
    share = published(composed("bluesky", bluesky_account, cast, now))
    _, _, repo, collection, key = share.external_id.split("/")
    asked = {"repo": repo, "collection": collection, "rkey": key}
    record = bluesky_client.com.atproto.repo.get_record(asked).value
    assert record.text == f"{EDITED}\n\n{short_url(share.link)}"
    (image,) = record.embed.images
    assert image.alt == "Rouge sur « bleu »"
    blob = {"did": repo, "cid": image.image.ref.link}
    content = bluesky_client.com.atproto.sync.get_blob(blob)
    assert content == bytes(Picture.objects.get(share=share).content)
    written = record.text.encode()
    spans = [written[f.index.byte_start : f.index.byte_end].decode() for f in record.facets]
    assert spans == ["#appris", "https://atelier.example/été", short_url(share.link)]


def test_mastodon_shows_the_edited_text_and_the_picture(
    mastodon_account: AccountAccess, mastodon_client: Mastodon, cast: Cast, now: datetime
) -> None:
    share = published(composed("mastodon", mastodon_account, cast, now))
    status = mastodon_client.status(share.external_id)
    assert "ce que nous avons" in status.content
    assert "A first thought" not in status.content
    assert short_url(share.link) in status.content
    (media,) = status.media_attachments
    assert media.type == "image"
    assert media.description == "Rouge sur « bleu »"
