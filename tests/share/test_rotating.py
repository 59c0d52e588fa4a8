from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from portevoix.ledger.models import Entry
from portevoix.lib.sealing import Secret, key_of, ring_of, ring_with_new_key
from portevoix.share.actions.accounts import access_of, app_of, disconnect_account, keep_app
from portevoix.share.actions.rotating import KeyInUse, check_droppable, reseal_all
from portevoix.share.models import Account, Revocation, ServerApp
from portevoix.share.models import sealed as sealing
from portevoix.share.platforms.network import App
from portevoix.share.queries.sealed import sealed_columns, secrets_by_key
from tests.conftest import Cast
from tests.share.world import an_account

pytestmark = pytest.mark.django_db
Keys = pytest.FixtureRequest


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The keys in a file of the data directory, as `portevoix serve` keeps them."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    path = tmp_path / "portevoix_sealing_keys"
    path.write_text(settings.SEALING_KEYS)
    yield path
    sealing.ring_in_use.cache_clear()


def restarted(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SEALING_KEYS", kept.read_text())
    sealing.ring_in_use.cache_clear()


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def a_house(cast: Cast, at: datetime) -> list[Account]:
    """Two accounts, an application, and tokens on their way back."""
    keep_app(app=App("https://mastodon.example", "our-app", Secret("app-secret")), at=at)
    gone = an_account(cast.karim, at)
    disconnect_account(account=gone, by=cast.karim, at=at)
    return [an_account(cast.ines, at, "bluesky"), an_account(cast.lea, at)]


def test_every_sealed_column_is_rotated() -> None:
    named = {(column.model, column.field) for column in sealed_columns()}
    fields = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name.startswith("sealed_")
    }
    assert named == fields


def test_a_key_is_added_everything_sealed_again_and_the_old_one_dropped(
    cast: Cast, at: datetime, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = a_house(cast, at)
    old = ring_of(settings.SEALING_KEYS).current
    assert "The new key is k2." in said("--add")
    assert kept.stat().st_mode & 0o777 == 0o600
    restarted(kept, monkeypatch)
    with pytest.raises(CommandError, match=f"The key {old} still seals 5 secrets"):
        said("--drop", old)
    told = said()
    assert "5 secrets sealed again with the key k2." in told
    assert f"key {old}: seals 0: may be dropped" in told
    assert f"The key {old} is dropped." in said("--drop", old)
    restarted(kept, monkeypatch)
    assert secrets_by_key() == {"k2": 5}
    for account in accounts:
        account.refresh_from_db()
        assert access_of(account).tokens.access.reveal() == "a-good-token"
    assert app_of(ServerApp.objects.get()).client_secret.reveal() == "app-secret"
    assert Entry.objects.get(act="keys.rotated").details == {"key": "k2", "secrets": 5}


def test_a_rotation_that_was_interrupted_goes_on(cast: Cast, at: datetime) -> None:
    a_house(cast, at)
    ring = ring_of(ring_with_new_key(settings.SEALING_KEYS))
    assert reseal_all(ring=ring, at=at, most=2) == (2, 0)
    assert reseal_all(ring=ring, at=at) == (3, 0)
    assert reseal_all(ring=ring, at=at) == (0, 0)
    assert secrets_by_key() == {ring.current: 5}


def test_a_token_renewed_meanwhile_is_left_as_it_is(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = an_account(cast.ines, at)
    ring = ring_of(ring_with_new_key(settings.SEALING_KEYS))
    before = account.sealed_access
    column = sealed_columns()[0]
    monkeypatch.setattr(
        type(column), "rows", lambda self: iter([(account.pk, account.ref, before)])
    )
    Account.objects.update(sealed_access="renewed")
    assert reseal_all(ring=ring, at=at)[0] == 0
    account.refresh_from_db()
    assert account.sealed_access == "renewed"


def test_what_no_key_opens_is_counted_and_left(cast: Cast, at: datetime) -> None:
    account = an_account(cast.ines, at)
    foreign = account.sealed_access.replace(f".{key_of(account.sealed_access)}.", ".lost.", 1)
    Account.objects.update(sealed_access=foreign)
    ring = ring_of(ring_with_new_key(settings.SEALING_KEYS))
    assert reseal_all(ring=ring, at=at) == (0, 1)
    with pytest.raises(KeyInUse, match="The key lost still seals 1 secrets"):
        check_droppable("lost")


def test_keys_that_come_from_outside_are_not_touched(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    with pytest.raises(CommandError, match="is given from outside: nothing was changed"):
        said("--add")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["k99", ring_of(settings.SEALING_KEYS).current])
def test_a_key_in_use_or_unknown_is_not_dropped(cast: Cast, kept: Path, key: str) -> None:
    with pytest.raises(CommandError, match=r"no key k99|is the one in use"):
        said("--drop", key)
    assert Revocation.objects.count() == 0
