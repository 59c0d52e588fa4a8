from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import PACKAGE, ROOT, contracts

# These are not capabilities: settings, pure helpers, how pages are made, the fictional people.
GROUND = {"config", "lib", "web", "demo"}
BREAKS = {
    "The river": {"people/queries.py": "from portevoix.share import rules"},
    "Inside a capability": {"curate/rules.py": "from portevoix.curate import queries"},
    "Rules and lib are pure": {"lib/text.py": "from django.utils import text"},
    "Views are imported only": {"share/actions.py": "from portevoix.share import views"},
    "Forms are imported only": {"govern/queries.py": "from portevoix.govern import forms"},
    "Tasks are imported only": {"measure/actions.py": "from portevoix.measure import tasks"},
    "No two siblings": {
        "web/fetch.py": "from portevoix.web import page",
        "web/page.py": "from portevoix.web import fetch",
    },
}


def lint_imports(source: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-logo", "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """A package with the apps and modules of Portevoix, and nothing in them."""
    modules = ("urls", "views", "forms", "tasks", "actions", "queries", "models", "rules")
    containers = contracts()["capability"]["containers"]
    assert isinstance(containers, list)
    for app in ["config", "lib", "web", *(name.split(".")[1] for name in containers)]:
        folder = tmp_path / "portevoix" / app
        folder.mkdir(parents=True)
        for name in ("__init__", *(modules if app not in GROUND else ())):
            (folder / f"{name}.py").touch()
    (tmp_path / "portevoix" / "__init__.py").touch()
    (tmp_path / "portevoix" / "config" / "schedule.py").touch()
    return tmp_path


def test_the_contracts_are_kept() -> None:
    read = lint_imports(ROOT / "src", ROOT)
    assert read.returncode == 0, read.stdout + read.stderr


def test_an_empty_house_keeps_the_contracts(skeleton: Path) -> None:
    read = lint_imports(skeleton, skeleton)
    assert read.returncode == 0, read.stdout + read.stderr


def test_each_broken_contract_is_found(skeleton: Path) -> None:
    for files in BREAKS.values():
        for path, text in files.items():
            (skeleton / "portevoix" / path).write_text(text)
    said = lint_imports(skeleton, skeleton).stdout
    for name in BREAKS:
        lines = [line for line in said.splitlines() if line.startswith(name)]
        assert any("BROKEN" in line for line in lines), f"{name} was not found broken:\n{said}"
    assert len(BREAKS) == len(contracts())


def test_an_app_outside_the_vocabulary_is_found(skeleton: Path) -> None:
    (skeleton / "portevoix" / "share" / "plumbing.py").touch()
    shutil.copytree(skeleton / "portevoix" / "lib", skeleton / "portevoix" / "extras")
    said = lint_imports(skeleton, skeleton).stdout
    assert "portevoix.share.plumbing" in said
    assert "portevoix.extras" in said


def test_every_capability_is_under_contract() -> None:
    apps = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - GROUND
    containers = contracts()["capability"]["containers"]
    assert isinstance(containers, list)
    assert {f"portevoix.{app}" for app in apps} == set(containers)
