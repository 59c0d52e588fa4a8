"""Reading a table that somebody exported: any usual encoding, separator and header."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portevoix.people.rules.terms import folded

MOST_BYTES = 5 * 1024 * 1024
HEADER_WITHIN = 20  # lines; exports put titles and notes before the header
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FORMULA_SIGNS = "=+-@"
_EMPTY_MARKS = {"-", "–", "—", "n/a"}


class UnreadableTable(Exception):
    """The whole file cannot be read; `reason` is a key for a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one line: `reason` is a key for a sentence, `detail` what it names."""

    line: int
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One data line: its number in the file, and its cells by canonical column."""

    number: int
    cells: Mapping[str, str]
    formula_in: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a file, and which canonical columns it has."""

    columns: frozenset[str]
    lines: tuple[Line, ...] = field(repr=False)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or, failing both, Windows-1252."""
    if len(data) > MOST_BYTES:
        raise UnreadableTable("too_big")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded_as(data, "utf-16")
    if b"\x00" in data[:200]:
        return _decoded_as(data, "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_table(text: str, *, names: Mapping[str, str], needs: frozenset[str]) -> Table:
    """Read lines under the first header that has one of the needed columns.

    `names` maps a folded heading to its canonical column; other columns are not looked at.
    """
    records = list(_records(text.lstrip("\ufeff")))
    if not records:
        raise UnreadableTable("empty")
    for place, (_, cells) in enumerate(records[:HEADER_WITHIN]):
        columns = _columns_of(cells, names)
        if needs & set(columns.values()):
            lines = tuple(_line(number, cells, columns) for number, cells in records[place + 1 :])
            return Table(frozenset(columns.values()), lines)
    raise UnreadableTable("no_header")


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableTable("encoding") from error


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    head, _, rest = text.partition("\n")
    if re.fullmatch(r'"?sep=.?"?\s*', head):  # Excel's own first line
        text = "\n" + rest
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableTable("not_a_table") from error


def _separator(text: str) -> str:
    sample = [line for line in text[:20_000].splitlines() if line.strip()][:HEADER_WITHIN]
    unquoted = [re.sub(r'"[^"]*"', "", line) for line in sample]
    return max(
        ",;\t",
        key=lambda sign: (
            sum(sign in line for line in unquoted) * 1000
            + sum(line.count(sign) for line in unquoted)
        ),
    )


def _columns_of(cells: list[str], names: Mapping[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, heading in enumerate(cells):
        column = names.get(folded(heading))
        if column and column not in found.values():
            found[place] = column
    return found


def _line(number: int, cells: list[str], columns: Mapping[int, str]) -> Line:
    read = {
        column: _tidy(cells[place]) if place < len(cells) else ""
        for place, column in columns.items()
    }
    formula_in = next((column for column, cell in read.items() if _is_formula(cell)), "")
    return Line(number, read, formula_in)


def _tidy(cell: str) -> str:
    words = " ".join(_CONTROLS.sub(" ", cell).split())
    return "" if words.casefold() in _EMPTY_MARKS else words


def _is_formula(cell: str) -> bool:
    return cell.startswith(tuple(_FORMULA_SIGNS))
