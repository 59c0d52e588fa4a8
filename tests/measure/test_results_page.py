from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from portevoix.measure import tasks
from tests.conftest import Cast
from tests.measure.test_voice_page import text_of
from tests.measure.world import CLOSING, TENTH, UNKNOWN, clicked, published, team_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _closing() -> Iterator[None]:
    with time_machine.travel(CLOSING + timedelta(hours=9), tick=False):
        yield


@pytest.fixture
def a_loud_month(cast: Cast) -> None:
    _team, people = team_of("Design", 6)
    team_of("Accounting", 6)
    for person in [*people, cast.ines, cast.karim, cast.lea, cast.paul, cast.theo]:
        share = published(person)
        clicked(share, 2)
        clicked(share, 1, UNKNOWN)
    tasks.close_months()


def test_a_closed_month_is_told_in_sentences_and_groups(a_loud_month: None, as_lea: Client) -> None:
    text = text_of(as_lea, "/studio/results/")
    assert "What the voices of the house brought in October 2026, in groups." in text
    assert "11 publications in one’s own words." in text
    assert "Between 22 and 33 visits came through their links." in text


def test_a_withheld_figure_says_so_without_a_number(a_loud_month: None, as_lea: Client) -> None:
    text = text_of(as_lea, "/studio/results/")
    # Everyone less the two teams that spoke would be Accounting's zero.
    assert "Accounting Publications: not enough voices Visits: not enough voices" in text


def test_no_name_is_on_the_page(a_loud_month: None, as_lea: Client, cast: Cast) -> None:
    text = text_of(as_lea, "/studio/results/")
    for person in (cast.ines, cast.theo, cast.karim):
        assert person.name not in text
    assert "Design0" not in text


def test_an_open_month_says_when_it_closes(as_lea: Client) -> None:
    text = text_of(as_lea, "/studio/results/")
    assert "No month is closed yet" in text
    assert "November 2026 is still open: it closes on 4 December 2026" in text


def test_the_rule_is_explained_with_its_number(a_loud_month: None, as_lea: Client) -> None:
    text = text_of(as_lea, "/studio/results/")
    assert "at least 5 voices" in text


def test_figures_carry_their_provenance_and_day(a_loud_month: None, as_lea: Client) -> None:
    text = text_of(as_lea, "/studio/results/")
    assert "own link" in text
    assert "self-declared" in text
    assert "as of 4 November 2026" in text


def test_an_earlier_month_can_be_asked_for(as_lea: Client, cast: Cast) -> None:
    published(cast.ines, TENTH - timedelta(days=30))
    tasks.close_months()
    text = text_of(as_lea, "/studio/results/?month=2026-09")
    assert "brought in September 2026" in text


@pytest.mark.parametrize("month", ["2026-11", "2026-13", "nonsense", "2020-01"])
def test_a_month_that_is_not_closed_does_not_exist(
    a_loud_month: None, as_lea: Client, month: str
) -> None:
    assert as_lea.get(f"/studio/results/?month={month}").status_code == 404


@pytest.mark.parametrize("key", ["ines", "karim", "paul", "rosa", "ada"])
def test_results_are_for_the_programme_manager(cast: Cast, client: Client, key: str) -> None:
    client.force_login(getattr(cast, key))
    assert client.get("/studio/results/").status_code == 403


def test_every_closed_month_has_its_link(as_lea: Client, cast: Cast) -> None:
    published(cast.ines, TENTH - timedelta(days=70))
    assert tasks.close_months() == 3
    page = as_lea.get("/studio/results/").content.decode()
    assert [f"?month=2026-{month}" in page for month in ("07", "08", "09", "10")] == [
        False,
        True,
        True,
        True,
    ]
