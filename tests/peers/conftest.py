from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.mastodon_sign_on import authorize_url, exchange_code, register_app
from portevoix.share.platforms.network import AccountAccess
from portevoix.web.addresses import LOOPBACK_TOO
from portevoix.web.fetch import safe_fetch
from tests.peers import servers

CARRY = partial(safe_fetch, permission=LOOPBACK_TOO)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "peers" in item.path.parts:
            item.add_marker(pytest.mark.peers)
            item.add_marker(pytest.mark.enable_socket)
            # The first test of a run downloads and starts its counterpart.
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def bluesky_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Peer]:
    with servers.bluesky(tmp_path_factory.mktemp("bluesky")) as peer:
        yield peer


@pytest.fixture(scope="session")
def bluesky_account(bluesky_server: servers.Peer) -> AccountAccess:
    password = Secret(bluesky_server.password)
    at = datetime.now(UTC)
    return BLUESKY.open_session(bluesky_server.host, "@ines.test", password, at, CARRY)


@pytest.fixture(scope="session")
def snac_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Peer]:
    with servers.snac(tmp_path_factory.mktemp("snac")) as peer:
        yield peer


@pytest.fixture(scope="session")
def mastodon_account(snac_server: servers.Peer) -> AccountAccess:
    app = register_app(
        snac_server.host,
        name="Portevoix",
        website="https://portevoix.example",
        redirect_uri="http://localhost/connected",
        carry=CARRY,
    )
    code = servers.consent_on_snac(authorize_url(app, "a-state"), snac_server)
    tokens = exchange_code(app, code, CARRY)
    return MASTODON.recognise_owner(snac_server.host, tokens, CARRY)
