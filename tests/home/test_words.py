from __future__ import annotations

from portevoix.home.views.words import FAMILIES, TABLES, words_of
from portevoix.lib.personal_data import registered
from tests.house.laws_of_the_book import acts_named
from tests.house.sources import python_sources


def test_every_registered_table_has_words() -> None:
    known = {label for holder in registered() for label in holder.tables}
    assert known - set(TABLES) == set()


def test_every_act_named_in_the_code_has_words() -> None:
    wordless = {act for act in acts_named(python_sources()) if words_of(act) == act}
    assert wordless - set(FAMILIES) == set()


def test_an_act_without_words_keeps_its_name() -> None:
    assert words_of("moon.landed") == "moon.landed"
    assert words_of("share.answered_yes") == "Answered whether a share was published"
