from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portevoix.curate.actions.searching import write_words
from portevoix.curate.engines.search import Holds, missing_of_index
from portevoix.curate.models import Item
from portevoix.curate.queries.search import Wishes, found_items, hits_of
from portevoix.curate.rules.searching import is_found, search_words, sought_in
from tests.conftest import NOON, Cast
from tests.curate.world import item

pytestmark = pytest.mark.django_db

# Words that meet often, words that begin others, marks of databases' own languages.
WORDS = st.sampled_from(
    """kubernetes kubernete kube python Python3 c++ C# .net node.js l'équipe équipes données donnée
    3.12 3.12.1 3 12 2024 open-source open source R&D aujourd’hui AI IA it de la les the of
    NEAR AND OR NOT * : ^ ( ) " ' -x -python "open source" "de la" 😀 שלום العربية 数据 \x00 \\ & |
    ! <-> Ⅳ ½ ß œuvre déploiement deploy déployer run running""".split(" ")
)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


@pytest.fixture
def find(cast: Cast):
    def find(text: str, **wishes: object) -> list[str]:
        while write_words():
            pass
        keys = found_items(cast.ines, text, NOON, Wishes(**wishes))
        return [hit.item.title for hit in hits_of(keys, text, cast.ines)]

    return find


def test_nothing_is_missing_of_the_index_after_all_migrations():
    assert missing_of_index(connection) == set()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), max_size=5), asked=TEXTS)
def test_a_database_finds_what_a_plain_scan_finds(cast, texts, asked):
    Item.objects.all().delete()
    for title, summary in texts:
        words = search_words(title, summary, ())
        item(title.replace("\0", "") or "-", words=words, words_version=1)
    sought = sought_in(asked)
    by_scan = {row.pk for row in Item.objects.all() if is_found(sought, row.words)}
    rows = Item.objects.filter(*map(Holds, sought.wanted))
    for part in sought.unwanted:
        rows = rows.exclude(Holds(part))
    assert {row.pk for row in rows} == by_scan
    found = found_items(cast.ines, asked, NOON)
    assert set(found) == (by_scan if sought else set())


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("déploiement", "Le deploiement en continu"),
        ("DEPLOIEMENTS", "Le déploiement en continu"),
        ("kuber", "What Kubernetes changed"),
        ("développeurs", "Un développeur raconte"),
        ("running", "How to run a service"),
        ("c++", "C++ at fifty"),
        ("C#", "From C# to F#"),
        (".net", "What is new in .NET 9"),
        ("dotnet", "What is new in .NET 9"),
        ("nodejs", "Node.js without tears"),
        ("équipe", "L’équipe d'à côté"),
        ("aujourd'hui", "Aujourd’hui, on déploie"),
        ("open-source", "Open source at work"),
        ('"open source"', "Open-source at work"),
        ("3.12.1", "Python 3.12.1 is out"),
        ("AI", "AI at work"),
        ("R&D", "La R&D en France"),
        ("sécu", "Sécurité des usages"),
        ("données", "數據 et données"),
        ("שלום", "שלום עולם"),
    ],
)
def test_a_story_is_found_by(find, asked, title):
    item(title)
    item("Another story altogether, about gardens")
    assert find(asked) == [title]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("3.12.2", "Python 3.12.1 is out"),
        ("3.1", "Python 3.12 is out"),
        ('"source open"', "Open source at work"),
        ('"kube"', "What Kubernetes changed"),
        ("python -snake", "Python, the snake"),
        ("c++", "From C to Z"),
        ("kubernetes docker", "Kubernetes alone"),
        ("C#", "C++ at fifty"),
    ],
)
def test_a_story_is_not_found_by(find, asked, title):
    item(title)
    assert find(asked) == []


@pytest.mark.parametrize(
    "asked",
    [
        '"', '""', '"open', "NEAR(a b)", "a NEAR b", "*", "kube*", "words:kube", "^kube", "(kube",
        "kube AND", "OR", "NOT kube", "\0", "kube\0", "x" * 10_000, "-" * 10_000, "' OR 1=1 --",
        "😀", "\u202ekube", "&|!<->", "a & !b", "\\", "%", "_", "\ud800", "-kube", "- kube",
        "kube" * 3000, " ", "\n", '"-kube"', "-\"kube", "ﷺ", "a̐" * 200,
    ],
)  # fmt: skip
def test_nothing_typed_is_an_error(find, asked):
    item("What Kubernetes changed")
    assert len(find(asked)) <= 1
