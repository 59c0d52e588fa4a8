"""The repository as the house tests read it: its files, parsed once."""

from __future__ import annotations

import ast
import os
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "portevoix"
MADE = frozenset({".git", ".peers", "node_modules", "var", "data-run", "dist", "build"})


@dataclass(frozen=True, slots=True)
class Source:
    """One file: `path` is relative to the package, as in "share/views/compose.py"."""

    path: str
    text: str
    tree: ast.Module = field(compare=False, repr=False)

    @property
    def app(self) -> str:
        return self.path.split("/")[0].removesuffix(".py")

    @property
    def module(self) -> str:
        """The word of the vocabulary this file belongs to: `views` for share/views/compose.py."""
        parts = self.path.split("/")
        return parts[1].removesuffix(".py") if len(parts) > 1 else self.app

    def is_in(self, *modules: str) -> bool:
        return self.module in modules


def source(path: str, text: str) -> Source:
    return Source(path, text, ast.parse(text, filename=path))


@cache
def python_sources() -> tuple[Source, ...]:
    found = (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)
    return tuple(
        source(path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8"))
        for path in found
    )


@cache
def templates() -> dict[str, str]:
    return _texts(PACKAGE / "templates", ".html", ".txt", ".xml")


@cache
def statics() -> dict[str, str]:
    return _texts(PACKAGE / "static", ".css", ".js", ".svg", ".webmanifest")


@cache
def book() -> str:
    """Everything the documentation says, in one text."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages if page.exists())


@cache
def repository_files() -> tuple[str, ...]:
    """Every file of the repository but what the commands make; a small Debian has no git to ask."""
    found: list[str] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            name for name in folders if name not in MADE and not name.startswith(".venv")
        )
        found += (Path(folder, name).relative_to(ROOT).as_posix() for name in sorted(names))
    return tuple(found)


@cache
def contracts() -> dict[str, dict[str, object]]:
    """The contracts of pyproject.toml by their id."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in read["tool"]["importlinter"]["contracts"]}


@cache
def river() -> tuple[frozenset[str], ...]:
    """The apps from the sea to the ground, siblings together, as the contract orders them."""
    layers = contracts()["river"]["layers"]
    assert isinstance(layers, list)
    return tuple(
        frozenset(name.strip(" ()") for name in layer.replace(":", "|").split("|"))
        for layer in layers
    )


def _texts(folder: Path, *suffixes: str) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes
    }
