from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from portevoix.curate.models import Item, Opening
from portevoix.curate.queries.feed import todays_items
from portevoix.curate.queries.openings import offers_of, openings_for
from portevoix.curate.rules.openings import LEAST_SCORE, Fit, fit_of
from portevoix.curate.rules.profiles import KnownTopic
from portevoix.people.models import Endorsement, Expertise
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
    assert openings_for(cast.ines, at) == [hers.pk, latest.pk]
    assert openings_for(cast.theo, at) == [latest.pk, hers.pk]


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


def test_the_page_says_which_of_her_topics_fit(
    cast: Cast, as_ines: Client, as_lea: Client, at: datetime
) -> None:
    cloud = topic("cloud")
    knows(cast.ines, cloud)
    piece = about(opening("Cloud engineer", at), cloud)
    page = as_ines.get("/openings/").content.decode()
    assert "Fits what you know: Cloud" in page
    assert f"/share/openings/{piece.pk}/" in page
    assert "Fits what you know" not in as_lea.get("/openings/").content.decode()


def test_what_colleagues_confirm_comes_before_what_is_only_declared(
    cast: Cast, at: datetime
) -> None:
    cloud, weaving = topic("cloud"), topic("weaving")
    for one in (cloud, weaving):
        knows(cast.ines, one)
    Endorsement.objects.create(expertise=Expertise.objects.get(topic=weaving), by=cast.theo, at=at)
    later = about(opening("Cloud engineer", at), cloud)
    first = about(opening("Weaver", at - timedelta(days=9)), weaving)
    both = about(about(opening("Cloth on clouds", at - timedelta(days=9)), cloud), weaving)
    assert openings_for(cast.ines, at) == [both.pk, first.pk, later.pk]
    reasons = {offer.item: offer.topics for offer in offers_of(cast.ines, [both.pk, later.pk])}
    assert reasons == {both: (weaving, cloud), later: (cloud,)}


def test_a_reason_names_three_topics_at_most() -> None:
    known = [KnownTopic(key=name) for name in "abcd"]
    fit = fit_of(dict.fromkeys("abcd", 0.7) | {"d": 0.9, "z": 1.0}, known)
    assert fit.topics == ("d", "a", "b")
    assert 0.9 < fit.score < 1
    assert fit_of({}, known) == fit_of({"a": LEAST_SCORE - 0.01}, known) == Fit()
