from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portevoix.curate.rules.indexing import index_of
from portevoix.curate.rules.matching import rank, relevance
from portevoix.curate.rules.profiles import (
    Answered,
    ItemText,
    KnownTopic,
    Profile,
    Settings,
    Signal,
    TopicWords,
)
from portevoix.curate.rules.reasons import ReasonKind
from portevoix.lib.text import near_same_titles

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NO_DISCOVERY = Settings(explore_every=0)

KUBERNETES = ItemText(
    "k8s",
    "Déployer sur Kubernetes sans interruption",
    "Conteneurs, sondes et montée en charge d'un cluster.",
    topics=(("kubernetes", 0.8),),
    source="nuages",
)
CLUSTER = ItemText(
    "cluster",
    "Un cluster qui tient la charge",
    "Conteneurs et sondes, la montée en charge racontée.",
    source="carnet",
)
HIRING = ItemText(
    "hiring",
    "Recruter des juristes en région",
    "Entretiens, viviers et marque employeur.",
    topics=(("hr", 0.9),),
    source="rh",
)
BREAD = ItemText("bread", "Le pain au levain", "Farine, eau, sel et patience.", source="cuisine")
OFFICE = ItemText("office", "Réunions plus courtes", "Ordre du jour et compte rendu.", source="vie")
WATCH = (KUBERNETES, CLUSTER, HIRING, BREAD, OFFICE)
KNOWS_KUBERNETES = Profile(declared=(KnownTopic("kubernetes", ("Kubernetes", "k8s")),))


def keys(items, profile, **options):
    ranked = rank(index_of(items), profile, at=AT, seed="ines", **options)
    return [one.key for one in ranked]


def answered(item, signal):
    return Profile(answers=(Answered(item, signal),))


def only(items, profile, key, **options):
    ranked = rank(index_of(items), profile, at=AT, seed="ines", **options)
    return next(one for one in ranked if one.key == key)


def test_nothing_to_read_gives_nothing():
    assert keys((), Profile()) == []
    assert keys((), answered(BREAD, Signal.MORE)) == []
    assert relevance(index_of(()), Profile(), at=AT) == {}


def test_an_item_without_a_word_is_harmless():
    silent = ItemText("silent", "", "")
    assert sorted(keys((silent, BREAD), answered(silent, Signal.MORE))) == ["bread", "silent"]


def test_of_two_items_with_one_key_the_first_is_kept():
    index = index_of((BREAD, replace(HIRING, key="bread")))
    assert index.items == (BREAD,)


def test_the_declared_field_comes_first_and_says_why():
    first = rank(index_of(WATCH), KNOWS_KUBERNETES, at=AT, seed="ines")[0]
    assert first.key == "k8s"
    assert first.reason.kind is ReasonKind.DECLARED_TOPIC
    assert first.reason.topics == ("kubernetes",)
    assert first.reason.words == ("Kubernetes",)


def test_topics_are_found_when_the_items_carry_none():
    bare = tuple(replace(item, topics=()) for item in WATCH)
    index = index_of(bare, topics=(TopicWords("kubernetes", ("Kubernetes",)),))
    assert rank(index, KNOWS_KUBERNETES, at=AT, seed="ines")[0].key == "k8s"
    assert index.items[0].topics


def test_an_endorsed_field_counts_more_and_says_so():
    endorsed = Profile(declared=(KnownTopic("kubernetes", ("Kubernetes",), endorsements=2),))
    plain = only(WATCH, KNOWS_KUBERNETES, "k8s")
    ranked = only(WATCH, endorsed, "k8s")
    assert ranked.score > plain.score
    assert ranked.reason.kind is ReasonKind.ENDORSED


@pytest.mark.parametrize(
    ("signal", "kind"),
    [
        (Signal.MORE, ReasonKind.LIKED),
        (Signal.SAVED, ReasonKind.LIKE_SAVED),
        (Signal.SHARED, ReasonKind.LIKE_SHARED),
    ],
)
def test_what_resembles_a_liked_item_rises_and_says_which(signal, kind):
    profile = answered(replace(KUBERNETES, topics=()), signal)
    cold = relevance(index_of(WATCH), Profile(), at=AT)
    warm = relevance(index_of(WATCH), profile, at=AT)
    assert warm["cluster"] > cold["cluster"]
    assert max(WATCH[1:], key=lambda item: warm[item.key]) is CLUSTER
    reason = only(WATCH, profile, "cluster").reason
    assert (reason.kind, reason.like) == (kind, "k8s")
    assert set(reason.words) <= {"cluster", "charge", "Conteneurs", "sondes", "montée"}
    assert reason.words


def test_a_liked_item_that_left_the_watch_still_teaches():
    warm = relevance(index_of(WATCH[1:]), answered(KUBERNETES, Signal.SAVED), at=AT)
    assert max(warm, key=warm.__getitem__) == "cluster"


def test_more_raises_and_less_lowers():
    index = index_of(WATCH)
    cold = relevance(index, Profile(), at=AT)["cluster"]
    more = relevance(index, answered(KUBERNETES, Signal.MORE), at=AT)["cluster"]
    less = relevance(index, answered(KUBERNETES, Signal.LESS), at=AT)["cluster"]
    assert less < cold < more


def test_a_liked_topic_source_or_author_is_a_reason_of_its_own():
    liked = tuple(
        Answered(ItemText(f"old{n}", f"Vieux {n}", topics=(("hr", 1.0),), source="rh"), Signal.MORE)
        for n in range(12)
    )
    item = ItemText("new", "Tout autre chose", topics=(("hr", 0.5), ("law", 0.2)), source="rh")
    reason = only((item, BREAD, OFFICE), Profile(answers=liked), "new").reason
    assert reason.kind is ReasonKind.LIKED_TOPIC
    assert reason.topics == ("hr", "law")


@pytest.mark.parametrize("signal", [Signal.LESS, Signal.NOT_MY_FIELD])
def test_a_declined_item_never_returns(signal):
    assert "hiring" not in keys(WATCH, answered(HIRING, signal))


def test_a_closed_item_and_an_unread_language_are_left_out():
    english = replace(BREAD, key="bread-en", language="en")
    items = (*WATCH, english)
    profile = Profile(closed=frozenset({"office"}), languages=frozenset({"fr"}))
    assert sorted(keys(items, profile)) == ["bread", "cluster", "hiring", "k8s"]


def test_a_refused_topic_goes_unless_the_item_is_also_of_a_known_one():
    mixed = replace(HIRING, key="mixed", title="Recruter", topics=(("hr", 0.9), ("law", 0.5)))
    refuses = Profile(refused_topics=frozenset({"hr"}))
    knows_law = replace(refuses, declared=(KnownTopic("law"), KnownTopic("hr")))
    assert not {"hiring", "mixed"} & set(keys((*WATCH, mixed), refuses))
    assert "mixed" in keys((*WATCH, mixed), knows_law)
    assert "hiring" not in keys((*WATCH, mixed), knows_law)


def test_a_cold_start_is_fresh_and_says_so():
    old = replace(BREAD, published_at=AT - timedelta(days=30))
    new = replace(OFFICE, published_at=AT + timedelta(hours=1))
    undated = HIRING
    ranked = rank(index_of((old, undated, new)), Profile(), at=AT, seed="ines")
    assert [one.key for one in ranked] == ["office", "hiring", "bread"]
    assert {one.reason.kind for one in ranked} == {ReasonKind.FRESH}


def test_one_story_is_told_once():
    again = replace(BREAD, key="again", title="Le PAIN au levain !", source="autre")
    assert len({"bread", "again"} & set(keys((*WATCH, again), Profile()))) == 1


def many(count, sources, topic="kubernetes"):
    words = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima".split()
    return tuple(
        ItemText(
            f"{topic}{n}",
            f"{words[n % 12]} {words[n // 12 % 12]} of {topic} {n}",
            f"{words[(n * 5) % 12]} {words[(n * 7) % 12]}",
            topics=((topic, 0.4 + n / count / 2),),
            source=f"source{n % sources}",
            published_at=AT - timedelta(hours=n),
        )
        for n in range(count)
    )


def test_a_source_has_two_places_of_the_first_ten_when_there_are_others():
    loud = tuple(replace(item, source="loud") for item in many(40, 1))
    quiet = many(9, 9, topic="bread")
    first = keys((*loud, *quiet), KNOWS_KUBERNETES, settings=NO_DISCOVERY)[:10]
    assert sum(key.startswith("kubernetes") for key in first) == 2


def test_a_lone_source_still_fills_the_list():
    alone = tuple(replace(item, source="alone") for item in many(40, 1))
    assert len(keys(alone, Profile())) == 30


def test_a_discovery_is_never_of_the_known_field_and_says_what_it_is():
    items = (*many(30, 15), *many(30, 15, topic="bread"))
    ranked = rank(index_of(items), KNOWS_KUBERNETES, at=AT, seed="ines")
    found = [place for place, one in enumerate(ranked) if one.reason.kind is ReasonKind.EXPLORATION]
    assert found == [5, 11, 17, 23, 29]
    assert {ranked[place].reason.topics for place in found} == {("bread",)}


def test_a_discovery_may_come_from_far_below_the_best():
    items = (*many(130, 65), *many(20, 20, topic="bread"))
    ranked = rank(index_of(items), KNOWS_KUBERNETES, at=AT, seed="ines")
    assert ranked[5].key.startswith("bread")


def test_another_seed_discovers_something_else():
    items = (*many(30, 15), *many(60, 30, topic="bread"))
    index = index_of(items)
    found = {
        tuple(one.key for one in rank(index, KNOWS_KUBERNETES, at=AT, seed=str(seed)))
        for seed in range(5)
    }
    assert len(found) > 1


def test_the_latent_half_can_be_left_out():
    index = index_of(many(30, 15), components=0)
    assert index.components.shape[1] == 0
    assert len(rank(index, answered(index.items[0], Signal.MORE), at=AT, seed="ines")) == 30


WORDS = "nuage conteneur cluster sonde recruter juriste contrat entretien pain levain farine sel"
TEXT = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=6).map(" ".join)
TOPIC = st.sampled_from(["cloud", "law", "bread"])


@st.composite
def watches(draw):
    texts = draw(st.lists(st.tuples(TEXT, TEXT, TOPIC, st.integers(0, 4)), min_size=1, max_size=24))
    return tuple(
        ItemText(
            f"i{n}",
            f"{title} n{n}",
            summary,
            topics=((topic, 0.7),),
            source=f"s{source}",
            published_at=AT - timedelta(days=n % 5),
        )
        for n, (title, summary, topic, source) in enumerate(texts)
    )


@st.composite
def people(draw, items):
    declared = draw(st.sets(TOPIC, max_size=2))
    picked = draw(st.lists(st.sampled_from(items), max_size=5, unique=True))
    signals = draw(st.lists(st.sampled_from(list(Signal)), min_size=5, max_size=5))
    return Profile(
        declared=tuple(KnownTopic(key, (key,)) for key in sorted(declared)),
        answers=tuple(Answered(item, s) for item, s in zip(picked, signals, strict=False)),
    )


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_list_is_deterministic_free_of_what_was_declined_and_of_repetition(data):
    items = data.draw(watches())
    profile = data.draw(people(items))
    found = rank(index_of(items), profile, at=AT, seed="ines")
    assert found == rank(index_of(items), profile, at=AT, seed="ines")
    shown = [one.key for one in found]
    assert len(shown) == len(set(shown))
    assert not {one.item.key for one in profile.answers if one.weight < 0} & set(shown)
    titles = {item.key: item.title for item in items}
    assert not any(
        near_same_titles(titles[one], titles[other]) for one, other in combinations(shown, 2)
    )


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_first_ten_hold_two_of_a_source_unless_all_the_others_are_shown(data):
    items = data.draw(watches())
    source = {item.key: item.source for item in items}
    shown = keys(items, data.draw(people(items)), settings=Settings(limit=50))
    for place in range(min(10, len(shown))):
        before = [source[key] for key in shown[:place]]
        if before.count(source[shown[place]]) >= 2:
            later = {source[key] for key in shown[place:]}
            assert all(before.count(one) >= 2 for one in later)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_declaring_a_topic_never_lowers_an_item_purely_of_it(data):
    items = data.draw(watches())
    pure = replace(data.draw(st.sampled_from(items)), topics=(("new", 1.0),))
    items = tuple(pure if item.key == pure.key else item for item in items)
    profile = data.draw(people(items))
    profile = replace(
        profile, answers=tuple(one for one in profile.answers if one.item.key != pure.key)
    )
    index = index_of(items)

    def place_of(person):
        worth = relevance(index, person, at=AT)
        return sum(value > worth[pure.key] + 1e-9 for value in worth.values())

    knows = replace(profile, declared=(*profile.declared, KnownTopic("new")))
    assert place_of(knows) <= place_of(profile)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_reason_is_always_true(data):
    items = {item.key: item for item in data.draw(watches())}
    profile = data.draw(people(tuple(items.values())))
    known = {topic.key for topic in profile.declared}
    liked = {one.item.key for one in profile.answers if one.weight > 0}
    for one in rank(index_of(items.values()), profile, at=AT, seed="ines"):
        item, reason = items[one.key], one.reason
        assert set(reason.topics) <= {key for key, _score in item.topics}
        assert all(word in f"{item.title} {item.summary}" for word in reason.words)
        if reason.kind is ReasonKind.DECLARED_TOPIC:
            assert reason.topics
            assert set(reason.topics) <= known
        if reason.like:
            assert reason.like in liked
            assert reason.like != one.key
