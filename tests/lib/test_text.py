import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.lib.text import (
    near_same,
    near_same_groups,
    near_same_titles,
    pairs,
    stem,
    stems,
    surface_words,
    title_signature,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’élève qu'il aide n'a pas d'avis", ("elev", "aid", "avi")),
        ("Aujourd’hui, c'est l'architecture !", ("architectur",)),
        ("SÉCURITÉ securite sécurité", ("securit", "securit", "securit")),
        ("C++ and C#, Node.js or .NET", ("c++", "c#", "node.js", ".net")),
        ("It's what we don't deploy", ("deploy",)),
        ("Lisez https://exemple.fr/a-b?c=d demain", ("lis", "demain")),
        ("Une R&D au cœur", ("r&d", "coeur")),
        ("La fin.Le début", ("fin", "debut")),
        ("", ()),
    ],
)
def test_words_are_folded_stemmed_and_freed_of_what_says_nothing(text, expected):
    assert stems(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("monitoring", "Monitoring"),
        ("développeurs", "developpeur"),
        ("deployments", "deployment"),
        ("conférences", "CONFERENCE"),
        ("data", "Datas"),
        ("média", "medias"),
        ("schémas", "schema"),
        ("publiera", "publier"),
        ("réuniras", "réunir"),
    ],
)
def test_forms_of_a_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("data", "date"), ("datas", "dates"), ("Scala", "scale"), ("bêta", "bête"), ("visa", "viser")],
)
def test_a_noun_in_a_is_no_past_tense(one, other):
    assert stem(one) != stem(other)


def test_the_same_term_meets_itself_whatever_the_language_around_it():
    french = set(stems("Le monitoring de nos conteneurs"))
    english = set(stems("Monitoring our containers"))
    assert french & english


def test_words_keep_their_spelling():
    assert surface_words("L'équipe Data de Node.js") == ("équipe", "Data", "de", "Node.js")


def test_pairs_are_neighbours():
    assert pairs(("a", "b", "c")) == ("a b", "b c")
    assert pairs(("a",)) == ()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Kubernetes 1.30 est sorti", "Kubernetes 1.30 est sorti !", True),
        ("L'État adopte le logiciel libre", "L’Etat adopte le logiciel libre | Le Courrier", True),
        ("Réduire la facture cloud de moitié", "Réduire de moitié la facture cloud", True),
        ("Carnet de bord, partie 1", "Carnet de bord, partie 2", False),
        ("Retour de conférence - premier jour", "Retour de conférence - second jour", False),
        ("Python 3.12 is out", "Python 3.13 is out", False),
        ("Kubernetes en production", "PostgreSQL en production", False),
        ("!!!", "???", False),
        ("", "", True),
    ],
)
def test_near_same_titles_tell_one_story(one, other, is_same):
    assert near_same_titles(one, other) is is_same


@given(st.text(max_size=60))
def test_any_text_has_words_and_a_title_equals_itself(text):
    assert all(stems(text)) is True
    assert near_same_titles(text, text)


WORDS = st.sampled_from(["cloud", "data", "équipe", "libre", "kubernetes", "audit", "2024", "deux"])


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=12))
def test_groups_find_every_near_same_pair_and_no_other(titles):
    signatures = [title_signature(title) for title in titles]
    groups = near_same_groups(signatures)
    for place, signature in enumerate(signatures):
        alike = {
            other
            for other, another in enumerate(signatures)
            if other != place and near_same(signature, another)
        }
        assert groups[place] == alike
