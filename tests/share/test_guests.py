"""Networks that other packages bring: installed as an administrator would, or refused at start."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portevoix.share.platforms.guests import GROUP, GuestRefused, welcomed
from portevoix.share.platforms.intents import IntentNetwork
from portevoix.share.platforms.mastodon import Mastodon
from portevoix.share.platforms.network import Mode
from portevoix.share.platforms.x import X

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "portevoix-example-network"
LIST = (
    "import django; django.setup(); from portevoix.share.platforms import registry; "
    "print([network.key for network in registry.ALL], dict(registry.ORIGINS))"
)


class Guest(Mastodon):
    """A network that keeps the Protocol."""

    key = "guest"
    questions = ()

    def sign_in(self, typed: Any, at: Any, carry: Any) -> Any:
        raise NotImplementedError


def brought(network: Any) -> Any:
    point = EntryPoint("guest", "a_package:NETWORK", GROUP)
    loaded = SimpleNamespace(name=point.name, value=point.value, dist=None, load=lambda: network)
    return welcomed([loaded], frozenset({"mastodon"}))  # type: ignore[list-item]


def make() -> Guest:
    return Guest()


def changed(**facts: Any) -> Any:
    return type("Changed", (Guest,), facts)()


def test_a_network_of_another_package_is_welcomed() -> None:
    for network in (Guest(), Guest, make):
        (guest,) = brought(network)
        assert guest.network.key == "guest"
    assert brought(X)[0].network is X


@pytest.mark.parametrize(
    ("network", "fault"),
    [
        (object(), "its `key` is missing"),
        (changed(key="Gäst"), "must be at most 20 small letters or digits"),
        (changed(key="a" * 21), "must be at most 20"),
        (changed(key="mastodon"), "another network has the key 'mastodon' already"),
        (changed(limits=500), "its `limits` is missing, or not what the Protocol says"),
        (changed(name=""), "its `name` is missing"),
        (changed(modes=()), "its `modes` must be some of"),
        (changed(modes=("telepathy",)), "its `modes` must be some of"),
        (changed(publish=None), "its `publish` is missing"),
        (changed(publish=lambda self, post: None), "its `publish` is missing, or does not take"),
        (changed(compose="text"), "its `compose` is missing"),
        (changed(questions=property()), "it publishes, and says no `questions`"),
    ],
)
def test_what_does_not_keep_the_protocol_is_refused_with_one_sentence(
    network: Any, fault: str
) -> None:
    with pytest.raises(GuestRefused) as refused:
        brought(network)
    said = str(refused.value)
    assert fault in said
    assert said.startswith("The network 'guest' of a_package:NETWORK cannot be used: ")
    assert said.endswith("Mend that package or uninstall it.")


def test_a_network_that_only_has_a_share_page_needs_no_more() -> None:
    quiet = IntentNetwork("quiet", "Quiet", "Q", X.limits, "Open", "Note", frozenset(), X, X)  # type: ignore[arg-type]
    assert brought(quiet)[0].network.modes == (Mode.INTENT, Mode.DECLARED)


def test_one_that_breaks_while_it_is_loaded_is_refused() -> None:
    def broken() -> None:
        raise ValueError("no configuration")

    with pytest.raises(GuestRefused, match="it cannot be loaded: ValueError"):
        brought(broken)


def test_two_packages_do_not_bring_the_same_network() -> None:
    point = SimpleNamespace(name="a", value="a:A", dist=None, load=Guest)
    with pytest.raises(GuestRefused, match="has the key 'guest' already"):
        welcomed([point, point], frozenset())  # type: ignore[list-item]


def run(arguments: list[str], beside: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PYTHONPATH": str(beside),
        "DJANGO_SETTINGS_MODULE": "portevoix.config.settings",
        "PORTEVOIX_DATA_DIR": str(tmp_path / "data"),
    }
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_example_is_installed_and_used(tmp_path: Path) -> None:
    beside = tmp_path / "packages"
    installer = Path(sys.executable).with_name("uv")
    if not installer.exists():
        pytest.skip("uv, which bin/install brings, is not beside this interpreter")
    install = ["pip", "install", "--quiet", "--offline", "--no-deps", "--no-build-isolation"]
    where = ["--python", sys.executable, "--target", str(beside), str(EXAMPLE)]
    done = subprocess.run(
        [str(installer), *install, *where], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    listed = run(["-c", LIST], beside, tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "'facebook', 'misskey', 'elsewhere']" in listed.stdout
    assert "{'misskey': 'portevoix-example-network 1.0.0'}" in listed.stdout


def test_a_package_that_brings_nonsense_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    beside = tmp_path / "packages"
    facts = beside / "nonsense-0.1.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: nonsense\nVersion: 0.1\n")
    (facts / "entry_points.txt").write_text(f"[{GROUP}]\nnonsense = nonsense:NETWORK\n")
    (beside / "nonsense.py").write_text("NETWORK = 'not a network'\n")
    started = run(["-m", "portevoix", "check"], beside, tmp_path)
    assert started.returncode == 1
    assert started.stderr.strip() == (
        "portevoix: The network 'nonsense' of nonsense 0.1 cannot be used: its `key` is missing, "
        "or not what the Protocol says. Mend that package or uninstall it."
    )
