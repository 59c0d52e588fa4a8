"""Importing people from files: sent and read first, applied in batches once confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.actions.import_batch import write_batch
from portevoix.people.models import ImportDraft, Person, Topic
from portevoix.people.queries import draft_plan
from portevoix.people.rules.importing.plan import Plan, Step
from portevoix.people.rules.importing.rows import read_people, read_stays
from portevoix.people.rules.importing.table import Trouble, UnreadableTable, decoded

BATCH = 500
Read = TypeVar("Read")

_FILES = {
    "empty": _("The file “%(file)s” is empty."),
    "too_big": _("The file “%(file)s” is larger than 5 MiB: please cut it in several."),
    "encoding": _("The file “%(file)s” is not text that can be read: please save it as CSV UTF-8."),
    "not_a_table": _("The file “%(file)s” is not a table: please save it as CSV."),
    "no_header": _(
        "No line of the file “%(file)s” names its columns: one must be called "
        "“reference” or “mail”."
    ),
}
_LINES = {
    "nobody": _("neither a reference nor a mail address: nobody can be told by this line"),
    "no_name": _("the name is missing"),
    "bad_mail": _("“%(detail)s” is not a mail address"),
    "bad_day": _("“%(detail)s” is not a day: write 2026-11-02 or 02/11/2026"),
    "bad_language": _("“%(detail)s” is not a language of Portevoix: write fr or en"),
    "bad_country": _("“%(detail)s” is no country: write its name, or its code of two letters"),
    "ends_before_it_starts": _("the end, %(detail)s, is before the start"),
    "too_long": _("“%(detail)s…” is too long"),
    "formula": _("“%(detail)s” begins like a formula of a spreadsheet: please write plain text"),
    "double_mail": _("the same mail address as line %(detail)s"),
    "double_reference": _("the same reference as line %(detail)s"),
    "same_person": _("%(detail)s is described by an earlier line already"),
    "other_reference": _("%(detail)s has another reference here"),
    "mail_taken": _("the mail address belongs to somebody else than %(detail)s"),
    "administrator": _(
        "%(detail)s is an administrator: take this role away before this person leaves"
    ),
    "erased": _("this person asked to be forgotten, and is not added again"),
    "stranger": _("“%(detail)s” is not in the file of people"),
}


class FileUnreadable(Refusal):
    """The file cannot be read at all."""

    sentence = _("%(why)s")


class ManyWouldLeave(Refusal):
    """More than a tenth of those present would leave at once, and nobody confirmed that."""

    sentence = _(
        "%(leaving)s of %(present)s people would leave at once: tick the box that confirms it."
    )


@dataclass(frozen=True, slots=True)
class SentFiles:
    """The bytes of a file of people and, perhaps, of a file of stays in teams."""

    people: bytes = field(repr=False)
    stays: bytes = field(default=b"", repr=False)
    is_complete: bool = False
    adds_topics: bool = False


@transaction.atomic
def send_import(*, files: SentFiles, by: Person, at: datetime) -> ImportDraft:
    """Keep files for a dry run, until applied or for a day; refuses what cannot be read."""
    people_text, stays_text = readable_files(files.people, files.stays)
    forget_stale_drafts(at=at)
    ImportDraft.objects.filter(owner=by).delete()
    draft = ImportDraft.objects.create(
        owner=by,
        people_text=people_text,
        stays_text=stays_text,
        is_complete=files.is_complete,
        adds_topics=files.adds_topics,
        sent_at=at,
    )
    record("import.sent", actor=by.ref, at=at)
    return draft


def apply_draft(
    *, draft: ImportDraft, by: Person, at: datetime, has_confirmed: bool = False
) -> Plan:
    """Do what the dry run says now, batch by batch, and forget the files."""
    plan = draft_plan(draft, at.date())
    apply_import(plan=plan, by=by, at=at, has_confirmed=has_confirmed)
    draft.delete()
    return plan


def apply_import(*, plan: Plan, by: Person, at: datetime, has_confirmed: bool = False) -> int:
    """Do what a plan says and say how many people it changed.

    Each batch is one transaction: after an interruption, planning and applying again continues.
    Refuses more than a tenth of those present leaving, unless that was confirmed.
    """
    if plan.is_alarming and not has_confirmed:
        raise ManyWouldLeave(leaving=plan.count("leaves"), present=plan.present)
    changes = plan.changes
    if changes:
        _add_topics(plan, by=by, at=at)
    for start in range(0, len(changes), BATCH):
        _apply_batch(changes[start : start + BATCH], day=at.date(), by=by, at=at)
    return len(changes)


@transaction.atomic
def discard_draft(*, draft: ImportDraft, by: Person, at: datetime) -> None:
    """Forget files that were sent, without applying them."""
    draft.delete()
    record("import.discarded", actor=by.ref, at=at)


def forget_stale_drafts(*, at: datetime) -> int:
    """Delete the drafts that nobody confirmed within a day; says how many."""
    deleted, _rows = ImportDraft.objects.stale(at).delete()
    return deleted


def readable_files(people: bytes, stays: bytes = b"") -> tuple[str, str]:
    """The texts of a file of people and of one of stays; refuses what cannot be read at all."""
    people_text = _readable(str(_("people")), people, read_people)
    return people_text, _readable(str(_("stays")), stays, read_stays) if stays else ""


def trouble_in_words(trouble: Trouble) -> str:
    """What is wrong with a line, for the person who sent the file."""
    return str(_LINES[trouble.reason]) % {"detail": trouble.detail}


@transaction.atomic
def _add_topics(plan: Plan, *, by: Person, at: datetime) -> None:
    additions = plan.vocabulary.additions
    known = set(Topic.objects.values_list("slug", flat=True))
    fresh = [
        Topic(slug=slug, name_en=name, name_fr=name)
        for slug, name in additions
        if slug not in known
    ]
    if fresh:
        Topic.objects.bulk_create(fresh)
        record("topics.imported", actor=by.ref, at=at, details={"topics": len(fresh)})


@transaction.atomic
def _apply_batch(steps: tuple[Step, ...], *, day: date, by: Person, at: datetime) -> None:
    write_batch(steps, day=day, at=at)
    kinds = Counter[str](step.kind for step in steps)
    record("people.imported", actor=by.ref, at=at, details=dict(kinds))


def _readable(file: str, data: bytes, read: Callable[[str], Read]) -> str:
    try:
        # PostgreSQL stores no NUL.
        text = decoded(data).replace("\x00", "")
        read(text)
    except UnreadableTable as error:
        raise FileUnreadable(why=str(_FILES[error.reason]) % {"file": file}) from error
    return text
