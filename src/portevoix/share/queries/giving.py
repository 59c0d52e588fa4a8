"""Give and take, for one person alone: what she got here in a year, and what she was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portevoix.curate.models import Saved
from portevoix.curate.queries.learning import keeps_record, learning_record
from portevoix.notify.models import Ask
from portevoix.people.models import Person
from portevoix.share.models import Campaign, Click, Share
from portevoix.share.queries.campaigns import MATTER, matter_of

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class GiveAndTake:
    """What twelve months brought one person, and what was asked of her in them.

    `read` and `learned` are None where she keeps no record: not known, never zero. `readers` are
    the visits that her links surely got from people.
    """

    read: int | None
    learned: tuple[str, ...] | None
    saved: int
    said: int
    readers: int
    asked: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing she was asked, and what it was about if that is still there."""

    ask: Ask
    campaign: Campaign | None


def give_and_take(person: Person, at: datetime) -> GiveAndTake:
    """Her balance of the past year; nobody else has one of her."""
    since = at - A_YEAR
    read, learned = _record(person, since)
    own = Share.objects.visible_to(person).published().between(since, at)
    clicks = Click.objects.filter(link__share__person=person, at__gte=since, is_double=False)
    asks = Ask.objects.visible_to(person).filter(asked_at__gte=since)
    return GiveAndTake(
        read=read,
        learned=learned,
        saved=Saved.objects.filter(person=person, at__gte=since).count(),
        said=own.count(),
        readers=clicks.filter(verdict=Click.Verdict.HUMAN).count(),
        asked=asks.count(),
        agreed=asks.filter(answer=Ask.Answer.YES).count(),
    )


def asked_of(asks: list[Ask], person: Person) -> list[Asked]:
    """Her asks, each with the campaign it was about."""
    slugs = [ask.about.removeprefix(MATTER) for ask in asks]
    visible = Campaign.objects.visible_to(person).filter(slug__in=slugs)
    known = {matter_of(one): one for one in visible}
    return [Asked(ask, known.get(ask.about)) for ask in asks]


def _record(person: Person, since: datetime) -> tuple[int | None, tuple[str, ...] | None]:
    if not keeps_record(person):
        return None, None
    learned = [one for one in learning_record(person) if one.read_at and one.read_at >= since]
    names = [one.topic.name for one in learned if one.topic]
    return len(learned), tuple(sorted(set(names)))
