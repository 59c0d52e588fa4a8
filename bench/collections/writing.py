"""Where every collection is written: JSON lines that `bench.matching --articles` reads."""

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

Row = Mapping[str, object]


def write_rows(rows: Iterable[Row], out: Path) -> None:
    """One article a line, compressed."""
    with gzip.open(out, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def row_of(title: str, text: str, authors: Iterable[str], **more: object) -> Row:
    """One article; `more`: its description and its tags, when it has some."""
    return (
        {"title": title, "description": "", "tags": [], "text": text}
        | more
        | {"authors": sorted(set(authors))}
    )
