"""A small world for referrals: an opening, links to it, and calls of recruiting systems."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from portevoix.curate.models import Item, Opening
from portevoix.lib.sealing import Secret
from portevoix.people.models import Person
from portevoix.share.actions.intake import open_hook, open_key
from portevoix.share.actions.promising import Terms, promise_bonus
from portevoix.share.actions.referring import Kept, Way, keep_steps
from portevoix.share.actions.relaying import relay_opening
from portevoix.share.models import BonusPromise, IntakeDoor, Relay
from portevoix.share.models.referral import Provenance
from portevoix.share.rules.referrals import Step, Told
from portevoix.share.sources.system import Sent
from tests.share.world import an_item

SECRET = "what-greenhouse-signs-with"
WEBHOOK = Way("greenhouse", Provenance.WEBHOOK)
FOUR_MONTHS = Terms(Decimal("1000.00"), "EUR", 4, "Still here after the trial period")


def an_opening(at: datetime, title: str = "Reliability engineer") -> Item:
    item = an_item(at, title)
    item.kind, item.url = Item.Kind.OPENING, f"https://boards.greenhouse.io/house/{item.pk}"
    item.save()
    Opening.objects.create(item=item, employer="Atelier Nord", place="Lille")
    return item


def a_relay(person: Person, at: datetime, item: Item | None = None) -> Relay:
    return relay_opening(item=item or an_opening(at), by=person, at=at)


def told(step: Step, code: str = "", *, at: datetime | None = None, reference: str = "71") -> Told:
    return Told(reference, step, at, (code,) if code else ())


def keep(*steps: Told, at: datetime) -> Kept:
    return keep_steps(told=steps, way=WEBHOOK, at=at)


def hired(relay: Relay, at: datetime, reference: str = "71") -> Kept:
    applied = told(Step.APPLICATION, relay.link.code, at=at, reference=reference)
    return keep(applied, told(Step.HIRE, at=at, reference=reference), at=at)


def promised(hr: Person, at: datetime, item: Item | None = None) -> BonusPromise:
    return promise_bonus(item=item, terms=FOUR_MONTHS, by=hr, at=at)


def a_hook(hr: Person, at: datetime, system: str = "greenhouse") -> IntakeDoor:
    return open_hook(system=system, name="Our board", secret=Secret(SECRET), by=hr, at=at)


def a_key(hr: Person, at: datetime, system: str = "greenhouse", days: int = 90) -> str:
    return open_key(system=system, name="Nightly", days=days, by=hr, at=at).key


def signature(message: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def body_of(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode()


def greenhouse_call(action: str, application: dict[str, Any], secret: str = SECRET) -> Sent:
    body = body_of({"action": action, "payload": {"application": application}})
    return Sent({"signature": f"sha256 {signature(body, secret)}"}, body)
