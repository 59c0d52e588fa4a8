"""The whole organisation, loaded once for all of these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from portevoix.curate.models import Item, Source
from portevoix.demo.loading import load_demo
from portevoix.ledger.queries import verification
from portevoix.measure.models import GroupFigure
from portevoix.measure.queries import closed_funnels, funnel_results
from portevoix.people.models import Expertise, Organisation, Person, Team
from portevoix.people.queries import cast_of_demo
from portevoix.share.models import Click, Share, Suggestion
from portevoix.share.platforms import demonstration
from portevoix.share.queries.bonuses import bonuses_of, bonuses_to_settle
from portevoix.share.queries.carriers import carrier_of
from portevoix.share.queries.referrals import referrals_of

MORNING = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
# Drawn at random by nature, or sealed with a key.
RANDOM = {"ref", "outbox_id", "code", "password", "claim", "chained_hash", "external_id"}
RANDOM |= {"external_url", "frozen_text", "sealed_access", "actor", "subject", "salt"}
RANDOM |= {"sealed_secret"}
# The address of an opening carries the code of its link.
RANDOM |= {"target_url"}
# Made of the numbers of rows, which go on after rows are deleted.
RANDOM |= {"read_until", "details"}


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        outside = transaction.atomic()
        outside.__enter__()
        load_demo(at=MORNING)
        yield
        transaction.set_rollback(True)
        outside.__exit__(None, None, None)


pytestmark = pytest.mark.django_db


def _entered(name: str) -> Client:
    browser = Client()
    person = Person.objects.get(name=name)
    browser.post(reverse("people:enter_as"), {"person": person.ref})
    return browser


def test_it_is_marked_as_a_demonstration() -> None:
    assert Organisation.objects.get().is_demo
    assert "invent" in Client().get(reverse("people:sign_in")).content.decode()


def test_there_is_enough_of_everything() -> None:
    assert Person.objects.count() >= 60
    assert Team.objects.count() >= 6
    assert Item.objects.count() >= 240
    assert {"fr", "en"} == set(Item.objects.values_list("language", flat=True))
    assert Share.objects.published().count() >= 100
    assert Click.objects.count() >= 1500
    assert {"human", "unknown", "robot"} == set(Click.objects.values_list("verdict", flat=True))
    assert Suggestion.objects.count() >= 8
    assert Expertise.objects.exclude(endorsements=None).count() >= 40


def test_the_health_page_and_the_review_have_something_to_show() -> None:
    assert set(Source.objects.in_trouble().values_list("problem", flat=True)) == {"gone", "html"}
    assert Item.objects.waiting().count() >= 3
    assert Item.objects.filter(topics=None).count() <= 3


def test_the_heroine_has_one_to_confirm_two_planned_and_one_cancelled() -> None:
    own = Share.objects.filter(person__name="Inès Morel")
    assert own.filter(state=Share.State.ASK_PERSON).count() == 1
    assert own.filter(state=Share.State.SCHEDULED, scheduled_for__gt=MORNING).count() == 2
    assert own.filter(state=Share.State.CANCELLED).count() == 1


def test_each_closed_month_shows_some_teams_and_withholds_others() -> None:
    months = set(GroupFigure.objects.values_list("month", flat=True))
    assert len(months) == 2
    for month in months:
        teams = GroupFigure.objects.filter(month=month).exclude(team=None)
        assert teams.filter(is_released=True, figure="visits").count() >= 3
        assert teams.filter(is_released=False, figure="visits").exists()


def test_nothing_happened_later_than_the_midnight_before() -> None:
    midnight = MORNING.replace(hour=0, minute=0)
    assert not Item.objects.filter(found_at__gt=midnight).exists()
    assert not Share.objects.filter(sent_at__gt=midnight).exists()
    assert not Click.objects.filter(at__gt=midnight).exists()
    assert Item.objects.filter(published_at__gt=midnight - timedelta(days=2)).exists()


def test_nothing_it_publishes_ever_leaves() -> None:
    shares = Share.objects.filter(mode=Share.Mode.API).select_related("account")
    accounts = [share.account for share in shares if share.account]
    assert accounts
    assert {carrier_of(account) for account in accounts} == {demonstration.carry}


def test_the_record_is_sound() -> None:
    assert verification().is_sound


def test_everybody_of_the_cast_finds_living_pages() -> None:
    for person in cast_of_demo():
        browser = _entered(person.name)
        for path in _paths_of(person):
            assert browser.get(path).status_code == 200, f"{person.name}: {path}"


def test_a_post_is_shown_to_its_author_alone() -> None:
    ines = Share.objects.filter(person__name="Inès Morel", mode="api").published()
    path = ines.latest("sent_at").external_url
    page = _entered("Inès Morel").get(path).content.decode()
    assert reverse("share:follow", args=[ines.latest("sent_at").link.code]) in page
    assert _entered("Karim Haddad").get(path).status_code == 404


def test_a_real_organisation_has_no_such_page() -> None:
    share = Share.objects.filter(person__name="Inès Morel", mode="api").published().latest("pk")
    browser = _entered("Inès Morel")
    Organisation.objects.update(is_demo=False)
    assert browser.get(share.external_url).status_code == 404


def test_referrals_went_from_a_link_to_a_bonus() -> None:
    ines, paul = (Person.objects.get(name=name) for name in ("Inès Morel", "Paul Girard"))
    assert [one.step for one in referrals_of(ines)] == ["application", "hire"]
    assert [one.agreed_at for one in bonuses_of(ines)] == [None]
    assert [one.person.name for one in bonuses_to_settle(paul)] == ["Malik Diarra"]
    lea = Person.objects.get(name="Léa Fontaine")
    months = [funnel_results(lea, month) for month in closed_funnels(lea)]
    assert any(
        line.title and line.counts[0] == 7 for month in months if month for line in month.lines
    )


def test_it_refuses_a_house_where_somebody_lives() -> None:
    with pytest.raises(CommandError, match="Atelier Nord lives in this database already"):
        call_command("demo", stdout=StringIO())


def test_the_same_day_makes_the_same_organisation() -> None:
    before = _digest()
    for model in reversed(apps.get_models(include_auto_created=True)):
        if model.__module__.startswith("portevoix."):
            _emptied(model)
    load_demo(at=MORNING + timedelta(hours=9))
    after = _digest()
    for table, rows in before.items():
        assert rows == after[table], table


def _paths_of(person: Person) -> list[str]:
    if not person.is_present:
        return ["/my-data/", "/charter/"]
    names = ["home:today", "home:learn", "home:more", "home:my_data", "share:shares"]
    names += [
        "share:accounts",
        "share:referrals",
        "curate:openings",
        "measure:voice",
        "measure:dictionary",
    ]
    if person.may_enter("programme"):
        names += ["home:studio", "measure:results", "measure:funnel"]
    if person.may_enter("desk"):
        names += ["home:desk", "share:bonuses"]
    shares = Share.objects.visible_to(person)[:3]
    items = Item.objects.offered().newest_first()[:3]
    composed = [reverse("share:compose", args=[item.pk]) for item in items]
    signed = composed if person.signatures.exists() else []
    return [
        *map(reverse, names),
        *(reverse("share:share", args=[share.pk]) for share in shares),
        *signed,
    ]


def _emptied(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608 - our own names


def _digest() -> dict[str, list[str]]:
    digests = {}
    for model in apps.get_models():
        if model.__module__.startswith("portevoix."):
            fields = [
                field.name
                for field in model._meta.concrete_fields
                if field.name not in RANDOM and not field.is_relation and not field.primary_key
            ]
            rows = model._default_manager.values(*fields)
            digests[model._meta.db_table] = sorted(json.dumps(row, default=str) for row in rows)
    return digests
