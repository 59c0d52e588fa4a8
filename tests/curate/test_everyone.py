from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portevoix.curate.engines import everyone as engine
from portevoix.curate.engines.everyone import Everyone
from portevoix.curate.rules import blends
from portevoix.curate.rules.crowds import crowd_of
from portevoix.curate.rules.facts import facts_of
from portevoix.curate.rules.indexing import index_of
from portevoix.curate.rules.matching import relevance
from portevoix.curate.rules.profiles import (
    Answered,
    ItemText,
    KnownTopic,
    Profile,
    Settings,
    Signal,
    Weights,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOPICS = "abcdef"
LANGUAGES = ("fr", "en", "")


def item(key, *topics, days=1.0, language=""):
    published = AT - timedelta(days=days) if days is not None else None
    return ItemText(key, key, topics=topics, language=language, published_at=published)


def knows(*topics, **more):
    return Profile(declared=tuple(KnownTopic(topic) for topic in topics), **more)


shares = st.sampled_from((0.3, 0.5, 0.5, 0.8, 1.0, 1.4))
abouts = st.dictionaries(st.sampled_from(TOPICS), shares, max_size=5).map(
    lambda about: tuple(about.items())
)
watches = st.lists(
    st.builds(
        lambda about, days, language: (about, days, language),
        abouts,
        st.one_of(st.none(), st.integers(-2, 40)),
        st.sampled_from(LANGUAGES),
    ),
    max_size=25,
).map(
    lambda rows: [
        item(f"i{number}", *about, days=days, language=language)
        for number, (about, days, language) in enumerate(rows)
    ]
)
declared = st.lists(
    st.builds(
        KnownTopic,
        st.sampled_from((*TOPICS, "nobody writes of it")),
        strength=st.sampled_from((0.0, 0.4, 0.8, 1.0)),
        endorsements=st.integers(0, 4),
    ),
    max_size=6,
    unique_by=lambda topic: topic.key,
).map(tuple)
profiles = st.builds(
    Profile,
    declared=declared,
    closed=st.frozensets(st.sampled_from([f"i{number}" for number in range(25)]), max_size=6),
    languages=st.sampled_from((frozenset(), frozenset({"fr"}), frozenset({"fr", "en"}))),
)
crowds = st.dictionaries(st.integers(1, 99), profiles, max_size=8)


def the_best(items, profile, most, weights):
    """What matching says, best first; equal scores by key."""
    worth = relevance(
        index_of(items, components=0), profile, at=AT, settings=Settings(weights=weights)
    )
    return sorted(worth.items(), key=lambda one: (-round(one[1], 9), one[0]))[:most]


def assert_is_the_best(everyone, items, people, most, weights=None):
    for person, profile in people.items():
        wanted = the_best(items, profile, most, weights or Weights())
        found = everyone.best_of(person)
        assert [one.key for one in found] == [key for key, _score in wanted]
        np.testing.assert_allclose(
            [one.score for one in found], [score for _key, score in wanted], atol=1e-9
        )


@settings(max_examples=120, deadline=None)
@given(items=watches, people=crowds, most=st.integers(1, 12))
@example(items=[], people={1: knows("a")}, most=3)
@example(items=[item("i0", ("a", 0.5))], people={}, most=3)
def test_everybody_gets_what_matching_gives_to_each(items, people, most):
    everyone = Everyone.refresh(crowd_of(people), facts_of(items), at=AT, most=most)
    assert_is_the_best(everyone, items, people, most)


@settings(max_examples=40, deadline=None)
@given(items=watches, people=crowds)
def test_other_weights_give_other_scores_and_the_same_agreement(items, people):
    weights = Weights(topics=0.7, fresh=0.0, stale=1.0)
    everyone = Everyone.refresh(
        crowd_of(people), facts_of(items), at=AT, settings=Settings(weights=weights)
    )
    assert_is_the_best(everyone, items, people, 30, weights)


@settings(max_examples=60, deadline=None)
@given(items=watches.filter(bool), people=crowds, most=st.integers(1, 6))
def test_an_item_that_enters_later_is_where_a_refresh_would_put_it(items, people, most):
    *before, new = items
    early = Everyone.refresh(crowd_of(people), facts_of(before), at=AT, most=most)
    late = early.with_item(new)
    for person, profile in people.items():
        wanted = [score for _key, score in the_best(items, profile, most, Weights())]
        found = {one.key: one.score for one in late.best_of(person)}
        np.testing.assert_allclose(list(found.values()), wanted, atol=1e-9)
        worth = relevance(index_of(items, components=0), profile, at=AT)
        assert all(abs(worth[key] - score) < 1e-9 for key, score in found.items())
    assert early.keys == tuple(one.key for one in sorted(before, key=lambda one: one.key))


def test_people_in_several_blocks_get_what_they_get_in_one(monkeypatch):
    items = [item(f"i{n}", (TOPICS[n % 6], 0.5 + n % 5 / 10), days=n % 7) for n in range(40)]
    people = {n: knows(*TOPICS[n % 4 : n % 4 + 2]) for n in range(30)}
    whole = Everyone.refresh(crowd_of(people), facts_of(items), at=AT, most=5)
    monkeypatch.setattr(engine, "A_BLOCK", 7)
    monkeypatch.setattr(engine, "AT_ONCE", 3)
    parts = Everyone.refresh(crowd_of(people), facts_of(items), at=AT, most=5)
    assert (whole.marks == parts.marks).all()


def test_readers_are_those_in_whose_field_it_lies():
    items = [item("law", ("law", 0.9)), item("bread", ("bread", 0.9)), item("fresh", days=0)]
    people = {1: knows("law"), 2: knows("law"), 3: knows("bread"), 4: knows()}
    everyone = Everyone.refresh(crowd_of(people), facts_of(items), at=AT, most=2)
    assert dict(zip(everyone.keys, everyone.readers().tolist(), strict=True)) == {
        "law": 2,
        "bread": 1,
        "fresh": 0,
    }
    assert everyone.readers_of("law") == 2
    assert [one.is_known for one in everyone.best_of(1)] == [True, False]
    with pytest.raises(KeyError):
        everyone.readers_of("unheard")
    with pytest.raises(KeyError):
        everyone.best_of(5)


def test_what_one_declined_or_does_not_read_never_enters():
    declined = Profile(
        declared=(KnownTopic("law"),), answers=(Answered(item("new"), Signal.NOT_MY_FIELD),)
    )
    french = knows("law", languages=frozenset({"fr"}))
    people = {1: declined, 2: french, 3: knows("law")}
    everyone = Everyone.refresh(crowd_of(people), facts_of([item("old")]), at=AT)
    later = everyone.with_item(item("new", ("law", 1.0), language="en"))
    assert [[one.key for one in later.best_of(person)] for person in people] == [
        ["old"],
        ["old"],
        ["new", "old"],
    ]
    with pytest.raises(ValueError, match="there already"):
        later.with_item(item("new"))


def test_too_many_items_are_refused(monkeypatch):
    monkeypatch.setattr(engine, "MOST_ITEMS", 1)
    with pytest.raises(ValueError, match="too many"):
        Everyone.refresh(crowd_of({}), facts_of([item("a"), item("b")]), at=AT)


def test_a_mark_sorts_by_score_then_by_item():
    marks = blends.marked(np.array([0.2, 0.7, 0.7]), np.array([0, 5, 4]), 1.2)
    assert np.argsort(-marks).tolist() == [2, 1, 0]
    assert blends.items_of(marks).tolist() == [0, 5, 4]
    np.testing.assert_allclose(blends.scores_of(marks, 1.2), [0.2, 0.7, 0.7], atol=1e-11)


def test_most_of_what_answers_would_choose_is_there():
    """What is left out for people with answers changes the order more than the choice."""
    draw = np.random.default_rng(5)
    words = "cluster contrat levain sonde juge farine noeud clause four pod appel seigle".split()
    items = [
        ItemText(
            f"i{n:03}",
            " ".join(draw.choice(words[n % 3 :: 3], 3)) + f" n{n}",
            topics=(("abc"[n % 3], float(draw.uniform(0.4, 1.0))),),
            published_at=AT - timedelta(days=float(draw.uniform(0, 20))),
        )
        for n in range(120)
    ]
    index = index_of(items)
    shared = []
    for person in range(30):
        liked = draw.choice([one for one in items if one.topics[0][0] == "abc"[person % 3]], 4)
        profile = Profile(
            declared=(KnownTopic("abc"[person % 3]),),
            answers=tuple(Answered(one, Signal.MORE) for one in liked),
        )
        everyone = Everyone.refresh(crowd_of({1: profile}), index.facts, at=AT, most=20)
        worth = relevance(index, profile, at=AT)
        best = sorted(worth, key=lambda key: -worth[key])[:20]
        shared.append(len(set(best) & {one.key for one in everyone.best_of(1)}) / 20)
    assert np.mean(shared) > 0.75
