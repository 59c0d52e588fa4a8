from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import translation

from portevoix.govern.actions import (
    CharterMissing,
    CharterOutdated,
    NotHersToWrite,
    lay_charter,
    publish_charter,
    sign_charter,
)
from portevoix.govern.models import Charter, Signature
from portevoix.govern.queries import has_signed
from portevoix.govern.rules.charter import STARTING_CHARTER
from portevoix.ledger.actions import SYSTEM
from portevoix.ledger.models import Entry
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def publish(cast: Cast, at: datetime, words: str = "Be kind.") -> Charter:
    return publish_charter(text_en=words, text_fr="Soyez bons.", by=cast.paul, at=at)


def test_versions_follow_each_other(cast: Cast, at: datetime) -> None:
    assert [publish(cast, at).version, publish(cast, at, "Be kinder.").version] == [1, 2]
    current = Charter.objects.current()
    assert current
    assert current.text_en == "Be kinder."


def test_the_charter_is_read_in_the_language_of_the_page(cast: Cast, at: datetime) -> None:
    charter = publish(cast, at)
    with translation.override("fr"):
        assert charter.text == "Soyez bons."
    with translation.override("en"):
        assert charter.text == "Be kind."


def test_without_a_charter_nobody_has_to_sign(cast: Cast, at: datetime) -> None:
    assert has_signed(cast.ines)
    with pytest.raises(CharterMissing):
        sign_charter(version=1, by=cast.ines, at=at)


def test_a_new_version_is_signed_again(cast: Cast, at: datetime) -> None:
    publish(cast, at)
    assert not has_signed(cast.ines)
    sign_charter(version=1, by=cast.ines, at=at)
    assert has_signed(cast.ines)
    assert not has_signed(cast.karim)
    publish(cast, at, "Be kinder.")
    assert not has_signed(cast.ines)


def test_only_the_version_in_force_can_be_signed(cast: Cast, at: datetime) -> None:
    publish(cast, at)
    publish(cast, at, "Be kinder.")
    with pytest.raises(CharterOutdated):
        sign_charter(version=1, by=cast.ines, at=at)


def test_signing_twice_is_once(cast: Cast, at: datetime) -> None:
    publish(cast, at)
    first = sign_charter(version=1, by=cast.ines, at=at)
    assert sign_charter(version=1, by=cast.ines, at=at) == first
    assert Entry.objects.filter(act="charter.signed").count() == 1


def test_nobody_sees_the_signatures_of_another(cast: Cast, at: datetime) -> None:
    publish(cast, at)
    sign_charter(version=1, by=cast.ines, at=at)
    for other in (cast.karim, cast.lea, cast.paul, cast.rosa, cast.ada):
        assert not Signature.objects.visible_to(other).exists()
    assert Signature.objects.visible_to(cast.ines).count() == 1


@pytest.mark.parametrize("who", ["rosa", "karim", "lea", "ines"])
def test_only_hr_and_legal_publish_the_charter(cast: Cast, at: datetime, who: str) -> None:
    with pytest.raises(NotHersToWrite):
        publish_charter(text_en="Obey.", text_fr="Obéissez.", by=getattr(cast, who), at=at)


def test_one_who_left_reads_the_charter_until_she_is_forgotten(cast: Cast, at: datetime) -> None:
    publish(cast, at)
    assert Charter.objects.visible_to(cast.sofia).count() == 1
    cast.sofia.is_active = False
    assert not Charter.objects.visible_to(cast.sofia).exists()


def test_a_new_house_starts_from_our_charter(cast: Cast, at: datetime) -> None:
    laid = lay_charter(by=cast.ada, at=at)
    assert (laid.version, laid.text_fr) == (1, STARTING_CHARTER["fr"])
    entry = Entry.objects.in_order().last()
    assert entry
    assert (entry.act, entry.actor) == ("charter.published", cast.ada.ref)


def test_a_charter_laid_by_nobody_is_laid_by_the_system(at: datetime) -> None:
    lay_charter(at=at)
    assert Entry.objects.get().actor == SYSTEM


def test_a_published_charter_is_never_laid_over(cast: Cast, at: datetime) -> None:
    charter = publish(cast, at)
    assert lay_charter(by=cast.ada, at=at) == charter
    assert Charter.objects.count() == 1


def test_the_starting_charter_says_the_same_in_both_languages() -> None:
    en, fr = STARTING_CHARTER["en"], STARTING_CHARTER["fr"]
    for mark in ("\n## ", "\n1. ", "\n6. ", "**"):
        assert en.count(mark) == fr.count(mark) > 0


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("own act on that very text", "votre geste sur ce texte précis"),
        ("Refusing is free", "Refuser est libre"),
        ("say that you work here", "dites dès les premières lignes que vous y travaillez"),
        ("confidential", "confidentiel"),
        ("Respect people", "Respectez les personnes"),
        ("withdraw any consent", "retirer tout consentement"),
        ("you need not give a reason", "vous n’avez pas à donner de raison"),
    ],
)
def test_the_starting_charter_makes_each_promise(english: str, french: str) -> None:
    assert english in " ".join(STARTING_CHARTER["en"].split())
    assert french in " ".join(STARTING_CHARTER["fr"].split())
