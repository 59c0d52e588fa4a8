"""Telling the story: every act in its order, then the visits and the figures they make."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import transaction

from portevoix.curate.actions.searching import write_words
from portevoix.demo.campaigns import acts_of_campaigns
from portevoix.demo.drafting import acts_of_drafts
from portevoix.demo.house import acts_of_house
from portevoix.demo.openings import acts_of_openings
from portevoix.demo.proposals import acts_of_proposals
from portevoix.demo.reading import acts_of_reading
from portevoix.demo.referrals import acts_of_referrals
from portevoix.demo.visits import record_visits
from portevoix.demo.voices import acts_of_voices, acts_to_come, utterances
from portevoix.demo.watch import acts_of_readers, acts_of_watch, articles_of
from portevoix.demo.world import Act, World, world_of
from portevoix.govern.queries import safeguard
from portevoix.measure.actions import close_funnel, close_month, fill_click_days
from portevoix.measure.queries import funnels_to_close, months_to_close
from portevoix.share.actions.campaigns import count_voices
from portevoix.share.queries.campaigns import campaigns_to_count

Say = Callable[[str], object]


@transaction.atomic
def load_demo(*, at: datetime, say: Say = str) -> World:
    """Make the whole organisation as it was on the midnight (UTC) before a moment; all or nothing.

    The same day makes the same organisation, but for what is random by nature: references, codes.
    """
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    world = world_of(midnight)
    acts = _story(world)
    say(f"{len(world.colleagues)} people, {len(world.feeds)} sources, {len(acts)} acts")
    for act in acts:
        act.do(act.at)
    say(f"{len(world.items)} articles, {len(world.shares)} shares")
    say(f"{record_visits(world)} visits")
    _make_searchable(midnight)
    for campaign in campaigns_to_count(midnight):
        count_voices(campaign=campaign, least=safeguard("group_minimum"), at=midnight)
    _measure(midnight)
    return world


def _story(world: World) -> list[Act]:
    articles = articles_of(world)
    said = utterances(world, articles)
    acts = [
        *acts_of_house(world),
        *acts_of_watch(world, articles),
        *acts_of_readers(world, articles),
        *acts_of_openings(world),
        *acts_of_referrals(world),
        *acts_of_reading(world, articles),
        *acts_of_proposals(world),
        *acts_of_campaigns(world),
        *acts_of_voices(world, said),
        *acts_to_come(world, articles),
        *acts_of_drafts(world, articles),
    ]
    return sorted(acts, key=lambda act: act.at)


def _make_searchable(midnight: datetime) -> None:
    while write_words(at=midnight):
        pass


def _measure(midnight: datetime) -> None:
    while not fill_click_days(at=midnight).has_caught_up:
        pass
    for month in months_to_close(midnight):
        close_month(month=month, at=midnight)
    for month in funnels_to_close(midnight):
        close_funnel(month=month, at=midnight)
