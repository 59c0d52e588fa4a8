from collections.abc import Iterator

import pytest
from mastodon import Mastodon

from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import AccountAccess
from tests.peers.conftest import CARRY
from tests.peers.servers import Peer
from tests.share.contract import PublishingContract, World, a_post


@pytest.fixture
def client(mastodon_account: AccountAccess) -> Iterator[Mastodon]:
    client = Mastodon(
        access_token=mastodon_account.tokens.access.reveal(),
        api_base_url=mastodon_account.host,
        version_check_mode="none",
    )
    yield client
    client.session.close()


@pytest.fixture
def world(mastodon_account: AccountAccess, client: Mastodon) -> World:
    def texts() -> list[str]:
        return [status.content for status in client.account_statuses(mastodon_account.subject)]

    def alts(external_id: str) -> list[str]:
        media = client.status(external_id).media_attachments
        return [one.description or "" for one in media]

    return World(MASTODON, mastodon_account, CARRY, texts, alts, refuses_twins=False)


class TestMastodon(PublishingContract):
    pass


def test_the_owner_is_recognised(mastodon_account: AccountAccess, snac_server: Peer) -> None:
    assert mastodon_account.handle == f"@ines@{snac_server.host.removeprefix('http://')}"


def test_the_limit_is_the_server_s_own(snac_server: Peer) -> None:
    limits = MASTODON.limits_of(snac_server.host, CARRY)
    assert limits.maximum == 100_000
    assert limits.link_cost == 32


def test_a_post_is_read_back_by_another_client(
    mastodon_account: AccountAccess, client: Mastodon
) -> None:
    post = a_post("Ce que nous avons appris")
    published = MASTODON.publish(post, mastodon_account, CARRY)
    status = client.status(published.external_id)
    assert "Ce que nous avons appris" in status.content
    assert post.link in status.content
    assert status.visibility == "public"
    assert status.url == published.url
