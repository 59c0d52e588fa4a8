from __future__ import annotations

import pytest

from portevoix.web.readonly import is_reading

CURSOR = 'DECLARE "_django_curs_140_sync_1" NO SCROLL CURSOR FOR '


def in_pieces(sql: str, cursor: str = CURSOR) -> str:
    return cursor + sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        ' ( SELECT "a" FROM "b")',
        in_pieces('SELECT "a" FROM "b"'),
        in_pieces("SELECT 1", CURSOR.replace("FOR", "WITH HOLD FOR")),
    ],
)
def test_reading_is_allowed(sql: str) -> None:
    assert is_reading(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE a SET b = 1",
        "DELETE FROM a",
        "INSERT INTO a VALUES (1)",
        'SELECT "a" FROM "b" FOR UPDATE',
        "SELECT * INTO a FROM b",
        "WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x",
        in_pieces("DELETE FROM a RETURNING *"),
        in_pieces('SELECT "a" FROM "b" FOR UPDATE'),
    ],
)
def test_whatever_changes_is_refused(sql: str) -> None:
    assert not is_reading(sql)
