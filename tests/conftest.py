"""What every test may ask for: the cast, a moment, signed-in clients, and no sockets."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("PORTEVOIX_DATA_DIR", tempfile.mkdtemp(prefix="portevoix-tests-"))
os.environ.setdefault("PORTEVOIX_LOG_LEVEL", "WARNING")

import pytest
import pytest_socket
from django.conf import settings
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from portevoix.curate.queries.feed import forget
from portevoix.people.models import Membership, Organisation, Person, Role, Team

# Settings are read before this file is: the tests' data still never meet those of var/.
settings.DATA = Path(os.environ["PORTEVOIX_DATA_DIR"])

# A busy machine is no defect of what is tried.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_watch_of_its_own() -> Iterator[None]:
    """No test reads the index of another's items: a process keeps one for a while."""
    yield
    forget()


@pytest.fixture
def at() -> datetime:
    """A Monday at noon, UTC."""
    return NOON


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of every story."""

    ines: Person
    karim: Person
    lea: Person
    paul: Person
    rosa: Person
    sofia: Person
    theo: Person
    ada: Person


_PARTS = {
    "ines": ("Inès Morel", "Engineer", ()),
    "karim": ("Karim Haddad", "Engineering manager", ("manager",)),
    "lea": ("Léa Fontaine", "Programme manager", ("programme",)),
    "paul": ("Paul Girard", "HR and legal", ("hr",)),
    "rosa": ("Rosa Lopez", "Staff representative", ("representative",)),
    "sofia": ("Sofia Rossi", "Designer, formerly", ()),
    "theo": ("Théo Blanc", "Engineer", ()),
    "ada": ("Ada Nkemelu", "Administrator", ("administrator",)),
}


@pytest.fixture
def organisation(db: None) -> Organisation:
    """The organisation where the stories happen."""
    return Organisation.objects.create(pk=1, name="Atelier Nord", language="en", founded_at=NOON)


@pytest.fixture
def cast(organisation: Organisation) -> Cast:
    """Inès, Karim, Léa, Paul, Rosa, Sofia (who left), Théo and Ada, in one team."""
    team = Team.objects.create(name="Platform")
    people = {key: _person(key, *part) for key, part in _PARTS.items()}
    people["sofia"].left_on = NOON.date().replace(month=6)
    people["sofia"].save(update_fields=["left_on"])
    for person in people.values():
        Membership.objects.create(
            person=person,
            team=team,
            started_on=NOON.date().replace(year=2024),
            ended_on=person.left_on,
        )
    return Cast(**{field.name: people[field.name] for field in fields(Cast)})


def _person(key: str, name: str, job: str, roles: tuple[str, ...]) -> Person:
    person = Person(email=f"{key}@atelier.example", name=name, job=job)
    person.set_unusable_password()
    person.save()
    for role in roles:
        Role.objects.create(person=person, name=role, given_at=NOON)
    return person


@pytest.fixture
def as_ines(cast: Cast, client: Client) -> Client:
    """A browser in which Inès is signed in."""
    client.force_login(cast.ines)
    return client


@pytest.fixture
def as_lea(cast: Cast) -> Client:
    """A browser in which Léa is signed in."""
    browser = Client()
    browser.force_login(cast.lea)
    return browser


@pytest.fixture
def shared_data() -> Path:
    """The real data beside the repository; a test that needs them skips where they are absent."""
    path = Path(os.environ.get("PORTEVOIX_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not path.is_dir():
        pytest.skip("the real data are not here: set PORTEVOIX_DATA to their folder")
    return path


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that threads may share: SQLite in memory locks whole tables among them."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "shared.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    kept, name = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = kept, name


@pytest.hookimpl(trylast=True)  # after they were shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers each begin with half of the journeys: nobody waits for a long one at the end."""
    long = [item for item in items if item.get_closest_marker("journey")]
    quick = [item for item in items if not item.get_closest_marker("journey")]
    first, second = long[::2], long[1::2]
    half = len(items) // 2 - len(first)
    items[:] = [*first, *quick[:half], *second, *quick[half:]] if half > 0 else long + quick


@pytest.hookimpl(tryfirst=True)  # after pytest-socket, which would close them again
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Sockets: none in the unit suite, loopback only where a test says so."""
    marks = {mark.name for mark in item.iter_markers()}
    if marks & {"loopback", "peers", "journey"}:
        pytest_socket.enable_socket()
        pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    else:
        pytest_socket.disable_socket(allow_unix_socket=True)


def pytest_runtest_teardown() -> None:
    """Give sockets back to whatever runs between tests."""
    pytest_socket.enable_socket()
    pytest_socket._remove_restrictions()
