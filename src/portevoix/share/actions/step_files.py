"""Files of steps: sent and looked at first, applied in batches once confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import record
from portevoix.people.models import Person, Role
from portevoix.people.rules.importing.table import UnreadableTable, decoded
from portevoix.share.actions import refusals
from portevoix.share.actions.referring import Fact, Kept, keep_facts
from portevoix.share.models import StepFile
from portevoix.share.models.referral import Provenance
from portevoix.share.queries.referrals import digest_of
from portevoix.share.rules.referrals import Step
from portevoix.share.rules.step_table import ReadLine, read_steps

BATCH = 500
_FILES = {
    "empty": _("This file is empty."),
    "too_big": _("This file is larger than 5 MiB: please cut it in several."),
    "encoding": _("This file is not text that can be read: please save it as CSV UTF-8."),
    "not_a_table": _("This file is not a table: please save it as CSV."),
    "no_header": _("No line of this file names its columns: one must be called “application”."),
}
_LINES = {
    "formula": _("“%(detail)s” begins like a formula of a spreadsheet: please write plain text"),
    "no_reference": _("the reference of the application is missing"),
    "too_long": _("“%(detail)s…” is too long for a reference"),
    "unknown_step": _("“%(detail)s” is no step: write application, interview, hire or closed"),
    "no_step_column": _("no column is called “step”"),
    "bad_day": _("“%(detail)s” is not a day: write 2026-11-02 or 02/11/2026"),
    "to_come": _("%(detail)s is still to come"),
    "bad_code": _("“%(detail)s” is not a code of ours: it has twelve signs after pv-"),
    "too_many_lines": _("only the first %(detail)s lines are read: please cut the file in several"),
}


@transaction.atomic
def send_steps(*, data: bytes, system: str, by: Person, at: datetime) -> StepFile:
    """Keep what a file tells for a dry run of a day at most, its references as digests.

    Refuses what cannot be read, and whoever is not HR.
    """
    if not by.has_role([Role.Name.HR]):
        raise refusals.NotHr
    try:
        table = read_steps(decoded(data).replace("\x00", ""), at)
    except UnreadableTable as error:
        raise refusals.FileHasNothing(why=str(_FILES[error.reason])) from error
    StepFile.objects.filter(owner=by).delete()
    sent = StepFile.objects.create(
        owner=by,
        rows=[_row(line, system) for line in table.lines],
        troubles=[[one.line, one.reason, one.detail] for one in table.troubles],
        sent_at=at,
    )
    record("step_file.sent", actor=by.ref, at=at)
    return sent


def apply_steps(*, file: StepFile, by: Person, at: datetime) -> Kept:
    """Keep what a file tells, batch by batch, and forget it.

    Each batch is one transaction and each step is kept once: after an interruption, applying
    again goes on; the same file sent twice changes nothing.
    """
    new = known = 0
    for start in range(0, len(file.rows), BATCH):
        facts = [_fact(row) for row in file.rows[start : start + BATCH]]
        kept = keep_facts(facts=facts, provenance=Provenance.CSV, at=at, by=by)
        new, known = new + kept.new, known + kept.known
    file.delete()
    return Kept(new, known)


@transaction.atomic
def discard_steps(*, file: StepFile, by: Person, at: datetime) -> None:
    """Forget a file that was sent, without applying it."""
    file.delete()
    record("step_file.discarded", actor=by.ref, at=at)


def line_in_words(reason: str, detail: str) -> str:
    """What is wrong with a line, for the person who sent the file."""
    return str(_LINES[reason]) % {"detail": detail}


def _row(line: ReadLine, system: str) -> list[Any]:
    told = line.told
    moment = told.happened_at.isoformat() if told.happened_at else ""
    return [line.number, digest_of(system, told.reference), told.step, moment, *told.codes]


def _fact(row: list[Any]) -> Fact:
    _line, digest, step, moment, *codes = row
    happened_at = datetime.fromisoformat(moment) if moment else None
    return Fact(digest, Step(step), happened_at, tuple(codes))
