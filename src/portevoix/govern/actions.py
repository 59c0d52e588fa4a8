"""What changes in trust: signing, agreeing, withdrawing, the register, safeguards, forgetting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.govern.models import (
    Charter,
    ConfidentialPhrase,
    Consent,
    Freeze,
    Purpose,
    Safeguard,
    Signature,
)
from portevoix.govern.queries import (
    holders_downstream_first,
    limits_in_force,
    may_freeze,
    may_write,
)
from portevoix.govern.rules.charter import STARTING_CHARTER
from portevoix.govern.rules.purposes import is_another_promise
from portevoix.govern.rules.register import REGISTER, Laid
from portevoix.govern.rules.safeguards import SAFEGUARDS, is_allowed
from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.personal_data import PersonalData
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person, Role


class CharterMissing(Refusal):
    """There is no charter to sign."""

    sentence = _("There is no charter to sign yet.")


class CharterOutdated(Refusal):
    """The version that was read is no longer the current one."""

    sentence = _("The charter has changed since you opened it: please read the new version.")


class PurposeShut(Refusal):
    """The register lacks something: the purpose may not be used yet."""

    sentence = _("This cannot be switched on yet: the register of purposes is not complete.")


class NotHersToChoose(Refusal):
    """The purpose does not rest on anybody's choice."""

    sentence = _("This does not rest on your choice.")


class FrozenAlready(Refusal):
    """A freeze stands: a second one would hide its reason."""

    sentence = _("Publications are held already.")


class NotFrozen(Refusal):
    """There is no freeze to lift."""

    sentence = _("Nothing is held: publications leave.")


class NotHersToFreeze(Refusal):
    """Only administrators and programme managers hold publications."""

    sentence = _("Only administrators and programme managers can do this.")


class ReasonMissing(Refusal):
    """Those whose words are held are told why."""

    sentence = _("Say why: those whose words are held will read it.")


class NoLongerHere(Refusal):
    """Whoever left may withdraw what she agreed to, and agrees to nothing new."""

    sentence = _("You no longer work here: you can switch things off, not on.")


class PurposeUnknown(Refusal):
    """The register has no purpose of this key."""

    sentence = _("The register has no such purpose.")


class NotHersToWrite(Refusal):
    """The register, the safeguards and the charter are written by HR and legal."""

    sentence = _("Only HR and legal may change this; everyone may read it.")


class LatestAdministrator(Refusal):
    """Nobody else could run this Portevoix."""

    sentence = _(
        "You are the only administrator: name another one first, then you can be forgotten."
    )


class SafeguardOutOfBounds(Refusal):
    """A safeguard cannot take this value."""

    sentence = _("This safeguard must stay between %(least)s and %(most)s.")


class SafeguardUnknown(Refusal):
    """There is no safeguard of this key."""

    sentence = _("There is no such safeguard.")


class PhraseEmpty(Refusal):
    """A phrase without a word would be found nowhere."""

    sentence = _("Write at least one word of two letters.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What HR and legal write of one purpose; retention in days."""

    basis: str
    retention_days: int | None
    notice_en: str
    notice_fr: str
    assessment_ref: str = ""
    council_consulted_on: date | None = None
    has_no_council: bool = False


@transaction.atomic
def publish_charter(*, text_en: str, text_fr: str, by: Person, at: datetime) -> Charter:
    """Publish the next version of the charter; everybody signs again."""
    _require_writer(by)
    latest = Charter.objects.current()
    version = latest.version + 1 if latest else 1
    charter = Charter.objects.create(
        version=version, text_en=text_en, text_fr=text_fr, published_at=at
    )
    record("charter.published", actor=by.ref, at=at, details={"version": version})
    return charter


@transaction.atomic
def lay_charter(*, at: datetime, by: Person | None = None) -> Charter:
    """Publish the starting charter where there is none yet; whatever is published stays."""
    current = Charter.objects.current()
    if current:
        return current
    charter = Charter.objects.create(
        version=1,
        text_en=STARTING_CHARTER["en"],
        text_fr=STARTING_CHARTER["fr"],
        published_at=at,
    )
    record("charter.published", actor=by.ref if by else SYSTEM, at=at, details={"version": 1})
    return charter


@transaction.atomic
def sign_charter(*, version: int, by: Person, at: datetime) -> Signature:
    """Sign the current version, which must be the one that was read; signing twice is once."""
    charter = Charter.objects.current()
    if charter is None:
        raise CharterMissing
    if charter.version != version:
        raise CharterOutdated
    signature, is_new = Signature.objects.get_or_create(
        person=by, charter=charter, defaults={"signed_at": at}
    )
    if is_new:
        record("charter.signed", actor=by.ref, at=at, details={"version": version})
    return signature


@transaction.atomic
def lay_register(*, at: datetime, by: Person | None = None) -> list[Purpose]:
    """Add the purposes the register lacks; what is there already is never touched."""
    known = set(Purpose.objects.values_list("key", flat=True))
    laid = [Purpose.objects.create(**_as_row(it)) for it in REGISTER if it.key not in known]
    if laid:
        keys = [purpose.key for purpose in laid]
        record("register.laid", actor=by.ref if by else SYSTEM, at=at, details={"purposes": keys})
    return laid


@transaction.atomic
def complete_purpose(*, key: str, terms: Terms, by: Person, at: datetime) -> Purpose:
    """Write the terms of a purpose; its gate opens or shuts with this very act.

    Terms that promise something else end the consents given to the old ones, and a purpose that
    can watch people loses the assessment and the consultation that were about the old ones.
    """
    _require_writer(by)
    purpose = _purpose(key)
    told, assessed = purpose.promise, (purpose.assessment_ref, purpose.council_consulted_on)
    for name in Terms.__slots__:
        setattr(purpose, name, getattr(terms, name))
    purpose.is_chosen |= terms.basis == Purpose.Basis.CONSENT
    is_other = is_another_promise(told, purpose.promise)
    if is_other and assessed == (terms.assessment_ref, terms.council_consulted_on):
        purpose.assessment_ref, purpose.council_consulted_on = "", None
    purpose.save()
    if is_other:
        Consent.objects.standing().filter(purpose=purpose).update(withdrawn_at=at)
    details = {"purpose": key, "missing": list(purpose.missing), "asked_again": is_other}
    record("purpose.completed", actor=by.ref, at=at, details=details)
    return purpose


@transaction.atomic
def give_consent(*, purpose_key: str, by: Person, at: datetime) -> Consent:
    """Agree, while she works here, to a complete purpose that is hers to choose; twice is once."""
    if not by.is_present:
        raise NoLongerHere
    purpose = _purpose(purpose_key)
    if not purpose.is_chosen:
        raise NotHersToChoose
    if not purpose.is_complete:
        raise PurposeShut
    consent, is_new = Consent.objects.standing().get_or_create(
        person=by, purpose=purpose, withdrawn_at=None, defaults={"given_at": at}
    )
    if is_new:
        record("consent.given", actor=by.ref, at=at, details={"purpose": purpose_key})
    return consent


@transaction.atomic
def withdraw_consent(*, purpose_key: str, by: Person, at: datetime) -> bool:
    """Withdraw at once; says whether there was something to withdraw."""
    standing = Consent.objects.standing().filter(person=by, purpose__key=purpose_key)
    withdrawn = standing.update(withdrawn_at=at) > 0
    if withdrawn:
        record("consent.withdrawn", actor=by.ref, at=at, details={"purpose": purpose_key})
    return withdrawn


@transaction.atomic
def set_safeguard(*, key: str, value: int, by: Person, at: datetime) -> Safeguard:
    """Set a safeguard within its bounds, by a logged act."""
    _require_writer(by)
    if key not in SAFEGUARDS:
        raise SafeguardUnknown
    if not is_allowed(key, value):
        bounds = SAFEGUARDS[key]
        raise SafeguardOutOfBounds(least=bounds.least, most=bounds.most)
    row, _is_new = Safeguard.objects.update_or_create(
        key=key, defaults={"value": value, "changed_at": at}
    )
    record("safeguard.set", actor=by.ref, at=at, details={"key": key, "value": value})
    return row


@transaction.atomic
def keep_confidential(*, phrase: str, why: str, by: Person, at: datetime) -> ConfidentialPhrase:
    """Warn authors of a word or phrase from now on; the record never says which it was."""
    _require_writer(by)
    words = " ".join(phrase.split())
    if sum(letter.isalnum() for letter in words) < 2:
        raise PhraseEmpty
    row, _is_new = ConfidentialPhrase.objects.update_or_create(
        phrase=words, defaults={"why": " ".join(why.split()), "added_at": at}
    )
    record("confidential.added", actor=by.ref, subject=str(row.pk), at=at)
    return row


@transaction.atomic
def let_go_confidential(*, phrase: ConfidentialPhrase, by: Person, at: datetime) -> None:
    """Warn nobody of a word or phrase any longer."""
    _require_writer(by)
    record("confidential.removed", actor=by.ref, subject=str(phrase.pk), at=at)
    phrase.delete()


@transaction.atomic
def freeze_publications(*, reason: str, by: Person, at: datetime) -> Freeze:
    """Hold, for everybody and from now on, every publication that has not begun to leave."""
    _require_freezer(by, reason)
    if Freeze.objects.standing().exists():
        raise FrozenAlready
    freeze = Freeze.objects.create(reason=reason.strip(), frozen_at=at)
    record("publications.frozen", actor=by.ref, subject=f"freeze-{freeze.pk}", at=at)
    return freeze


@transaction.atomic
def lift_freeze(*, reason: str, by: Person, at: datetime) -> Freeze:
    """Let publications leave again; what is over an hour late by now asks its owner."""
    _require_freezer(by, reason)
    freeze = Freeze.objects.standing().order_by("frozen_at").first()
    if freeze is None:
        raise NotFrozen
    # Two may have frozen at the same moment: all is lifted.
    Freeze.objects.standing().update(lifted_at=at, lifted_because=reason.strip())
    freeze.refresh_from_db()
    record("publications.released", actor=by.ref, subject=f"freeze-{freeze.pk}", at=at)
    return freeze


@transaction.atomic
def forget_person(*, by: Person, at: datetime) -> str:
    """Forget the person who asks, in every app; returns the reference that the record keeps.

    Downstream first, so that whatever rests on a row can read it once more before it goes. Her
    sessions end here; her planned shares are cancelled by the app that holds them.
    """
    if _is_latest_administrator(by):
        raise LatestAdministrator
    ref, key = by.ref, str(by.pk)
    for holder in holders_downstream_first():
        holder.forget(by, at=at)
    _end_sessions(key)
    record("person.forgotten", actor=ref, subject=ref, at=at)
    return ref


@transaction.atomic
def expire_in(*, holder: PersonalData, at: datetime) -> int:
    """Let one app let go what it may not keep any longer; says how many rows went."""
    gone = holder.expire(limits=limits_in_force(at), at=at)
    if gone:
        details: dict[str, object] = {"app": holder.app, "rows": gone}
        record("retention.kept", actor=SYSTEM, at=at, details=details)
    return gone


def _require_writer(person: Person) -> None:
    if not may_write(person):
        raise NotHersToWrite


def _require_freezer(person: Person, reason: str) -> None:
    if not may_freeze(person):
        raise NotHersToFreeze
    if not reason.strip():
        raise ReasonMissing


def _purpose(key: str) -> Purpose:
    purpose = Purpose.objects.select_for_update().filter(key=key).first()
    if purpose is None:
        raise PurposeUnknown
    return purpose


def _as_row(laid: Laid) -> dict[str, object]:
    return {name: getattr(laid, name) for name in Laid.__slots__}


def _is_latest_administrator(person: Person) -> bool:
    administrators = Role.objects.filter(
        name=Role.Name.ADMINISTRATOR, person__left_on=None, person__is_active=True
    )
    return set(administrators.values_list("person_id", flat=True)) == {person.pk}


def _end_sessions(person_key: str) -> None:
    # A session does not say in clear whose it is: each has to be opened.
    ended = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == person_key
    ]
    Session.objects.filter(pk__in=ended).delete()
