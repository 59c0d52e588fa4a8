"""Nothing is kept longer than the pages promise: each limit, a day before and after."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import models

from portevoix.curate.models import Answer, Confirmation, MustRead, Read, Saved
from portevoix.govern import tasks
from portevoix.govern.actions import lay_register, publish_charter, sign_charter
from portevoix.govern.models import Consent, Purpose, Safeguard, Signature
from portevoix.govern.queries import held_on, limits_in_force
from portevoix.ledger.actions import record
from portevoix.ledger.models import ChainHead, Entry
from portevoix.ledger.queries import verification
from portevoix.lib import personal_data
from portevoix.lib.personal_data import Keeping, days_kept, limits_of, registered
from portevoix.measure.models import ClickDay, GroupFigure, PeriodMember
from portevoix.notify.models import Delivery
from portevoix.people.models import Erased, ImportDraft, Person, Role
from portevoix.share.models import Click, Link, Reception, Share
from tests.conftest import Cast
from tests.measure.world import published
from tests.share.world import a_lone_link, an_item, ready_to_share

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
YEAR = 365 * DAY
MONTHS_25 = 760 * DAY


@pytest.fixture(autouse=True)
def register(cast: Cast, at: datetime) -> None:
    lay_register(at=at - 10 * YEAR)
    Entry.objects.all().delete()
    ChainHead.objects.all().delete()


def keep(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return tasks.keep_retention()


def an_answer(cast: Cast, at: datetime) -> models.Model:
    return Answer.objects.create(person=cast.ines, item=an_item(at), kind="more", at=at)


def a_read(cast: Cast, at: datetime) -> models.Model:
    return Read.objects.create(person=cast.ines, item=an_item(at), at=at)


def a_confirmation(cast: Cast, at: datetime) -> models.Model:
    asked = MustRead.objects.create(
        item=an_item(at), why="The law", until_on=at.date(), asked_at=at, asked_by=cast.lea
    )
    return Confirmation.objects.create(person=cast.ines, must_read=asked, at=at)


def a_letter(cast: Cast, at: datetime) -> models.Model:
    moments = {"claimed_at": at, "closes_at": at, "next_try_at": at}
    return Delivery.objects.create(person=cast.ines, kind="digest", period=f"{at:%F}", **moments)


def a_save(cast: Cast, at: datetime) -> models.Model:
    return Saved.objects.create(person=cast.ines, item=an_item(at), at=at)


def a_share(cast: Cast, at: datetime) -> models.Model:
    return published(cast.ines, at)


def a_link(cast: Cast, at: datetime) -> models.Model:
    return published(cast.ines, at).link


def an_old_click(cast: Cast, at: datetime) -> models.Model:
    link = published(cast.ines, at + YEAR).link
    return Click.objects.create(hit_id=uuid.uuid4(), link=link, at=at, verdict="human")


def a_day_of_clicks(cast: Cast, at: datetime) -> models.Model:
    return ClickDay.objects.create(share=published(cast.ines, at + YEAR), day=at.date())


def a_reception(cast: Cast, at: datetime) -> models.Model:
    return Reception.objects.create(share=published(cast.ines, at + YEAR), read_at=at, likes=1)


def a_month(cast: Cast, at: datetime) -> models.Model:
    return PeriodMember.objects.create(person=cast.ines, month=at.date())


def a_withdrawn_consent(cast: Cast, at: datetime) -> models.Model:
    purpose = Purpose.objects.get(key="publish")
    return Consent.objects.create(
        person=cast.ines, purpose=purpose, given_at=at - YEAR, withdrawn_at=at
    )


def an_earlier_signature(cast: Cast, at: datetime) -> models.Model:
    publish_charter(text_en="Be kind.", text_fr="…", by=cast.paul, at=at + YEAR)
    signature = sign_charter(version=1, by=cast.ines, at=at)
    publish_charter(text_en="Be kinder.", text_fr="…", by=cast.paul, at=at + YEAR)
    return signature


def an_act(cast: Cast, at: datetime) -> models.Model:
    return record("charter.signed", actor=cast.ines.ref, at=at)


def a_file(cast: Cast, at: datetime) -> models.Model:
    return ImportDraft.objects.create(owner=cast.ada, people_text="id", sent_at=at)


LIMITS = [
    (an_answer, YEAR),
    (a_save, YEAR),
    (a_letter, 35 * DAY),
    (a_read, 3 * YEAR),
    (a_confirmation, YEAR),
    (a_share, 3 * YEAR),
    (a_link, 3 * YEAR),
    (an_old_click, MONTHS_25),
    (a_day_of_clicks, MONTHS_25),
    (a_reception, MONTHS_25),
    (a_month, MONTHS_25),
    (a_withdrawn_consent, 5 * YEAR),
    (an_earlier_signature, 5 * YEAR),
    (an_act, 5 * YEAR),
    (a_file, DAY),
]


@pytest.mark.parametrize(("made", "kept_for"), LIMITS)
def test_a_row_is_there_until_its_limit_and_not_a_day_longer(
    cast: Cast, at: datetime, made: Callable[[Cast, datetime], models.Model], kept_for: timedelta
) -> None:
    # At the end of a month, where the safeguard on clicks keeps the longest.
    born = at.replace(day=30)
    row = made(cast, born)
    same = type(row)._default_manager.filter(pk=row.pk)
    keep(born + kept_for - min(DAY, kept_for / 2))
    assert same.exists()
    keep(born + kept_for + DAY)
    assert not same.exists()
    assert verification().is_sound


def test_every_table_kept_for_a_time_is_tried_here_or_goes_with_its_person(
    cast: Cast, at: datetime
) -> None:
    makers = {made(cast, at)._meta.label for made, _kept_for in LIMITS}
    timed = {
        label
        for holder in registered()
        for label, keeping in holder.tables.items()
        if keeping.days is not None and keeping.since == "row"
    }
    assert timed == makers


def test_the_register_shortens_a_time_and_never_lengthens_it(cast: Cast, at: datetime) -> None:
    an_answer(cast, at - 40 * DAY)
    Purpose.objects.filter(key="watch").update(retention_days=400)
    assert limits_in_force(at)["curate.Answer"] == at - YEAR
    keep(at)
    assert Answer.objects.exists()
    Purpose.objects.filter(key="watch").update(retention_days=30)
    keep(at)
    assert not Answer.objects.exists()
    [days] = [held.days for held in held_on(cast.ines) if held.table == "curate.Answer"]
    assert days == 30


def test_a_purpose_that_says_nothing_leaves_the_time_of_the_table(at: datetime) -> None:
    Purpose.objects.update(retention_days=None)
    assert limits_in_force(at)["share.Share"] == at - 3 * YEAR


def test_the_safeguard_shortens_clicks_to_whole_months(cast: Cast, at: datetime) -> None:
    Safeguard.objects.create(key="click_months", value=1, changed_at=at)
    noon = at.replace(month=10, day=1)
    kept, kept_day = an_old_click(cast, noon), a_day_of_clicks(cast, noon)
    an_old_click(cast, noon - DAY)
    a_day_of_clicks(cast, noon - DAY)
    keep(at)
    assert set(Click.objects.all()) == {kept}
    assert set(ClickDay.objects.all()) == {kept_day}


def test_what_stands_or_is_planned_never_goes_by_its_age(cast: Cast, at: datetime) -> None:
    old = at - 6 * YEAR
    ready_to_share(cast.ines, old)
    planned = published(cast.ines, old)
    Share.objects.filter(pk=planned.pk).update(state=Share.State.SCHEDULED, sent_at=None)
    keep(at)
    assert Signature.objects.count() == Consent.objects.standing().count() == 1
    assert Share.objects.get() == planned
    assert Link.objects.exists()


def test_a_link_without_a_share_goes_after_three_years(cast: Cast, at: datetime) -> None:
    a_lone_link(cast.ines, at - 4 * YEAR)
    kept = a_lone_link(cast.ines, at - 2 * YEAR)
    keep(at)
    assert Link.objects.get() == kept


def leave(person: Person, at: datetime) -> None:
    Role.objects.filter(person=person).delete()
    person.left_on = at.date()
    person.save()


def test_a_year_after_leaving_nothing_names_her_in_any_app(cast: Cast, at: datetime) -> None:
    leave(cast.ines, at)
    almost = at + YEAR - DAY
    for made in (an_answer, a_save, a_share, a_reception, a_day_of_clicks, a_month):
        made(cast, almost)
    ready_to_sign = publish_charter(text_en="Be kind.", text_fr="…", by=cast.paul, at=at)
    sign_charter(version=ready_to_sign.version, by=cast.ines, at=almost)
    GroupFigure.objects.create(
        month=at.date().replace(day=1), figure="shares", is_released=False, minimum=5, closed_at=at
    )
    keep(almost)
    cast.ines.refresh_from_db()
    assert cast.ines.name
    assert Answer.objects.exists()
    keep(at + YEAR)
    cast.ines.refresh_from_db()
    assert (cast.ines.name, cast.ines.email, cast.ines.is_active) == ("", None, False)
    held = {
        label: rows
        for holder in registered()
        for label, rows in holder.export(cast.ines).items()
        if rows and label not in ("people.Person", "ledger.Entry")
    }
    assert held == {}
    assert GroupFigure.objects.count() == 1
    assert cast.theo.memberships.exists()


def test_she_did_not_ask_for_it_and_may_come_back(cast: Cast, at: datetime) -> None:
    keep(at + YEAR)
    cast.sofia.refresh_from_db()
    assert cast.sofia.name == ""
    assert not Erased.objects.exists()


def test_a_second_time_finds_nothing_and_says_nothing(cast: Cast, at: datetime) -> None:
    an_answer(cast, at - 2 * YEAR)
    assert keep(at + YEAR) > 0
    said = Entry.objects.filter(act="retention.kept")
    assert {entry.details["app"] for entry in said} == {"curate", "people"}
    assert keep(at + YEAR) == 0
    assert said.count() == 2


def test_apps_are_asked_downstream_first_and_one_that_fails_stops_none_before_it(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_answer(cast, at - 2 * YEAR)
    people = {holder.app: holder for holder in registered()}["people"]

    def broken(**_given: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(people, "expire", broken)
    with pytest.raises(RuntimeError):
        keep(at + YEAR)
    assert not Answer.objects.exists()


def test_the_shorter_of_two_times_holds() -> None:
    watch = Keeping("", 365, "delete", "watch")
    assert days_kept(watch, {}) == 365
    assert days_kept(watch, {"watch": 30}) == 30
    assert days_kept(watch, {"watch": 400}) == 365
    assert days_kept(Keeping("", None, "delete"), {"watch": 30}) is None
    assert days_kept(Keeping("", None, "delete", "watch"), {"watch": 30}) == 30


def test_only_what_is_kept_for_a_time_has_a_limit(at: datetime) -> None:
    tables = {"a.A": Keeping("", 2, "delete"), "a.B": Keeping("", None, "keep")}
    assert limits_of(tables, {}, at) == {"a.A": at - 2 * DAY}
    assert personal_data.limits_of({}, {}, at) == {}
