from __future__ import annotations

from datetime import datetime

import pytest

from portevoix.govern.actions import (
    give_consent,
    lay_register,
    publish_charter,
    sign_charter,
    withdraw_consent,
)
from portevoix.govern.models import Consent, Signature
from portevoix.govern.personal_data import HOLDER
from portevoix.people.models import Person
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_people_agree(cast: Cast, at: datetime) -> None:
    lay_register(at=at)
    publish_charter(text_en="Be kind.", text_fr="Soyez bons.", by=cast.paul, at=at)
    for person in (cast.ines, cast.theo):
        sign_charter(version=1, by=person, at=at)
        give_consent(purpose_key="publish", by=person, at=at)
    withdraw_consent(purpose_key="publish", by=cast.theo, at=at)


def test_signatures_and_consents_are_exported(cast: Cast, at: datetime) -> None:
    assert HOLDER.export(cast.theo) == {
        "govern.Signature": [{"version": 1, "signed_at": at}],
        "govern.Consent": [{"purpose": "publish", "given_at": at, "withdrawn_at": at}],
    }
    assert set(HOLDER.export(cast.ines)) == set(HOLDER.tables)


def test_forgetting_one_person_leaves_the_others(cast: Cast, at: datetime) -> None:
    HOLDER.forget(cast.theo, at=at)
    assert HOLDER.export(cast.theo) == {"govern.Signature": [], "govern.Consent": []}
    assert owners(Signature) == owners(Consent) == {cast.ines}


def owners(model: type[Signature] | type[Consent]) -> set[Person]:
    return {row.person for row in model.objects.all()}
