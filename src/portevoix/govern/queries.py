"""What we ask of trust, at the moment it matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from portevoix.govern.models import Charter, ConfidentialPhrase, Consent, Freeze, Purpose, Safeguard
from portevoix.govern.rules.confidential import confidential_in
from portevoix.govern.rules.safeguards import SAFEGUARDS
from portevoix.lib.periods import day_in, month_before, month_of
from portevoix.lib.personal_data import (
    Keeping,
    Limits,
    PersonalData,
    Row,
    days_kept,
    limits_of,
    registered,
)
from portevoix.people.models import Person, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PUBLISH = "publish"
READ_BACK = "read_back"


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose as a person sees it: whether she agrees, and since when it stands so."""

    purpose: Purpose
    is_on: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """What one table holds on a person, how it is kept, and for how many days at present."""

    table: str
    keeping: Keeping
    rows: int
    days: int | None


@dataclass(frozen=True, slots=True)
class SafeguardWords:
    """A safeguard in the words of the desk."""

    name: StrOrPromise
    meaning: StrOrPromise


WORDS: dict[str, SafeguardWords] = {
    "group_minimum": SafeguardWords(
        _("Smallest group whose figures are shown"),
        _("Fewer people than this, and nothing is shown of them. Never below five."),
    ),
    "day_starts_hour": SafeguardWords(
        _("We write to nobody before (hour)"),
        _("In each person’s own time zone, on weekdays."),
    ),
    "day_ends_hour": SafeguardWords(
        _("We write to nobody after (hour)"),
        _("In each person’s own time zone, on weekdays."),
    ),
    "click_months": SafeguardWords(
        _("Months that counts of clicks are kept"),
        _("Older counts are erased. Never more than 25 months."),
    ),
}


@dataclass(frozen=True, slots=True)
class Confidential:
    """Words that somebody wrote and that the house keeps to itself, and why."""

    words: str
    why: str


def is_agreed(person: Person, purpose_key: str, *, hold: bool = False) -> bool:
    """Whether she agrees to this purpose now and the purpose is complete.

    With `hold`, inside a transaction, no withdrawal can slip in before it ends.
    """
    standing = Consent.objects.standing().filter(person=person, purpose__key=purpose_key)
    if hold:
        standing = standing.select_for_update(of=("self",))
    consent = standing.select_related("purpose").first()
    return consent is not None and consent.purpose.is_complete


def has_signed(person: Person) -> bool:
    """Whether she signed the current charter; True while there is none to sign."""
    charter = Charter.objects.current()
    return charter is None or charter.signatures.filter(person=person).exists()


def choices_of(person: Person) -> list[Choice]:
    """Every complete purpose that she may switch, with the moment of her latest word on it."""
    latest: dict[int, Consent] = {}
    for consent in Consent.objects.filter(person=person).order_by("given_at", "pk"):
        latest[consent.purpose_id] = consent
    return [_choice(purpose, latest.get(purpose.pk)) for purpose in _complete(is_chosen=True)]


def notices() -> list[Purpose]:
    """The complete purposes that rest on nobody's choice: people are told of them."""
    return _complete(is_chosen=False)


def shut_purposes() -> list[Purpose]:
    """The purposes that the register does not allow yet."""
    return [purpose for purpose in Purpose.objects.in_order() if not purpose.is_complete]


def may_write(person: Person) -> bool:
    """Whether she may write the register, the safeguards and the charter."""
    # The administrator founds the organisation, before anybody has another role.
    return person.has_role([Role.Name.HR, Role.Name.ADMINISTRATOR])


def export_of(person: Person) -> dict[str, list[Row]]:
    """Everything every app holds on a person, by table."""
    return {
        table: list(rows)
        for holder in registered()
        for table, rows in holder.export(person).items()
    }


def held_on(person: Person) -> list[Held]:
    """What every table holds on a person, in the order of the apps' names."""
    rows, retentions = export_of(person), _retentions()
    return [
        Held(table, keeping, len(rows.get(table, ())), days_kept(keeping, retentions))
        for holder in registered()
        for table, keeping in holder.tables.items()
    ]


def is_open(purpose_key: str) -> bool:
    """The gate: whether features that rest on this purpose may run at all."""
    purpose = Purpose.objects.filter(key=purpose_key).first()
    return purpose is not None and purpose.is_complete


def safeguard(key: str) -> int:
    """The value in force of a safeguard."""
    row = Safeguard.objects.filter(key=key).first()
    return row.value if row else SAFEGUARDS[key].default


def safeguards_in_force(keys: Iterable[str] = SAFEGUARDS) -> dict[str, int]:
    """The values in force of several safeguards."""
    changed = dict(Safeguard.objects.values_list("key", "value"))
    return {key: changed.get(key, SAFEGUARDS[key].default) for key in keys}


def holders_downstream_first() -> list[PersonalData]:
    """Every app's holder, so that whatever rests on a row can read it before it goes."""
    # Applications are installed in the order of the river, the mouth first.
    depth = {config.label: place for place, config in enumerate(apps.get_app_configs())}
    return sorted(registered(), key=lambda holder: depth[holder.app])


def oldest_click_day(at: datetime) -> date:
    """The first day whose clicks the safeguard lets us keep: whole months, and the present one."""
    month = month_of(day_in(at))
    for _month in range(safeguard("click_months")):
        month = month_before(month)
    return month.first_on


def limits_in_force(at: datetime) -> Limits:
    """For every table of every app that is kept for a time only, the moment before which rows go.

    What an app says and what the register says of the purpose: the shorter of both.
    """
    tables = {label: kept for holder in registered() for label, kept in holder.tables.items()}
    return limits_of(tables, _retentions(), at)


def is_frozen() -> bool:
    """Whether a crisis holds every unsent publication."""
    return Freeze.objects.standing().exists()


def standing_freeze() -> Freeze | None:
    """The freeze in force; None while publications leave."""
    return Freeze.objects.standing().order_by("frozen_at").first()


def freezes() -> list[Freeze]:
    """The freezes that were lifted, the latest first."""
    return list(Freeze.objects.exclude(lifted_at=None).order_by("-frozen_at"))


def may_freeze(person: Person) -> bool:
    """Whether she may hold every publication, and let them go again."""
    return person.may_enter("crisis")


def confidential_words_in(text: str) -> list[Confidential]:
    """The words of a text that the house keeps to itself, each with what its list says of it."""
    reasons = dict(ConfidentialPhrase.objects.values_list("phrase", "why"))
    found = confidential_in(text, sorted(reasons, key=str.casefold))
    return [Confidential(written, reasons[phrase]) for phrase, written in found]


def _retentions() -> dict[str, int]:
    said = Purpose.objects.exclude(retention_days=None)
    return {purpose.key: purpose.retention_days or 0 for purpose in said}


def _complete(*, is_chosen: bool) -> list[Purpose]:
    purposes = Purpose.objects.filter(is_chosen=is_chosen).in_order()
    return [purpose for purpose in purposes if purpose.is_complete]


def _choice(purpose: Purpose, latest: Consent | None) -> Choice:
    if latest is None:
        return Choice(purpose, is_on=False, since=None)
    is_on = latest.withdrawn_at is None
    return Choice(purpose, is_on, latest.given_at if is_on else latest.withdrawn_at)
