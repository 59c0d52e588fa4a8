from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from portevoix.curate.actions.audiences import (
    CountryUnknown,
    TongueUnknown,
    TooManyCountries,
    set_audience,
)
from portevoix.curate.forms.audience import AudienceForm
from portevoix.curate.models import Audience, Item, Source
from portevoix.curate.queries.feed import todays_items
from portevoix.ledger.models import Entry
from portevoix.lib.countries import country_codes
from portevoix.people.models import Membership, Person, Team
from tests.conftest import Cast
from tests.curate.world import item, source

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def sales(cast: Cast) -> Team:
    """A second team, where Théo works besides."""
    team = Team.objects.create(name="Sales")
    Membership.objects.create(person=cast.theo, team=team, started_on=cast.theo.joined_on)
    return team


def offered(person: Person, at: datetime) -> set[Item]:
    return {one.item for one in todays_items(person, at=at, most=30)}


def acts() -> list[str]:
    return list(Entry.objects.in_order().values_list("act", flat=True))


def test_a_source_is_offered_to_its_teams_only(cast: Cast, sales: Team, at: datetime) -> None:
    row, for_all = source(), item()
    for_sales = item(of=row)
    set_audience(of=row, teams=[sales], by=cast.lea, at=at)
    assert offered(cast.theo, at) == {for_all, for_sales}
    assert offered(cast.ines, at) == {for_all}
    assert acts() == ["source.audience_set"]


def test_the_audience_of_an_item_goes_before_that_of_its_source(
    cast: Cast, sales: Team, at: datetime
) -> None:
    row = source()
    own, of_source = item(of=row), item(of=row)
    set_audience(of=row, teams=[sales], by=cast.lea, at=at)
    platform = Team.objects.get(name="Platform")
    set_audience(of=own, teams=[platform], by=cast.lea, at=at)
    assert offered(cast.ines, at) == {own}
    assert offered(cast.theo, at) == {own, of_source}


def test_whoever_joins_a_team_is_in_its_audience_at_once(
    cast: Cast, sales: Team, at: datetime
) -> None:
    piece = item()
    set_audience(of=piece, teams=[sales], by=cast.lea, at=at)
    assert offered(cast.ines, at) == set()
    stay = Membership.objects.create(person=cast.ines, team=sales, started_on=at.date())
    assert offered(cast.ines, at) == {piece}
    stay.ended_on = stay.started_on = at.date() - YEAR
    stay.save()
    assert offered(cast.ines, at) == set()


def test_countries_and_languages_narrow_together(cast: Cast, at: datetime) -> None:
    Person.objects.filter(pk=cast.ines.pk).update(country="be", language="fr")
    Person.objects.filter(pk=cast.theo.pk).update(country="be", language="en")
    piece = item()
    set_audience(of=piece, countries=["BE", "fr"], languages=["fr"], by=cast.lea, at=at)
    assert (piece.audience.country_codes, piece.audience.language_codes) == (("be", "fr"), ("fr",))
    for person, is_meant in ((cast.ines, True), (cast.theo, False), (cast.karim, False)):
        person.refresh_from_db()
        assert (offered(person, at) == {piece}) is is_meant


def test_an_audience_of_nobody_named_is_for_all_and_is_not_kept(
    cast: Cast, sales: Team, at: datetime
) -> None:
    row = source()
    set_audience(of=row, teams=[sales], languages=["fr"], by=cast.lea, at=at)
    assert set_audience(of=row, by=cast.lea, at=at) is None
    assert Source.objects.get().audience is None
    assert not Audience.objects.exists()


def test_a_new_audience_replaces_the_one_before(cast: Cast, sales: Team, at: datetime) -> None:
    piece = item()
    set_audience(of=piece, teams=[sales], by=cast.lea, at=at)
    set_audience(of=piece, languages=["en"], by=cast.lea, at=at)
    kept = Audience.objects.get()
    assert (list(kept.teams.all()), kept.language_codes) == ([], ("en",))
    assert Item.objects.get().audience == kept


def test_what_ranks_items_is_told(cast: Cast, sales: Team, at: datetime) -> None:
    row = source()
    piece, other, foreign = item(of=row), item(of=row), item()
    set_audience(of=row, teams=[sales], by=cast.lea, at=at)
    set_audience(of=piece, teams=[sales], by=cast.lea, at=at)
    revisions = dict(Item.objects.values_list("pk", "revision"))
    assert revisions == {piece.pk: 2, other.pk: 1, foreign.pk: 0}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"countries": ["fr", "xx"]}, CountryUnknown),
        ({"countries": [",fr,be,"]}, CountryUnknown),
        ({"countries": [""]}, CountryUnknown),
        ({"languages": ["de"]}, TongueUnknown),
        ({"countries": sorted(country_codes())}, TooManyCountries),
    ],
)
def test_what_names_nobody_is_refused_and_changes_nothing(
    cast: Cast, at: datetime, given: dict[str, list[str]], refusal: type[Exception]
) -> None:
    piece = item()
    set_audience(of=piece, languages=["en"], by=cast.lea, at=at)
    with pytest.raises(refusal):
        set_audience(of=piece, **given, by=cast.lea, at=at)
    assert Item.objects.get().audience.language_codes == ("en",)
    assert acts() == ["item.audience_set"]


def test_of_four_hundred_teams_the_chosen_stand_first(cast: Cast, at: datetime) -> None:
    Team.objects.bulk_create([Team(name=f"Team {n:03}") for n in range(400)])
    late, piece = Team.objects.get(name="Team 377"), item()
    set_audience(of=piece, teams=[late], by=cast.lea, at=at)
    form = AudienceForm(person=cast.lea, audience=piece.audience)
    names = [name for _pk, name in form.fields["teams"].choices]
    assert (len(names), names[:3]) == (401, ["Team 377", "Platform", "Team 000"])
    sent = AudienceForm({"teams": [late.pk]}, person=cast.lea, audience=None)
    assert sent.is_valid()
    assert sent.wishes() == {"teams": [late], "countries": [], "languages": []}


def test_countries_are_those_of_colleagues_and_those_chosen(cast: Cast, at: datetime) -> None:
    piece = item()
    assert "countries" not in AudienceForm(person=cast.lea, audience=None).fields
    Person.objects.filter(pk=cast.ines.pk).update(country="fr")
    Person.objects.filter(pk=cast.sofia.pk).update(country="it")
    set_audience(of=piece, countries=["de"], by=cast.lea, at=at)
    with translation.override("fr"):
        form = AudienceForm(person=cast.lea, audience=piece.audience)
        assert form.fields["countries"].choices == [("de", "Allemagne"), ("fr", "France")]
    sent = AudienceForm({"countries": ["it"]}, person=cast.lea, audience=None)
    assert not sent.is_valid()
