from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from portevoix.govern.actions import (
    NotHersToWrite,
    PurposeUnknown,
    Terms,
    complete_purpose,
    give_consent,
    lay_register,
)
from portevoix.govern.models import Purpose
from portevoix.govern.queries import is_agreed, is_open, notices, shut_purposes
from portevoix.govern.rules.purposes import Completeness, Promise, is_another_promise, missing_of
from portevoix.govern.rules.register import REGISTER
from portevoix.ledger.models import Entry
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

WATCHERS = {"dormant_influence", "byoi", "experiments", "audience"}
COMPLETE = Completeness(
    has_basis=True,
    has_retention=True,
    has_notices=True,
    can_watch=True,
    has_assessment=True,
    council_is_settled=True,
)
TOLD = Promise("consent", 30, "We do this.", "Nous faisons ceci.")


@pytest.fixture
def register(at: datetime) -> None:
    lay_register(at=at)


def terms_of(key: str, **changes: object) -> Terms:
    purpose = Purpose.objects.get(key=key)
    held = Terms(**{name: getattr(purpose, name) for name in Terms.__slots__})
    return replace(held, **changes)  # type: ignore[arg-type]


def open_byoi(cast: Cast, at: datetime, **changes: object) -> Purpose:
    given: dict[str, object] = {
        "basis": "consent",
        "retention_days": 365,
        "assessment_ref": "DPIA 2026-3",
        "council_consulted_on": date(2026, 9, 14),
    }
    return complete_purpose(
        key="byoi", terms=terms_of("byoi", **given | changes), by=cast.paul, at=at
    )


@pytest.mark.parametrize(
    ("field", "missing"),
    [
        ("has_basis", "basis"),
        ("has_retention", "retention"),
        ("has_notices", "notice"),
        ("has_assessment", "assessment"),
        ("council_is_settled", "council"),
    ],
)
def test_each_thing_that_lacks_is_named(field: str, missing: str) -> None:
    assert missing_of(COMPLETE) == ()
    assert missing_of(replace(COMPLETE, **{field: False})) == (missing,)


def test_a_purpose_that_cannot_watch_needs_neither_assessment_nor_council() -> None:
    bare = replace(COMPLETE, can_watch=False, has_assessment=False, council_is_settled=False)
    assert missing_of(bare) == ()


@pytest.mark.parametrize(
    ("change", "is_other"),
    [
        ({}, False),
        ({"basis": "interest"}, True),
        ({"notice_en": "We do that."}, True),
        ({"notice_fr": "Nous faisons cela."}, True),
        ({"retention_days": 29}, False),
        ({"retention_days": 31}, True),
        ({"retention_days": None}, True),
    ],
)
def test_a_promise_is_another_when_words_change_or_data_stay_longer(
    change: dict[str, object], is_other: bool
) -> None:
    assert is_another_promise(TOLD, replace(TOLD, **change)) is is_other  # type: ignore[arg-type]


def test_a_retention_said_for_the_first_time_is_another_promise() -> None:
    silent = replace(TOLD, retention_days=None)
    assert is_another_promise(silent, TOLD)
    assert not is_another_promise(silent, silent)


def test_every_purpose_is_written_in_both_languages() -> None:
    assert len({laid.key for laid in REGISTER}) == len(REGISTER)
    for laid in REGISTER:
        assert laid.name_en
        assert laid.name_fr
        assert laid.notice_en
        assert laid.notice_fr
        assert laid.notice_en != laid.notice_fr


def test_what_can_watch_people_is_shut_at_first_and_the_rest_is_open(register: None) -> None:
    assert {purpose.key for purpose in shut_purposes()} == WATCHERS
    assert not any(is_open(key) for key in WATCHERS)
    assert all(is_open(laid.key) for laid in REGISTER if laid.key not in WATCHERS)
    assert not is_open("nothing-such")


def test_what_can_watch_people_says_so(register: None) -> None:
    watching = Purpose.objects.filter(can_watch=True)
    assert set(watching.values_list("key", flat=True)) == WATCHERS


def test_consent_rests_on_a_choice_and_notices_do_not(register: None) -> None:
    assert not Purpose.objects.filter(basis="consent", is_chosen=False).exists()
    assert [purpose.key for purpose in notices()] == [
        "watch",
        "asks",
        "links",
        "referrals",
        "group_figures",
        "organisation",
        "ledger",
    ]


def test_laying_the_register_twice_changes_nothing(register: None, at: datetime) -> None:
    Purpose.objects.filter(key="publish").update(notice_en="Ours.")
    assert lay_register(at=at) == []
    assert Purpose.objects.get(key="publish").notice_en == "Ours."
    assert Entry.objects.filter(act="register.laid").count() == 1


def test_laying_the_register_adds_what_is_missing(cast: Cast, at: datetime, register: None) -> None:
    Purpose.objects.get(key="links").delete()
    assert [purpose.key for purpose in lay_register(by=cast.ada, at=at)] == ["links"]
    entry = Entry.objects.in_order().last()
    assert entry
    assert (entry.actor, entry.details) == (cast.ada.ref, {"purposes": ["links"]})


def test_a_completed_purpose_opens_its_gate_by_a_logged_act(
    cast: Cast, at: datetime, register: None
) -> None:
    assert open_byoi(cast, at).is_complete
    assert is_open("byoi")
    entry = Entry.objects.in_order().last()
    assert entry
    assert entry.act == "purpose.completed"
    assert entry.details == {"purpose": "byoi", "missing": [], "asked_again": True}


@pytest.mark.parametrize("lacking", ["basis", "assessment_ref", "notice_fr"])
def test_a_purpose_that_lacks_one_thing_stays_shut(
    cast: Cast, at: datetime, register: None, lacking: str
) -> None:
    open_byoi(cast, at, **{lacking: ""})
    assert not is_open("byoi")


def test_the_statement_that_there_is_no_council_settles_it(
    cast: Cast, at: datetime, register: None
) -> None:
    open_byoi(cast, at, council_consulted_on=None)
    assert not is_open("byoi")
    open_byoi(cast, at, council_consulted_on=None, has_no_council=True)
    assert is_open("byoi")


def test_a_change_that_makes_a_purpose_incomplete_shuts_its_gate_at_once(
    cast: Cast, at: datetime, register: None
) -> None:
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    assert is_agreed(cast.ines, "publish")
    complete_purpose(
        key="publish", terms=terms_of("publish", retention_days=None), by=cast.paul, at=at
    )
    assert not is_open("publish")
    assert not is_agreed(cast.ines, "publish")


def test_another_promise_ends_the_consents_given_to_the_old_one(
    cast: Cast, at: datetime, register: None
) -> None:
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    terms = terms_of("publish", notice_en="Portevoix does something else.")
    complete_purpose(key="publish", terms=terms, by=cast.paul, at=at)
    assert is_open("publish")
    assert not is_agreed(cast.ines, "publish")


def test_keeping_data_for_less_long_ends_no_consent(
    cast: Cast, at: datetime, register: None
) -> None:
    give_consent(purpose_key="publish", by=cast.ines, at=at)
    complete_purpose(
        key="publish", terms=terms_of("publish", retention_days=30), by=cast.paul, at=at
    )
    assert is_agreed(cast.ines, "publish")


def test_a_watching_purpose_that_promises_something_else_must_be_assessed_again(
    cast: Cast, at: datetime, register: None
) -> None:
    open_byoi(cast, at)
    changed = open_byoi(cast, at, notice_en="We look further.")
    assert changed.missing == ("assessment", "council")
    assert not is_open("byoi")
    open_byoi(cast, at, notice_en="We look further.", assessment_ref="DPIA 2026-4")
    assert is_open("byoi")


def test_a_purpose_that_comes_to_rest_on_consent_becomes_a_choice(
    cast: Cast, at: datetime, register: None
) -> None:
    complete_purpose(key="watch", terms=terms_of("watch", basis="consent"), by=cast.paul, at=at)
    assert Purpose.objects.get(key="watch").is_chosen


@pytest.mark.parametrize("who", ["rosa", "karim", "lea", "ines", "sofia"])
def test_only_hr_and_legal_write_the_register(
    cast: Cast, at: datetime, register: None, who: str
) -> None:
    with pytest.raises(NotHersToWrite):
        complete_purpose(key="watch", terms=terms_of("watch"), by=getattr(cast, who), at=at)


def test_an_unknown_purpose_is_refused(cast: Cast, at: datetime) -> None:
    terms = Terms("interest", 30, "Notice.", "Notice.")
    with pytest.raises(PurposeUnknown):
        complete_purpose(key="nothing", terms=terms, by=cast.paul, at=at)
