"""Openings passed on, and what became of the applications that came by people's links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial

from portevoix.curate.models import Item
from portevoix.demo.openings import JOBS
from portevoix.demo.world import Act, World
from portevoix.lib.sealing import Secret
from portevoix.share.actions.intake import open_hook, take_call
from portevoix.share.actions.promising import Terms, agree_to_be_named, promise_bonus
from portevoix.share.actions.relaying import relay_opening
from portevoix.share.models import Bonus, IntakeDoor, Relay
from portevoix.share.rules.referrals import Step, Told

TERMS = Terms(Decimal(1200), "EUR", 4, "La personne embauchée est toujours parmi nous.")
SYSTEM = "recruitee"
HR, HEROINE, AGREED = "paul", "ines", "malik"
# Enough for a figure of their own; the reliability engineer's few are told with no one else.
RELAYED = (
    (0, 0.565, (HEROINE, AGREED, "karim", "bao", "clemence", "samuel", "julien")),
    (1, 0.72, (HEROINE, AGREED, "noemie")),
)
APPLIED_AFTER = 0.012


def acts_of_referrals(world: World) -> Iterator[Act]:
    """A promise, a way in, links, and what came of them, in no order."""
    moment = world.calendar.moment
    yield Act(moment(0.552), partial(_prepare, world))
    for job, share, people in RELAYED:
        for place, key in enumerate(people):
            at = share + place * 0.001
            yield Act(moment(at), partial(_relay, world, key, job))
            yield Act(moment(at + APPLIED_AFTER), partial(_apply, world, key, job))
    for key, job, share, step in (
        ("karim", 0, 0.6, Step.INTERVIEW),
        (HEROINE, 0, 0.61, Step.INTERVIEW),
        ("bao", 0, 0.63, Step.CLOSED),
        (HEROINE, 0, 0.8, Step.HIRE),
        (AGREED, 1, 0.8, Step.INTERVIEW),
        (AGREED, 1, 0.93, Step.HIRE),
    ):
        yield Act(moment(share), partial(_tell, key, job, step))
    yield Act(moment(0.95), partial(_agree, world))


def _prepare(world: World, at: datetime) -> None:
    paul = world.people[HR]
    promise_bonus(item=None, terms=TERMS, by=paul, at=at)
    secret = Secret("only-for-show")
    open_hook(system=SYSTEM, name="Notre outil de recrutement", secret=secret, by=paul, at=at)


def _relay(world: World, key: str, job: int, at: datetime) -> None:
    relay_opening(item=_item(job), by=world.people[key], at=at)


def _apply(world: World, key: str, job: int, at: datetime) -> None:
    relay = Relay.objects.get(person=world.people[key], item=_item(job))
    _call(Told(_reference(key, job), Step.APPLICATION, at, (relay.link.code,)), at)


def _tell(key: str, job: int, step: Step, at: datetime) -> None:
    _call(Told(_reference(key, job), step, at), at)


def _call(told: Told, at: datetime) -> None:
    content = f"{told.reference} {told.step}".encode()
    take_call(door=IntakeDoor.objects.get(), content=content, told=[told], at=at)


def _agree(world: World, at: datetime) -> None:
    malik = world.people[AGREED]
    agree_to_be_named(bonus=Bonus.objects.get(person=malik), by=malik, at=at)


def _item(job: int) -> Item:
    return Item.objects.get(title=JOBS[job].title)


def _reference(key: str, job: int) -> str:
    return f"AN-{job + 1}-{key}"
