"""A scheduled post reaches a real server once, though the worker is killed before it knows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from atproto import Client
from django.db import connection
from mastodon import Mastodon

from portevoix.share.actions.accounts import connect_account
from portevoix.share.actions.composing import Composition, plan_share
from portevoix.share.models import Share
from portevoix.share.platforms.network import AccountAccess
from tests.conftest import Cast
from tests.peers.conftest import CARRY
from tests.share.contract import lost_question
from tests.share.world import an_item, ready_to_share

pytestmark = pytest.mark.django_db(transaction=True)
Texts = Callable[[], list[str]]


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Path:
    # A worker of its own process opens the same seals.
    (tmp_path / "portevoix_sealing_keys").write_text(settings.SEALING_KEYS)  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def bluesky_texts(bluesky_account: AccountAccess) -> Iterator[Texts]:
    client = Client(bluesky_account.host)
    asked = {"repo": bluesky_account.subject, "collection": "app.bsky.feed.post", "limit": 100}
    yield lambda: [one.value.text for one in client.com.atproto.repo.list_records(asked).records]
    client.request.close()


@pytest.fixture
def mastodon_texts(mastodon_account: AccountAccess) -> Iterator[Texts]:
    client = Mastodon(
        access_token=mastodon_account.tokens.access.reveal(),
        api_base_url=mastodon_account.host,
        version_check_mode="none",
    )
    yield lambda: [one.content for one in client.account_statuses(mastodon_account.subject)]
    client.session.close()


def test_bluesky_receives_it_once_through_a_kill(
    shared_database: None,
    cast: Cast,
    folder: Path,
    bluesky_account: AccountAccess,
    bluesky_texts: Texts,
) -> None:
    published_once(cast, "bluesky", bluesky_account, bluesky_texts, folder)


def test_a_mastodon_compatible_server_receives_it_once_through_a_kill(
    shared_database: None,
    cast: Cast,
    folder: Path,
    mastodon_account: AccountAccess,
    mastodon_texts: Texts,
) -> None:
    published_once(cast, "mastodon", mastodon_account, mastodon_texts, folder)


def published_once(
    cast: Cast, network: str, access: AccountAccess, texts: Texts, folder: Path
) -> None:
    share = scheduled(cast, network, access)
    marker = folder / "called"
    with subprocess.Popen(command(folder, marker), env=env(), start_new_session=True) as worker:
        wait_until(marker.exists)
        # It stands there, and nobody here knows.
        assert times(share, texts) == 1
        assert Share.objects.get().state == "sending"
        os.killpg(worker.pid, signal.SIGKILL)
    subprocess.run(command(folder, marker), env=env(), timeout=60, check=True)
    share.refresh_from_db()
    assert (share.state, times(share, texts)) == ("sent", 1)
    assert share.external_url
    assert share.attempts == 1


@pytest.mark.parametrize("network", ["bluesky", "mastodon"])
def test_what_never_arrived_is_sent_once_its_absence_is_proven(
    shared_database: None,
    cast: Cast,
    folder: Path,
    network: str,
    request: pytest.FixtureRequest,
) -> None:
    access: AccountAccess = request.getfixturevalue(f"{network}_account")
    texts: Texts = request.getfixturevalue(f"{network}_texts")
    share = scheduled(cast, network, access)
    from portevoix.share import tasks

    while not Share.objects.filter(state="unknown").exists():
        tasks.publish_due(lambda account: lost_question(CARRY))
        time.sleep(0.2)
    assert times(share, texts) == 0
    marker = folder / "called"
    marker.write_text("this worker is not killed")
    subprocess.run(command(folder, marker), env=env(), timeout=60, check=True)
    share.refresh_from_db()
    assert (share.state, share.attempts, times(share, texts)) == ("sent", 2, 1)


def scheduled(cast: Cast, network: str, access: AccountAccess) -> Share:
    at = datetime.now(UTC)
    ready_to_share(cast.ines, at)
    account = connect_account(network=network, access=access, by=cast.ines, at=at)
    item = an_item(at)
    words = f"Été à Lyon, publié une seule fois ({network})"
    composition = Composition(network, "api", words, item.url, item, account, title=item.title)
    return plan_share(
        composition=composition, scheduled_for=at + timedelta(seconds=1), by=cast.ines, at=at
    )


def command(folder: Path, marker: Path) -> list[str]:
    name = connection.settings_dict["NAME"]
    database = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        database = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    return [sys.executable, "-m", "tests.peers.worker", database, str(folder), str(marker)]


def env() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path[:2])}


def times(share: Share, texts: Texts) -> int:
    return sum(share.link.code in text for text in texts())


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "the worker made no call"
        time.sleep(0.1)
