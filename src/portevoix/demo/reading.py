"""What is asked to be read, who says so of himself, and one reader's own record."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from portevoix.curate.actions.must_read import Asking, ask_to_read, confirm_reading
from portevoix.curate.actions.reading_record import remember_reading
from portevoix.curate.models import MustRead
from portevoix.curate.queries.learning import LEARNING
from portevoix.demo.watch import PROGRAMME
from portevoix.demo.world import Act, Published, World
from portevoix.govern.actions import give_consent

# The house's own news, which concern everybody who works there.
SOURCE = "Atelier Nord, les nouvelles"
WHY = "Nos clients vous en parleront cette semaine : mieux vaut l’avoir lu avant eux."
ASKED_BEFORE, ASKED_FOR = timedelta(hours=20), timedelta(days=12)
CONFIRMING = 14
READER = "ines"
READ = 16
# What is new is left for her page of today.
READ_UNTIL = timedelta(days=8)


def acts_of_reading(world: World, articles: list[Published]) -> Iterator[Act]:
    """The one reading that is asked, those who confirm it, and what one reader remembers."""
    # A chance of its own: what is drawn here moves nothing else in the story.
    draw = random.Random(world.calendar.ends_at.date().toordinal())
    asked_at = world.calendar.ends_at - ASKED_BEFORE
    asked = [one for one in articles if one.feed.about["name"] == SOURCE and one.at < asked_at][-1]
    yield Act(asked_at, partial(_ask, world, asked))
    for colleague in draw.sample(_others(world), CONFIRMING):
        moment = asked_at + timedelta(minutes=draw.randrange(5, 1100))
        yield Act(moment, partial(_confirm, world, asked, colleague))
    yield from _record(world, articles, draw)


def _record(world: World, articles: list[Published], draw: random.Random) -> Iterator[Act]:
    begun_at = world.calendar.starts_at + timedelta(days=2)
    yield Act(begun_at, partial(_agree, world))
    known = set(world.colleague(READER).topics)
    until = world.calendar.ends_at - READ_UNTIL
    offered = [one for one in articles if begun_at < one.at < until and not one.feed.needs_review]
    own = [one for one in offered if known & set(one.feed.topics)]
    others = [one for one in offered if one not in own]
    strange = draw.sample(others, min(READ // 4, len(others)))
    for article in [*draw.sample(own, min(READ - len(strange), len(own))), *strange]:
        later = article.at + timedelta(minutes=draw.randrange(40, 3000))
        yield Act(min(later, world.calendar.ends_at), partial(_read, world, article))


def _others(world: World) -> list[str]:
    """Those who work here and may confirm, but for those of the story's own pages."""
    left_out = {"cast", "alumna", "silent"}
    return sorted(one.key for one in world.colleagues if not one.marks & left_out)


def _ask(world: World, article: Published, at: datetime) -> None:
    asking = Asking(WHY, (world.calendar.ends_at + ASKED_FOR).date())
    ask_to_read(item=world.items[article.url], asking=asking, by=world.people[PROGRAMME], at=at)


def _confirm(world: World, article: Published, key: str, at: datetime) -> None:
    asked = MustRead.objects.get(item=world.items[article.url])
    confirm_reading(must_read=asked, by=world.people[key], at=at)


def _agree(world: World, at: datetime) -> None:
    give_consent(purpose_key=LEARNING, by=world.people[READER], at=at)


def _read(world: World, article: Published, at: datetime) -> None:
    remember_reading(item=world.items[article.url], by=world.people[READER], at=at)
