"""What the code names and the book must explain, found by reading the code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tests.house.sources import Source


def settings_named(sources: Iterable[Source]) -> set[str]:
    """The names asked of the environment: environment.text("PORTEVOIX_URL")."""
    found: set[str] = set()
    for source in sources:
        if source.app == "config":
            found |= {name for name in _first_words(source, "environment.") if name.isupper()}
            found |= {name for name in _first_words(source, "_kept_secret") if name.isupper()}
    return found


def commands_named(sources: Iterable[Source]) -> set[str]:
    """The commands of `portevoix`: a module each."""
    return {
        PurePosixPath(source.path).stem
        for source in sources
        if "/management/commands/" in source.path and not source.path.endswith("__init__.py")
    }


def tasks_named(sources: Iterable[Source]) -> set[str]:
    """The public functions of `tasks` modules."""
    return {
        node.name
        for source in sources
        if source.is_in("tasks")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def acts_named(sources: Iterable[Source]) -> set[str]:
    """The acts of the record: record("consent.given", ...); the fixed part of a made-up one."""
    return {
        act
        for source in sources
        for act in _first_words(source, "record", "_record")
        if act.split(".")[0].isidentifier() and "." in act
    }


def unexplained(names: Iterable[str], book: str) -> list[str]:
    """The names that the book never writes as `name`; a name ending in _ may go on."""
    return sorted(
        name for name in names if f"`{name}" + ("" if name.endswith("_") else "`") not in book
    )


def _first_words(source: Source, *functions: str) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = ast.unparse(node.func)
        is_one = any(
            called.startswith(name) if name.endswith(".") else called == name for name in functions
        )
        if is_one:
            yield from _literal(node.args[0])


def _literal(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        node = node.values[0]
    if isinstance(node, ast.IfExp):
        yield from _literal(node.body)
        yield from _literal(node.orelse)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
