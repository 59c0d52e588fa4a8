"""What changes in trust: signing, agreeing, withdrawing, setting safeguards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.govern.models import Charter, Consent, Purpose, Safeguard, Signature
from portevoix.govern.rules.safeguards import SAFEGUARDS, is_allowed
from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person


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


class SafeguardOutOfBounds(Refusal):
    """A safeguard cannot take this value."""

    sentence = _("This safeguard must stay between %(least)s and %(most)s.")


@transaction.atomic
def publish_charter(*, text_en: str, text_fr: str, by: Person, at: datetime) -> Charter:
    """Publish the next version of the charter; everybody signs again."""
    latest = Charter.objects.current()
    version = latest.version + 1 if latest else 1
    charter = Charter.objects.create(
        version=version, text_en=text_en, text_fr=text_fr, published_at=at
    )
    record("charter.published", actor=by.ref, at=at, details={"version": version})
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
def give_consent(*, purpose_key: str, by: Person, at: datetime) -> Consent:
    """Agree to a complete purpose that is hers to choose; agreeing twice is once."""
    purpose = Purpose.objects.get(key=purpose_key)
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
    if not is_allowed(key, value):
        bounds = SAFEGUARDS[key]
        raise SafeguardOutOfBounds(least=bounds.least, most=bounds.most)
    row, _is_new = Safeguard.objects.update_or_create(
        key=key, defaults={"value": value, "changed_at": at}
    )
    record("safeguard.set", actor=by.ref, at=at, details={"key": key, "value": value})
    return row
