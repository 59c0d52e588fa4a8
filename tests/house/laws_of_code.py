"""The laws that a parser can see, each a pure function of one file: what it finds is wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.sources import Source

FORBIDDEN_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "common", "misc", "core", "base"}
    | {"manager", "managers", "service", "services"}
)
LONGEST_FILE = 400
KNOWS_THE_TIME = ("views", "tasks", "management")
WRITERS = ("actions", "personal_data", "migrations")
CREATES = frozenset({"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"})
CHANGES = frozenset({"update", "delete"})
PRIVATE_MODULES = ("views", "forms", "tasks")
DESCRIBED = ("actions", "queries", "rules")


def short_files(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > LONGEST_FILE:
        yield f"{source.path}: {lines} lines"


def plain_names(source: Source) -> Iterator[str]:
    for part in source.path.removesuffix(".py").split("/"):
        if part in FORBIDDEN_NAMES:
            yield f"{source.path}: {part} says nothing"


def time_is_a_parameter(source: Source) -> Iterator[str]:
    if source.is_in(*KNOWS_THE_TIME):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and _dotted(node) in {
            "timezone.now",
            "timezone.localdate",
            "timezone.localtime",
            "datetime.now",
            "datetime.utcnow",
            "datetime.datetime.now",
            "date.today",
            "datetime.date.today",
            "time.time",
        }:
            yield _at(source, node, f"{_dotted(node)} instead of `at`")
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield _at(source, node.value, f"{node.arg} instead of `at`")


def no_signals(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if any(
            name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
            for name in _imported(node)
        ):
            yield _at(source, node, "signals hide the flow")


def models_are_imported(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and _dotted(node).endswith("apps.get_model"):
            yield _at(source, node, "apps.get_model outside migrations")


def plain_models(source: Source) -> Iterator[str]:
    for node in _classes(source):
        bases = {_dotted(base) for base in node.bases}
        is_model = any(base.endswith(("Model", "AbstractBaseUser")) for base in bases)
        for inner in node.body:
            if is_model and isinstance(inner, ast.FunctionDef) and inner.name in {"save", "delete"}:
                yield _at(source, inner, f"{node.name}.{inner.name} is overridden")
            if isinstance(inner, ast.ClassDef) and inner.name == "Meta":
                for name in _assigned(inner):
                    if name == "ordering":
                        yield _at(source, inner, f"{node.name} has Meta.ordering")


def views_are_functions(source: Source) -> Iterator[str]:
    if source.is_in("views"):
        for node in _classes(source):
            if any(_dotted(base).endswith(("View", "Mixin")) for base in node.bases):
                yield _at(source, node, f"{node.name} is a class-based view")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "as_view":
            yield _at(source, node, "a class-based view")


def rows_are_visible(source: Source) -> Iterator[str]:
    if not source.is_in("views", "forms"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            if node.value.attr in {"_default_manager", "_base_manager"}:
                yield _at(source, node, "a row read past visible_to")
            if node.value.attr == "objects" and node.attr != "visible_to":
                yield _at(source, node, f".objects.{node.attr} instead of .objects.visible_to")
        if isinstance(node, ast.Call) and _dotted(node.func).endswith(
            ("get_object_or_404", "get_list_or_404")
        ):
            first = node.args[0] if node.args else None
            is_bare = isinstance(first, ast.Name) and first.id[:1].isupper()
            if is_bare or (isinstance(first, ast.Attribute) and first.attr == "objects"):
                yield _at(source, node, "get_object_or_404 of a whole table")


def only_actions_write(source: Source) -> Iterator[str]:
    if source.is_in(*WRITERS):
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, chain = node.func.attr, _chain(node.func.value)
        is_write = (name in CREATES and "objects" in chain) or (
            name in CHANGES and chain & {"objects", "filter", "exclude", "visible_to"}
        )
        # A picture or a book is saved somewhere, a row is just saved.
        is_row_saved = name == "save" and not node.args and "session" not in chain
        if is_write or is_row_saved:
            yield _at(source, node, f".{name}() outside actions")


def actions_say_who_and_when(source: Source) -> Iterator[str]:
    # `ledger.actions.record` is what every action ends with: the act is its natural first word.
    if not source.is_in("actions") or source.app == "ledger":
        return
    for node in _public_functions(source):
        if not _is_transaction(node):
            continue
        if node.args.args or node.args.posonlyargs:
            yield _at(source, node, f"{node.name} takes positional arguments")
        if "at" not in {argument.arg for argument in node.args.kwonlyargs}:
            yield _at(source, node, f"{node.name} does not take `at`")


def doors_stay_inside(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        for name in _imported(node):
            parts = name.split(".")
            is_private = len(parts) > 2 and parts[0] == "portevoix" and parts[2] in PRIVATE_MODULES
            # The schedule is the one list of all tasks.
            may = source.path == "config/schedule.py" and parts[2:3] == ["tasks"]
            if is_private and parts[1] != source.app and not may:
                yield _at(source, node, f"{name} belongs to {parts[1]} alone")


def described(source: Source) -> Iterator[str]:
    says_it_all = source.is_in("views", "forms")
    is_empty_package = source.path.endswith("__init__.py") and not source.text.strip()
    if (
        not ast.get_docstring(source.tree)
        and not says_it_all
        and not (is_empty_package and "/" in source.path[:-12])
    ):
        yield f"{source.path}:1: no sentence says what this module is"
    if source.is_in(*DESCRIBED):
        for function in _public_functions(source):
            if not ast.get_docstring(function):
                yield _at(source, function, f"{function.name} promises nothing")
    if source.is_in("models"):
        for node in _classes(source):
            is_row = any(_dotted(base).endswith(".Model") for base in node.bases)
            if is_row and not ast.get_docstring(node):
                yield _at(source, node, f"no sentence says what one row of {node.name} is")


def finished(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        if re.search(r"#.*\b(TODO|FIXME|XXX)\b", line):
            yield f"{source.path}:{number}: unfinished"


LAWS = (
    short_files,
    plain_names,
    time_is_a_parameter,
    no_signals,
    models_are_imported,
    plain_models,
    views_are_functions,
    rows_are_visible,
    only_actions_write,
    actions_say_who_and_when,
    doors_stay_inside,
    described,
    finished,
)


def _at(source: Source, node: ast.AST, finding: str) -> str:
    return f"{source.path}:{getattr(node, 'lineno', 1)}: {finding}"


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Subscript):
        return _dotted(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def _chain(node: ast.AST) -> set[str]:
    """The names along a chain of calls: {"Share", "objects", "filter"} of Share.objects.filter."""
    names: set[str] = set()
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        else:
            return names | ({node.id} if isinstance(node, ast.Name) else set())


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _classes(source: Source) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef))


def _public_functions(source: Source) -> Iterator[ast.FunctionDef]:
    return (
        node
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )


def _is_transaction(node: ast.FunctionDef) -> bool:
    return any("transaction.atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def _assigned(node: ast.ClassDef) -> Iterator[str]:
    for inner in node.body:
        if isinstance(inner, ast.Assign):
            yield from (target.id for target in inner.targets if isinstance(target, ast.Name))
        if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
            yield inner.target.id
