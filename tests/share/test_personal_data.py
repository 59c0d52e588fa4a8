from __future__ import annotations

import json
import uuid
from datetime import datetime

import pytest
from django.test import Client

from portevoix.share.actions.suggesting import suggest_words
from portevoix.share.models import Account, Click, Link, Reception, Share, Suggestion
from portevoix.share.personal_data import HOLDER
from tests.conftest import Cast
from tests.share.world import WORDS, a_lone_link, a_share, an_item, ready_to_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, at: datetime) -> Share:
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at)
    Click.objects.create(hit_id=uuid.uuid4(), link=share.link, at=at, verdict="human")
    Reception.objects.create(share=share, read_at=at, likes=3)
    return share


def test_everything_is_exported_and_no_token(cast: Cast, share: Share) -> None:
    export = HOLDER.export(cast.ines)
    assert set(export) == set(HOLDER.tables)
    text = json.dumps(export, default=str)
    assert WORDS in text
    assert share.link.code in text
    assert export["share.Reception"][0]["likes"] == 3
    assert Account.objects.get().sealed_access not in text
    assert "a-good-token" not in text


def test_a_link_without_a_share_is_exported_with_its_clicks(cast: Cast, at: datetime) -> None:
    lone = a_lone_link(cast.karim, at)
    Click.objects.create(hit_id=uuid.uuid4(), link=lone, at=at, verdict="human")
    export = HOLDER.export(cast.karim)
    assert [row["code"] for row in export["share.Link"]] == [lone.code]
    assert len(export["share.Click"]) == 1


def test_nothing_of_hers_is_exported_to_a_colleague(cast: Cast, share: Share) -> None:
    assert not any(HOLDER.export(cast.karim).values())


def test_forgetting_leaves_nothing_planned_no_key_and_no_link(
    cast: Cast, share: Share, client: Client, at: datetime
) -> None:
    suggestion = suggest_words(item=an_item(at), words="Words.", language="en", by=cast.lea, at=at)
    code = share.link.code
    a_lone_link(cast.ines, at)
    HOLDER.forget(cast.ines, at=at)
    HOLDER.forget(cast.lea, at=at)
    for model in (Account, Share, Link, Click, Reception):
        assert not model.objects.exists()
    assert Suggestion.objects.get(pk=suggestion.pk).by is None
    assert client.get(f"/l/{code}").status_code == 404


def test_forgetting_one_person_leaves_the_others_alone(
    cast: Cast, share: Share, at: datetime
) -> None:
    HOLDER.forget(cast.karim, at=at)
    assert Share.objects.get() == share
