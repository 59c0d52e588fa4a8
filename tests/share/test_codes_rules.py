import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.codes import ALPHABET, BYTES, LENGTH, link_code


def test_a_code_holds_at_least_sixty_bits_of_signs_nobody_mistakes() -> None:
    assert math.log2(len(ALPHABET)) * LENGTH >= 60
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("0O1Il")


@given(st.binary(min_size=BYTES, max_size=BYTES))
def test_a_code_is_made_of_the_alphabet_and_of_all_its_bytes(drawn: bytes) -> None:
    code = link_code(drawn)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert link_code(bytes([drawn[0] ^ 1, *drawn[1:]])) != code


def test_too_few_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        link_code(b"short")
