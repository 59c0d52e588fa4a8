import pytest

from portevoix.curate.rules.profiles import ItemText, TopicWords
from portevoix.curate.rules.topics import MOST_TOPICS, matched_terms, topics_of

TOPICS = (
    TopicWords("kubernetes", ("Kubernetes", "k8s", "conteneurs", "containers")),
    TopicWords("ml", ("Machine learning", "Apprentissage automatique")),
    TopicWords("go", ("Go", "Golang")),
    TopicWords("hr", ("Recrutement", "Hiring", "RH")),
    TopicWords("empty", ("", "!")),
)


def keys(item):
    return [key for key, _score in topics_of(item, TOPICS)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (ItemText("1", "Déployer sur Kubernetes"), ["kubernetes"]),
        (ItemText("1", "L'APPRENTISSAGE AUTOMATIQUE expliqué"), ["ml"]),
        (ItemText("1", "Learning to use a machine"), []),
        (ItemText("1", "Where did the time go?"), []),
        (ItemText("1", "Writing a proxy in Go"), ["go"]),
        (ItemText("1", "Notre agenda", tags=("rh", "agenda")), []),
        (ItemText("1", "Notre agenda", tags=("RH", "agenda")), ["hr"]),
        (ItemText("1", "Agenda", summary="Nos recrutements de mars"), ["hr"]),
        (ItemText("1", ""), []),
    ],
)
def test_topics_are_found_by_their_terms(item, expected):
    assert keys(item) == expected


def test_a_title_says_more_than_a_summary():
    title = dict(topics_of(ItemText("1", "Kubernetes"), TOPICS))
    summary = dict(topics_of(ItemText("1", "Agenda", summary="Kubernetes"), TOPICS))
    often = dict(topics_of(ItemText("1", "x", summary="Kubernetes " * 4), TOPICS))
    assert title["kubernetes"] > often["kubernetes"] > summary["kubernetes"]


def test_terms_are_witnesses_of_one_another_but_not_of_themselves():
    one = dict(topics_of(ItemText("1", "Kubernetes"), TOPICS))
    two = dict(topics_of(ItemText("1", "Kubernetes, containers"), TOPICS))
    spelt_twice = (TopicWords("kubernetes", ("Kubernetes", "kubernetes")),)
    assert two["kubernetes"] > one["kubernetes"]
    assert dict(topics_of(ItemText("1", "Kubernetes"), spelt_twice)) == one


def test_topics_come_strongest_first_and_are_few():
    many = tuple(TopicWords(f"t{n}", ("cloud",)) for n in range(MOST_TOPICS + 3))
    found = topics_of(ItemText("1", "cloud"), (*many, TopicWords("top", ("cloud", "libre"))))
    assert len(found) == MOST_TOPICS
    both = topics_of(ItemText("1", "cloud libre"), (*many, TopicWords("top", ("cloud", "libre"))))
    assert both[0][0] == "top"


def test_matched_terms_are_told_as_the_item_writes_them():
    item = ItemText("1", "Les CONTENEURS", summary="kubernetes encore")
    terms = ("Kubernetes", "Conteneurs", "absent")
    assert matched_terms(item, terms) == ("CONTENEURS", "kubernetes")
