from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from portevoix.lib.personal_data import registered
from tests.house.sources import river

PERSON = "people.Person"
# Fields that name a person without a foreign key.
NAMES_A_PERSON = re.compile(r"(^|_)(person|actor|subject)(_ref)?$|(author|owner|by)_ref$")


@dataclass(frozen=True, slots=True)
class Table:
    """A model as the laws see it: where its relations point, and its other fields."""

    label: str
    points_to: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def app(self) -> str:
        return self.label.split(".")[0]

    @property
    def names_a_person(self) -> bool:
        is_person = self.label == PERSON or PERSON in self.points_to
        return is_person or any(NAMES_A_PERSON.search(name) for name in self.fields)


def tables() -> list[Table]:
    ours = (model for model in apps.get_models() if model.__module__.startswith("portevoix."))
    return [table_of(model) for model in ours]


def table_of(model: type[models.Model]) -> Table:
    own = [*model._meta.local_fields, *model._meta.local_many_to_many, *model._meta.private_fields]
    related = [(field, field.related_model) for field in own if field.is_relation]
    return Table(
        label=model._meta.label,
        points_to=tuple(
            other._meta.label if isinstance(other, type) else "anything.Anything"
            for _, other in related
        ),
        fields=tuple(field.name for field in own if isinstance(field, models.CharField)),
    )


def pointing_downstream(table: Table, layers: Iterable[frozenset[str]]) -> Iterator[str]:
    depth = {app: level for level, layer in enumerate(layers) for app in layer}
    for target in table.points_to:
        app = target.split(".")[0]
        is_below = app == table.app or depth.get(app, -1) > depth[table.app]
        if not is_below:
            yield f"{table.label} points to {target}"


def undescribed(table: Table, described: Mapping[str, object]) -> Iterator[str]:
    if table.names_a_person and table.label not in described:
        yield f"{table.label} names a person; no personal_data.py says how it is kept"


def test_every_relation_points_upstream() -> None:
    assert [said for table in tables() for said in pointing_downstream(table, river())] == []


@pytest.mark.parametrize(
    "table",
    [
        Table("people.Person", points_to=("share.Share",)),
        Table("share.Share", points_to=("listen.Voice",)),
        Table("share.Share", points_to=("anything.Anything",)),
        Table("ledger.Entry", points_to=("people.Person",)),
    ],
)
def test_a_relation_downstream_is_found(table: Table) -> None:
    assert list(pointing_downstream(table, river()))


def test_the_record_has_no_foreign_key() -> None:
    assert [table.label for table in tables() if table.app == "ledger" and table.points_to] == []


def test_every_table_that_names_a_person_is_described() -> None:
    described = {label: None for holder in registered() for label in holder.tables}
    assert [said for table in tables() for said in undescribed(table, described)] == []


@pytest.mark.parametrize(
    "table",
    [
        Table("people.Person"),
        Table("share.Share", points_to=("people.Person",)),
        Table("govern.Incident", fields=("reporter", "author_ref")),
    ],
)
def test_an_undescribed_table_is_found(table: Table) -> None:
    assert list(undescribed(table, {}))
    assert list(undescribed(table, {table.label: None})) == []


def test_nothing_is_described_that_is_not_there() -> None:
    known = {table.label for table in tables()}
    described = {label for holder in registered() for label in holder.tables}
    assert described <= known


def test_every_app_describes_its_own_tables() -> None:
    strangers = [
        f"{holder.app} describes {label}"
        for holder in registered()
        for label in holder.tables
        if not label.startswith(f"{holder.app}.")
    ]
    assert strangers == []


@pytest.mark.django_db
def test_migrations_make_the_tables_that_the_models_describe() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
