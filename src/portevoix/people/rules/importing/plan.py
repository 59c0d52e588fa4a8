"""What an import would do, decided before anything is done.

Nothing is ever emptied by an empty cell; what a person chose herself is not overwritten; one who
asked to be forgotten does not come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from portevoix.people.rules.importing.rows import PeopleFile, PersonRow, StayRow, StaysFile
from portevoix.people.rules.importing.state import Known, State, StayKey, Wishes
from portevoix.people.rules.importing.table import Trouble
from portevoix.people.rules.importing.vocabulary import Vocabulary, vocabulary_of

Kind = Literal["new", "changed", "unchanged", "leaves", "returns"]
# More than this share of those present leaving at once asks for a confirmation of its own.
ALARMING_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay to write."""

    team: str
    started_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """What would happen to one person: `pk` is None for a new one; `values` only what changes."""

    kind: Kind
    line: int  # 0: she is not in the file
    pk: int | None
    name: str
    values: Mapping[str, str | date | None] = field(default_factory=dict)
    team: str = ""
    stays: tuple[Stay, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an import would do, and the lines it leaves out."""

    steps: tuple[Step, ...] = field(repr=False)
    troubles: tuple[Trouble, ...] = field(repr=False)
    vocabulary: Vocabulary = field(repr=False)
    present: int = 0

    def count(self, kind: Kind) -> int:
        """How many people a kind of change concerns."""
        return sum(step.kind == kind for step in self.steps)

    @property
    def is_alarming(self) -> bool:
        """Whether more than a tenth of those present would leave."""
        return self.count("leaves") > ALARMING_SHARE * self.present

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.kind != "unchanged")


def plan_of(people: PeopleFile, stays: StaysFile, state: State, wishes: Wishes) -> Plan:
    """Compare the files with what is known."""
    vocabulary = vocabulary_of(people.rows, state.topics, adds_topics=wishes.adds_topics)
    planner = _Planner(people.columns, stays, state, wishes, vocabulary)
    for row in people.rows:
        planner.take(row)
    if wishes.is_complete:
        planner.take_absent()
    planner.note_strangers(stays.rows)
    troubles = (*people.troubles, *stays.troubles, *planner.troubles)
    return Plan(
        steps=tuple(planner.steps),
        troubles=tuple(sorted(troubles, key=lambda trouble: trouble.line)),
        vocabulary=vocabulary,
        present=sum(known.left_on is None for known in state.people),
    )


def _stays_by_person(rows: Iterable[StayRow]) -> dict[str, list[StayRow]]:
    by_person: dict[str, list[StayRow]] = {}
    for row in rows:
        by_person.setdefault(row.who, []).append(row)
    return by_person


class _Planner:
    def __init__(
        self,
        columns: frozenset[str],
        stays: StaysFile,
        state: State,
        wishes: Wishes,
        vocabulary: Vocabulary,
    ) -> None:
        self.columns, self.state, self.wishes = columns, state, wishes
        self.stays, self.doubtful = _stays_by_person(stays.rows), stays.doubtful
        self.vocabulary = vocabulary
        self.by_reference = {k.reference.casefold(): k for k in state.people if k.reference}
        self.by_email = {k.email.casefold(): k for k in state.people if k.email}
        self.met: set[int] = set()
        self.listed: set[str] = set()
        self.steps: list[Step] = []
        self.troubles: list[Trouble] = []

    def take(self, row: PersonRow) -> None:
        self.listed |= {row.reference.casefold(), row.email.casefold()}
        known = self._known(row)
        reason = self._objection(row, known)
        if known:
            self.met.add(known.pk)
        if reason:
            self.troubles.append(Trouble(row.line, reason, row.name))
            return
        self.steps.append(self._step(row, known))

    def take_absent(self) -> None:
        for known in self.state.people:
            if known.pk in self.met or known.left_on is not None:
                continue
            if known.is_administrator:
                self.troubles.append(Trouble(0, "administrator", known.name))
                continue
            values = {"left_on": self.wishes.day}
            self.steps.append(Step("leaves", 0, known.pk, known.name, values))

    def note_strangers(self, rows: Iterable[StayRow]) -> None:
        for row in rows:
            if row.who not in self.listed:
                self.troubles.append(Trouble(row.line, "stranger", row.who[:40]))

    def _known(self, row: PersonRow) -> Known | None:
        found = self.by_reference.get(row.reference.casefold()) if row.reference else None
        return found or (self.by_email.get(row.email) if row.email else None)

    def _objection(self, row: PersonRow, known: Known | None) -> str:
        if {row.reference.casefold(), row.email} & self.state.erased:
            return "erased"
        if known is None:
            return ""
        if known.pk in self.met:
            return "same_person"
        if row.reference and known.reference and known.reference != row.reference:
            return "other_reference"
        holder = self.by_email.get(row.email) if row.email else None
        if holder and holder.pk != known.pk:
            return "mail_taken"
        if known.is_administrator and known.left_on is None and self._gone_on(row, known):
            return "administrator"
        return ""

    def _step(self, row: PersonRow, known: Known | None) -> Step:
        values = self._values(row, known)
        gone_on = self._gone_on(row, known)
        team = "" if gone_on and known else self._team(row, known)
        stays = self._stays(row, known)
        topics = self._topics(row, known)
        kind: Kind = "changed" if values or team or stays or topics else "unchanged"
        if known is None:
            kind = "new"
        elif values.get("left_on") and known.left_on is None:
            kind = "leaves"
        elif "left_on" in values and values["left_on"] is None:
            kind = "returns"
        pk, name = (known.pk, known.name) if known else (None, row.name)
        return Step(kind, row.line, pk, name, values, team, stays, topics)

    def _values(self, row: PersonRow, known: Known | None) -> dict[str, str | date | None]:
        own = self._stays_of(row)
        starts = [stay.started_on for stay in own if stay.started_on]
        said: dict[str, str | date | None] = {
            "reference": row.reference,
            "email": row.email,
            "name": row.name if known is None or self._has_names() else "",
            "job": row.job,
            "language": row.language,
            "country": row.country,
            "joined_on": row.joined_on or min(starts, default=None),
        }
        if known is None:
            gone_on = self._gone_on(row, None)
            return {key: value for key, value in {**said, "left_on": gone_on}.items() if value}
        changed: dict[str, str | date | None] = {
            k: v for k, v in said.items() if v and v != _seen(known, k)
        }
        gone_on = self._gone_on(row, known)
        if gone_on != known.left_on:
            changed["left_on"] = gone_on
        return changed

    def _has_names(self) -> bool:
        return bool(self.columns & {"name", "first_name", "family_name"})

    def _gone_on(self, row: PersonRow, known: Known | None) -> date | None:
        """The first day away if it has come; what is known where the files are silent."""
        own = self._stays_of(row)
        if self.doubtful & {row.reference.lower(), row.email} - {""}:
            # One of her stays cannot be read: perhaps the one that keeps her here.
            return known.left_on if known else None
        if own:
            ends = [stay.ended_on for stay in own]
            gone_on = None if None in ends else max(end for end in ends if end)
        elif "left_on" in self.columns:
            gone_on = row.gone_on
        else:
            return known.left_on if known else None
        return gone_on if gone_on and gone_on <= self.wishes.day else None

    def _stays_of(self, row: PersonRow) -> list[StayRow]:
        by_reference = self.stays.get(row.reference.lower(), []) if row.reference else []
        return by_reference + (self.stays.get(row.email, []) if row.email else [])

    def _team(self, row: PersonRow, known: Known | None) -> str:
        if not row.team or self._stays_of(row):
            return ""
        return row.team if known is None or known.team.casefold() != row.team.casefold() else ""

    def _stays(self, row: PersonRow, known: Known | None) -> tuple[Stay, ...]:
        merged: dict[StayKey, Stay] = {}
        for stay in self._stays_of(row):
            for team in stay.teams:
                key = (team.casefold(), stay.started_on)
                merged[key] = _longer(merged.get(key), Stay(team, stay.started_on, stay.ended_on))
        held = known.stays if known else {}
        return tuple(s for key, s in merged.items() if key not in held or held[key] != s.ended_on)

    def _topics(self, row: PersonRow, known: Known | None) -> tuple[str, ...]:
        if known and known.has_chosen_topics:
            return ()
        slugs = self.vocabulary.slugs_of(row.expertise)
        return tuple(slug for slug in slugs if known is None or slug not in known.topics)


def _seen(known: Known, key: str) -> object:
    value: object = getattr(known, key)
    return value.lower() if key == "email" and isinstance(value, str) else value


def _longer(one: Stay | None, other: Stay) -> Stay:
    if one is None or one.ended_on is None or other.ended_on is None:
        return other if one is None or one.ended_on is not None else one
    return max(one, other, key=lambda stay: stay.ended_on or date.min)
