from dataclasses import replace

import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.linkedin import LINKEDIN
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import AccountAccess, Tokens
from portevoix.share.platforms.x import X
from tests.share.contract import PublishingContract, World
from tests.share.fake_linkedin import FakeLinkedIn, a_member
from tests.share.fake_x import FakeX, an_x_account
from tests.share.fakes import FakeBluesky, FakeMastodon


class TestFakeMastodon(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeMastodon()
        account = AccountAccess(fake.host, "@ines", "7", Tokens(Secret(fake.token)))
        return World(MASTODON, account, fake, fake.texts, fake.alts)


class TestFakeLinkedIn(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeLinkedIn()
        return World(
            LINKEDIN,
            a_member(fake),
            fake,
            fake.texts,
            tells_reshares=False,
            shows_evidence=False,
        )


class TestFakeLinkedInByItsOlderDoor(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeLinkedIn(has_rest=False)
        return World(
            LINKEDIN,
            a_member(fake),
            fake,
            fake.texts,
            tells_reshares=False,
            shows_evidence=False,
            is_publication=lambda request: request.url.endswith("/v2/ugcPosts"),
        )


class TestFakeLinkedInVetted(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeLinkedIn(is_vetted=True)
        account = replace(a_member(fake), scopes="w_member_social r_member_postAnalytics")
        return World(LINKEDIN, account, fake, fake.texts, shows_evidence=False)


class TestFakeX(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeX()
        return World(X, an_x_account(fake), fake, fake.texts)


class TestFakeBluesky(PublishingContract):
    @pytest.fixture
    def world(self) -> World:
        fake = FakeBluesky()
        account = AccountAccess(fake.host, "ines.example", fake.did, Tokens(Secret(fake.token)))
        return World(BLUESKY, account, fake, fake.texts, fake.alts)
