import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import AccountAccess, Tokens
from tests.share.contract import PublishingContract, World
from tests.share.fakes import FakeBluesky, FakeMastodon


class TestFakeMastodon(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeMastodon()
        account = AccountAccess(fake.host, "@ines", "7", Tokens(Secret(fake.token)))
        return World(MASTODON, account, fake, fake.texts, fake.alts)


class TestFakeBluesky(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeBluesky()
        account = AccountAccess(fake.host, "ines.example", fake.did, Tokens(Secret(fake.token)))
        return World(BLUESKY, account, fake, fake.texts, fake.alts)
