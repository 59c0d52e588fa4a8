"""A real person of a real organisation, and real feeds: his field comes first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from portevoix.curate.actions.reading import ReadOutcome, claim_source, keep_read, state_of
from portevoix.curate.models import Item, Source
from portevoix.curate.queries.feed import settle, todays_items
from portevoix.curate.rules.fetching import FetchOutcome, decide_fetch
from portevoix.curate.rules.reasons import ReasonKind
from portevoix.curate.sources.feeds import parse_feed
from portevoix.curate.sources.parsed import FeedProblem
from portevoix.people.actions.importing import apply_import, readable_files
from portevoix.people.actions.organisation import plant_taxonomy
from portevoix.people.models import Person
from portevoix.people.queries import import_plan
from portevoix.people.rules.importing.state import Wishes
from tests.conftest import Cast
from tests.journeys.servers import real_feeds

pytestmark = [pytest.mark.usefixtures("shared_database"), pytest.mark.loopback]

# System administration, full-stack development, Ruby.
RUBYIST = "u45facd2eb4"


def test_the_feeds_of_a_real_person_rank_his_field_first(
    cast: Cast, shared_data: Path, at: datetime
) -> None:
    plant_taxonomy(by=cast.ada, at=at)
    _import_everybody(shared_data, cast.ada, at)
    read = sum(_read(path, body, at) for path, body in real_feeds(shared_data).items())
    assert read > 60
    assert Item.objects.count() > 700
    person = Person.objects.get(external_ref=RUBYIST)
    known = {one.topic.slug for one in person.expertise.select_related("topic")}
    assert "ruby" in known
    todays_items(person, at=at)
    settle()
    edition = todays_items(person, at=at)
    assert len(edition) == 7
    reasons = [one.reason for one in edition]
    in_field = [
        reason.kind is ReasonKind.DECLARED_TOPIC and bool(set(reason.topics) & known)
        for reason in reasons
    ]
    assert in_field[:2] == [True, True]
    assert sum(in_field) >= 4


def _import_everybody(data: Path, by: Person, at: datetime) -> None:
    folder = data / "org/beta-gouv"
    files = readable_files(
        (folder / "people.csv").read_bytes(), (folder / "missions.csv").read_bytes()
    )
    plan = import_plan(*files, Wishes(at.date(), is_complete=False, adds_topics=False))
    apply_import(plan=plan, by=by, at=at, has_confirmed=False)


def _read(path: str, body: bytes, at: datetime) -> bool:
    source = Source.objects.create(
        url=f"https://feeds.example{path}", name=path, added_at=at, next_fetch_at=at
    )
    try:
        feed = parse_feed(body, "", source.url)
    except FeedProblem:
        return False
    assert claim_source(source=source, at=at)
    moments = tuple(entry.published_at for entry in feed.entries if entry.published_at)
    told = FetchOutcome(status=200, published=moments)
    keep_read(
        source=source, outcome=ReadOutcome(decide_fetch(state_of(source), told, at), feed), at=at
    )
    return True
