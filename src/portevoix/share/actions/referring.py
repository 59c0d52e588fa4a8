"""Referrals: steps of applications are kept once each, and belong to the first valid link.

Every way in ends here: files, keys, signed calls, a code entered by hand. Nothing tells apart
whether a step belongs to somebody's link: who refers, and who does not, is told to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portevoix.ledger.actions import SYSTEM, record
from portevoix.people.models import Person, Role
from portevoix.share.actions import refusals
from portevoix.share.actions.promising import settle_hire
from portevoix.share.models import Link, Referral, ReferralStep
from portevoix.share.models.referral import Provenance
from portevoix.share.queries.referrals import claims_of, digest_of, links_to_openings, opening_of
from portevoix.share.rules.referrals import WINDOW, Step, Told, first_valid


@dataclass(frozen=True, slots=True)
class Way:
    """By which way steps came, and of which recruiting system they speak."""

    system: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Kept:
    """How many steps were new, and how many were known already."""

    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One step as it is kept: a digest in place of the reference."""

    digest: str
    step: Step
    happened_at: datetime | None
    codes: tuple[str, ...]


@transaction.atomic
def keep_steps(*, told: Sequence[Told], way: Way, at: datetime, by: Person | None = None) -> Kept:
    """Keep steps once each, give each application to the first valid code, and owe what hires owe.

    A step whose application has no code yet waits for one, for 30 days.
    """
    facts = [_fact(way, one) for one in told]
    return keep_facts(facts=facts, provenance=way.provenance, at=at, by=by)


@transaction.atomic
def keep_facts(
    *, facts: Sequence[Fact], provenance: Provenance, at: datetime, by: Person | None = None
) -> Kept:
    """The same for steps whose references were replaced by digests before."""
    new = sum(_keep(fact, provenance, at) for fact in facts)
    details: dict[str, object] = {"steps": len(facts), "via": str(provenance)}
    record("steps.told", actor=by.ref if by else SYSTEM, at=at, details=details)
    return Kept(new, len(facts) - new)


@transaction.atomic
def attach_code(*, system: str, reference: str, code: str, by: Person, at: datetime) -> Referral:
    """Give an application to the link of a code that a candidate named; only HR may.

    Refuses a code that does not count, an application that came by a link already, and one that
    is older than 30 days.
    """
    if not by.has_role([Role.Name.HR]):
        raise refusals.NotHr
    digest = digest_of(system, reference)
    if Referral.objects.filter(application_digest=digest).exists():
        raise refusals.ReferredAlready
    first = ReferralStep.objects.filter(application_digest=digest).order_by("happened_at").first()
    applied_at = first.happened_at if first else at
    if applied_at < at - WINDOW:
        raise refusals.TooLateToAttach
    _keep(Fact(digest, Step.APPLICATION, applied_at, (code,)), Provenance.BY_HAND, at)
    referral = Referral.objects.filter(application_digest=digest).first()
    if referral is None:
        raise refusals.CodeUnknown
    record("code.attached", actor=by.ref, at=at)
    return referral


def _fact(way: Way, told: Told) -> Fact:
    return Fact(digest_of(way.system, told.reference), told.step, told.happened_at, told.codes)


def _keep(fact: Fact, provenance: Provenance, at: datetime) -> bool:
    # A moment to come is a clock that is wrong.
    happened_at = min(fact.happened_at or at, at)
    row, is_new = ReferralStep.objects.get_or_create(
        application_digest=fact.digest,
        step=fact.step,
        defaults={"happened_at": happened_at, "told_at": at, "provenance": provenance},
    )
    referral = Referral.objects.filter(application_digest=fact.digest).first()
    if referral is None and fact.codes:
        referral = _attributed(fact, provenance, row, at)
    if referral:
        waiting = ReferralStep.objects.filter(application_digest=fact.digest, referral=None)
        waiting.update(referral=referral)
        settle_hire(referral=referral, at=at)
    return is_new


def _attributed(
    fact: Fact, provenance: Provenance, row: ReferralStep, at: datetime
) -> Referral | None:
    told = ReferralStep.objects.filter(application_digest=fact.digest, step=Step.APPLICATION)
    applied_at = told.values_list("happened_at", flat=True).first() or row.happened_at
    code = first_valid(fact.codes, claims_of(fact.codes), applied_at)
    if code is None:
        return None
    (link,) = links_to_openings([code])
    referral, _is_new = Referral.objects.get_or_create(
        application_digest=fact.digest,
        defaults=_columns(link)
        | {"applied_at": applied_at, "told_at": at}
        | {"provenance": provenance if provenance == Provenance.BY_HAND else Provenance.OWN_LINK},
    )
    # Whoever was interviewed or hired applied before, whether anybody told it or not.
    ReferralStep.objects.get_or_create(
        application_digest=fact.digest,
        step=Step.APPLICATION,
        defaults={"happened_at": applied_at, "told_at": at, "provenance": provenance},
    )
    return referral


def _columns(link: Link) -> dict[str, object]:
    item = opening_of(link)
    return {
        "person_id": link.person_id,
        "link": link,
        "item": item,
        "title": item.title if item else "",
    }
