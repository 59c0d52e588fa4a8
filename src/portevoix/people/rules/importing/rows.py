"""What the lines of a file of people, and of a file of stays in teams, say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

from portevoix.lib.countries import countries_by_name, country_codes
from portevoix.people.rules.importing.table import Line, Table, Trouble, read_table
from portevoix.people.rules.terms import folded

Row = TypeVar("Row")

_HEADINGS: dict[str, str] = {
    "reference": "reference|référence|ref|réf|id|identifier|identifiant|matricule|employee id"
    "|employee number|external id|uid|person|personne|numéro",
    "email": "email|e-mail|mail|courriel|mél|adresse mail|adresse e-mail|adresse courriel"
    "|email address|mail address|work email|adresse électronique",
    "name": "name|nom|full name|nom complet|nom et prénom|prénom nom|display name",
    "first_name": "first name|prénom|given name|firstname",
    "family_name": "family name|last name|surname|nom de famille|lastname",
    "job": "job|job title|title|poste|fonction|intitulé de poste|métier|position|role|rôle"
    "|domaine|domain",
    "team": "team|équipe|department|département|service|unit|unité",
    "language": "language|langue|lang|locale",
    "country": "country|pays|country code|code pays|pays de travail|work country",
    "joined_on": "joined|joined on|hired on|hire date|start|start date|arrivée|arrivé le"
    "|date d'arrivée|date d'entrée|entrée|embauche|date d'embauche|début",
    "left_on": "left|left on|leaving date|end|end date|départ|date de départ|parti le|sortie"
    "|date de sortie|fin|termination date",
    "expertise": "expertise|expertises|skills|skill|compétences|compétence|topics|sujets",
}
_STAY_HEADINGS: dict[str, str] = {
    "who": f"{_HEADINGS['reference']}|{_HEADINGS['email']}",
    "start": _HEADINGS["joined_on"],
    "end": _HEADINGS["left_on"],
    "team": f"{_HEADINGS['team']}|teams|équipes|startups|startup|squad|product|produit",
}
_LONGEST = {"reference": 80, "name": 120, "job": 120, "team": 160, "email": 254}
_MAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@[^@\s,;:<>()\[\]\\\"]+\.[^@\s.,;:<>()\[\]\\\"]{2,}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_LANGUAGES = {"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en",
              "english": "en"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as a file describes her; empty means that the file does not say."""

    line: int
    reference: str
    email: str
    name: str
    job: str
    team: str
    language: str
    joined_on: date | None
    gone_on: date | None  # the first day on which she no longer works here
    expertise: tuple[str, ...]
    country: str = ""  # a code


@dataclass(frozen=True, slots=True)
class StayRow:
    """One stay in teams, perhaps in none, from a day (included) to a day (excluded)."""

    line: int
    who: str  # a reference or a mail address, folded to lower case
    started_on: date | None
    ended_on: date | None
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a file of people says, which columns it has, and what is wrong with its lines."""

    columns: frozenset[str] = frozenset()
    rows: tuple[PersonRow, ...] = field(default=(), repr=False)
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class StaysFile:
    """What a file of stays says, what is wrong with its lines, and about whom they were."""

    rows: tuple[StayRow, ...] = field(default=(), repr=False)
    troubles: tuple[Trouble, ...] = ()
    doubtful: frozenset[str] = frozenset()


class _Wrong(Exception):
    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def read_people(text: str) -> PeopleFile:
    """Read a file of people; a line that cannot be used becomes a trouble, the others remain."""
    names = _names(_HEADINGS)
    table = read_table(text, names=names, needs=frozenset({"reference", "email"}))
    has_name = bool(table.columns & {"name", "first_name", "family_name"})
    rows, troubles = _each(table, lambda line: _person(line, has_name=has_name))
    rows, doubles = _without_doubles(rows)
    return PeopleFile(table.columns, rows, tuple(sorted((*troubles, *doubles), key=_by_line)))


def read_stays(text: str) -> StaysFile:
    """Read a file of stays: who, from when, to which last day, in which teams."""
    table = read_table(text, names=_names(_STAY_HEADINGS), needs=frozenset({"who"}))
    rows, troubles = _each(table, _stay)
    wrong = {trouble.line for trouble in troubles}
    doubtful = {line.cells["who"].lower() for line in table.lines if line.number in wrong}
    return StaysFile(rows, troubles, frozenset(doubtful))


def parsed_day(written: str) -> date | None:
    """A day written 2026-11-02 or 02/11/2026; None if nothing is written; ValueError otherwise."""
    if not written:
        return None
    iso, french = _ISO.fullmatch(written), _FRENCH.fullmatch(written)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if french:
        return date(int(french[3]), int(french[2]), int(french[1]))
    raise ValueError(written)


def _by_line(trouble: Trouble) -> int:
    return trouble.line


def _names(headings: Mapping[str, str]) -> dict[str, str]:
    return {
        folded(alias): column
        for column, aliases in headings.items()
        for alias in aliases.split("|")
    }


def _each(table: Table, read: Callable[[Line], Row]) -> tuple[tuple[Row, ...], tuple[Trouble, ...]]:
    rows: list[Row] = []
    troubles: list[Trouble] = []
    for line in table.lines:
        try:
            rows.append(read(line))
        except _Wrong as wrong:
            troubles.append(Trouble(line.number, wrong.reason, wrong.detail))
    return tuple(rows), tuple(troubles)


def _refuse_formulas(line: Line) -> None:
    if line.formula_in:
        raise _Wrong("formula", line.cells[line.formula_in][:40])


def _refuse_longer(written: str, column: str) -> None:
    if len(written) > _LONGEST[column]:
        raise _Wrong("too_long", written[:40])


def _person(line: Line, *, has_name: bool) -> PersonRow:
    cells = line.cells
    _refuse_formulas(line)
    for column in _LONGEST:
        _refuse_longer(cells.get(column, ""), column)
    reference, email = cells.get("reference", ""), cells.get("email", "").lower()
    if not reference and not email:
        raise _Wrong("nobody")
    if email and not _MAIL.fullmatch(email):
        raise _Wrong("bad_mail", email[:40])
    joined_on, gone_on = _period(cells.get("joined_on", ""), cells.get("left_on", ""))
    return PersonRow(
        line=line.number,
        reference=reference,
        email=email,
        name=_name(cells, fallback="" if has_name else reference or email),
        job=cells.get("job", ""),
        team=cells.get("team", ""),
        language=_language(cells.get("language", "")),
        country=_country(cells.get("country", "")),
        joined_on=joined_on,
        gone_on=gone_on,
        expertise=_listed(cells.get("expertise", "")),
    )


def _name(cells: Mapping[str, str], *, fallback: str) -> str:
    whole = cells.get("name", "")
    first, family = cells.get("first_name", ""), cells.get("family_name", "")
    # In French exports a column `nom` beside a column `prénom` holds the family name.
    name = " ".join(part for part in (first, family or whole) if part) or fallback
    if not name:
        raise _Wrong("no_name")
    _refuse_longer(name, "name")
    return name


def _language(written: str) -> str:
    if not written:
        return ""
    word = folded(written)
    found = _LANGUAGES.get(word) or _LANGUAGES.get(word[:2] if " " in word else word)
    if not found:
        raise _Wrong("bad_language", written[:40])
    return found


def _country(written: str) -> str:
    if not written:
        return ""
    found = _countries().get(folded(written))
    if not found:
        raise _Wrong("bad_country", written[:40])
    return found


@cache
def _countries() -> Mapping[str, str]:
    named = {folded(name): code for language in ("en", "fr")
             for code, name in countries_by_name(language)}  # fmt: skip
    return {code: code for code in country_codes()} | named


def _period(start: str, end: str) -> tuple[date | None, date | None]:
    started_on, last_day = _day(start), _day(end)
    if started_on and last_day and last_day < started_on:
        raise _Wrong("ends_before_it_starts", end)
    # Files name the last day; here a period ends on the first day after it.
    return started_on, last_day + timedelta(days=1) if last_day else None


def _day(written: str) -> date | None:
    try:
        day = parsed_day(written)
    except ValueError as error:
        raise _Wrong("bad_day", written[:40]) from error
    if day and not 1900 <= day.year <= 2200:
        raise _Wrong("bad_day", written[:40])
    return day


def _listed(written: str) -> tuple[str, ...]:
    parts = (part.strip() for part in re.split(r"[|;]", written))
    return tuple(dict.fromkeys(part for part in parts if part))


def _stay(line: Line) -> StayRow:
    who = line.cells["who"].lower()
    if not who:
        raise _Wrong("nobody")
    _refuse_formulas(line)
    started_on, ended_on = _period(line.cells.get("start", ""), line.cells.get("end", ""))
    teams = _listed(line.cells.get("team", ""))
    for team in teams:
        _refuse_longer(team, "team")
    return StayRow(line.number, who, started_on, ended_on, teams)


def _without_doubles(
    rows: tuple[PersonRow, ...],
) -> tuple[tuple[PersonRow, ...], list[Trouble]]:
    seen: dict[tuple[str, str], int] = {}
    kept: list[PersonRow] = []
    troubles: list[Trouble] = []
    for row in rows:
        marks = [(kind, mark.casefold()) for kind, mark in
                 (("mail", row.email), ("reference", row.reference)) if mark]  # fmt: skip
        double = next((mark for mark in marks if mark in seen), None)
        if double:
            troubles.append(Trouble(row.line, f"double_{double[0]}", str(seen[double])))
            continue
        seen.update(dict.fromkeys(marks, row.line))
        kept.append(row)
    return tuple(kept), troubles
