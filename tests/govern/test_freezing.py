from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from portevoix.govern.actions import (
    FrozenAlready,
    NotFrozen,
    NotHersToFreeze,
    ReasonMissing,
    freeze_publications,
    lift_freeze,
)
from portevoix.govern.models import Freeze
from portevoix.govern.queries import is_frozen, standing_freeze
from portevoix.ledger.models import Entry
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_a_freeze_holds_until_it_is_lifted(cast: Cast, at: datetime) -> None:
    assert not is_frozen()
    freeze_publications(reason=" A flood. ", by=cast.ada, at=at)
    assert is_frozen()
    freeze = lift_freeze(reason="It is over.", by=cast.lea, at=at + timedelta(hours=1))
    assert not is_frozen()
    assert standing_freeze() is None
    assert (freeze.reason, freeze.lifted_because) == ("A flood.", "It is over.")
    acts = Entry.objects.filter(subject=f"freeze-{freeze.pk}").in_order()
    assert [(entry.act, entry.actor) for entry in acts] == [
        ("publications.frozen", cast.ada.ref),
        ("publications.released", cast.lea.ref),
    ]
    # The record names no reason: it outlives whoever may be meant.
    assert not any(entry.details for entry in acts)


@pytest.mark.parametrize("who", ["ines", "karim", "paul", "rosa", "theo", "sofia"])
def test_only_administrators_and_the_programme_freeze(cast: Cast, at: datetime, who: str) -> None:
    with pytest.raises(NotHersToFreeze):
        freeze_publications(reason="A flood.", by=getattr(cast, who), at=at)
    freeze_publications(reason="A flood.", by=cast.ada, at=at)
    with pytest.raises(NotHersToFreeze):
        lift_freeze(reason="Over.", by=getattr(cast, who), at=at)


def test_a_reason_is_asked_of_both(cast: Cast, at: datetime) -> None:
    with pytest.raises(ReasonMissing):
        freeze_publications(reason=" ", by=cast.ada, at=at)
    freeze_publications(reason="A flood.", by=cast.ada, at=at)
    with pytest.raises(ReasonMissing):
        lift_freeze(reason="", by=cast.ada, at=at)


def test_twice_is_refused_and_so_is_lifting_nothing(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotFrozen):
        lift_freeze(reason="Over.", by=cast.ada, at=at)
    freeze_publications(reason="A flood.", by=cast.ada, at=at)
    with pytest.raises(FrozenAlready):
        freeze_publications(reason="Another.", by=cast.ada, at=at)


def test_the_page_freezes_and_lifts(cast: Cast, as_lea: Client) -> None:
    assert "Hold every publication" in as_lea.get("/freeze/").content.decode()
    told = as_lea.post("/freeze/", {"act": "freeze", "reason": "A flood."}, follow=True)
    assert "A flood." in told.content.decode()
    assert "Every publication is held" in as_lea.get("/studio/").content.decode()
    lifted = as_lea.post("/freeze/", {"act": "lift", "reason": "It is over."}, follow=True)
    assert "It is over." in lifted.content.decode()
    assert not is_frozen()


def test_without_a_reason_the_page_says_what_is_missing(cast: Cast, as_lea: Client) -> None:
    page = as_lea.post("/freeze/", {"act": "freeze", "reason": ""})
    assert page.status_code == 422
    assert "Say why" in page.content.decode()


def test_a_double_click_does_not_lift_what_it_froze(cast: Cast, as_lea: Client) -> None:
    asked = {"act": "freeze", "reason": "A flood."}
    as_lea.post("/freeze/", asked)
    page = as_lea.post("/freeze/", asked)
    assert page.status_code == 409
    assert "A colleague was quicker" in page.content.decode()
    assert (is_frozen(), Freeze.objects.count()) == (True, 1)


@pytest.mark.parametrize(
    ("who", "status"), [("lea", 200), ("ada", 200), ("paul", 403), ("ines", 403), ("karim", 403)]
)
def test_the_page_is_theirs_alone(cast: Cast, client: Client, who: str, status: int) -> None:
    client.force_login(getattr(cast, who))
    assert client.get("/freeze/").status_code == status
