"""The full-text index of each database, behind one condition: `Holds`.

SQLite keeps an FTS5 index beside the items, which triggers follow; PostgreSQL a generated column
of what `to_tsvector` says of their words, and its index. Both look for words of plain letters and
digits, as `rules.searching` writes them, so nothing typed can be mistaken for their own syntax.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField
from django.db.models.expressions import Expression, F

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.models.sql.compiler import SQLCompiler

    from portevoix.curate.rules.searching import Part

TABLE = "curate_item_search"
TRIGGERS = ("curate_item_search_added", "curate_item_search_left", "curate_item_search_changed")
INDEX = VECTOR = "curate_item_search"

# An index without a copy of the words; a removed row must be told the words that it had.
_ADD = f"INSERT INTO {TABLE} (rowid, words) VALUES (new.id, new.words);"  # noqa: S608 - our names
_DROP = (
    f"INSERT INTO {TABLE} ({TABLE}, rowid, words)"  # noqa: S608 - our names
    " VALUES ('delete', old.id, old.words);"
)
_MADE = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5("
        "words, content='curate_item', content_rowid='id', tokenize='ascii')",
        f"CREATE TRIGGER IF NOT EXISTS {TRIGGERS[0]} AFTER INSERT ON curate_item BEGIN {_ADD} END",
        f"CREATE TRIGGER IF NOT EXISTS {TRIGGERS[1]} AFTER DELETE ON curate_item BEGIN {_DROP} END",
        f"CREATE TRIGGER IF NOT EXISTS {TRIGGERS[2]} AFTER UPDATE OF words ON curate_item"
        f" WHEN old.words IS NOT new.words BEGIN {_DROP} {_ADD} END",
        f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')",  # noqa: S608 - our names
    ),
    # A column of its own: analysed once, not at each search.
    "postgresql": (
        f"ALTER TABLE curate_item ADD COLUMN IF NOT EXISTS {VECTOR} tsvector"
        " GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
        f"CREATE INDEX IF NOT EXISTS {INDEX} ON curate_item USING gin ({VECTOR})",
    ),
}
_UNMADE = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS),
        f"DROP TABLE IF EXISTS {TABLE}",
    ),
    "postgresql": (f"ALTER TABLE curate_item DROP COLUMN IF EXISTS {VECTOR}",),
}


class Holds(Expression):
    """Whether the words of an item hold a part of what is sought."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, part: Part, key: str = "pk", words: str = "words") -> None:
        super().__init__()
        self.part = part
        self.columns: tuple[Any, Any] = (F(key), F(words))

    def get_source_expressions(self) -> list[Any]:
        """The columns that are looked at: the key of an item and its words."""
        return list(self.columns)

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """The same columns, once the query has found them."""
        key, words = exprs
        self.columns = (key, words)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """A question to the FTS5 index."""
        key, params = compiler.compile(self.columns[0])
        found = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608 - our names
        return f"{key} IN ({found})", (*params, _for_fts5(self.part))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """A question to the GIN index."""
        table = compiler.quote_name_unless_alias(self.columns[1].alias)
        return f"{table}.{VECTOR} @@ to_tsquery('simple', %s)", (_for_tsquery(self.part),)


def make_index(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make what is missing of the index, for migrations: any that changes items ends with it.

    Where Django alters a table of SQLite it makes another, and the triggers of the first are gone.
    """
    for statement in _MADE[editor.connection.vendor]:
        editor.execute(statement)


def unmake_index(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away."""
    for statement in _UNMADE[editor.connection.vendor]:
        editor.execute(statement)


def missing_of_index(connection: BaseDatabaseWrapper) -> set[str]:
    """What is missing of the index, by name: without it searches find nothing new."""
    asked, names = {
        "sqlite": ("SELECT name FROM sqlite_master", {TABLE, *TRIGGERS}),
        "postgresql": (
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()",
            {INDEX},
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return names - {row[0] for row in cursor.fetchall()}


def _for_fts5(part: Part) -> str:
    begun = f' OR "{_beside(part)}" *' if part.begun else ""
    return f'"{" ".join(part.words)}"{begun}'


def _beside(part: Part) -> str:
    return " ".join((*part.words[:-1], part.begun))


def _for_tsquery(part: Part) -> str:
    whole = " <-> ".join(f"'{word}'" for word in part.words)
    if not part.begun:
        return whole
    begun = " <-> ".join(f"'{word}'" for word in (*part.words[:-1], part.begun))
    return f"{whole} | {begun}:*"
