"""A file of steps as recruiting systems export it: which lines can be taken, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from portevoix.people.rules.importing.table import Line, Trouble, read_table
from portevoix.people.rules.terms import folded
from portevoix.share.rules.referrals import SKEW, Step, Told, codes_in, plain_code

LONGEST_REFERENCE = 200
MOST_LINES = 20_000
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d")
_COLUMNS = {
    "application": (
        "application", "application id", "reference", "candidature", "id candidature",
        "reference candidature", "opportunity", "opportunity id",
    ),
    "step": ("step", "stage", "status", "etape", "statut", "phase"),
    "at": ("at", "date", "day", "jour", "on", "le"),
    "code": ("code", "link", "lien", "ref", "source", "referral code", "code cooptation"),
}  # fmt: skip
_STEPS = {
    Step.APPLICATION: ("application", "applied", "candidature", "candidat", "postule"),
    Step.INTERVIEW: ("interview", "interviewed", "entretien", "phone screen", "onsite"),
    Step.HIRE: ("hire", "hired", "embauche", "embauchee", "recrute", "recrutee"),
    Step.CLOSED: (
        "closed", "rejected", "withdrawn", "refused", "archived", "disqualified",
        "refuse", "refusee", "retire", "retiree", "clos", "close", "desistement",
    ),
}  # fmt: skip
NAMES: Mapping[str, str] = {
    folded(name): column for column, names in _COLUMNS.items() for name in names
}
STEPS: Mapping[str, Step] = {folded(name): step for step, names in _STEPS.items() for name in names}


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line that can be taken."""

    number: int
    told: Told


@dataclass(frozen=True, slots=True)
class StepTable:
    """What a file tells: the lines that can be taken, and those that are left out with reasons."""

    lines: tuple[ReadLine, ...]
    troubles: tuple[Trouble, ...]


def read_steps(text: str, at: datetime) -> StepTable:
    """Read a table with the columns application and step, and perhaps a day and a code.

    Cells that begin like a formula are refused: a file may be sent on to a spreadsheet. Raises
    `UnreadableTable` for what is no such table.
    """
    table = read_table(text, names=NAMES, needs=frozenset({"application"}))
    if "step" not in table.columns:
        return StepTable((), (Trouble(0, "no_step_column"),))
    lines, troubles = list[ReadLine](), list[Trouble]()
    for line in table.lines[:MOST_LINES]:
        wrong = next(_troubles_of(line, at), None)
        if wrong:
            troubles.append(wrong)
        else:
            lines.append(ReadLine(line.number, _told(line)))
    if len(table.lines) > MOST_LINES:
        troubles.append(Trouble(0, "too_many_lines", str(MOST_LINES)))
    return StepTable(tuple(lines), tuple(troubles))


def _troubles_of(line: Line, at: datetime) -> Iterator[Trouble]:
    cells = line.cells
    reference, written = cells.get("application", ""), cells.get("code", "")
    if line.formula_in:
        yield Trouble(line.number, "formula", cells[line.formula_in][:40])
    if not reference:
        yield Trouble(line.number, "no_reference")
    if len(reference) > LONGEST_REFERENCE:
        yield Trouble(line.number, "too_long", reference[:40])
    if folded(cells.get("step", "")) not in STEPS:
        yield Trouble(line.number, "unknown_step", cells.get("step", "")[:40])
    if cells.get("at") and _moment(cells["at"]) is None:
        yield Trouble(line.number, "bad_day", cells["at"][:40])
    moment = _moment(cells.get("at", ""))
    if moment and moment > at + SKEW:
        yield Trouble(line.number, "to_come", cells["at"][:40])
    if written.casefold().startswith("pv-") and not _codes(written):
        yield Trouble(line.number, "bad_code", written[:40])


def _told(line: Line) -> Told:
    cells = line.cells
    step = STEPS[folded(cells["step"])]
    moment, codes = _moment(cells.get("at", "")), _codes(cells.get("code", ""))
    return Told(cells["application"], step, moment, codes)


def _codes(written: str) -> tuple[str, ...]:
    """A source column holds all sorts of sources: only what has the shape of a code is one."""
    code = plain_code(written)
    return (code,) if code else codes_in([written])


def _moment(written: str) -> datetime | None:
    for form in DAYS:
        try:
            return datetime.strptime(written, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
