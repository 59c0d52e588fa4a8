"""What we ask of referrals: one's own, and which links an application may have come by."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Prefetch, Q

from portevoix.curate.models import Item
from portevoix.lib.intervals import Estimate, counted
from portevoix.lib.periods import day_in, day_of
from portevoix.people.models import Person
from portevoix.share.models import Click, Link, Referral, ReferralStep, Relay
from portevoix.share.rules.referrals import Claim, Step, application_digest, furthest


@dataclass(frozen=True, slots=True)
class OwnReferral:
    """One application that came by her link, as she is told of it: how far, since which month.

    That an application was refused or withdrawn is the candidate's own: it is never told.
    """

    referral: Referral
    step: Step
    since: date


@dataclass(frozen=True, slots=True)
class Relayed:
    """One opening that she passed on, and the visits that her link brought there."""

    item: Item
    title: str
    visits: Estimate


def digest_of(system: str, reference: str) -> str:
    """What is kept of an application instead of its reference."""
    key = hmac.new(settings.SECRET_KEY.encode(), b"portevoix referrals", hashlib.sha256).digest()
    return application_digest(system, reference, key)


def claims_of(codes: Collection[str]) -> dict[str, Claim]:
    """The links of these codes that lead to an opening, as attribution sees them."""
    return {link.code: _claim(link) for link in links_to_openings(codes)}


def links_to_openings(codes: Collection[str]) -> list[Link]:
    """The links of these codes that somebody shared or passed on for an opening."""
    shared = Q(share__item__kind=Item.Kind.OPENING)
    links = Link.objects.filter(code__in=codes).filter(shared | Q(relay__isnull=False))
    return list(links.select_related("person", "share__item", "relay__item"))


def opening_of(link: Link) -> Item | None:
    """The opening that a link leads to, while it is known."""
    if hasattr(link, "relay"):
        return link.relay.item
    return link.share.item if link.share else None


def relay_of(person: Person, item: Item) -> Relay | None:
    """Her own link to an opening, if she has one."""
    return Relay.objects.visible_to(person).filter(item=item).select_related("link").first()


def referrals_of(person: Person) -> list[OwnReferral]:
    """What came by her links, the latest first, in coarse terms."""
    steps = ReferralStep.objects.order_by("happened_at", "pk")
    own = Referral.objects.visible_to(person).prefetch_related(Prefetch("steps", queryset=steps))
    return [_own(referral) for referral in own.order_by("-told_at", "-pk")]


def relayed_by(person: Person, at: datetime) -> list[Relayed]:
    """The openings she passed on by a link of her own, the latest first."""
    relays = Relay.objects.visible_to(person).select_related("item", "link")
    rows = list(relays.order_by("-made_at", "-pk"))
    counts = _visits([row.link_id for row in rows], at)
    return [Relayed(row.item, row.item.title, counts[row.link_id]) for row in rows]


def visits_of(relay: Relay, at: datetime) -> Estimate:
    """The visits that one link of hers brought, between what is sure and what may be."""
    return _visits([relay.link_id], at)[relay.link_id]


def steps_without_code(before: datetime) -> int:
    """How many steps still wait for a code after their time."""
    return ReferralStep.objects.filter(referral=None, told_at__lt=before).count()


def _claim(link: Link) -> Claim:
    ends = [link.disabled_at] if link.disabled_at else []
    if link.person.left_on:
        ends.append(day_of(link.person.left_on).start)
    return Claim(link.person_id, link.created_at, min(ends, default=None))


def _own(referral: Referral) -> OwnReferral:
    reached = {step.step: step.happened_at for step in referral.steps.all()}
    step = furthest(reached)
    since = day_in(reached.get(step, referral.applied_at))
    return OwnReferral(referral, step, since.replace(day=1))


def _visits(links: Collection[int], at: datetime) -> dict[int, Estimate]:
    low, high = Counter[int](), Counter[int]()
    clicks = Click.objects.filter(link__in=links, is_double=False)
    for link, verdict in clicks.values_list("link_id", "verdict"):
        low[link] += verdict == Click.Verdict.HUMAN
        high[link] += verdict != Click.Verdict.ROBOT
    return {link: counted(low[link], high[link], "own_link", at) for link in links}
