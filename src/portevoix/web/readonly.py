"""The guard of law 5: while looking, the database accepts nothing but SELECT."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections

_Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


# PostgreSQL reads long answers in pieces this way.
_CURSOR = re.compile(r'^DECLARE "[\w-]+" NO SCROLL CURSOR (WITH HOLD )?FOR ')


class LookingWrites(RuntimeError):
    """A page that only looks tried to change the database: a programming error."""


def is_reading(sql: str) -> bool:
    """Whether a statement is a plain SELECT, also read by a cursor, that takes no row lock."""
    words = _CURSOR.sub("", sql.lstrip(" \n\t(").upper())
    return words.startswith("SELECT") and " FOR UPDATE" not in words and " INTO " not in words


def _refuse_writing(
    execute: _Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if not is_reading(sql):
        raise LookingWrites(sql.split(maxsplit=1)[0])
    return execute(sql, params, many, context)


@contextmanager
def reading_only() -> Iterator[None]:
    """Refuse any SQL but SELECT on every connection for the time of the block."""
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_refuse_writing))
        yield
