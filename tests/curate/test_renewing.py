import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portevoix.curate.rules.indexing import index_of
from portevoix.curate.rules.matching import rank, relevance
from portevoix.curate.rules.profiles import Answered, ItemText, KnownTopic, Profile, Signal
from portevoix.curate.rules.renewing import has_moved_far, renewed
from tests.conftest import NOON

WORDS = "nuage conteneur cluster sonde juriste contrat entretien pain levain farine".split()


def item(number, version=0):
    words = [WORDS[(number * step + version) % 10] for step in (1, 3, 7)]
    return ItemText(
        f"i{number:02}",
        # Thirty further on, the same is told again.
        f"{words[0]} {words[1]} n{number % 30}",
        " ".join(words),
        topics=((WORDS[number % 4], 0.5 + version / 10),),
        source=f"s{number % 3}",
        published_at=NOON,
    )


def items(*numbers, version=0):
    return [item(number, version) for number in numbers]


PROFILE = Profile(declared=(KnownTopic("nuage"),), answers=(Answered(item(8), Signal.MORE),))


def test_what_is_told_again_is_known_as_such():
    index = renewed(index_of(items(*range(12))), items(*range(13), 30, 42))
    assert [index.twins[place] for place in (0, 12, 13, 14)] == [{13}, {14}, {0}, {12}]
    later = renewed(index, items(*range(13), 30))
    assert [later.twins[place] for place in (0, 12, 13)] == [{13}, set(), {0}]


@settings(max_examples=60, deadline=None)
@given(
    before=st.lists(st.integers(0, 39), min_size=12, unique=True),
    after=st.lists(st.tuples(st.integers(0, 49), st.integers(0, 1)), unique_by=lambda one: one[0]),
)
def test_what_stands_beside_the_words_is_as_in_a_new_index(before, after):
    wanted = [item(number, version) for number, version in after]
    index, new = renewed(index_of(items(*before)), wanted), index_of(wanted)
    assert index.items == new.items
    assert index.places == new.places
    assert index.twins == new.twins
    assert (index.has_twin == new.has_twin).all()
    assert (index.references == new.references).all()
    assert (index.facts.published == new.facts.published).all()
    assert set(index.facts.about) == set(new.facts.about)
    plain = Profile(declared=PROFILE.declared)
    assert relevance(index, plain, at=NOON) == pytest.approx(relevance(new, plain, at=NOON))
    assert len(rank(index, PROFILE, at=NOON, seed="ines")) == len(
        rank(new, PROFILE, at=NOON, seed="ines")
    )


def test_items_that_stay_keep_their_vectors_wherever_they_move():
    index = index_of(items(*range(30)))
    later = renewed(index, items(40, *range(29, 4, -1)))
    for number in range(5, 30):
        was, now = index.places[f"i{number:02}"], later.places[f"i{number:02}"]
        assert (index.texts.latent[was] == later.texts.latent[now]).all()
        assert (index.texts.common[was] == later.texts.common[now]).all()
        assert (index.texts.rare[[was]] != later.texts.rare[[now]]).nnz == 0


def test_a_new_item_is_near_what_a_new_index_puts_it_near():
    whole = items(*range(60))
    late, new = renewed(index_of(whole[:59]), whole), index_of(whole)
    liked = Profile(answers=(Answered(whole[59], Signal.MORE),))
    one, other = relevance(late, liked, at=NOON), relevance(new, liked, at=NOON)
    assert np.corrcoef([one[key] for key in other], list(other.values()))[0, 1] > 0.95
    assert max(other, key=other.__getitem__) in sorted(one, key=lambda key: -one[key])[:5]


def test_many_changes_or_many_small_ones_ask_for_a_new_index():
    index = index_of(items(*range(64)))
    assert not has_moved_far(index, items(*range(64)))
    assert not has_moved_far(index, items(*range(3, 64)))
    assert has_moved_far(index, items(*range(5, 64)))
    assert has_moved_far(index, [*items(*range(61)), *items(61, 62, 63, version=1)])
    moved = renewed(index, items(*range(1, 65)))
    assert moved.changes == 2
    assert has_moved_far(moved, items(*range(3, 67)))
    assert renewed(index, []).items == ()
