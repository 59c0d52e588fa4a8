from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from portevoix.ledger.models import Entry
from portevoix.share.actions import refusals
from portevoix.share.actions.suggesting import suggest_words, take_back_words
from portevoix.share.models import Suggestion
from tests.conftest import Cast
from tests.share.world import an_item, ready_to_share

pytestmark = pytest.mark.django_db


def test_the_programme_offers_words_that_employees_see_aside(
    as_lea: Client, as_ines: Client, cast: Cast, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    item = an_item(at)
    posted = {"words": "Start from here.", "language": "en"}
    as_lea.post(f"/studio/items/{item.pk}/suggest/", posted)
    assert "Start from here." in as_lea.get(f"/studio/items/{item.pk}/suggest/").content.decode()
    page = as_ines.get(f"/share/new/{item.pk}/").content.decode()
    assert "Start from here." in page
    assert "/suggest/" not in page
    suggestion = Suggestion.objects.get()
    as_lea.post(f"/studio/suggestions/{suggestion.pk}/take-back/")
    assert "Start from here." not in as_ines.get(f"/share/new/{item.pk}/").content.decode()
    assert set(Entry.objects.filter(actor=cast.lea.ref).values_list("act", flat=True)) >= {
        "words.suggested",
        "words.taken_back",
    }


@pytest.mark.parametrize(
    "posted", [{"words": " ", "language": "en"}, {"words": "A", "language": "xx"}]
)
def test_what_cannot_be_offered_is_said(
    as_lea: Client, at: datetime, posted: dict[str, str]
) -> None:
    item = an_item(at)
    response = as_lea.post(f"/studio/items/{item.pk}/suggest/", posted)
    assert (response.status_code, Suggestion.objects.count()) == (422, 0)


def test_the_programmes_pages_are_for_the_programme(as_ines: Client, at: datetime) -> None:
    item = an_item(at)
    assert as_ines.get(f"/studio/items/{item.pk}/suggest/").status_code == 403
    assert as_ines.post("/studio/suggestions/1/take-back/").status_code == 403


def test_nobody_else_offers_words(cast: Cast, at: datetime) -> None:
    item = an_item(at)
    with pytest.raises(refusals.NotOfTheProgramme):
        suggest_words(item=item, words="Mine.", language="en", by=cast.karim, at=at)
    with pytest.raises(refusals.WordsMissing):
        suggest_words(item=item, words=" ", language="en", by=cast.lea, at=at)
    offered = suggest_words(item=item, words="Ours.", language="en", by=cast.lea, at=at)
    with pytest.raises(refusals.NotOfTheProgramme):
        take_back_words(suggestion=offered, by=cast.karim, at=at)
    assert Suggestion.objects.count() == 1
