import base64
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.lib.sealing import (
    CannotUnseal,
    KeyRing,
    Secret,
    is_sealed_by_current,
    new_ring,
    reseal,
    ring_of,
    seal,
    unseal,
)

RING = KeyRing({"a": b"a" * 32}, "a")


@given(st.text())
def test_what_was_sealed_opens_for_its_account_and_field(text: str) -> None:
    sealed = seal(RING, Secret(text), account="7", label="access")
    assert unseal(RING, sealed, account="7", label="access").reveal() == text


@pytest.mark.parametrize(("account", "label"), [("8", "access"), ("7", "refresh")])
def test_a_sealed_text_moved_elsewhere_does_not_open(account: str, label: str) -> None:
    sealed = seal(RING, Secret("token"), account="7", label="access")
    with pytest.raises(CannotUnseal):
        unseal(RING, sealed, account=account, label=label)


def test_the_same_secret_is_never_sealed_twice_alike() -> None:
    seals = {seal(RING, Secret("token"), account="7", label="access") for _ in range(50)}
    assert len(seals) == 50


def test_one_changed_sign_is_noticed() -> None:
    sealed = seal(RING, Secret("token"), account="7", label="access")
    for place in range(sealed.rindex(".") + 1, len(sealed) - 2):
        other = "A" if sealed[place] != "A" else "B"
        with pytest.raises(CannotUnseal):
            unseal(RING, sealed[:place] + other + sealed[place + 1 :], account="7", label="access")


@pytest.mark.parametrize("text", ["", "s1", "s1.a", "s1.a.", "s1.a.é", "s1.a.AA", "s2.a.AAAA"])
def test_what_is_not_sealed_does_not_open(text: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(RING, text, account="7", label="access")


def test_an_older_key_still_opens_and_is_due_for_rotation() -> None:
    newer = KeyRing({"b": b"b" * 32, "a": b"a" * 32}, "b")
    sealed = seal(RING, Secret("token"), account="7", label="access")
    assert not is_sealed_by_current(newer, sealed)
    fresh = reseal(newer, sealed, account="7", label="access")
    assert is_sealed_by_current(newer, fresh)
    assert unseal(newer, fresh, account="7", label="access") == Secret("token")


def test_a_key_that_left_the_ring_opens_nothing() -> None:
    sealed = seal(RING, Secret("token"), account="7", label="access")
    with pytest.raises(CannotUnseal):
        unseal(KeyRing({"b": b"b" * 32}, "b"), sealed, account="7", label="access")


def test_a_key_may_not_take_another_s_name() -> None:
    sealed = seal(RING, Secret("token"), account="7", label="access").replace("s1.a.", "s1.c.")
    both = KeyRing({"a": b"a" * 32, "c": b"a" * 32}, "a")
    with pytest.raises(CannotUnseal):
        unseal(both, sealed, account="7", label="access")


def test_a_ring_is_read_with_its_first_key_sealing() -> None:
    first, second = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    assert ring_of(f"k1:{first}, k2:{second}").current == "k1"
    assert ring_of(new_ring()).current


@pytest.mark.parametrize("written", ["", " , ", "a:####", "a:QUJD", "a-b:" + "A" * 43 + "="])
def test_a_bad_ring_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="key"):
        ring_of(written)


def test_two_keys_of_one_id_are_refused() -> None:
    key = base64.b64encode(b"k" * 32).decode()
    with pytest.raises(ValueError, match="same id"):
        ring_of(f"a:{key},a:{key}")


def test_a_ring_without_its_current_key_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the ring"):
        KeyRing({}, "a")


def test_a_bar_would_blur_what_is_bound() -> None:
    with pytest.raises(ValueError, match="bar"):
        seal(RING, Secret("token"), account="7|access", label="x")


def test_a_secret_does_not_show() -> None:
    secret = Secret("s3cr3t")
    assert "s3cr3t" not in f"{secret!r} {secret} {[secret]} {RING!r}"
    assert secret
    assert not Secret("")
    assert secret == Secret("s3cr3t")
    assert secret != "s3cr3t"
    assert len({secret, Secret("s3cr3t")}) == 1
    with pytest.raises(TypeError):
        pickle.dumps(secret)
