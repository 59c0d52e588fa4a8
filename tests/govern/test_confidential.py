from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portevoix.govern.actions import (
    NotHersToWrite,
    PhraseEmpty,
    keep_confidential,
    let_go_confidential,
)
from portevoix.govern.models import ConfidentialPhrase
from portevoix.govern.queries import confidential_words_in
from portevoix.govern.rules.confidential import confidential_in
from portevoix.ledger.models import Entry
from tests.conftest import Cast

PHRASES = ("projet Aurore", "acquisition", "plan social", "Zeta", "R&D", "secrecy")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Les projets Aurore arrivent", ("projet Aurore", "projets Aurore")),
        ("bientôt le PROJET AURORE !", ("projet Aurore", "PROJET AURORE")),
        ("#ProjetAurore", ("projet Aurore", "Projet Aurore")),
        ("nos Acquisitions", ("acquisition", "Acquisitions")),
        ("les plans sociaux", ("plan social", "plans sociaux")),
        ("avec Zeta-Corp", ("Zeta", "Zeta")),
        ("notre r&d", ("R&D", "r&d")),
    ],
)
def test_a_phrase_is_found_in_all_its_forms(text: str, found: tuple[str, str]) -> None:
    assert confidential_in(text, PHRASES) == (found,)


@pytest.mark.parametrize(
    "text", ["acquérir", "l’aurore boréale", "zêtaïste", "plan de formation social", "", "secret"]
)
def test_other_words_are_left_alone(text: str) -> None:
    assert confidential_in(text, PHRASES) == ()


@given(st.text(max_size=200), st.text(min_size=2, max_size=40))
def test_a_phrase_that_stands_in_a_text_is_always_found(text: str, phrase: str) -> None:
    if any(sign.isalpha() for sign in phrase) and phrase.isalnum() and phrase.islower():
        assert confidential_in(f"{text} , {phrase} .", [phrase])


@pytest.mark.django_db
def test_hr_lists_a_phrase_and_the_record_never_says_which(cast: Cast, at: datetime) -> None:
    row = keep_confidential(phrase=" projet  Aurore ", why="Ask Paul.", by=cast.paul, at=at)
    assert row.phrase == "projet Aurore"
    (found,) = confidential_words_in("Nos projets Aurore")
    assert (found.words, found.why) == ("projets Aurore", "Ask Paul.")
    let_go_confidential(phrase=row, by=cast.paul, at=at)
    assert not confidential_words_in("Nos projets Aurore")
    acts = Entry.objects.filter(act__startswith="confidential.")
    assert [entry.act for entry in acts.order_by("pk")] == [
        "confidential.added",
        "confidential.removed",
    ]
    assert "Aurore" not in str(list(acts.values()))


@pytest.mark.django_db
def test_the_same_phrase_twice_is_one_with_its_latest_reason(cast: Cast, at: datetime) -> None:
    for why in ("Old", "New"):
        keep_confidential(phrase="Zeta", why=why, by=cast.paul, at=at)
    assert ConfidentialPhrase.objects.get().why == "New"


@pytest.mark.django_db
def test_only_hr_and_legal_write_the_list(cast: Cast, at: datetime) -> None:
    row = keep_confidential(phrase="Zeta", why="", by=cast.paul, at=at)
    with pytest.raises(NotHersToWrite):
        keep_confidential(phrase="Omega", why="", by=cast.rosa, at=at)
    with pytest.raises(NotHersToWrite):
        let_go_confidential(phrase=row, by=cast.lea, at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("phrase", ["  ", "!", "a"])
def test_a_phrase_without_a_word_is_refused(cast: Cast, at: datetime, phrase: str) -> None:
    with pytest.raises(PhraseEmpty):
        keep_confidential(phrase=phrase, why="", by=cast.paul, at=at)


@pytest.mark.django_db
def test_the_desk_reads_the_list_and_hr_writes_it(
    as_ines: Client, cast: Cast, at: datetime
) -> None:
    keep_confidential(phrase="Zeta", why="Ask Paul.", by=cast.paul, at=at)
    paul, rosa = Client(), Client()
    paul.force_login(cast.paul)
    rosa.force_login(cast.rosa)
    assert as_ines.get("/desk/confidential/").status_code == 403
    html = rosa.get("/desk/confidential/").content.decode()
    assert "Zeta" in html
    assert "List it" not in html
    assert rosa.post("/desk/confidential/", {"phrase": "Omega"}).status_code == 403
    refused = paul.post("/desk/confidential/", {"phrase": "!"})
    assert (refused.status_code, "at least one word" in refused.content.decode()) == (422, True)
    assert paul.post("/desk/confidential/", {"phrase": "Omega"}).status_code == 302
    row = ConfidentialPhrase.objects.get(phrase="Zeta")
    assert rosa.post(f"/desk/confidential/{row.pk}/let-go/").status_code == 409
    assert paul.post(f"/desk/confidential/{row.pk}/let-go/").status_code == 302
    assert ConfidentialPhrase.objects.get().phrase == "Omega"
