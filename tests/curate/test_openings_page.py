from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from portevoix.curate.models import Item, Opening
from portevoix.curate.queries.feed import todays_items
from portevoix.curate.queries.openings import openings_for
from tests.conftest import Cast
from tests.curate.world import about, item, knows, topic

pytestmark = pytest.mark.django_db


def opening(title: str, at: datetime, **more: object) -> Item:
    piece = item(title, kind=Item.Kind.OPENING, found_at=at, published_at=at, **more)
    Opening.objects.create(item=piece, employer="Atelier Nord", place="Lille", contract="CDI")
    return piece


def test_every_opening_is_listed_and_her_field_comes_first(cast: Cast, at: datetime) -> None:
    cloud = topic("cloud")
    knows(cast.ines, cloud)
    hers = about(opening("Cloud engineer", at - timedelta(days=5)), cloud)
    latest = opening("Accountant", at)
    opening("Filled", at, expires_at=at)
    opening("Not offered", at, state=Item.State.DECLINED)
    item("An article")
    assert list(openings_for(cast.ines, at)) == [hers, latest]
    assert list(openings_for(cast.theo, at)) == [latest, hers]


def test_an_edition_holds_articles_only(cast: Cast, at: datetime) -> None:
    cloud = topic("cloud")
    knows(cast.ines, cloud)
    about(opening("Cloud engineer", at), cloud)
    piece = about(item("Of the cloud"), cloud)
    assert [one.item for one in todays_items(cast.ines, at=at)] == [piece]


def test_the_page_says_where_and_on_what_terms(as_ines: Client, at: datetime) -> None:
    piece = opening("Cloud engineer", at)
    page = as_ines.get("/openings/").content.decode()
    assert "One job to fill here." in page
    for words in ("Cloud engineer", "Atelier Nord", "Lille", "CDI", f"/share/new/{piece.pk}/"):
        assert words in page
    piece.delete()
    assert "No job to fill is known here." in as_ines.get("/openings/").content.decode()
