from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import portevoix
from tests.house.sources import ROOT, repository_files

LOCKS = ("bootstrap", "runtime", "dev", "embeddings", "peers")


def faults_of_lock(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if "://" in line:
            yield f"an address: {line.strip()}"
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    for entry in entries:
        name = entry.splitlines()[0]
        if "==" in name and "--hash=sha256:" not in entry:
            yield f"without hash: {name}"
        if name[0].isalnum() and "==" not in name:
            yield f"not pinned: {name}"


@pytest.mark.parametrize("group", LOCKS)
def test_locks_are_pinned_and_hashed_and_name_no_address(group: str) -> None:
    text = (ROOT / "requirements" / f"{group}.txt").read_text(encoding="utf-8")
    assert list(faults_of_lock(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://mirror.example/simple",
        "django==5.2",
        "django>=5.2 \\\n    --hash=sha256:00",
        "django @ https://mirror.example/django.whl",
    ],
)
def test_a_loose_lock_is_found(text: str) -> None:
    assert list(faults_of_lock(text))


@pytest.mark.parametrize("group", LOCKS)
def test_every_wish_is_locked(group: str) -> None:
    folder = ROOT / "requirements"
    wishes = (folder / f"{group}.in").read_text(encoding="utf-8").splitlines()
    locked = {
        re.split(r"[=\[]", line)[0].lower().replace("_", "-").replace(".", "-")
        for line in (folder / f"{group}.txt").read_text(encoding="utf-8").splitlines()
        if re.match(r"[A-Za-z0-9]", line)
    }
    named = {
        re.split(r"[\s=<>!~\[;]", wish)[0].lower().replace("_", "-").replace(".", "-")
        for wish in wishes
        if re.match(r"[A-Za-z0-9]", wish)
    }
    assert named <= locked, f"make lock: {sorted(named - locked)}"


def test_no_lock_names_a_registry() -> None:
    assert [name for name in repository_files() if name.endswith("uv.lock")] == []
    locks = [ROOT / name for name in repository_files() if name.endswith("package-lock.json")]
    assert [lock for lock in locks if '"resolved": "http' in lock.read_text()] == []


def test_the_change_log_speaks_of_this_version() -> None:
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)", log, re.MULTILINE)
    assert versions
    assert versions[0] == portevoix.__version__


def test_the_two_commands_can_be_run() -> None:
    for name in ("bin/run", "bin/test", "bin/install", ".ci/run"):
        path = ROOT / name
        assert path.stat().st_mode & 0o111, f"{name} is not executable"
        assert path.read_text(encoding="utf-8").startswith("#!"), f"{name} names no shell"
